"""What crash and cluster tests have in common: a small campaign, clients that ask again as HTTP tells them to, and counting.

`api` is anything with post(), get(), every() and finished(): an Api of rejoinder.py or a client that wraps one.
"""

import concurrent.futures
import csv
import io
import threading
import time

from rejoinder import Gone, Problem

CONTENT = {"subject": "Hello", "text": "Dear {{givenName}}, your code: {{code}}", "senderName": "Muster AG",
           "senderAddress": "Hauptstrasse 1, 3000 Bern"}
WISH = {"type": "information-request", "channel": "post", "items": [{"sku": "BROCHURE", "quantity": 1}]}
pool = concurrent.futures.ThreadPoolExecutor(32)


def tell(sentence):
    print(f"\n{sentence}", flush=True)


def people(prefix, count):
    """A file of persons with keys of their own, `points` from 0 to 99 and an e-mail address."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["externalKey", "givenName", "familyName", "street", "houseNumber", "postcode", "city", "country",
                     "language", "points", "email"])
    for i in range(count):
        writer.writerow([f"{prefix}-{i}", "Eva", f"Muster{i}", "Hauptstrasse", i % 90 + 1, 3000 + i % 100, "Bern", "CH", "de",
                         i % 100, f"{prefix}-{i}@example.test"])
    return text.getvalue().encode()


# ---- asking again ---------------------------------------------------------------------------------------------------

def asks_again(problem):
    """Whether HTTP tells the client to send the same request once more."""
    return problem.status in (429, 503, 507) or problem.code == "kernel.idempotency-key-in-progress"


def retried(action, seconds=120):
    """Runs an action until it is answered, as HTTP tells a client that keeps its Idempotency-Key; another node is as good."""
    end = time.monotonic() + seconds
    while True:
        try:
            return action()
        except (Gone, OSError):
            pause = 0.05
        except Problem as problem:
            if not asks_again(problem):
                raise
            pause = min(problem.retry_after, 2)
        if time.monotonic() > end:
            raise AssertionError(f"no answer in {seconds} s")
        time.sleep(pause)


def soon(question, seconds=60):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if question():
            return True
        time.sleep(0.1)
    return bool(question())


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


# ---- a campaign -----------------------------------------------------------------------------------------------------

def stocked(api, quantity):
    """The brochure, and so many of it on the shelf."""
    api.post("/items", {"sku": "BROCHURE", "name": "Brochure", "kind": "information", "unitCost": "0.8", "priceMinor": 0,
                        "currency": "CHF", "stocked": True})
    api.post("/stock/receipts", {"sku": "BROCHURE", "quantity": quantity, "reason": "print run"})


def approved(api, code):
    """A campaign with cell A and hold-out H that may be sent; its id and the ids of the cells."""
    campaign = api.post("/campaigns", {"code": code, "name": code, "currency": "CHF", "startsOn": "2026-01-01",
                                       "budgetMinor": 10 ** 9, "cells": [{"code": "A"}, {"code": "H", "holdOut": True}]})
    api.post(f"/campaigns/{campaign['id']}/decisions", {"verdict": "approved"})
    return campaign["id"], {c["code"]: c["id"] for c in campaign["cells"]}


def frozen(api, campaign, cells, counts, points=100):
    """A frozen target group of persons with fewer points, so many in each cell."""
    group = api.post("/target-groups", {
        "campaignId": campaign, "name": "Everybody",
        "definition": {"condition": {"where": {"fact": "attribute.points", "comparison": "less", "values": [str(points)]}},
                       "split": {"shares": [{"cellId": cells[code], "count": count} for code, count in counts.items()]}}})
    api.finished(api.post(f"/target-groups/{group['id']}/freezes")["id"])
    return group["id"]


def build_of(api, wave):
    """The id of the operation that builds the wave."""
    return api.get(f"/waves/{wave}")["wave"]["buildOperationId"]


def sent(api, wave):
    """Waits until the wave is built, hands it over unless somebody did, and waits for that, too."""
    api.finished(build_of(api, wave))
    if api.get(f"/waves/{wave}")["wave"]["state"] == "built":
        api.post(f"/waves/{wave}/hand-over", key=f"go-{wave}")
    api.finished(api.get(f"/waves/{wave}")["wave"]["handOverOperationId"])


def printed(api, wave):
    """The ids of the pieces in all letter batches of the wave."""
    ids = []
    for batch in list(api.every("/letter-batches", waveId=wave)):
        content = api.get(f"/letter-batches/{batch['id']}/csv").decode("utf-8-sig")
        ids += [row["piece"] for row in csv.DictReader(io.StringIO(content))]
    return ids


def capture(api, code, key):
    return api.post("/responses", {**WISH, "code": code}, key=key)


def stored(api):
    """Ids of the captured wishes."""
    return [r["id"] for r in api.every("/responses") if r["type"] == WISH["type"]]


def orders(api):
    """Ids of the responses that have an order, as often as they have one."""
    return sorted(o["responseId"] for o in api.every("/orders") if o.get("responseId"))


def ship(api, order, key):
    """Picks, packs and ships an order; `ask` of the caller may repeat each step under its key."""
    version = api.get(f"/orders/{order}")["version"]
    for state in ("picked", "packed"):
        version = api.patch(f"/orders/{order}", {"state": state}, version, key=f"{key}-{state}")["version"]
    return api.post(f"/orders/{order}/shipments", {"carrier": "Post", "trackingNumber": key}, key=f"{key}-shipped")


def sku(api, name="BROCHURE"):
    return next(s for s in api.every("/stock") if s["sku"] == name)


class Clerks:
    """Threads that capture replies, each on a node in turn, and ask again where HTTP tells them to until there is an answer.

    `nodes` have an api(); `acknowledged` has the ids answered for each number, `wrong` the answers that were errors,
    `times` when an answer came.
    """

    def __init__(self, nodes, codes, prefix, threads=8, pause=0.02):
        self.nodes, self.left, self.prefix, self.pause = nodes, list(enumerate(codes)), prefix, pause
        self.acknowledged, self.wrong, self.asked, self.again = {}, [], 0, 0
        self.lock = threading.Lock()
        self.times = [time.monotonic()]
        self.threads = [threading.Thread(target=self.work, args=(i,), daemon=True) for i in range(threads)]
        for thread in self.threads:
            thread.start()

    def work(self, turn):
        apis = {}

        def ask(code, number):
            nonlocal turn
            turn += 1
            node = self.nodes[turn % len(self.nodes)]
            with self.lock:
                self.asked += 1
            if apis.get(id(node), (0,))[0] != node.port:
                apis[id(node)] = (node.port, node.api())
            return capture(apis[id(node)][1], code, f"{self.prefix}-{number}")

        while True:
            with self.lock:
                if not self.left:
                    return
                number, code = self.left.pop()
            try:
                answer = retried(lambda: ask(code, number))
            except (Problem, AssertionError) as wrong:
                with self.lock:
                    self.wrong.append(str(wrong))
                continue
            with self.lock:
                self.acknowledged.setdefault(number, set()).add(answer["id"])
                self.times.append(time.monotonic())
            time.sleep(self.pause)

    def done(self):
        """Waits for the end; the ids of all acknowledged responses."""
        for thread in self.threads:
            thread.join()
        return {i for ids in self.acknowledged.values() for i in ids}

    def pauses(self):
        return [after - before for before, after in zip(self.times, self.times[1:])]

    def flows_again(self, since):
        """Seconds from a moment to the end of the pause of a tenth of a second or more that came with it; 0 when there was none."""
        return next((b - since for a, b in zip(self.times, self.times[1:]) if b > since > a - 1 and b - a >= 0.1), 0.0)
