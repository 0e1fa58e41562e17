"""The same things asked of several nodes at the same moment, and what must hold then."""

from rejoinder import SHORT, Checks, Problem
from stories import CONTENT, approved, at_once, capture, frozen, people, retried, sent, stocked, stored, tell

checks = Checks()
CODES = 200 if SHORT else 600
TWICE = 20 if SHORT else 60


def prepared(api, times=3):
    """A campaign with a wave of so many times CODES letters; its id and their codes."""
    stocked(api, times * CODES)
    campaign, cells = approved(api, "TWO")
    group = frozen(api, campaign, cells, {"A": times * CODES})
    wave = api.post("/waves", {"name": "Wave", "targetGroupId": group, "channel": "letter", "content": CONTENT})["id"]
    sent(api, wave)
    return campaign, [p["code"] for p in api.every("/pieces", waveId=wave)]


def imports(one, other):
    tell("Imports are given to both nodes; whoever is free works on them.")
    size, operations = 3000, []
    for number in range(4):
        node = (one, other)[number % 2]
        operations.append(node.api().upload("/contacts/imports", people(f"i{number}", size), source="test", key=f"import-{number}"))
    for operation in operations:
        one.api().finished(operation)
    found = sum(1 for _ in other.api().every("/contacts"))
    checks.same("contacts, each once", found, 4 * size)


def races(one, other, campaign, codes):
    tell("The same reply is captured on both nodes at the same moment.")
    wrong = []
    for number, code in enumerate(codes):
        answers = at_once(lambda: capture(one.api(), code, f"a-{number}"), lambda: capture(other.api(), code, f"b-{number}"))
        if any(isinstance(a, Problem) for a in answers):
            wrong.append([str(a) for a in answers])
        elif sorted(a["outcome"] for a in answers) != ["captured", "duplicate"] or answers[0]["id"] != answers[1]["id"]:
            wrong.append(answers)
    checks.that(f"{len(codes)} times one captured and one duplicate", not wrong, wrong[:2] or "no conflict, no error")
    checks.same("responses", len(set(stored(one.api()))), len(codes))

    tell("The same record is changed on both nodes, from the same version.")
    outcomes = []
    for number in range(TWICE):
        version = one.api().get(f"/campaigns/{campaign}")["version"]
        answers = at_once(*[lambda n=n, s=s: s.api().patch(f"/campaigns/{campaign}", {"name": f"{n} {number}"}, version)
                            for n, s in (("left", one), ("right", other))])
        outcomes.append(sorted(a.status if isinstance(a, Problem) else 200 for a in answers))
    checks.that(f"{TWICE} times one change stands and the other hears of it", all(o == [200, 412] for o in outcomes),
                sorted({str(o) for o in outcomes}))

    tell("The same request, under the same Idempotency-Key, goes to both.")
    wrong = []
    for number in range(TWICE):
        body = {"code": f"K{number}", "name": "Once", "currency": "CHF", "startsOn": "2026-01-01", "budgetMinor": 1, "cells": []}
        answers = at_once(*[lambda s=s: retried(lambda: s.api().post("/campaigns", body, key=f"once-{number}"))
                            for s in (one, other)])
        if any(isinstance(a, Problem) for a in answers) or answers[0]["id"] != answers[1]["id"]:
            wrong.append([str(a) for a in answers])
    checks.that(f"{TWICE} times both are given the same answer", not wrong, wrong[:2])
