#!/usr/bin/env python3
"""The process dies (kill -9) at every durable step of a whole round, in turn right before and right after the commit, and is
started again at once: import, frozen list, wave, hand-over, captures, orders, shipment, follow-up, and every event delivery
and job step between them. The client behaves as HTTP tells it to: no answer, the same request again under its key.

Afterwards everything must be there exactly once. Where the process dies is said by REJOINDER_KILL, see
kernel/storage/kill_point.h. The long form makes 1,000 kills, REJOINDER_SHORT 100; REJOINDER_KILLS says another number.
"""

import collections
import csv
import io
import os
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from rejoinder import SHORT, Checks, Gone, Problem, Server  # noqa: E402

KILLS = int(os.environ.get("REJOINDER_KILLS", 100 if SHORT else 1000))
PEOPLE = 40
CONTENT = {"subject": "Hello", "text": "Dear {{givenName}}, your code: {{code}}", "senderName": "Muster AG",
           "senderAddress": "Hauptstrasse 1, 3000 Bern"}
checks = Checks()
killed = collections.Counter()  # by moment and name of the step
acknowledged = 0


class Client:
    """Asks again until there is an answer, and starts the server again whenever it has died."""

    def __init__(self, server, moment, kind):
        self.server, self.moment, self.kind, self.keys, self.starts = server, moment, kind, 0, 0
        self.armed = True
        self.start()

    def start(self):
        while True:
            if self.armed:  # at the first step, the second … the seventh: what begins anew gets past each of its steps
                os.environ["REJOINDER_KILL"] = f"{self.moment} {1 + self.starts % 7} {self.kind}"
                self.starts += 1
            try:
                self.server.start()
                return
            except AssertionError:
                if not self.fell():
                    raise
            finally:
                os.environ.pop("REJOINDER_KILL", None)

    def fell(self):
        """Whether the server died of its kill point; then it is counted."""
        if self.server.process.wait(10) != -9:
            return False
        killed[self.server.tail(1).removeprefix("killed ").replace(" the commit of", "")] += 1
        return True

    def ask(self, action):
        for _ in range(500):
            try:
                return action(self.server.api())
            except Gone:
                try:
                    fell = self.fell()
                except Exception:  # it lives: only the connection is gone
                    continue
                if not fell:
                    raise
                self.start()
            except Problem as problem:
                if problem.status not in (429, 503):
                    raise
                time.sleep(0.02)
        raise AssertionError("no answer after 500 tries")

    def get(self, path, **query):
        return self.ask(lambda api: api.get(path, **query))

    def every(self, path, **query):
        return self.ask(lambda api: list(api.every(path, **query)))

    def send(self, verb, path, body=None, headers=None):
        self.keys += 1
        sent = {"Idempotency-Key": f"key-{self.keys}", **(headers or {})}
        return self.ask(lambda api: api.call(verb, path, {} if body is None else body, sent))

    def post(self, path, body=None):
        return self.send("POST", path, body)

    def finished(self, operation):
        end = time.monotonic() + 120
        while time.monotonic() < end:
            view = self.get(f"/operations/{operation}")
            if view["state"] == "succeeded":
                return view
            if view["state"] in ("failed", "cancelled"):
                raise AssertionError(f"{view['name']} {view['state']}: {view.get('error')}")
            time.sleep(0.02)
        raise AssertionError(f"operation {operation} does not end")

    def until(self, what, question):
        end = time.monotonic() + 120
        while time.monotonic() < end:
            if question():
                return
            time.sleep(0.05)
        raise AssertionError(f"it never became true: {what}")


def people():
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["externalKey", "givenName", "familyName", "street", "houseNumber", "postcode", "city", "country"])
    for i in range(PEOPLE):
        writer.writerow([f"P{i}", "Eva", f"Muster{i}", "Hauptstrasse", i + 1, 3000 + i, "Bern", "CH"])
    return text.getvalue().encode()


def campaign_and_list(client):
    client.finished(client.send("POST", "/contacts/imports?source=crash", people(), {"Content-Type": "text/csv"})["id"])
    client.post("/items", {"sku": "BROCHURE", "name": "Brochure", "kind": "information", "unitCost": "0.8", "priceMinor": 0,
                           "currency": "CHF", "stocked": True})
    client.post("/stock/receipts", {"sku": "BROCHURE", "quantity": 1000, "reason": "print run"})
    campaign = client.post("/campaigns", {
        "code": "CRASH", "name": "Crash", "currency": "CHF", "startsOn": "2026-01-01", "budgetMinor": 10 ** 9,
        "cells": [{"code": "A"}, {"code": "H", "holdOut": True}]})
    client.post(f"/campaigns/{campaign['id']}/decisions", {"verdict": "approved"})
    cells = {c["code"]: c["id"] for c in campaign["cells"]}
    group = client.post("/target-groups", {"campaignId": campaign["id"], "name": "Everybody", "definition": {
        "split": {"shares": [{"cellId": cells["A"], "count": PEOPLE - 10}, {"cellId": cells["H"], "count": 10}]}}})
    client.finished(client.post(f"/target-groups/{group['id']}/freezes")["id"])
    return campaign["id"], group["id"]


