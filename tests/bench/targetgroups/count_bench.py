#!/usr/bin/env python3
"""The same groups counted by the live-count index, by the database behind the same API, and by a plain SQL statement with the same
conditions, which all must agree: the real server over HTTP, on a SQLite file that is filled directly with people, twenty attributes
each, pieces, responses and orders. Then a change is made and waited for, and a group is frozen.  count_bench.py [contacts [waves]]"""

import json
import os
import pathlib
import random
import sqlite3
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "support"))
from rejoinder import SHORT, Server  # noqa: E402

PEOPLE = int(sys.argv[1]) if len(sys.argv) > 1 else int(os.environ.get("REJOINDER_BENCH_CONTACTS", 10_000 if SHORT else 100_000))
WAVES = int(sys.argv[2]) if len(sys.argv) > 2 else 25  # each of four in ten: ten pieces a person of 25
GROUPS = 10 if SHORT else 100
IN_SQL = 3
WORLD = os.environ.get("REJOINDER_BENCH_WORLD")  # a folder in which the filled database stays, for the next run of that day
DAY = 86_400_000_000
NOW = int(time.time()) * 1_000_000
FIRST = 4_000_000_000_000
rng = random.Random(20261130)


SIZES = (2, 3, 5, 8, 12, 26, 60, 200)  # of the eight categories
TOPS = (6, 40, 101, 1000, 20_000, 1_000_000, 5000, 5000, 5000)  # of the six numbers and three amounts
BIG = ("contacts_contact", "contacts_attribute", "dispatch_piece", "responses_response", "fulfilment_order")


def spread(number, purpose):
    """SQL for a whole number below 2^31, spread evenly, that depends on a number and a purpose."""
    first = f"(({number}) * 1103515245 + ({purpose}) * 747796405 + 12345) % 2147483647"
    return f"((({first}) * ({first}) % 2147483647) * 48271 % 2147483647)"


def contacts():
    h = spread("i", 1)
    columns = {
        "id": f"{FIRST} + i * 37", "kind": "'person'", "salutation": "'none'", "title": "''", "given_name": "'Given' || (i % 500)",
        "family_name": "'Name' || (i % 9000)", "company_name": "''", "language": f"CASE {h} % 3 WHEN 0 THEN 'de' WHEN 1 THEN 'fr' ELSE 'it' END",
        "street": "'Street'", "house_number": "'1'", "address_line2": "''", "postcode": f"1000 + {h} / 8 % 8200", "city": "'City' || (i % 900)",
        "region": "''", "country": f"CASE {h} / 32 % 3 WHEN 0 THEN 'CH' WHEN 1 THEN 'DE' ELSE 'AT' END", "email": "'p' || i || '@example.org'",
        "phone": "''", "source": "'bench'", "address_undeliverable": "0", "deceased": "0", "version": "1",
        "created_at": f"{NOW} - {h} / 64 % 2000 * {DAY}", "updated_at": str(NOW), "name_fold": "'name' || (i % 9000)",
        "email_norm": "'p' || i || '@example.org'", "reach": "3"}
    return f"INSERT INTO contacts_contact ({','.join(columns)}) SELECT {','.join(columns.values())} FROM n ORDER BY i"


def attributes():
    texts = [f"WHEN {a} THEN 'value ' || (v % {size})" for a, size in enumerate(SIZES)]
    numbers = [f"WHEN {8 + a} THEN v % {top}.0" for a, top in enumerate(TOPS[:6])] + [f"WHEN {14 + a} THEN v % 500000 / 100.0" for a in range(3)]
    day = "ELSE printf('%d-%02d-%02d', 1998 + v % 28, 1 + v / 28 % 12, 1 + v / 336 % 28)"
    return f"""INSERT INTO contacts_attribute (contact_id, name, value_text, value_number)
        SELECT id, name, COALESCE(text, printf('%.10g', number)), number FROM
            (SELECT id, name, CASE WHEN a BETWEEN 8 AND 16 THEN NULL ELSE CASE a {' '.join(texts)} {day} END END AS text, CASE a {' '.join(numbers)} END AS number
             FROM (SELECT {FIRST} + i * 37 AS id, a, name, {spread("i", "a + 100")} AS v FROM n CROSS JOIN names))"""


