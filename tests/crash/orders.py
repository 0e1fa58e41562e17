#!/usr/bin/env python3
"""16 clients do at random what happens to stock and orders: receive, order, reserve, pick, ship, take back, correct, cancel; what is
under them is killed (-9) again and again.

Never is less than nothing available, nothing is reserved twice, the ledger sums to zero, and of every line ordered = shipped +
back-ordered + open + cancelled, whenever one looks; nobody waits for what lies there; what was acknowledged happened once. Killed
are the server, with MariaDB also the database, on Galera nodes of both. REJOINDER_SEED repeats a run, REJOINDER_KILLS
and REJOINDER_STEPS say how many at most; REJOINDER_SHORT: fewer of both.
"""

import os
import pathlib
import random
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from rejoinder import SHORT, STORAGE, Checks, ends_within, only_in_long_form  # noqa: E402
from house import House  # noqa: E402
from stories import people, soon  # noqa: E402
from tally import Tally  # noqa: E402
from warehouse import CORRECTIONS, SKUS, Books, Clerk, Known, Watch, wrong_lines  # noqa: E402

only_in_long_form("galera")
VICTIMS = {"sqlite": ["rejoinder"], "mysql": ["rejoinder", "database"], "galera": ["rejoinder-node", "database-node"]}[STORAGE]
CLIENTS, STEPS = 16, int(os.environ.get("REJOINDER_STEPS", (80 if STORAGE == "sqlite" else 30) if SHORT else 250 if STORAGE == "galera" else 1000))
KILLS = int(os.environ.get("REJOINDER_KILLS", (3 if STORAGE == "sqlite" else 2) if SHORT else 40))  # at most; a database takes seconds
SEED = int(os.environ.get("REJOINDER_SEED", time.time_ns() % 1_000_000))
PAUSE = {"sqlite": (0.1, 0.4) if SHORT else (0.3, 1.5), "mysql": (0.5, 3), "galera": (2, 8)}[STORAGE]  # seconds of work between two kills
# What must succeed at least once: from 80 steps of each client on everything (long form, and SQLite's short one), from 30 on
# (MariaDB's short form) all but what needs an order that others have brought far enough.
RARE, ENOUGH, SOME = {"reserve", "pack", "short", "give_back", "cancel_line"}, 80, 30
ends_within(300 if SHORT else 5000)
dice = random.Random(SEED)
checks = Checks()
tally = Tally(f"orders-{STORAGE}")
print(f"seed {SEED}: {CLIENTS} clients, {STEPS} steps each, on {STORAGE}", flush=True)


def worked(house, known):
    """Lets all clerks work while things are killed."""
    clerks = [Clerk(i, house.nodes, known, SEED, STEPS) for i in range(CLIENTS)]
    watch = Watch(Clerk(CLIENTS, house.nodes, known, SEED, 0))
    began = time.monotonic()
    for thread in (*clerks, watch):
        thread.start()
    while any(c.is_alive() for c in clerks):
        time.sleep(dice.uniform(*PAUSE))
        if house.kills < KILLS and any(c.is_alive() for c in clerks):
            house.victim = VICTIMS[house.kills % len(VICTIMS)]
            house.strike()
    watched = watch.is_alive()
    watch.over.set()
    watch.join()
    print(f"{CLIENTS * STEPS} steps, {house.kills} kills, {watch.looks} looks in {time.monotonic() - began:.0f} s", flush=True)
    for what, count in sorted(known.answers.items()):
        print(f"    {count:5} {what}")
    checks.that("somebody was killed meanwhile", house.kills > 0 or not KILLS, house.kills)
    checks.same("every request was answered in the end, with a success or a refusal", known.wrong[:3], [])
    checks.that("somebody looked, to the end", watch.looks > 0 and watched, watch.looks)
    checks.same("whenever one looked, all was right", watch.wrong[:3], [])
    demanded = clerks[0].all_ways() - (RARE if STEPS < ENOUGH else set()) if STEPS >= SOME else set()
    never = sorted(way for way in demanded if not known.answers[f"{way} done"])
    checks.that(f"each of {len(demanded)} ways of working succeeded at least once", not never, never or "")


def once(house, known, books):
    """What was acknowledged is there, once, and nothing else."""
    kept = {"order": {v["id"] for v in books.views if v["order"].get("reference")},
            "hold": {h["id"] for v in books.views for h in house.every("/holds", orderId=v["id"]) if h["reason"] == "person"},
            "pickLater": {p["id"] for v in books.views for p in v["shortPicks"] if p["reason"] == "pickLater"},
            "shipment": {s["id"] for s in house.every("/shipments")},
            "return": {r["id"] for r in house.every("/goods-returns")},
            "response": {r["id"] for r in house.every("/responses")}}
    lost = doubled = acknowledged = 0
    for kind, there in kept.items():
        told = set(known.done[kind].values())
        checks.that(f"each {kind} that was acknowledged is there once", there == told, f"{len(told)}")
        lost, doubled, acknowledged = lost + len(told - there), doubled + len(there - told), acknowledged + len(told)
    for reason in ("received", *CORRECTIONS):
        told, there = sorted(known.done[reason]), books.keys(reason)
        checks.that(f"each move '{reason}' that was acknowledged is there once", there == told, f"{len(told)}")
        lost, doubled = lost + len(set(told) - set(there)), doubled + len(there) - len(set(there))
        acknowledged += len(told)
    checks.same("nothing was acknowledged that nobody looks for", set(known.done) - {*kept, "received", *CORRECTIONS}, set())
    answered = [v["order"]["responseId"] for v in books.views if v["order"].get("responseId")]
    checks.that("each reply became one order", sorted(answered) == sorted(kept["response"]), f"{len(answered)} of {len(kept['response'])}")
    tally.add("stock and orders", kills=house.kills, acknowledged=acknowledged, lost=lost, doubled=doubled)


with House(VICTIMS[0], dice, {}) as house:
    house.finished(house.ask(lambda api: api.upload("/contacts/imports", people("W", 200), source="warehouse", key="people")))
    for sku in SKUS:
        house.post("/items", {"sku": sku, "name": sku.title(), "kind": "goods", "unitCost": "4", "priceMinor": 1200, "currency": "CHF",
                              "stocked": True, "bin": f"B-{sku[-1]}"}, key=sku)
    known = Known([c["id"] for c in house.every("/contacts")])
    worked(house, known)
    checks.that("every reply is met by an order", soon(lambda: sum(1 for o in house.every("/orders") if o.get("responseId")) ==
                                                       len(known.done["response"]), 60))
    soon(lambda: not Books(house).idle(), 20)  # back-orders that a job serves
    books = Books(house)
    checks.same("of every line ordered = shipped + back-ordered + open + cancelled", sum(map(wrong_lines, books.views), [])[:3], [])
    checks.same("the ledger sums to zero, no place holds less than nothing, stock is what was moved", list(books.ledger())[:3], [])
    checks.same("nothing is reserved twice: what is promised is what orders hold, and lies there", list(books.promises())[:3], [])
    checks.same("each piece that was picked or shipped was moved for its line", list(books.carried())[:3], [])
    checks.same("nobody waits for what lies there", books.idle(), [])
    once(house, known, books)
    checks.same("it stops cleanly", set(house.stop()), {0})
    checks.same("verify finds nothing", house.verify(), "")
    tally.close()
checks.close()
