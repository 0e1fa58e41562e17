#!/usr/bin/env python3
"""Three nodes start at the same moment on an empty database, each told to bring the schema up to date by itself: one does it, the
others wait. Then again, and the one that does it is killed (-9) in the middle: another one goes on where it stopped.
"""

import concurrent.futures
import contextlib
import pathlib
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import galera  # noqa: E402
import mariadb  # noqa: E402
from rejoinder import BUILD, SKIPPED, STORAGE, Checks, Server, only_in_long_form  # noqa: E402

only_in_long_form("galera")
ON_GALERA = STORAGE == "galera"
if not (galera if ON_GALERA else mariadb).available():
    print("skipped: mariadb-server or galera-4 is not installed")
    sys.exit(SKIPPED)
checks = Checks()
pool = concurrent.futures.ThreadPoolExecutor(8)


def three(database, name, folder):
    database.run(f"CREATE DATABASE {name}")
    return [Server(database.settings(name, i) if ON_GALERA else database.settings(name), folder / name) for i in range(3)]


def migrated(server):
    """How many migrations a node says it ran, of each of its lives."""
    return server.log.read_text().count('"STORAGE-MIGRATION"') if server.log.exists() else 0


def own_logs(nodes):
    for number, node in enumerate(nodes):
        node.log = node.folder.parent / f"{node.folder.name}-{number}.log"


def together(database, folder):
    print("\nThree start at once on an empty database.", flush=True)
    nodes = three(database, "together", folder)
    own_logs(nodes)
    with contextlib.ExitStack() as stack:
        for node in nodes:
            stack.enter_context(node)
        began = time.monotonic()
        for started in [pool.submit(n.start) for n in nodes]:
            started.result()
        checks.that("all three are ready", True, f"{time.monotonic() - began:.1f} s")
        ran = sorted(migrated(n) for n in nodes)
        there = int(database.run("SELECT COUNT(*) FROM kernel_migration WHERE plugin <> ''", "together"))
        checks.same("one ran all migrations, the others none", ran, [0, 0, there])
        checks.same("all are done", database.run("SELECT COUNT(*) FROM kernel_migration WHERE done < statements", "together").strip(), "0")
        checks.same("node numbers", database.run("SELECT COUNT(DISTINCT node) FROM kernel_node", "together").strip(), "3")
        checks.same("all stop cleanly", [n.stop() for n in nodes], [0, 0, 0])
        checks.same("verify finds nothing", nodes[0].verify(), "")


def killed(database, folder):
    print("\nThe one that brings the schema up to date is killed (-9) in the middle.", flush=True)
    nodes = three(database, "killed", folder)
    own_logs(nodes)
    with contextlib.ExitStack() as stack:
        for node in nodes:
            stack.enter_context(node)
        starting = [pool.submit(n.start) for n in nodes]
        end = time.monotonic() + 60
        victim = None
        while time.monotonic() < end and victim is None:
            victim = next((n for n in nodes if migrated(n) >= 5), None)
        began = time.monotonic()
        victim.kill()
        alive = [s for s, n in zip(starting, nodes) if n is not victim]
        for started in alive:
            started.result()
        checks.that("the others are ready all the same", True, f"{time.monotonic() - began:.0f} s later")
        checks.same("all is done", database.run("SELECT COUNT(*) FROM kernel_migration WHERE done < statements", "killed").strip(), "0")
        others = [n for n in nodes if n is not victim]
        checks.same("both stop cleanly", [n.stop() for n in others], [0, 0])
        checks.same("verify finds nothing", others[0].verify(), "")
        wanted = database.run("SELECT table_name, column_name, column_type, column_key FROM information_schema.columns WHERE "
                              "table_schema = 'together' ORDER BY 1, 2")
        found = database.run("SELECT table_name, column_name, column_type, column_key FROM information_schema.columns WHERE "
                             "table_schema = 'killed' ORDER BY 1, 2")
        checks.that("the schema is that of the first database", found == wanted, f"{len(found.splitlines())} columns")


database = galera.Galera(BUILD) if ON_GALERA else mariadb.MariaDb(BUILD)
try:
    with tempfile.TemporaryDirectory(prefix="rejoinder-") as name:
        together(database, pathlib.Path(name))
        killed(database, pathlib.Path(name))
finally:
    pool.shutdown(wait=False)
    database.close()
checks.close()
