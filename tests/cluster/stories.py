"""What the tests of several nodes have in common: clients that work on all nodes at the same moment, and what must hold then."""

import concurrent.futures
import csv
import io
import threading
import time

from rejoinder import SHORT, Checks, Gone, Problem

checks = Checks()
CODES = 200 if SHORT else 600
TWICE = 20 if SHORT else 60
CONTENT = {"subject": "Hello", "text": "Dear {{givenName}}, your code: {{code}}", "senderName": "Muster AG",
           "senderAddress": "Hauptstrasse 1, 3000 Bern"}
pool = concurrent.futures.ThreadPoolExecutor(32)


def tell(sentence):
    print(f"\n{sentence}", flush=True)


def people(prefix, count):
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["externalKey", "givenName", "familyName", "street", "houseNumber", "postcode", "city", "country",
                     "language", "points"])
    for i in range(count):
        writer.writerow([f"{prefix}-{i}", "Eva", f"Muster{i}", "Hauptstrasse", i % 90 + 1, 3000 + i % 100, "Bern", "CH", "de",
                         i % 100])
    return text.getvalue().encode()


def at_once(*actions):
    """What each action gives, a Problem included, all begun at the same moment."""
    gate = threading.Barrier(len(actions))

    def run(action):
        gate.wait()
        try:
            return action()
        except Problem as problem:
            return problem

    return [f.result() for f in [pool.submit(run, a) for a in actions]]


def retried(action, seconds=90):
    """Runs an action until it is answered, as HTTP tells a client that keeps its Idempotency-Key; another node is as good."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            return action()
        except (Gone, OSError):
            time.sleep(0.05)
        except Problem as problem:
            if problem.status not in (409, 429, 503):
                raise
            time.sleep(0.1)
    raise AssertionError(f"no answer in {seconds} s")


def soon(question, seconds=60):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if question():
            return True
        time.sleep(0.1)
    return bool(question())


def prepared(api):
    """A campaign with a wave of CODES letters; their codes."""
    api.post("/items", {"sku": "BROCHURE", "name": "Brochure", "kind": "information", "unitCost": "0.8", "priceMinor": 0,
                        "currency": "CHF", "stocked": True})
    api.post("/stock/receipts", {"sku": "BROCHURE", "quantity": 3 * CODES, "reason": "print run"})
    campaign = api.post("/campaigns", {"code": "TWO", "name": "Two nodes", "currency": "CHF", "startsOn": "2026-01-01",
                                       "budgetMinor": 10 ** 9, "cells": [{"code": "A"}]})
    api.post(f"/campaigns/{campaign['id']}/decisions", {"verdict": "approved"})
    group = api.post("/target-groups", {
        "campaignId": campaign["id"], "name": "Everybody",
        "definition": {"condition": {"where": {"fact": "attribute.points", "comparison": "less", "values": ["100"]}},
                       "split": {"shares": [{"cellId": campaign["cells"][0]["id"], "count": 3 * CODES}]}}})
    api.finished(api.post(f"/target-groups/{group['id']}/freezes"))
    wave = api.post("/waves", {"name": "Wave", "targetGroupId": group["id"], "channel": "letter", "content": CONTENT})
    api.finished(api.get(f"/waves/{wave['id']}")["wave"]["buildOperationId"])
    api.finished(api.post(f"/waves/{wave['id']}/hand-over"))
    return campaign["id"], [p["code"] for p in api.every("/pieces", waveId=wave["id"])]


def capture(api, code, key):
    return api.post("/responses", {"type": "information-request", "channel": "post", "code": code,
                                   "items": [{"sku": "BROCHURE", "quantity": 1}]}, key=key)


def stored(api):
    return [r["id"] for r in api.every("/responses") if r["type"] == "information-request"]


def orders(api):
    return sorted(o["responseId"] for o in api.every("/orders") if o.get("responseId"))


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


class Clerks:
    """Threads that capture replies, each on the node it knows, on another one when that does not answer."""

    def __init__(self, nodes, codes, prefix):
        self.nodes, self.left, self.prefix = nodes, list(enumerate(codes)), prefix
        self.acknowledged, self.lock, self.pauses = {}, threading.Lock(), []
        self.last = time.monotonic()
        self.threads = [threading.Thread(target=self.work, args=(i,)) for i in range(8)]
        for thread in self.threads:
            thread.start()

    def work(self, turn):
        while True:
            with self.lock:
                if not self.left:
                    return
                number, code = self.left.pop()

            def ask():
                nonlocal turn
                turn += 1
                return capture(self.nodes[turn % len(self.nodes)].api(), code, f"{self.prefix}-{number}")

            answer = retried(ask)
            with self.lock:
                self.acknowledged[number] = answer["id"]
                now = time.monotonic()
                self.pauses.append(now - self.last)
                self.last = now
            time.sleep(0.02)

    def done(self):
        for thread in self.threads:
            thread.join()
        return set(self.acknowledged.values())
