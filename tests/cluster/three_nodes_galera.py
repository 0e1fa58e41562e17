#!/usr/bin/env python3
"""Three nodes of Rejoinder on a Galera cluster of three: each works on its own database node, and clients on all of them.

The same things are asked of two nodes at the same moment; a database node is killed (-9) and comes back, a node of Rejoinder is
killed and comes back; then a database node is stopped while a node of Rejoinder is killed. Clients that ask again as HTTP tells
them to must never see an error; nothing acknowledged may be lost or stand there twice, on any of the database nodes.
"""

import pathlib
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import galera  # noqa: E402
from rejoinder import BUILD, SKIPPED, Problem, Server  # noqa: E402
from races import CODES, checks, imports, prepared, races  # noqa: E402
from stories import Clerks, orders, pool, soon, stored, tell  # noqa: E402

if not galera.available():
    print("skipped: mariadb-server or galera-4 is not installed")
    sys.exit(SKIPPED)


def own_writes(one, other, lagging):
    """A person is made on one node and asked of the other, whose database node stands still just then."""
    tell("What one node acknowledged the other one knows, though its database node lags a second behind.")
    missing, waits = [], []
    for number in range(3):
        lag = pool.submit(lagging.run, "FLUSH TABLES WITH READ LOCK; SELECT SLEEP(1); UNLOCK TABLES")
        time.sleep(0.3)
        made = one.api().post("/contacts", {"givenName": "Eva", "familyName": f"Later {number}"})
        began = time.monotonic()
        try:
            other.api().get(f"/contacts/{made['id']}")
        except Problem as problem:
            missing.append(str(problem))
        waits.append(time.monotonic() - began)
        lag.result()
    checks.same("not found there", missing, [])
    checks.that("it waited for what was on its way", max(waits) > 0.2, " ".join(f"{w:.2f} s" for w in waits))


def attended(situation, nodes, codes, prefix, meanwhile):
    """Clerks work on all nodes while something happens; then all is counted."""
    tell(situation)
    before = set(stored(nodes[0].api()))
    clerks = Clerks(nodes, codes, prefix, pause=8 * 8 / len(codes))  # for eight seconds and a little
    time.sleep(1)
    moment = time.monotonic()
    meanwhile()
    acknowledged = clerks.done()
    now = set(stored(nodes[0].api()))
    checks.that(f"{len(acknowledged)} acknowledged, none lost", acknowledged <= now,
                f"work flowed again after {clerks.flows_again(moment):.1f} s, longest pause {max(clerks.pauses()):.1f} s")
    checks.same("none doubled", len(now - before), len(codes))
    checks.that(f"no client saw an error in {clerks.asked} requests", not clerks.wrong, clerks.wrong[:3])


def counted(cluster):
    """What each database node that runs says there is."""
    return [n.run("SET SESSION wsrep_sync_wait = 1; SELECT COUNT(*) FROM responses_response", "rejoinder").strip()
            for n in cluster.nodes if n.process]


cluster = galera.Galera(BUILD)
try:
    cluster.nodes[0].run("CREATE DATABASE rejoinder")
    with tempfile.TemporaryDirectory(prefix="rejoinder-") as folder:
        nodes = [Server(cluster.settings("rejoinder", i, "never"), folder) for i in range(3)]
        with nodes[0], nodes[1], nodes[2]:
            checks.same("migrated", nodes[0].command("migrate").returncode, 0)
            token = nodes[0].make_administrator()
            for node in nodes:
                node.token = token
            for started in [pool.submit(n.start) for n in nodes]:
                started.result()
            sessions = [n.run("SELECT COUNT(*) FROM information_schema.processlist WHERE db = 'rejoinder'").strip() for n in cluster.nodes]
            checks.that("each works on a database node of its own", "0" not in sessions, f"sessions {sessions}")
            imports(nodes[0], nodes[1])
            campaign, codes = prepared(nodes[2].api(), 5)
            races(nodes[0], nodes[1], campaign, codes[:CODES])
            own_writes(nodes[0], nodes[1], cluster.nodes[1])

            attended("A database node is killed (-9); its node of Rejoinder goes on at another one.", nodes,
                     codes[CODES:2 * CODES], "kill", cluster.nodes[2].kill)
            began = time.monotonic()
            attended("It comes back.", nodes, codes[2 * CODES:3 * CODES], "back", cluster.nodes[2].recover)
            checks.that("synced again", True, f"within {time.monotonic() - began:.0f} s")

            def killed():
                nodes[0].kill()
                nodes[0].start()

            attended("A node of Rejoinder is killed (-9) and comes back.", nodes, codes[3 * CODES:4 * CODES], "node", killed)

            def both():
                cluster.nodes[0].stop()
                nodes[1].kill()

            attended("A database node is stopped, a node of Rejoinder killed (-9).", [nodes[0], nodes[2], nodes[1]],
                     codes[4 * CODES:], "stop", both)
            checks.that("orders, one for each response",
                        soon(lambda: orders(nodes[0].api()) == sorted(stored(nodes[0].api())), 90), f"{len(orders(nodes[0].api()))}")
            there = counted(cluster)
            checks.same("both database nodes that are left say the same", len(set(there)), 1)
            print("   refused certifications: " + ", ".join(
                n.run("SHOW STATUS LIKE 'wsrep_local_cert_failures'").split()[1] for n in cluster.nodes if n.process))
            checks.same("two stop cleanly", [nodes[0].stop(), nodes[2].stop()], [0, 0])
            checks.same("verify finds nothing", nodes[2].verify(), "")
finally:
    cluster.close()
checks.close()