def waves(db):
    for wave in range(WAVES):
        moment, cell = NOW - (WAVES - wave) * 40 * DAY, f"{1000 + wave * 5} + i % 5"
        db.execute(f"""INSERT INTO dispatch_wave (id, name, campaign_id, target_group_id, cell_ids, channel, content, follow_up, state,
                hand_over_wanted, pieces, built_after, build_job_id, builds, hand_over_job_id, hand_overs, version, created_at, built_at, handed_over_at)
            VALUES ({500 + wave}, 'Wave {wave}', {100 + wave}, 1, '[]', 'letter', '{{}}', 0, 'handedOver', 1, 0, 0, 1, 1, 2, 1, 1, {moment}, {moment}, {moment})""")
        number = f"{wave * PEOPLE} + i"
        db.execute(f"""INSERT INTO dispatch_piece (id, wave_id, cell_id, contact_id, code, code_number, segment, seed, state, refusal, batch_id, handed_over_at, note)
            SELECT 10000000 + {number}, {500 + wave}, {cell}, {FIRST} + i * 37, {number}, {number}, '', 0, 'handedOver', 'none', 1, {moment}, ''
            FROM n WHERE {spread("i", 1000 + wave)} % 1000 < 400 ORDER BY i""")
        db.execute(f"""INSERT INTO responses_response (id, received_at, channel, type_key, reaction, attribution, contact_id, campaign_id, cell_id, segment,
                follow_up, captures, duplicate_key)
            SELECT 3000000000 + {number}, {moment + 5 * DAY}, 'web', CASE i % 2 WHEN 0 THEN 'order' ELSE 'visit' END, 'positive', 'direct', {FIRST} + i * 37,
                {100 + wave}, {cell}, '', 0, 1, 'k' || ({number})
            FROM n WHERE {spread("i", 2000 + wave)} % 1000 < 24 ORDER BY i""")
        db.execute(f"""INSERT INTO fulfilment_order (id, contact_id, campaign_id, cell_id, segment, state, purchase, currency, value_minor, cost,
                note, problem, ordered_at, updated_at, version)
            SELECT 6000000000 + {number}, {FIRST} + i * 37, {100 + wave}, {cell}, '', 'shipped', 1, 'CHF', {spread("i", 4000 + wave)} % 30000, 0, '', '',
                {moment + 6 * DAY}, {moment}, 1
            FROM n WHERE {spread("i", 3000 + wave)} % 1000 < 12 ORDER BY i""")


def fill(path):
    """Indexes are built when all rows are there: in the order of rows they would be built at random places."""
    db = sqlite3.connect(path, isolation_level=None)
    for pragma in ("synchronous=OFF", "foreign_keys=OFF", "cache_size=-800000", "journal_mode=OFF", "temp_store=FILE"):
        db.execute("PRAGMA " + pragma)
    db.execute("CREATE TEMP TABLE n (i INTEGER PRIMARY KEY)")
    db.execute(f"INSERT INTO n WITH RECURSIVE s(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM s WHERE i < {PEOPLE - 1}) SELECT i FROM s")
    db.execute("CREATE TEMP TABLE names (a INTEGER, name TEXT)")
    db.executemany("INSERT INTO names VALUES (?, ?)", sorted(((a, f"a{a}") for a in range(20)), key=lambda r: r[1]))
    marks = ",".join("?" * len(BIG))
    indexes = db.execute(f"SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ({marks})", BIG).fetchall()
    for name, _ in indexes:
        db.execute(f"DROP INDEX {name}")
    db.execute("BEGIN")
    db.execute(contacts())
    db.execute(attributes())
    db.executemany("INSERT INTO contacts_attribute_name (name, kind) VALUES (?, ?)",
                   [(f"a{a}", "text" if a < 8 else "number" if a < 17 else "day") for a in range(20)])
    waves(db)
    db.execute("COMMIT")
    for _, sql in indexes:
        db.execute(sql)
    db.execute("PRAGMA analysis_limit=1000")
    db.execute("ANALYZE")
    events = sum(db.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0] for table in BIG[2:])
    db.execute("PRAGMA journal_mode=WAL")
    db.close()
    return events


