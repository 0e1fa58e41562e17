#!/usr/bin/env python3
"""Two nodes on one MariaDB server: the same things asked of both at the same moment, one node killed (-9), then the database.

Nothing acknowledged may be lost or stand there twice, whoever is killed; work goes on at the node that is left.
"""

import pathlib
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import mariadb  # noqa: E402
from rejoinder import BUILD, SKIPPED, Server  # noqa: E402
from races import CODES, checks, imports, prepared, races  # noqa: E402
from stories import Clerks, orders, people, pool, soon, stored, tell  # noqa: E402

if not mariadb.available():
    print("skipped: mariadb-server is not installed")
    sys.exit(SKIPPED)

def killed_node(one, other, database, codes):
    tell("A node is killed while clients work on both; they go on at the other one.")
    before = set(stored(one.api()))
    slow = [one.api().upload("/contacts/imports", people(f"late{i}", 3200), source="test", key=f"late-{i}") for i in range(10)]
    running = f"SELECT COUNT(*) FROM kernel_job WHERE state = 'running' AND node LIKE '%:{other.process.pid}'"
    checks.that("the node is in the middle of an import", soon(lambda: database.run(running, "rejoinder").strip() != "0", 20))
    clerks = Clerks((one, other), codes, "kill-node")
    other.kill()
    acknowledged = clerks.done()
    now = set(stored(one.api()))
    checks.that(f"{len(acknowledged)} acknowledged, none lost", acknowledged <= now, f"longest pause {max(clerks.pauses()):.1f} s")
    checks.same("none doubled", len(now - before), len(codes))
    checks.that(f"no client saw an error in {clerks.asked} requests", not clerks.wrong, clerks.wrong[:3])
    began = time.monotonic()
    for operation in slow:
        one.api().finished(operation, 150)
    checks.that("what the dead node had begun is finished by the other", True, f"{time.monotonic() - began:.0f} s later")
    found = sum(1 for _ in one.api().every("/contacts"))
    checks.same("contacts, each once", found, 12_000 + 10 * 3200)
    other.start()
    checks.that("orders, one for each response", soon(lambda: orders(one.api()) == sorted(stored(one.api()))),
                f"{len(orders(one.api()))} orders")


def killed_database(one, other, database, codes):
    tell("The database is killed (-9) and comes back; clients retry as HTTP tells them to.")
    before = set(stored(one.api()))
    clerks = Clerks((one, other), codes, "kill-database")
    for _ in range(2):
        time.sleep(0.5)
        database.kill()
        time.sleep(0.5)
        database.start()
    acknowledged = clerks.done()
    now = set(stored(one.api()))
    checks.that(f"{len(acknowledged)} acknowledged, none lost", acknowledged <= now, f"longest pause {max(clerks.pauses()):.1f} s")
    checks.same("none doubled", len(now - before), len(codes))
    checks.that(f"no client saw an error in {clerks.asked} requests", not clerks.wrong, clerks.wrong[:3])
    checks.that("orders, one for each response", soon(lambda: orders(one.api()) == sorted(stored(one.api()))),
                f"{len(orders(one.api()))} orders")


database = mariadb.MariaDb(BUILD)
database.run("CREATE DATABASE rejoinder")
settings = {**database.settings("rejoinder"), "storage.migrate": "never"}
try:
    with tempfile.TemporaryDirectory(prefix="rejoinder-") as folder:
        with Server(settings, folder) as one, Server(settings, folder) as other:
            checks.same("migrated", one.command("migrate").returncode, 0)
            other.token = one.make_administrator()
            starting = [pool.submit(s.start) for s in (one, other)]
            for s in starting:
                s.result()
            numbers = database.run("SELECT COUNT(*), COUNT(DISTINCT node) FROM kernel_node WHERE expires_at > "
                                   "(UNIX_TIMESTAMP() * 1000000)", "rejoinder").split()
            checks.that("two nodes with numbers of their own", numbers == ["2", "2"], numbers)
            imports(one, other)
            campaign, codes = prepared(one.api())
            races(one, other, campaign, codes[:CODES])
            workers = database.run("SELECT COUNT(DISTINCT node) FROM kernel_job WHERE state = 'succeeded'", "rejoinder").strip()
            checks.same("nodes that did jobs", workers, "2")
            killed_node(one, other, database, codes[CODES:2 * CODES])
            killed_database(one, other, database, codes[2 * CODES:])
            checks.same("both stop cleanly", [one.stop(), other.stop()], [0, 0])
            checks.same("verify finds nothing", one.verify(), "")
finally:
    database.close()
checks.close()
