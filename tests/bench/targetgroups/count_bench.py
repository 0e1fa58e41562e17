#!/usr/bin/env python3
"""The same groups counted by the live-count index and by the database: the real server over HTTP, on a SQLite file that is filled
directly with people, twenty attributes each, pieces, responses and orders. Then a change is made and waited for, and a group is
frozen.  count_bench.py [contacts]"""

import os
import pathlib
import random
import sqlite3
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "support"))
from rejoinder import SHORT, Server  # noqa: E402

PEOPLE = int(sys.argv[1]) if len(sys.argv) > 1 else int(os.environ.get("REJOINDER_BENCH_CONTACTS", 10_000 if SHORT else 100_000))
WAVES, GROUPS = 20, 10 if SHORT else 30
DAY = 86_400_000_000
NOW = int(time.time()) * 1_000_000
FIRST = 4_000_000_000_000
rng = random.Random(20261130)


COLUMNS = {
    "contacts_contact": "id kind external_key salutation title given_name family_name company_name language street house_number "
                        "address_line2 postcode city region country email phone source address_undeliverable deceased version "
                        "created_at updated_at name_fold email_norm reach import_id",
    "contacts_attribute": "contact_id name value_text value_number",
    "contacts_attribute_name": "name kind",
    "dispatch_wave": "id name campaign_id target_group_id cell_ids channel content follow_up state hand_over_wanted pieces "
                     "built_after build_job_id builds hand_over_job_id hand_overs version created_at built_at handed_over_at",
    "dispatch_piece": "id wave_id cell_id contact_id code code_number segment seed state refusal batch_id handed_over_at "
                      "returned_at note",
    "responses_response": "id received_at channel type_key reaction attribution contact_id campaign_id cell_id wave_id piece_id "
                          "segment follow_up captures value_minor duplicate_key",
    "fulfilment_order": "id response_id reference contact_id campaign_id cell_id segment state purchase currency value_minor cost "
                        "note problem ordered_at updated_at version",
}


def insert(db, table, rows):
    columns = COLUMNS[table].split()
    db.executemany(f"INSERT INTO {table} ({','.join(columns)}) VALUES ({','.join('?' * len(columns))})", rows)


def contact(i):
    return FIRST + i * 37


def attributes(i, r):
    for a in range(8):
        yield f"a{a}", f"value {r.randrange((2, 3, 5, 8, 12, 26, 60, 200)[a])}", None
    for a in range(8, 14):
        number = r.randrange((6, 40, 101, 1000, 20_000, 1_000_000)[a - 8])
        yield f"a{a}", str(number), float(number)
    for a in range(14, 17):
        text = f"{r.randrange(500_000) / 100:.2f}"
        yield f"a{a}", text, float(text)
    for a in range(17, 20):
        yield f"a{a}", f"{r.randrange(1998, 2026)}-{r.randrange(1, 13):02}-{r.randrange(1, 29):02}", None


