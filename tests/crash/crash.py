#!/usr/bin/env python3
"""The process is killed (-9) at random moments of an import, a wave, captures and a follow-up, and started again.

Afterwards every acknowledged response must be there exactly once, no person may have two pieces of one wave or be followed
up twice by one rule, no piece may be handed over twice, the stock ledger must sum to zero and `rejoinder verify` must be
clean. REJOINDER_SHORT: 5 kills of each kind instead of 20. REJOINDER_SEED repeats a run.
"""

import csv
import io
import os
import pathlib
import random
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from rejoinder import SHORT, Checks, Gone, Problem, Server  # noqa: E402

ROUNDS = int(os.environ.get("REJOINDER_KILLS", 5 if SHORT else 20))
SEED = int(os.environ.get("REJOINDER_SEED", time.time_ns() % 1_000_000))
dice = random.Random(SEED)
checks = Checks()
kills = 0
print(f"seed {SEED}, {ROUNDS} kills of each kind", flush=True)

CONTENT = {"subject": "Hello", "text": "Dear {{givenName}}, your code: {{code}}", "senderName": "Muster AG",
           "senderAddress": "Hauptstrasse 1, 3000 Bern"}


def people(prefix, count):
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["externalKey", "givenName", "familyName", "street", "houseNumber", "postcode", "city", "country",
                     "language", "points"])
    for i in range(count):
        writer.writerow([f"{prefix}-{i}", "Eva", f"Muster{i}", "Hauptstrasse", i % 90 + 1, 3000 + i % 100, "Bern", "CH", "de",
                         i % 100])
    return text.getvalue().encode()


def killed_after(server, longest, work):
    """Runs `work` in a thread, kills the server at a random moment within `longest` seconds, starts it again."""
    global kills
    thread = threading.Thread(target=work)
    thread.start()
    time.sleep(dice.uniform(0, longest))
    server.kill()
    kills += 1
    thread.join()
    server.start()


def retried(action):
    """Runs an action until it is answered, as a client does that keeps its Idempotency-Key."""
    for _ in range(50):
        try:
            return action()
        except Gone:
            time.sleep(0.05)
        except Problem as problem:
            if problem.status not in (409, 503):
                raise
            time.sleep(0.05)
    raise AssertionError("no answer after 50 tries")


def imports(server):
    size, wrong = 8000, []
    for number in range(ROUNDS):
        file = people(f"i{number}", size)

        def upload():
            try:
                server.api().upload("/contacts/imports", file, key=f"import-{number}", source="crash test")
            except (Gone, Problem):
                pass

        killed_after(server, 1.2, upload)
        api = server.api()
        operation = retried(lambda: api.upload("/contacts/imports", file, key=f"import-{number}", source="crash test"))
        api.finished(operation)
        found = sum(1 for _ in api.every("/contacts", externalKey=f"i{number}-"))
        if found != size:
            wrong.append((number, found))
    checks.that(f"imports: each of {ROUNDS} files is there once, killed and resumed", not wrong, wrong or f"{size} rows each")


def campaign_of(api):
    campaign = api.post("/campaigns", {
        "code": "CRASH", "name": "Crash", "currency": "CHF", "startsOn": "2026-01-01", "budgetMinor": 10 ** 9,
        "cells": [{"code": "A"}, {"code": "H", "holdOut": True}]})
    api.post(f"/campaigns/{campaign['id']}/decisions", {"verdict": "approved"})
    cells = {c["code"]: c["id"] for c in campaign["cells"]}
    group = api.post("/target-groups", {
        "campaignId": campaign["id"], "name": "Everybody",
        "definition": {"condition": {"where": {"fact": "attribute.points", "comparison": "less", "values": ["50"]}},
                       "split": {"shares": [{"cellId": cells["A"], "count": 3000}, {"cellId": cells["H"], "count": 500}]}}})
    api.finished(api.post(f"/target-groups/{group['id']}/freezes"))
    return campaign["id"], group["id"]


def waves(server, group):
    doubled, missing, wave_ids, printed_twice = [], [], [], []
    for number in range(ROUNDS):
        body = {"name": f"Wave {number}", "targetGroupId": group, "channel": "letter", "content": CONTENT}

        def run():
            try:
                api = server.api()
                wave = api.post("/waves", body, key=f"wave-{number}")
                build = api.get(f"/waves/{wave['id']}")["wave"]["buildOperationId"]
                api.finished(build, 30)
                api.post(f"/waves/{wave['id']}/hand-over", key=f"go-{number}")
                time.sleep(30)
            except (Gone, Problem, AssertionError):
                pass

        stop = threading.Event()
        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        stop.wait(dice.uniform(0, 2.5))
        server.kill()
        global kills
        kills += 1
        server.start()
        api = server.api()
        wave = retried(lambda: api.post("/waves", body, key=f"wave-{number}"))
        api.finished(api.get(f"/waves/{wave['id']}")["wave"]["buildOperationId"])
        state = api.get(f"/waves/{wave['id']}")["wave"]
        if state["state"] == "built":
            retried(lambda: api.post(f"/waves/{wave['id']}/hand-over", key=f"go-{number}"))
        api.finished(api.get(f"/waves/{wave['id']}")["wave"]["handOverOperationId"])
        pieces = list(api.every("/pieces", waveId=wave["id"]))
        wave_ids.append(wave["id"])
        if len({p["contactId"] for p in pieces}) != len(pieces):
            doubled.append(number)
        if len(pieces) != 3000 or any(p["state"] != "handedOver" for p in pieces):
            missing.append((number, len(pieces), sorted({p["state"] for p in pieces})))
        printed = []
        for batch in api.every("/letter-batches", waveId=wave["id"]):
            content = api.get(f"/letter-batches/{batch['id']}/csv").decode("utf-8-sig")
            printed += [row["piece"] for row in csv.DictReader(io.StringIO(content))]
        if sorted(printed) != sorted(p["id"] for p in pieces):
            printed_twice.append((number, len(printed)))
    checks.that(f"waves: no person twice in {ROUNDS} waves", not doubled, doubled)
    checks.that("waves: every piece was handed over", not missing, missing)
    checks.that("waves: every piece stands in exactly one letter batch", not printed_twice, printed_twice)
    return wave_ids


