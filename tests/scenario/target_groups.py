#!/usr/bin/env python3
"""A target group is written as a sentence, counted step by step, frozen, and looked at again when the world has changed. The
people are so few that every figure can be checked by hand. Each node's live count follows a change by itself, a little later: figures
that come after one are asked for until they are there."""

import csv
import io
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from rejoinder import Checks, Server, only_in_long_form  # noqa: E402

only_in_long_form("galera")
checks = Checks()


def tell(sentence):
    print(f"\n{sentence}", flush=True)


def person(number, recency, value, tea, street, country="CH"):
    return {"externalKey": f"P{number}", "givenName": f"Given{number}", "familyName": "Muster" if street.startswith("Shared") else f"Name{number}",
            "street": street, "houseNumber": "1", "postcode": f"{3000 + number % 3}" if not street.startswith("Shared") else "3000",
            "city": "Bern", "country": country, "language": "de", "attribute_recency": recency, "attribute_value": value,
            "attribute_tea": tea}


# 40 people: recency 1 to 40; every second buys tea; value falls with recency; the first six live in three households.
people = [person(n, n, 1000 - 10 * n, "yes" if n % 2 else "no", f"Shared{(n + 1) // 2} Street" if n <= 6 else f"Street {n}",
                 "CH" if n <= 36 else "DE") for n in range(1, 41)]


def as_csv(rows):
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


MAPPING = json.dumps({f"attribute_{a}": f"attribute:{a}" for a in ("recency", "value", "tea")})