def fill(path):
    db = sqlite3.connect(path)
    db.execute("PRAGMA synchronous=OFF")
    db.execute("PRAGMA foreign_keys=OFF")
    db.execute("PRAGMA cache_size=-400000")
    rows = []
    for i in range(PEOPLE):
        r = random.Random(i)
        rows.append((contact(i), "person", None, "none", "", f"Given{i % 500}", f"Name{i % 9000}", "", r.choice(["de", "fr", "it"]),
                     "Street", "1", "", f"{1000 + r.randrange(8200)}", f"City{i % 900}", "", r.choice(["CH", "DE", "AT"]),
                     f"p{i}@example.org", "", "bench", 0, 0, 1, NOW - r.randrange(2000) * DAY, NOW, f"name{i % 9000}",
                     f"p{i}@example.org", 3, None))
    insert(db, "contacts_contact", rows)
    kinds = {}
    def values():
        for i in range(PEOPLE):
            for name, text, number in attributes(i, random.Random(i * 7 + 1)):
                kinds.setdefault(name, "number" if number is not None else "day" if text[4:5] == "-" else "text")
                yield contact(i), name, text, number
    insert(db, "contacts_attribute", values())
    insert(db, "contacts_attribute_name", kinds.items())
    pieces = responses = orders = 0
    for wave in range(WAVES):
        moment = NOW - (WAVES - wave) * 40 * DAY
        insert(db, "dispatch_wave", [
            (500 + wave, f"Wave {wave}", 100 + wave, 1, "[]", "letter", "{}", 0, "handedOver", 1, 0, 0, 1, 1, 2, 1, 1, moment, moment, moment)])
        sent, answered, bought = [], [], []
        for i in range(PEOPLE):
            if rng.random() >= 0.4:
                continue
            pieces += 1
            sent.append((10_000_000 + pieces, 500 + wave, 1000 + wave * 5 + i % 5, contact(i), str(pieces), pieces, "", 0, "handedOver", "none", 1, moment, None, ""))
            if rng.random() < 0.06:
                responses += 1
                answered.append((90_000_000 + responses, moment + 5 * DAY, "web", rng.choice(["order", "visit"]), "positive", "direct", contact(i), 100 + wave,
                                 1000 + wave * 5 + i % 5, None, None, "", 0, 1, None, f"k{responses}"))
            if rng.random() < 0.03:
                orders += 1
                bought.append((190_000_000 + orders, None, None, contact(i), 100 + wave, 1000 + wave * 5 + i % 5, "", "shipped", 1, "CHF",
                               rng.randrange(30_000), 0, "", "", moment + 6 * DAY, moment, 1))
        insert(db, "dispatch_piece", sent)
        insert(db, "responses_response", answered)
        insert(db, "fulfilment_order", bought)
    db.commit()
    db.execute("ANALYZE")
    db.close()
    return pieces + responses + orders


def condition(wide):
    where = {}
    kind = rng.randrange(10)
    if kind < 3:
        a = rng.randrange(8)
        size = (2, 3, 5, 8, 12, 26, 60, 200)[a]
        where = {"fact": f"attribute.a{a}", "comparison": "isNot" if wide else "is", "values": [f"value {rng.randrange(size)}"]}
    elif kind < 5:
        a = rng.randrange(8, 17)
        top = (6, 40, 101, 1000, 20_000, 1_000_000, 5000, 5000, 5000)[a - 8]
        where = {"fact": f"attribute.a{a}", "comparison": "greaterOrEqual" if wide else "less", "values": [str(int(top * rng.uniform(0.05, 0.3)))]}
    elif kind == 5:
        where = {"fact": f"attribute.a{rng.randrange(17, 20)}", "comparison": "greater" if wide else "less",
                 "values": [f"{rng.randrange(1999, 2004)}-05-05"]}
    elif kind == 6:
        where = {"fact": "contact.postcode", "comparison": "between", "values": ["2000", "9999"] if wide else ["3000", "3999"]}
    elif kind == 7:
        where = {"fact": "pieces.contacted"}
        if rng.random() < 0.5:
            where["campaignId"] = str(100 + rng.randrange(WAVES))
        else:
            where["withinDays"] = rng.randrange(10, 200)
    elif kind == 8:
        where = {"fact": "orders.amount", "comparison": "less" if wide else "greater", "values": [str(rng.randrange(5000, 30_000))]}
    else:
        where = {"fact": "responses.type", "comparison": "is", "values": ["order"], "campaignId": str(100 + rng.randrange(WAVES))}
    leaf = {"where": where}
    return {"none": [leaf]} if wide and kind in (7, 9) else leaf


def group():
    return {"condition": {"all": [*(condition(True) for _ in range(12)), {"any": [condition(True) for _ in range(4)]},
                                  {"none": [condition(False) for _ in range(4)]}]}}


def percentile(times, p):
    times = sorted(times)
    return times[min(len(times) - 1, int(p * len(times)))]


def count_all(api, groups):
    times, counts = [], []
    for definition in groups:
        begin = time.perf_counter()
        answer = api.post("/target-groups/count", {"definition": definition})
        times.append((time.perf_counter() - begin) * 1000)
        counts.append((answer["universe"], answer["matching"]))
    return times, counts