def captures(server, wave):
    api = server.api()
    codes = [p["code"] for p in api.every("/pieces", waveId=wave)]
    acknowledged, lock = {}, threading.Lock()
    todo = list(enumerate(codes))
    dice.shuffle(todo)
    per_round = max(100, len(todo) // ROUNDS)

    def capture(client, number, code):
        return client.post("/responses", {"type": "information-request", "channel": "post", "code": code,
                                          "items": [{"sku": "BROCHURE", "quantity": 1}]}, key=f"capture-{number}")

    for _ in range(ROUNDS):
        work, todo = todo[:per_round], todo[per_round:]
        left = list(work)

        def agent():
            client = server.api()
            while True:
                with lock:
                    if not left:
                        return
                    number, code = left.pop()
                try:
                    answer = capture(client, number, code)
                    with lock:
                        acknowledged.setdefault(number, set()).add(answer["id"])
                except (Gone, Problem):
                    return

        agents = [threading.Thread(target=agent) for _ in range(8)]
        for thread in agents:
            thread.start()
        time.sleep(dice.uniform(0, 0.4))
        server.kill()
        global kills
        kills += 1
        for thread in agents:
            thread.join()
        server.start()
        client = server.api()
        for number, code in work:  # what was not answered is sent again under its key, and a tenth of the rest, too
            if number not in acknowledged or dice.random() < 0.1:
                answer = retried(lambda: capture(client, number, code))
                acknowledged.setdefault(number, set()).add(answer["id"])
    stored = {}
    for response in server.api().every("/responses"):
        if response["type"] == "information-request":
            stored[response["id"]] = stored.get(response["id"], 0) + 1
    lost = [n for n, found in acknowledged.items() if not found <= set(stored)]
    twice = [n for n, found in acknowledged.items() if len(found) != 1]
    checks.that(f"captures: {len(acknowledged)} acknowledged, none lost", not lost, lost[:5])
    checks.that("captures: none doubled", not twice and len(stored) == len(acknowledged),
                twice[:5] or f"{len(stored)} stored, {len(acknowledged)} acknowledged")
    settle(server)
    orders = list(server.api().every("/orders"))
    from_response = [o.get("responseId") for o in orders if o.get("responseId")]
    checks.that("captures: one order for each response", sorted(from_response) == sorted(stored),
                f"{len(from_response)} orders, {len(stored)} responses")


def settle(server, seconds=120):
    """Waits until no event is on its way any more."""
    api = server.api()
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        responses = sum(1 for r in api.every("/responses") if r["type"] == "information-request")
        if len([o for o in api.every("/orders") if o.get("responseId")]) >= responses:
            return
        time.sleep(0.5)


def follow_ups(server, campaign):
    rule = server.api().post("/follow-up-rules", {
        "campaignId": campaign, "name": "Asked for the brochure", "channel": "letter", "content": CONTENT,
        "did": [{"fact": "responses.type", "comparison": "is", "values": ["information-request"], "campaignId": campaign}],
        "didNot": []})
    wish = server.api().post(f"/follow-up-rules/{rule['id']}/preview")["selected"]
    runs = set()
    for number in range(ROUNDS):
        def run():
            try:
                server.api().post(f"/follow-up-rules/{rule['id']}/runs", key=f"run-{number}")
            except (Gone, Problem):
                pass

        killed_after(server, 0.5, run)
        api = server.api()
        answer = retried(lambda: api.post(f"/follow-up-rules/{rule['id']}/runs", key=f"run-{number}"))
        if answer.get("operationId"):
            api.finished(answer["operationId"])
        runs.add(answer["id"])
    api = server.api()
    selected, contacted = 0, []
    for run in runs:
        view = api.get(f"/follow-ups/{run}")
        selected += view["selected"]
        if view.get("waveId"):
            api.finished(api.get(f"/waves/{view['waveId']}")["wave"]["buildOperationId"])
            contacted += [p["contactId"] for p in api.every("/pieces", waveId=view["waveId"])]
    checks.same("follow-ups: everybody selected", selected, wish)
    checks.that("follow-ups: nobody a second time", len(contacted) == len(set(contacted)) == wish,
                f"{len(contacted)} pieces for {len(set(contacted))} persons")


with Server({"channel-letter.batch-size": "1000"}) as server:
    server.make_administrator()
    server.start()
    api = server.api()
    imports(server)
    api = server.api()
    api.post("/items", {"sku": "BROCHURE", "name": "Brochure", "kind": "information", "unitCost": "0.8", "priceMinor": 0,
                        "currency": "CHF", "stocked": True})
    api.post("/stock/receipts", {"sku": "BROCHURE", "quantity": 2000, "reason": "print run"})
    campaign, group = campaign_of(api)
    wave_ids = waves(server, group)
    captures(server, wave_ids[0])
    follow_ups(server, campaign)
    checks.same("the server stops cleanly", server.stop(), 0)
    checks.same("verify (audit chain, stock ledger, pieces, responses, jobs) finds nothing", server.verify(), "")
print(f"{kills} kills", flush=True)
checks.close()
