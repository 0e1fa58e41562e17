#!/usr/bin/env python3
"""Ten people, and a rule that nobody gets more than so much: it binds when a list is frozen, and again at the door."""

import csv
import io
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from rejoinder import Checks, Server, only_in_long_form  # noqa: E402

only_in_long_form("galera")
checks = Checks()


def tell(sentence):
    print(f"\n{sentence}", flush=True)


with Server() as server:
    server.make_administrator()
    server.start()
    api = server.api()
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["externalKey", "givenName", "familyName", "street", "houseNumber", "postcode", "city", "country", "language"])
    for n in range(1, 11):
        writer.writerow([f"P{n}", f"Given{n}", f"Name{n}", "Street", n, "3000", "Bern", "CH", "de"])
    api.finished(api.upload("/contacts/imports", text.getvalue().encode(), source="scenario"))
    keys = {c["id"]: c["externalKey"] for c in api.every("/contacts")}

    def campaign(code):
        made = api.post("/campaigns", {"code": code, "name": code, "currency": "CHF", "startsOn": "2026-12-01", "budgetMinor": 100_000,
                                       "contributionPerOrder": "10", "cells": [{"code": "A", "name": "Letter", "costPerPiece": "1"}]})
        api.post(f"/campaigns/{made['id']}/decisions", {"verdict": "approved"})
        return made

    def frozen(of, text):
        group = api.post("/target-groups", {"campaignId": of["id"], "name": text[:40], "text": text + " split by draw cell A rest"})
        figures = api.finished(api.post(f"/target-groups/{group['id']}/freezes"))["result"]
        return group, figures

    def members(group):
        return sorted(int(keys[m["contactId"]][1:]) for m in api.every(f"/target-groups/{group['id']}/members"))

    def sent(group):
        wave = api.post("/waves", {"name": "Letter", "targetGroupId": group["id"], "channel": "letter",
                                   "content": {"subject": "Hello", "text": "Code {{code}}", "senderName": "S", "senderAddress": "Bern"}})
        api.finished(api.get(f"/waves/{wave['id']}")["wave"]["buildOperationId"])
        return wave

    def handed(wave):
        api.finished(api.post(f"/waves/{wave['id']}/hand-over"))
        return {state: sorted(int(keys[p["contactId"]][1:]) for p in api.every("/pieces", waveId=wave["id"], state=state))
                for state in ("handedOver", "withheld")}

    tell("Before there is a rule, everybody may get everything: two lists are frozen, the first is sent to three of ten.")
    spring, autumn, thanks = campaign("SPRING"), campaign("AUTUMN"), campaign("THANKS")
    three, _ = frozen(spring, "where contact.externalKey in (P1, P2, P3)")
    ten, figures = frozen(autumn, "everybody")
    checks.same("nobody is dropped", figures["pressure"], [])
    checks.same("three letters", handed(sent(three))["handedOver"], [1, 2, 3])

    tell("A rule: one letter in 30 days. A new list leaves the three out, and says so.")
    rule = api.post("/pressure-rules", {"name": "One letter a month", "channel": "letter", "days": 30, "most": 1})
    group, figures = frozen(autumn, "everybody without \"Nobody\" where contact.city = Rome")
    checks.same("the step in the funnel", [(p["ruleId"], p["name"], p["removed"]) for p in figures["pressure"]],
                [(rule["id"], "One letter a month", 3)])
    checks.same("the members", members(group), [4, 5, 6, 7, 8, 9, 10])
    dropped = list(api.every(f"/target-groups/{group['id']}/pressed"))
    checks.same("who was dropped by which rule", sorted((keys[p["contactId"]], p["ruleName"]) for p in dropped),
                [("P1", "One letter a month"), ("P2", "One letter a month"), ("P3", "One letter a month")])

    tell("The list that was frozen before the rule has the three still: they are stopped at the door.")
    wave = sent(ten)
    outcome = handed(wave)
    checks.same("handed over and withheld", outcome, {"handedOver": [4, 5, 6, 7, 8, 9, 10], "withheld": [1, 2, 3]})
    piece = next(p for p in api.every("/pieces", waveId=wave["id"], state="withheld"))
    checks.same("why", piece["refusal"], "pressure")
    decision = api.get(f"/waves/pieces/{piece['id']}/decisions")["decisions"][0]
    checks.same("by which rule", (decision["reason"], decision["reliesOn"]), ("dispatch.pressure", rule["id"]))
    checks.same("counted by rule", [(p["name"], p["pieces"]) for p in api.get(f"/waves/{wave['id']}/pressed")["items"]],
                [("One letter a month", 3)])

    tell("Weights: thanking is light. With room for 3 and letters at 2, a letter of thanks at 1 still fits, another letter does not.")
    changed = api.put(f"/pressure-rules/{rule['id']}", {"name": "Three points", "channel": "letter", "days": 30, "most": 3, "weights": [
        {"campaignId": thanks["id"], "weight": 1}, {"channel": "letter", "weight": 2}]}, rule["version"])
    checks.same("everybody may be thanked", frozen(thanks, "everybody")[1]["net"], 10)
    checks.same("nobody gets one more letter", frozen(spring, "everybody")[1]["net"], 0)
    checks.same("thanks go out", len(handed(sent(frozen(thanks, "everybody")[0]))["handedOver"]), 10)
    checks.same("and then the measure is full", frozen(thanks, "everybody")[1]["net"], 0)

    tell("A letter that came back does not count; one that waits does. Everybody has two by now.")
    changed = api.put(f"/pressure-rules/{rule['id']}", {"name": "Two", "channel": "letter", "days": 30, "most": 2}, changed["version"])
    first = next(i for i, k in keys.items() if k == "P1")
    code = next(p for p in api.every("/pieces", contactId=first) if p["state"] == "handedOver")["code"]
    api.post("/returns", {"code": code, "reason": "unknown"})
    one, _ = frozen(spring, "everybody")
    checks.same("one has room again", members(one), [1])
    sent(one)
    checks.same("until the next letter to it waits", frozen(spring, "everybody")[1]["net"], 0)
    checks.refused("a rule says something", lambda: api.post("/pressure-rules", {"name": "", "days": 0, "most": -1}), 422)
    checks.refused("a weight is of something", lambda: api.post("/pressure-rules", {"name": "x", "weights": [{"weight": 3}]}), 422)

    tell("Two waves of two campaigns go out at the same moment to the same hundred people: nobody gets both.")
    api.delete(f"/pressure-rules/{rule['id']}")
    crowd = io.StringIO()
    writer = csv.writer(crowd)
    writer.writerow(["externalKey", "givenName", "familyName", "street", "houseNumber", "postcode", "city", "country", "language"])
    for n in range(100):
        writer.writerow([f"C{n}", f"Given{n}", f"Crowd{n}", "Long Street", n + 1, "1700", "Fribourg", "CH", "fr"])
    api.finished(api.upload("/contacts/imports", crowd.getvalue().encode(), source="crowd"))
    waves = [sent(frozen(of, "where contact.city = Fribourg")[0]) for of in (spring, autumn)]
    rule = api.post("/pressure-rules", {"name": "One letter a month", "channel": "letter", "days": 30, "most": 1})
    for operation in [api.post(f"/waves/{wave['id']}/hand-over") for wave in waves]:
        api.finished(operation)
    got = [p["contactId"] for wave in waves for p in api.every("/pieces", waveId=wave["id"], state="handedOver")]
    checks.same("each got one letter", (len(got), len(set(got))), (100, 100))

    tell("Nothing at all: a rule of zero lets nobody through; switched off, it binds no more.")
    api.put(f"/pressure-rules/{rule['id']}", {"name": "None", "days": 30, "most": 0}, rule["version"])
    checks.same("nobody", frozen(spring, "everybody")[1]["net"], 0)
    current = api.get(f"/pressure-rules/{rule['id']}")
    api.put(f"/pressure-rules/{rule['id']}", {"name": "None", "days": 30, "most": 0, "active": False}, current["version"])
    checks.same("everybody", frozen(spring, "everybody")[1]["net"], 110)
    api.delete(f"/pressure-rules/{rule['id']}")
    checks.same("no rule is left", api.get("/pressure-rules")["items"], [])

    tell("And everything is in order when the lights go out.")
    checks.same("the server stops cleanly", server.stop(), 0)
    checks.same("verify finds nothing", server.verify(), "")

checks.close()