failed = False


def check(holds, what):
    global failed
    if not holds:
        failed = True
        print(f"NOT KEPT: {what}")


groups = [group() for _ in range(GROUPS)]
with Server({"targetgroups.index": "false"}) as server:
    server.make_administrator()
    server.start()
    server.stop()
    database = next(p for p in server.folder.rglob("*.db") if p.is_file()) if any(server.folder.rglob("*.db")) else next(server.folder.rglob("*.sqlite*"))
    begin = time.perf_counter()
    events = fill(database)
    print(f"{PEOPLE} contacts with 20 attributes, {events} events, stored in {time.perf_counter() - begin:.0f} s")
    server.start()
    slow, by_database = count_all(server.api(), groups[: max(3, GROUPS // 10)])
    print(f"database: count of 20 conditions median {percentile(slow, 0.5):.0f} ms, longest {max(slow):.0f} ms")
    server.stop()
    server.settings["targetgroups.index"] = "true"
    server.start()
    api = server.api()
    begin = time.perf_counter()
    while not api.get("/target-groups/index")["ready"]:
        time.sleep(0.05)
    state = api.get("/target-groups/index")
    seconds = state["readMillis"] / 1000
    print(f"index: read in {seconds:.1f} s = {PEOPLE / seconds:.0f} contacts/s with history, {state['bytes'] / 2**20:.0f} MiB")
    count_all(api, groups[:2])
    fast, by_index = count_all(api, groups)
    print(f"index: count of 20 conditions over HTTP median {percentile(fast, 0.5):.1f} ms, p95 {percentile(fast, 0.95):.1f} ms")
    print(f"ratio of the medians: {percentile(slow, 0.5) / percentile(fast, 0.5):.0f}")
    check(by_index[: len(by_database)] == by_database, "the index counts what the database counts")
    steps = {"condition": {"all": [condition(True) for _ in range(4)]}, "exclusions": [{"name": f"step {i}", "condition": condition(False)} for i in range(7)]}
    times = []
    for _ in range(10):
        begin = time.perf_counter()
        api.post("/target-groups/count", {"definition": steps})
        times.append((time.perf_counter() - begin) * 1000)
    print(f"index: waterfall of 8 steps over HTTP median {percentile(times, 0.5):.1f} ms")
    vaduz = {"definition": {"condition": {"where": {"fact": "contact.city", "comparison": "is", "values": ["Vaduz"]}}}}
    waits = []
    for i in range(5):
        api.post("/contacts", {"familyName": f"New {i}", "city": "Vaduz"})
        begin = time.perf_counter()
        while api.post("/target-groups/count", vaduz)["matching"] != i + 1 and time.perf_counter() - begin < 30:
            time.sleep(0.01)
        waits.append(time.perf_counter() - begin)
    print(f"a new contact is in the count after {max(waits) * 1000:.0f} ms at the longest")
    check(max(waits) < 1 or SHORT, "a change is in the count within a second")
    profile = {}
    begin = time.perf_counter()
    profile = api.post("/target-groups/profile", {"definition": steps})
    print(f"profile of {profile['members']} people: {(time.perf_counter() - begin) * 1000:.0f} ms")
    campaign = api.post("/campaigns", {"code": "B", "name": "Bench", "currency": "CHF", "startsOn": "2026-03-01", "budgetMinor": 1,
                                       "contributionPerOrder": "1", "cells": [{"code": "A", "name": "A", "costPerPiece": "1"}]})
    frozen = api.post("/target-groups", {"campaignId": campaign["id"], "name": "All", "definition": {
        "split": {"shares": [{"cellId": campaign["cells"][0]["id"], "percent": 100}]}}})
    begin = time.perf_counter()
    api.finished(api.post(f"/target-groups/{frozen['id']}/freezes"))
    seconds = time.perf_counter() - begin
    print(f"freeze of {PEOPLE} members: {seconds:.1f} s = {PEOPLE / seconds:.0f}/s")
sys.exit(1 if failed else 0)