def letters_of(client, group):
    wave = client.post("/waves", {"name": "Letter", "targetGroupId": group, "channel": "letter", "content": CONTENT})["id"]
    client.finished(client.get(f"/waves/{wave}")["wave"]["buildOperationId"])
    client.post(f"/waves/{wave}/hand-over")
    client.finished(client.get(f"/waves/{wave}")["wave"]["handOverOperationId"])
    pieces = client.every("/pieces", waveId=wave)
    printed = []
    for batch in client.every("/letter-batches", waveId=wave):
        content = client.ask(lambda api: api.get(f"/letter-batches/{batch['id']}/csv")).decode("utf-8-sig")
        printed += [row["piece"] for row in csv.DictReader(io.StringIO(content))]
    return pieces, printed


def replies_of(client, pieces):
    """Captures by card; ids of the acknowledged responses."""
    ids = []
    for piece in pieces[:12]:
        ids.append(client.post("/responses", {"type": "information-request", "channel": "post", "code": piece["code"],
                                              "items": [{"sku": "BROCHURE", "quantity": 1}]})["id"])
    ids.append(client.post("/responses", {"type": "opt-out", "channel": "post", "code": pieces[12]["code"]})["id"])
    client.post("/returns", {"code": pieces[13]["code"], "reason": "moved"})
    return ids


def shipped(client, order):
    version = order["version"]
    for state in ("picked", "packed"):
        version = client.send("PATCH", f"/orders/{order['id']}", {"state": state}, {"If-Match": f'"{version}"'})["version"]
    client.post(f"/orders/{order['id']}/shipments", {"carrier": "Post", "trackingNumber": "99"})


def round_of(server, moment, kind):
    """One campaign, killed again and again; @returns what was wrong."""
    global acknowledged
    server.make_administrator()
    client = Client(server, moment, kind)
    campaign, group = campaign_and_list(client)
    pieces, printed = letters_of(client, group)
    wrong = []
    expect = lambda what, holds: holds or wrong.append(f"{moment} {kind}: {what}")  # noqa: E731
    expect("a piece for everybody once", len(pieces) == len({p["contactId"] for p in pieces}) == PEOPLE - 10)
    expect("all handed over", all(p["state"] == "handedOver" for p in pieces))
    expect("each letter printed once", sorted(printed) == sorted(p["id"] for p in pieces))
    ids = replies_of(client, pieces)
    acknowledged += len(ids)
    wants = [i for i in ids[:12]]
    client.until("every request became an order",
                 lambda: len([o for o in client.every("/orders") if o.get("responseId")]) >= len(wants))
    for order in client.every("/orders")[:2]:
        shipped(client, order)
    rule = client.post("/follow-up-rules", {
        "campaignId": campaign, "name": "Asked", "channel": "letter", "content": CONTENT, "didNot": [],
        "did": [{"fact": "responses.type", "comparison": "is", "values": ["information-request"], "campaignId": campaign}]})
    contacted = []
    for _ in range(2):
        run = client.post(f"/follow-up-rules/{rule['id']}/runs")
        if run.get("operationId"):
            client.finished(run["operationId"])
        view = client.get(f"/follow-ups/{run['id']}")
        if view.get("waveId"):
            client.finished(client.get(f"/waves/{view['waveId']}")["wave"]["buildOperationId"])
            contacted += [p["contactId"] for p in client.every("/pieces", waveId=view["waveId"])]
    client.armed = False
    server.kill()
    client.start()
    stored = [r["id"] for r in client.every("/responses")]
    orders = [o["responseId"] for o in client.every("/orders") if o.get("responseId")]
    expect(f"{len(ids)} acknowledged responses once, found {len(stored)}", sorted(stored) == sorted(ids))
    expect(f"one order for each of {len(wants)}, found {len(orders)}", sorted(orders) == sorted(wants))
    expect(f"followed up once: {len(contacted)}", len(contacted) == len(set(contacted)) == len(wants))
    stock = next(s for s in client.get("/stock")["items"] if s["sku"] == "BROCHURE")
    expect(f"two brochures left the shelf, {stock['onHand']} are there", stock["onHand"] == 998)
    client.until("every job ended", lambda: not [o for o in client.every("/operations")
                                                 if o["state"] in ("queued", "running") and "purge" not in o["name"]])
    failed = [f"{o['name']}: {o.get('error')}" for o in client.every("/operations") if o["state"] == "failed"]
    expect(f"no job failed: {failed}", not failed)
    expect("it stops cleanly", server.stop() == 0)
    expect(f"verify: {server.verify()}", server.verify() == "")
    return wrong


moments = [("after", ""), ("before", ""), ("after", "job"), ("before", "job"), ("after", "event"), ("before", "event"),
           ("after", "token"), ("before", "token")]
wrong, rounds = [], 0
while killed.total() < KILLS:
    moment, kind = moments[rounds % len(moments)]
    rounds += 1
    with Server({"channel-letter.batch-size": "10"}) as server:
        wrong += round_of(server, moment, kind)
    print(f"  {moment} each commit of {kind or 'anything'}: {killed.total()} kills so far", flush=True)
for step, count in sorted(killed.items()):
    print(f"{count:5} {step}")
checks.that(f"{killed.total()} kills in {rounds} rounds, {acknowledged} responses acknowledged: nothing lost, nothing doubled",
            not wrong, wrong[:20])
checks.close()
