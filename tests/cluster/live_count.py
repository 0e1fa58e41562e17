#!/usr/bin/env python3
"""Two nodes on one MariaDB server: what is changed at one node is in the count of the other, soon. Each kind of change is made many
times, and how long it took until the other node counted it is printed.
"""

import os
import pathlib
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import mariadb  # noqa: E402
from rejoinder import BUILD, SHORT, SKIPPED, Checks, Server  # noqa: E402

if not mariadb.available():
    print("skipped: mariadb-server is not installed")
    sys.exit(SKIPPED)

PEOPLE = 2_000
ROUNDS = 10 if SHORT else 60
LONGEST = 120 if SHORT else 15  # seconds until it counts as never
checks = Checks()


def people():
    lines = ["externalKey;familyName;city;postcode;country;score"]
    lines += [f"p{i};Name {i};Bern;{3000 + i % 100};CH;{i % 50}" for i in range(PEOPLE)]
    return "\n".join(lines) + "\n"


class Changes:
    """Kinds of changes: each makes one more person fit its question, and says who it was."""

    def __init__(self, api):
        self.api = api
        self.free = iter([c["id"] for c in api.get("/contacts", limit=1000)["items"]])

    def moves(self, _):
        who = next(self.free)
        self.api.patch(f"/contacts/{who}", {"city": "Vaduz"}, self.api.get(f"/contacts/{who}")["version"])

    def is_new(self, n):
        self.api.post("/contacts", {"familyName": f"New {n}", "city": "Schaan", "country": "LI"})

    def gets_an_attribute(self, _):
        who = next(self.free)
        self.api.put(f"/contacts/{who}/attributes", {"values": {"score": "77"}}, self.api.get(f"/contacts/{who}")["version"])

    def consents(self, _):
        self.api.post(f"/contacts/{next(self.free)}/consents", {"channel": "email", "event": "given", "source": "form"})

    def answers(self, _):
        self.api.post("/responses", {"type": "visit", "channel": "web", "contactId": next(self.free)})


KINDS = [("moves", "where contact.city = Vaduz"), ("is_new", "where contact.city = Schaan"),
         ("gets_an_attribute", "where attribute.score = 77"), ("consents", "where consent.email = given"),
         ("answers", "where responses.type = visit")]


def percentile(times, p):
    times = sorted(times)
    return times[min(len(times) - 1, int(p * len(times)))]


def waited(api, text, wanted):
    """Seconds until the node counts so many; None when it never does."""
    begin = time.monotonic()
    while time.monotonic() - begin < LONGEST:
        if api.post("/target-groups/count", {"text": text})["matching"] == wanted:
            return time.monotonic() - begin
        time.sleep(0.005)
    return None


def measured(one, other):
    changes = Changes(one.api())
    every = []
    for n in range(ROUNDS):
        for kind, text in KINDS:
            # Both ways, so that neither node is the one that delivers by chance.
            at, seen = (one, other) if n % 2 == 0 else (other, one)
            changes.api = at.api()
            before = seen.api().post("/target-groups/count", {"text": text})["matching"]
            getattr(changes, kind)(n)
            took = waited(seen.api(), text, before + 1)
            if took is None:
                checks.that(f"a change of kind {kind} is counted at the other node", False, f"round {n}, not in {LONGEST} s")
                return every
            every.append((kind, took))
    return every


database = mariadb.MariaDb(BUILD)
database.run("CREATE DATABASE rejoinder")
settings = {**database.settings("rejoinder"), "storage.migrate": "never"}
try:
    with tempfile.TemporaryDirectory(prefix="rejoinder-") as folder:
        with Server(settings, folder) as one, Server(settings, folder) as other:
            checks.same("migrated", one.command("migrate").returncode, 0)
            other.token = one.make_administrator()
            one.start()
            other.start()
            api = one.api()
            api.finished(api.upload("/contacts/imports", people(), source="test"))
            for node in (one, other):
                end = time.monotonic() + 60
                while not node.api().get("/target-groups/index")["ready"] and time.monotonic() < end:
                    time.sleep(0.05)
                checks.that("its index is ready", node.api().get("/target-groups/index")["ready"])
                checks.that("it counts everybody", waited(node.api(), "where contact.city = Bern", PEOPLE) is not None)
            every = measured(one, other)
            load = os.getloadavg()[0]
            for kind, _ in KINDS:
                times = [took for k, took in every if k == kind]
                if times:
                    print(f"  {kind}: {len(times)} changes, median {percentile(times, 0.5) * 1000:.0f} ms, p95 {percentile(times, 0.95) * 1000:.0f} ms")
            times = [took for _, took in every]
            figures = f"median {percentile(times, 0.5) * 1000:.0f} ms, p95 {percentile(times, 0.95) * 1000:.0f} ms, longest {max(times) * 1000:.0f} ms; load {load:.1f} on {os.cpu_count()} processors"
            bound = 30 if SHORT else 5 if load > os.cpu_count() else 1  # wanted is one second on a machine that does nothing else
            checks.that(f"{len(times)} changes at one node are counted at the other within {bound} s (p95)", percentile(times, 0.95) <= bound, figures)
            print("  " + figures)
            checks.same("both stop cleanly", [one.stop(), other.stop()], [0, 0])
finally:
    database.close()
checks.close()
