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
from warehouse import CORRECTIONS, Books, Clerk, Known, Watch, wrong_lines  # noqa: E402
from wares import Shelves, Time, make_wares, wrong_enclosures, wrong_kits  # noqa: E402

only_in_long_form("galera")
VICTIMS = {"sqlite": ["rejoinder"], "mysql": ["rejoinder", "database"], "galera": ["rejoinder-node", "database-node"]}[STORAGE]
CLIENTS, STEPS = 16, int(os.environ.get("REJOINDER_STEPS", (120 if STORAGE == "sqlite" else 30) if SHORT else 250 if STORAGE == "galera" else 1000))
KILLS = int(os.environ.get("REJOINDER_KILLS", (3 if STORAGE == "sqlite" else 2) if SHORT else 40))  # at most; a database takes seconds
SEED = int(os.environ.get("REJOINDER_SEED", time.time_ns() % 1_000_000))
PAUSE = {"sqlite": (0.1, 0.4) if SHORT else (0.3, 1.5), "mysql": (0.5, 3), "galera": (2, 8)}[STORAGE]  # seconds of work between two kills
# What must succeed at least once: from 80 steps of each client on everything (long form, and SQLite's short one), from 30 on
# (MariaDB's short form) all but what needs an order that others have brought far enough.
# What the dice of all of them have left out one more clerk tries, so many steps long.
RARE, ENOUGH, SOME, MORE = {"reserve", "pack", "short", "give_back", "cancel_line", "unpick"}, 80, 30, 1500
ends_within(300 if SHORT else 5000)
dice = random.Random(SEED)
checks = Checks()
tally = Tally(f"orders-{STORAGE}")
print(f"seed {SEED}: {CLIENTS} clients, {STEPS} steps each, on {STORAGE}", flush=True)


def worked(house, known, passing):
    """Lets all clerks work while things are killed and time passes; every other clerk is somebody else."""
    clerks = [Clerk(i, house.nodes, known, SEED, STEPS, house.second if i % 2 else None) for i in range(CLIENTS)]
    watch = Watch(Clerk(CLIENTS, house.nodes, known, SEED, 0))
    began = time.monotonic()
    for thread in (*clerks, watch):
        thread.start()
    while any(c.is_alive() for c in clerks):
        time.sleep(dice.uniform(*PAUSE))
        passing.passes()
        if house.kills < KILLS and any(c.is_alive() for c in clerks):
            house.victim = VICTIMS[house.kills % len(VICTIMS)]
            house.strike()
    demanded = clerks[0].all_ways() - (RARE if STEPS < ENOUGH else set()) if STEPS >= SOME else set()
    never = lambda: sorted(way for way in demanded if not known.answers[f"{way} done"])  # noqa: E731
    Clerk(CLIENTS + 1, house.nodes, known, SEED, 0).work(MORE, lambda: not never())  # what the dice have left out
    watched = watch.is_alive()
    watch.over.set()
    watch.join()
    print(f"{CLIENTS * STEPS} steps, {house.kills} kills, {watch.looks} looks, {watch.held} of them at what is held,"
          f" {len(passing.expired)} lots expired, {len(passing.repeated)} weeks went by, in {time.monotonic() - began:.0f} s", flush=True)
    for what, count in sorted(known.answers.items()):
        print(f"    {count:5} {what}")
    checks.that("somebody was killed meanwhile", house.kills > 0 or not KILLS, house.kills)
    checks.same("every request was answered in the end, with a success or a refusal", known.wrong[:3], [])
    checks.that("somebody looked, to the end", watch.looks > 0 and watched, watch.looks)
    checks.same("whenever one looked, all was right", watch.wrong[:3], [])
    checks.that(f"each of {len(demanded)} ways of working succeeded at least once", not never(), never() or "")


def once(house, known, books, shelves):
    """What was acknowledged is there, once, and nothing else."""
    kept = {"order": {v["id"] for v in books.views if v["order"].get("reference")},
            "hold": {h["id"] for v in books.views for h in house.every("/holds", orderId=v["id"]) if h["reason"] == "person"},
            "pickLater": {p["id"] for v in books.views for p in v["shortPicks"] if p["reason"] == "pickLater"},
            "shipment": {s["id"] for s in house.every("/shipments")},
            "return": {r["id"] for r in house.every("/goods-returns")},
            "subscription": {s["id"] for s in house.every("/subscriptions")},
            "tally": set(shelves.counted()),
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
    make_wares(house)
    passing = Time(house, dice)
    known = Known([c["id"] for c in house.every("/contacts")])
    worked(house, known, passing)
    checks.that("every reply is met by an order", soon(lambda: sum(1 for o in house.every("/orders") if o.get("responseId")) ==
                                                       len(known.done["response"]), 60))
    passing.due()  # what came back of a lot that has expired meanwhile
    old = lambda: [lot for lot in house.every("/lots") if lot["id"] in passing.expired and lot["inStock"]]  # noqa: E731
    asleep = lambda: Shelves(house, None, passing).asleep()  # noqa: E731
    checks.that("what has expired is put aside", soon(lambda: not old(), 30), old()[:3])
    checks.that("every subscription made the order that was due", soon(lambda: not asleep(), 30), asleep()[:3])
    soon(lambda: not Books(house).idle(), 20)  # back-orders that a job serves
    books = Books(house)
    shelves = Shelves(house, books, passing)
    checks.same("of every line ordered = shipped + back-ordered + open + cancelled", sum(map(wrong_lines, books.views), [])[:3], [])
    checks.same("the ledger sums to zero, no place holds less than nothing, stock is what was moved", list(books.ledger())[:3], [])
    checks.same("nothing is reserved twice: what is promised is what orders hold, and lies there", list(books.promises())[:3], [])
    checks.same("each piece that was picked or shipped was moved for its line", list(books.carried())[:3], [])
    checks.same("nobody waits for what lies there", books.idle(), [])
    checks.same("kits are what their parts are", [kit for view in books.views for kit in wrong_kits(view)][:3], [])
    checks.same("nobody waits for a leaflet, and none goes alone", [leaf for view in books.views for leaf in wrong_enclosures(view)][:3], [])
    checks.same("what lies there is the sum of its lots", list(shelves.sums())[:3], [])
    checks.same("nothing went out after it had expired", list(shelves.spoilt())[:3], [])
    if STORAGE == "sqlite":
        checks.same("what expires first was picked first, and nothing came in that had expired", list(shelves.out_of_turn())[:3], [])
    checks.same("what was counted is what was moved", list(shelves.miscounted())[:3], [])
    checks.same("each subscription made one order for each day that came", list(shelves.repeated())[:3], [])
    checks.same("buyers pay for sending what the rates say", list(shelves.overcharged())[:3], [])
    once(house, known, books, shelves)
    checks.same("it stops cleanly", set(house.stop()), {0})
    checks.same("verify finds nothing", house.verify(), "")
    tally.close()
checks.close()