def condition(wide):
    """A condition as the API takes it, and the same in SQL about the contact c."""
    kind = rng.randrange(10)
    attribute = "EXISTS (SELECT 1 FROM contacts_attribute a WHERE a.contact_id = c.id AND a.name = '{}' AND {})"
    if kind < 3:
        a = rng.randrange(8)
        value = f"value {rng.randrange(SIZES[a])}"
        where = {"fact": f"attribute.a{a}", "comparison": "isNot" if wide else "is", "values": [value]}
        sql = attribute.format(f"a{a}", f"a.value_text {'<>' if wide else '='} '{value}'")
    elif kind < 5:
        a = rng.randrange(8, 17)
        value = int(TOPS[a - 8] * rng.uniform(0.05, 0.3))
        where = {"fact": f"attribute.a{a}", "comparison": "greaterOrEqual" if wide else "less", "values": [str(value)]}
        sql = attribute.format(f"a{a}", f"a.value_number {'>=' if wide else '<'} {value}")
    elif kind == 5:
        a, value = rng.randrange(17, 20), f"{rng.randrange(1999, 2004)}-05-05"
        where = {"fact": f"attribute.a{a}", "comparison": "greater" if wide else "less", "values": [value]}
        sql = attribute.format(f"a{a}", f"a.value_number IS NULL AND a.value_text {'>' if wide else '<'} '{value}'")
    elif kind == 6:
        low, high = ("2000", "9999") if wide else ("3000", "3999")
        where = {"fact": "contact.postcode", "comparison": "between", "values": [low, high]}
        sql = f"c.postcode BETWEEN '{low}' AND '{high}'"
    elif kind == 7:
        where = {"fact": "pieces.contacted"}
        if rng.random() < 0.5:
            where["campaignId"] = str(100 + rng.randrange(WAVES))
            narrowed = f"w.campaign_id = {where['campaignId']}"
        else:
            where["withinDays"] = rng.randrange(10, 200)
            narrowed = f"p.handed_over_at >= {(NOW // DAY - where['withinDays']) * DAY}"
        sql = ("EXISTS (SELECT 1 FROM dispatch_piece p JOIN dispatch_wave w ON w.id = p.wave_id WHERE p.contact_id = c.id AND p.seed = 0 AND "
               f"p.state IN ('handedOver', 'returned') AND {narrowed})")
    elif kind == 8:
        value = rng.randrange(5000, 30_000)
        where = {"fact": "orders.amount", "comparison": "less" if wide else "greater", "values": [str(value)]}
        sql = ("(SELECT COALESCE(SUM(o.value_minor), 0) FROM fulfilment_order o WHERE o.contact_id = c.id AND o.purchase = 1 AND "
               f"o.state <> 'cancelled') {'<' if wide else '>'} {value}")
    else:
        where = {"fact": "responses.type", "comparison": "is", "values": ["order"], "campaignId": str(100 + rng.randrange(WAVES))}
        sql = ("EXISTS (SELECT 1 FROM responses_response r WHERE r.contact_id = c.id AND r.type_key = 'order' AND r.captures > 0 AND "
               f"r.reaction = 'positive' AND r.campaign_id = {where['campaignId']})")
    leaf = {"where": where}
    return ({"none": [leaf]}, f"NOT {sql}") if wide and kind in (7, 9) else (leaf, sql)


def group():
    """Twenty conditions: twelve that all hold, four of which one holds, four that none does."""
    every, some, none = ([condition(wide) for _ in range(n)] for n, wide in ((12, True), (4, True), (4, False)))
    parts = lambda list: [c for c, _ in list]
    sql = " AND ".join([s for _, s in every] + [f"({' OR '.join(s for _, s in some)})"] + [f"NOT {s}" for _, s in none])
    return {"condition": {"all": [*parts(every), {"any": parts(some)}, {"none": parts(none)}]}}, f"SELECT COUNT(*) FROM contacts_contact c WHERE {sql}"