with Server() as server:
    server.make_administrator()
    server.start()
    api = server.api()
    imported = api.finished(api.upload("/contacts/imports", as_csv(people), mapping=MAPPING, source="scenario"))["result"]
    checks.same("people imported", imported["created"], 40)
    ids = {c["externalKey"]: c["id"] for c in api.every("/contacts")}
    campaign = api.post("/campaigns", {
        "code": "SPRING", "name": "Spring", "currency": "CHF", "startsOn": "2026-12-01", "budgetMinor": 100_000,
        "contributionPerOrder": "10",
        "cells": [{"code": "A", "name": "Letter", "costPerPiece": "1"}, {"code": "B", "name": "Card", "costPerPiece": "1"},
                  {"code": "H", "name": "Hold-out", "holdOut": True}]})
    cells = {c["code"]: c["id"] for c in campaign["cells"]}

    tell("The group is written as people say it.")
    text = """where contact.country = CH and attribute.recency <= 30
without "Objected" not contactable by letter
without "Newest" where attribute.recency <= 2
segment "Tea" where attribute.tea = yes
segment "Recent" where attribute.recency <= 10
others out
at most 1 per household by highest attribute.value
split by draw stratified by segment
  cell A 50 %
  cell B rest
hold out H 25 %
seed 7
"""
    api.post("/suppressions", {"contactId": ids["P9"], "source": "scenario"})
    said = api.post("/target-groups/text", {"text": text, "campaignId": campaign["id"]})
    checks.same("the text is read and written the same", said["text"], text)
    again = api.post("/target-groups/text", {"definition": said["definition"], "campaignId": campaign["id"]})
    checks.same("its definition says the same text", again["text"], text)
    wrong = api.post("/target-groups/text", {"text": text.replace("<= 30", "<= and"), "campaignId": campaign["id"]})
    checks.same("where it cannot be read is said", [wrong["problem"][k] for k in ("line", "column", "expected", "found")],
                [1, 53, "value", "and"])
    checks.refused("a text that cannot be read is no group", lambda: api.post(
        "/target-groups", {"campaignId": campaign["id"], "name": "Broken", "text": "where"}), 422, "targetgroups.text")

    tell("It is counted step by step.")
    # 40 → 30 (country and recency) → 29 (P9 objects) → 27 (P1, P2) → Tea: 3 5 7 11 13 … 29 = 13; Recent: 4 6 8 10 = 4 → 17
    # → households 3|4 and 5|6 lose one each: 15 → A and B, a quarter of each held out.
    funnel = checks.becomes(
        "the steps", lambda: api.post("/target-groups/count", {"text": text, "campaignId": campaign["id"]}),
        [("universe", 0, 40), ("condition", 10, 30), ("exclusion", 1, 29), ("exclusion", 2, 27), ("segments", 10, 17),
         ("limit", 2, 15), ("holdOut", 4, 11), ("contacted", 0, 11)],
        lambda f: [(s["kind"], s["removed"], s["left"]) for s in f["steps"]])
    for step in funnel["steps"]:
        print(f"   {step['kind']:10} {step.get('name', ''):10} −{step['removed']:<3} {step['left']}")
    checks.same("the segments", [(s["name"], s["persons"]) for s in funnel["segments"]], [("Tea", 13), ("Recent", 4)])
    checks.same("the cells", {c["cellId"]: c["members"] for c in funnel["cells"]}, {cells["A"]: 6, cells["B"]: 5, cells["H"]: 4})
    checks.becomes("a share that cannot be filled is said", lambda: api.post(
        "/target-groups/count", {"campaignId": campaign["id"], "text": "everybody split by draw cell A 30 persons cell B 30 persons"}),
        [("targetgroups.short-cell", "/definition/split/shares/1")], lambda f: [(n["code"], n["pointer"]) for n in f["notices"]])
    checks.refused("what does not go together is refused, all of it", lambda: api.post(
        "/target-groups/count", {"campaignId": campaign["id"], "text": "everybody others out split by draw stratified by segment"}),
        422)

    tell("It is frozen: the same people for the same seed, with what they were chosen by.")
    group = api.post("/target-groups", {"campaignId": campaign["id"], "name": "Tea drinkers", "text": text})
    checks.refused("a draft has no changes yet", lambda: api.get(f"/target-groups/{group['id']}/changes"), 409, "targetgroups.not-frozen")
    frozen = api.finished(api.post(f"/target-groups/{group['id']}/freezes"))["result"]
    checks.same("frozen as counted", frozen["steps"], funnel["steps"])
    members = list(api.every(f"/target-groups/{group['id']}/members"))
    keys = {v: k for k, v in ids.items()}
    numbers = sorted(int(keys[m["contactId"]][1:]) for m in members)
    checks.same("the members", numbers, [3, 5, 7, 8, 10, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29])
    facts = api.get(f"/target-groups/{group['id']}/frozen")["facts"]
    first = next(m for m in members if keys[m["contactId"]] == "P3")
    checks.same("chosen by", dict(zip(facts, first["chosenBy"])),
                {"contact.country": "CH", "attribute.recency": "3", "attribute.tea": "yes", "attribute.value": "970"})
    checks.same("segments stay with the members", {m["segment"] for m in members if keys[m["contactId"]] in ("P8", "P10")}, {"Recent"})
    twin = api.post("/target-groups", {"campaignId": campaign["id"], "name": "The same again", "text": text})
    api.finished(api.post(f"/target-groups/{twin['id']}/freezes"))
    checks.same("the same seed draws the same cells", [(m["contactId"], m["cellId"]) for m in api.every(f"/target-groups/{twin['id']}/members")],
                [(m["contactId"], m["cellId"]) for m in members])

    tell("The world changes: one objects, two are new.")
    api.post("/suppressions", {"contactId": ids["P29"], "source": "scenario"})
    late = [person(41, 5, 100, "yes", "New Street 41"), person(42, 30, 100, "yes", "New Street 42"), person(43, 31, 100, "yes", "Far Street")]
    api.finished(api.upload("/contacts/imports", as_csv(late), mapping=MAPPING, source="late"))
    changes = checks.becomes("who changed", lambda: api.get(f"/target-groups/{group['id']}/changes"), (15, 1, 2),
                             lambda c: (c["members"], c["leaving"], c["joining"]))
    checks.same("who would leave", [m["contactId"] for m in changes["leavingSample"]], [ids["P29"]])
    checks.same("nobody joins by itself", len(list(api.every(f"/target-groups/{group['id']}/members"))), 15)
    joined = api.finished(api.post(f"/target-groups/{group['id']}/late-joiners"))["result"]
    checks.same("late joiners on demand", joined["joined"], 2)
    after = list(api.every(f"/target-groups/{group['id']}/members"))
    checks.same("the others stay as they were", [m for m in after if not m.get("joinedAt")], members)
    checks.same("asked twice nobody joins twice", api.finished(api.post(f"/target-groups/{group['id']}/late-joiners"))["result"]["joined"], 0)
    checks.same("the group counts them", api.get(f"/target-groups/{group['id']}")["members"], 17)

    tell("A list that is frozen is a condition for others.")
    within = "where lists.member = {0} and not lists.heldOut = {0}".format(group["id"])
    contacted = [m for m in api.every(f"/target-groups/{group['id']}/members") if not m["holdOut"]]
    checks.becomes("its members that are contacted", lambda: api.post("/target-groups/count", {"text": within})["net"], len(contacted))
    draft = api.post("/target-groups", {"campaignId": campaign["id"], "name": "Draft", "text": "everybody"})
    checks.refused("a draft is none", lambda: api.post("/target-groups/count", {"text": f"where lists.member = {draft['id']}"}), 422)

    tell("Recency, frequency and money come from what people did, too.")
    scales = [{"fact": "orders.lastOn", "bands": 3}, {"fact": "orders.amount", "bands": 3}]
    checks.becomes("nobody ordered yet", lambda: api.post("/target-groups/bands", {"scales": scales}), ([], 43),
                   lambda b: (b["items"], b["withoutValue"]))

    tell("Bands: deciles of a figure, and where a mailing stops paying.")
    bands = checks.becomes("persons of the bands", lambda: api.post("/target-groups/bands", {
        "campaignId": campaign["id"], "scales": [{"fact": "attribute.value", "bands": 4}],
        "outcome": {"fact": "attribute.recency", "comparison": "lessOrEqual", "values": ["12"]}}),
        43, lambda b: sum(i["persons"] for i in b["items"]))
    print("   " + ", ".join(f"{b['name']}: {b['persons']} persons {b.get('rate', 0):.2f}" for b in bands["items"]))
    checks.same("break-even: 1 a piece, 10 an order", bands["breakEvenRate"], 0.1)
    # Of 11 each: all of the first answered, one of the second, 9 per cent, which does not pay.
    checks.same("the best band earns the most", (bands["bestDepth"], [b["pays"] for b in bands["items"][:2]]), (1, [True, False]))
    rfm = api.post("/target-groups/bands", {"scales": [
        {"fact": "attribute.recency", "best": "lowest", "bands": 3}, {"fact": "attribute.value", "bands": 3}]})
    checks.that("the newest with the highest value are 33", any(b["name"] == "33" for b in rfm["items"]), [b["name"] for b in rfm["items"]])

    tell("And everything is in order when the lights go out.")
    checks.same("the server stops cleanly", server.stop(), 0)
    checks.same("verify finds nothing", server.verify(), "")

checks.close()