def percentile(times, p):
    times = sorted(times)
    return times[min(len(times) - 1, int(p * len(times)))]


def count_all(api, groups):
    """Milliseconds and counts, by group."""
    times, counts = [], []
    for definition, _ in groups:
        body = json.dumps({"definition": definition})
        begin = time.perf_counter()
        status, _, content = api.raw("POST", "/api/v1/target-groups/count", body, {"Content-Type": "application/json"}, timeout=3600)
        times.append((time.perf_counter() - begin) * 1000)
        assert status == 200, content
        counts.append(json.loads(content)["matching"])
    return times, counts


def count_in_sql(path, groups):
    """The same counts by one statement each, written for them, on a connection of its own."""
    db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    db.execute("PRAGMA cache_size=-400000")
    times, counts = [], []
    for _, sql in groups:
        begin = time.perf_counter()
        counts.append(db.execute(sql).fetchone()[0])
        times.append((time.perf_counter() - begin) * 1000)
    db.close()
    return times, counts


failed = False


def check(holds, what):
    global failed
    if not holds:
        failed = True
        print(f"NOT KEPT: {what}")


groups = [group() for _ in range(GROUPS)]
with Server({"targetgroups.index": "false"}, WORLD) as server:
    server.make_administrator(f"anna{int(time.time())}")
    server.start()
    server.stop()
    database = next(p for p in server.folder.rglob("*.db") if p.is_file())
    marker = server.folder / "filled"
    if not marker.exists():
        begin = time.perf_counter()
        events = fill(database)
        marker.write_text(f"{PEOPLE} contacts with 20 attributes, {events} events, {database.stat().st_size / 2**30:.1f} GiB, stored in "
                          f"{time.perf_counter() - begin:.0f} s\n")
    print(marker.read_text(), end="", flush=True)
    server.start()
    slow, by_database = count_all(server.api(), groups[:IN_SQL])
    print(f"database: count of 20 conditions median {percentile(slow, 0.5):.0f} ms, longest {max(slow):.0f} ms")
    server.stop()
    plain, by_statement = count_in_sql(database, groups[:IN_SQL])
    print(f"one statement with the same 20 conditions: median {percentile(plain, 0.5):.0f} ms, longest {max(plain):.0f} ms")
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
    print(f"index: count of 20 conditions over HTTP, {len(groups)} groups: median {percentile(fast, 0.5):.1f} ms, p95 {percentile(fast, 0.95):.1f} ms")
    same = percentile(fast[:IN_SQL], 0.5)
    print(f"index, the {IN_SQL} groups that were counted in SQL: median {same:.1f} ms; {percentile(slow, 0.5) / same:.0f} × faster than the database's "
          f"answer, {percentile(plain, 0.5) / same:.0f} × faster than one statement; load of the machine {os.getloadavg()[0]:.1f}")
    server.stop()
    server.start()
    api = server.api()
    while not api.get("/target-groups/index")["ready"]:
        time.sleep(0.05)
    state = api.get("/target-groups/index")
    loaded = max(state["readMillis"], 1) / 1000
    print(f"index: out of its file after a start: {loaded:.2f} s = {PEOPLE / loaded:.0f} contacts/s, {seconds / loaded:.0f} × faster than out of the database")
    check(state["fromFile"], "a start reads the file that the stop has left")
    check(PEOPLE / loaded >= 500_000 or PEOPLE < 500_000, "500,000 contacts/s out of the file")
    check(count_all(api, groups)[1] == by_index, "and counts what was counted before it")
    check(by_index[:IN_SQL] == by_database, "the index counts what the database counts")
    check(by_index[:IN_SQL] == by_statement, "and what a plain statement counts")
    steps = {"condition": {"all": [condition(True)[0] for _ in range(4)]}, "exclusions": [{"name": f"step {i}", "condition": condition(False)[0]} for i in range(7)]}
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
