"""Clerks who do at random what is done in a warehouse, each by its own dice, and what all of it must add up to."""

import collections
import random
import threading
import time

from rejoinder import Problem
from stories import retried
from wares import INSTEAD, LEAF, ORDERED, SKUS, STOCKED, Acts, wrong_enclosures, wrong_kits

CORRECTIONS = ["lost", "found", "scrapped", "returnedToSupplier", "returnedByCustomer"]
DISPOSITIONS = ["restock", "quarantine", "scrap", "refundOnly"]
# Where somebody else was quicker or nothing is there: an answer, not a fault.
REFUSED = {"kernel.stale", "fulfilment.state", "fulfilment.not-there", "fulfilment.not-available", "fulfilment.nothing-to-pick",
           "fulfilment.nothing-to-ship", "fulfilment.nothing-picked", "fulfilment.no-lines", "fulfilment.batch-done",
           "fulfilment.no-such-line", "fulfilment.more-than-left", "fulfilment.invalid-return", "fulfilment.held", "fulfilment.held-already",
           "fulfilment.released", "fulfilment.invalid-change", "fulfilment.nothing-left", "fulfilment.part-of-kit", "fulfilment.not-stocked",
           "fulfilment.lot-expired", "fulfilment.lot-differs", "fulfilment.no-such-lot", "fulfilment.nothing-to-count", "fulfilment.counted",
           "fulfilment.count-over", "fulfilment.same-counter"}


class Nothing(Exception):
    """There was nothing to do: neither done nor refused."""


class Known:
    """What all clerks know: orders, rounds under way, and what was acknowledged, by its key."""

    def __init__(self, contacts):
        self.lock = threading.Lock()
        self.orders, self.rounds, self.wrong = [], [], []
        self.done = collections.defaultdict(dict)  # kind → key → id
        self.answers = collections.Counter()
        self.contacts, self.silent = contacts, list(contacts)

    def add(self, kind, key, made):
        with self.lock:
            before = self.done[kind].setdefault(key, made)
            if before != made:
                self.wrong.append(f"{kind} {key} was answered with {before} and {made}")

    def count(self, what):
        with self.lock:
            self.answers[what] += 1

    def any_order(self, dice):
        with self.lock:
            return dice.choice(self.orders[-60:]) if self.orders else None


class Clerk(Acts, threading.Thread):
    """Does so many things, on a node in turn, and asks again where there was no answer."""

    def __init__(self, number, nodes, known, seed, actions, token=None):
        super().__init__(daemon=True)
        self.number, self.nodes, self.known, self.actions, self.token = number, nodes, known, actions, token
        self.dice = random.Random(f"{seed} {number}")
        self.turn, self.apis, self.key = number, {}, ""
        self.ways = [(4, self.receive), (6, self.order), (2, self.reply), (2, self.reserve), (4, self.pick), (3, self.pack),
                     (5, self.ship), (2, self.short), (3, self.give_back), (3, self.correct), (2, self.cancel), (1, self.cancel_line),
                     (4, self.in_a_round), (2, self.hold), (2, self.release), (3, self.change), (2, self.count),
                     (1, self.subscribe), (2, self.unpick)]

    def run(self):
        self.work(self.actions)

    def work(self, actions, enough=lambda: False):
        weights, ways = zip(*self.ways)
        for step in range(actions):
            if enough():
                return
            way = self.dice.choices(ways, weights)[0]
            self.key = f"{way.__name__}-{self.number}-{step}"
            self.attempt(way.__name__, way)

    def attempt(self, what, work):
        """Does it and counts how that ended; what is neither a success nor a refusal is noted."""
        told = "done"
        try:
            work()
        except Nothing:
            told = "nothing to do"
        except Problem as problem:
            told = problem.code
            if told not in REFUSED or problem.status not in (409, 412, 422):
                self.note(f"{self.key}: {problem}")
        except Exception as error:  # told to whoever waits for the end
            told = "wrong"
            self.note(f"{self.key}: {error!r}")
        self.known.count(f"{what} {told}")

    def all_ways(self):
        """The names under which what it does is counted."""
        return {way.__name__ for _, way in self.ways} | {"scan", "put_back", "tally"}

    def note(self, wrong):
        with self.known.lock:
            self.known.wrong.append(wrong)

    def ask(self, action):
        def once():
            self.turn += 1
            node = self.nodes[self.turn % len(self.nodes)]
            if self.apis.get(id(node), (0,))[0] != node.port:
                self.apis[id(node)] = (node.port, node.api(self.token))
            return action(self.apis[id(node)][1])

        return retried(once, 300)

    def post(self, path, body, key=None):
        """Asks under the key of the step; now and then once more, as who lost the answer."""
        key = key or self.key
        made = self.ask(lambda api: api.post(path, body, key=key))
        if self.dice.random() < 0.1:
            again = self.ask(lambda api: api.post(path, body, key=key))
            if again.get("id") != made.get("id"):
                self.note(f"{key}: twice, {made.get('id')} and {again.get('id')}")
        return made

    def sku(self, of=tuple(SKUS)):
        return self.dice.choice(SKUS[:2] if self.dice.random() < 0.3 else of)  # some are popular

    # ---- what is done ------------------------------------------------------------------------------------------------

    def receive(self):
        sku = self.sku([s for s in STOCKED if s not in INSTEAD] * 3 + STOCKED)  # what may be replaced is often out
        body = {"sku": sku, "quantity": self.dice.randint(1, 4 if sku == LEAF else 12), "reason": self.key, **self.lot_of_receipt(sku)}
        self.known.add("received", self.key, self.post("/stock/receipts", body)["id"])

    def correct(self):
        kind, sku = self.dice.choice(CORRECTIONS), self.sku(STOCKED)
        body = {"sku": sku, "kind": kind, "quantity": self.dice.randint(1, 4), "reason": self.key, **self.lot_of_correction(sku, kind)}
        self.known.add(kind, self.key, self.post("/stock/corrections", body)["id"])

    def order(self):
        skus = self.dice.sample(ORDERED, self.dice.randint(1, 4))
        body = {"contactId": self.dice.choice(self.known.contacts), "reference": self.key,
                "lines": [{"sku": sku, "quantity": self.dice.randint(1, 4)} for sku in skus]}
        quote = self.ask(lambda api: api.post("/orders/quotes", body)) if self.dice.random() < 0.2 else None
        made = self.post("/orders", body)
        self.known.add("order", self.key, made["id"])
        self.compare_with_quote(body, made, quote)
        with self.known.lock:
            self.known.orders.append(made["id"])

    def reply(self):
        """A reply with something that nobody knows: a person must look at the order first."""
        with self.known.lock:
            if not self.known.silent:
                raise Nothing
            who = self.known.silent.pop()
        items = [{"sku": self.sku(), "quantity": 2}, {"sku": "UNKNOWN", "quantity": 1}][:self.dice.randint(1, 2)]
        made = self.post("/responses", {"type": "order", "channel": "phone", "contactId": who, "items": items})
        self.known.add("response", self.key, made["id"])

    def reserve(self):
        held = self.ask(lambda api: api.get("/orders", state="entered", limit=50))["items"]
        if not held:
            raise Nothing
        one = self.dice.choice(held)
        self.set(one["id"], {"state": "reserved"})
        with self.known.lock:
            self.known.orders.append(one["id"])

    def hold(self):
        """Stops an order; what is reserved stays so, nothing more is."""
        self.of_any(lambda order: self.known.add("hold", self.key, self.post(f"/orders/{order}/holds", {"note": self.key})["id"]))

    def release(self):
        held = self.ask(lambda api: api.get("/holds", limit=50))["items"]
        if not held:
            raise Nothing
        one = self.dice.choice(held)
        self.ask(lambda api: api.patch(f"/holds/{one['id']}", {"released": True}, one["version"], key=self.key))

    def change(self):
        """More or fewer of a line, or another line."""
        def work(order):
            view = self.ask(lambda api: api.get(f"/orders/{order}"))
            line = self.dice.choice(view["lines"])
            body = {"lines": [{"lineId": line["id"], "quantity": self.dice.randint(0, 6)}]}
            if self.dice.random() < 0.3:
                body = {"addLines": [{"sku": self.sku(ORDERED), "quantity": self.dice.randint(1, 3)}]}
            self.ask(lambda api: api.call("POST", f"/orders/{order}/changes", body, {
                "If-Match": f'"{view["version"]}"', "Idempotency-Key": self.key}))

        self.of_any(work)

    def set(self, order, change):
        version = self.ask(lambda api: api.get(f"/orders/{order}"))["version"]
        return self.ask(lambda api: api.patch(f"/orders/{order}", change, version, key=self.key))

    def of_any(self, work):
        order = self.known.any_order(self.dice)
        if not order:
            raise Nothing
        work(order)

    def pick(self):
        self.of_any(lambda order: self.set(order, {"state": "picked"}))

    def unpick(self):
        def work(order):
            line = self.line(order, lambda line: line["picked"])["id"]
            self.ask(lambda api: api.delete(f"/orders/{order}/picks/{line}"))

        self.of_any(work)

    def pack(self):
        self.of_any(lambda order: self.set(order, {"state": "packed"}))

    def ship(self):
        self.of_any(lambda order: self.known.add("shipment", self.key, self.post(f"/orders/{order}/shipments", {})["id"]))

    def cancel(self):
        self.of_any(lambda order: self.set(order, {"state": "cancelled"}))

    def cancel_line(self):
        self.of_any(lambda order: self.set(order, {"cancelLines": [self.line(order)["id"]]}))

    def line(self, order, fits=lambda line: True):
        """A line of the order, one that fits where there is one."""
        lines = self.ask(lambda api: api.get(f"/orders/{order}"))["lines"]
        return self.dice.choice([line for line in lines if fits(line)] or lines)

    def short(self):
        def work(order):
            reason = self.dice.choice(["notFound", "damaged", "pickLater"])
            body = {"lineId": self.line(order, lambda line: line["reserved"] > line["picked"])["id"], "quantity": 1, "reason": reason, "note": self.key}
            self.known.add({"notFound": "lost", "damaged": "scrapped"}.get(reason, reason), self.key,
                           self.post(f"/orders/{order}/short-picks", body)["id"])

        self.of_any(work)

    def give_back(self):
        def work(order):
            body = {"reason": "changedMind", "lines": [
                {"lineId": self.line(order, lambda line: line["shipped"])["id"], "quantity": 1, "disposition": self.dice.choice(DISPOSITIONS)}]}
            self.known.add("return", self.key, self.post(f"/orders/{order}/goods-returns", body)["id"])

        self.of_any(work)

    def in_a_round(self):
        """A round of picking, with something put back; others may work on the same orders."""
        key = self.key
        view = self.post("/pick-batches", {"most": self.dice.randint(1, 4)})
        try:
            for number, stop in enumerate(view["picks"]):
                if stop["wanted"] > stop["picked"]:
                    self.key = f"{key}-{number}"
                    self.attempt("scan", lambda: self.scan(view["id"], stop))
        finally:
            left = self.ask(lambda api: api.get(f"/pick-batches/{view['id']}"))
            self.ask(lambda api: api.patch(f"/pick-batches/{view['id']}", {"state": "done"}, left["version"], key=f"{key}-end"))

    def scan(self, round_, stop):
        self.post(f"/pick-batches/{round_}/picks", {"lineId": stop["lineId"], "code": stop["sku"],
                                                    "quantity": self.dice.randint(1, stop["wanted"] - stop["picked"])})
        if self.dice.random() < 0.2:
            self.attempt("put_back", lambda: self.ask(lambda api: api.delete(f"/pick-batches/{round_}/picks/{stop['lineId']}")))


class Watch(threading.Thread):
    """Looks at the stock and at orders all the time: what may never be seen, not even for a moment."""

    def __init__(self, clerk):
        super().__init__(daemon=True)
        self.clerk, self.over, self.looks, self.held, self.wrong = clerk, threading.Event(), 0, 0, []

    def run(self):
        while not self.over.is_set():
            try:
                self.look()
                self.looks += 1
            except Exception as error:  # told to whoever waits for the end
                self.wrong.append(repr(error))
            time.sleep(0.05)

    def look(self):
        for row in self.get("/stock")["items"]:
            below = min(row["available"], row["reserved"], row["backOrdered"]) < 0 or row["reserved"] > row["onHand"]
            if below or min(row["available"], row["backOrdered"]) > 0:  # or somebody waits for what lies there
                self.wrong.append(row)
        order = self.clerk.known.any_order(self.clerk.dice)
        if order:
            view = self.get(f"/orders/{order}")
            self.wrong += [*wrong_lines(view), *wrong_kits(view), *wrong_enclosures(view)]
        held = self.get("/holds", limit=50)["items"]
        if held:
            self.look_at_held(self.clerk.dice.choice(held)["orderId"])

    def look_at_held(self, order):
        """Nothing of an order is picked, reserved or sent while one hold lasts: it stood before the first look at the lines and after the
        second."""
        holds, lines, later = (self.get(f"/orders/{order}") for _ in range(3))
        if {h["id"] for h in holds["holds"]} & {h["id"] for h in later["holds"]}:
            self.held += 1
            before = {line["id"]: line for line in lines["lines"]}
            for line in later["lines"]:
                old = before.get(line["id"], {"picked": 0, "reserved": 0, "shipped": 0})
                if line["role"] != "kit" and (line["picked"] > old["picked"] or line["reserved"] > old["reserved"] or
                                              line["shipped"] != old["shipped"]):
                    self.wrong.append(("held", old, line))

    def get(self, path, **query):
        return self.clerk.ask(lambda api: api.get(path, **query))


def wrong_lines(view):
    """Lines that do not add up; of an order that a person must look at first, all is still to come."""
    if view["order"]["state"] == "entered":
        return [line for line in view["lines"] if line["reserved"] or line["backOrdered"] or line["shipped"]]
    return [line for line in view["lines"] if line["ordered"] != line["shipped"] + line["backOrdered"] + line["reserved"] + line["cancelled"]
            or not 0 <= line["picked"] <= line["reserved"] or min(line["backOrdered"], line["shipped"], line["cancelled"]) < 0]


class Books:
    """The moves and orders as the API tells them, reckoned again by ourselves."""

    def __init__(self, house):
        self.stock = {row["id"]: row for row in house.every("/stock")}
        self.moves = house.every("/stock/moves")
        self.views = [house.get(f"/orders/{o['id']}") for o in house.every("/orders")]
        self.held = {view["id"] for view in self.views if view["order"]["held"]}  # they do not wait in the item's line
        self.lines = [line for view in self.views for line in view["lines"]]
        self.places = collections.defaultdict(collections.Counter)  # item → place → pieces
        self.moved = collections.defaultdict(collections.Counter)   # line → reason → pieces
        for m in self.moves:
            self.places[m["itemId"]][m["from"]] -= m["quantity"]
            self.places[m["itemId"]][m["to"]] += m["quantity"]
            self.moved[m.get("orderLineId")][m["reason"]] += m["quantity"]

    def ledger(self):
        """Items whose places do not sum to zero, hold less than nothing, or differ from what the stock says."""
        for item, row in self.stock.items():
            at = self.places[item]
            if sum(at.values()) != 0 or any(n < 0 for place, n in at.items() if place not in ("supplier", "lost")):
                yield item, dict(at)
            if at["stock"] + at["staging"] != row["onHand"]:
                yield item, dict(at), row

    def promises(self):
        """Items of which other pieces are promised or owed than their orders say."""
        for item, row in self.stock.items():
            mine = [line for line in self.lines if line["itemId"] == item]
            reserved = sum(line["reserved"] for line in mine)
            owed = sum(line["backOrdered"] for line in mine if line["orderId"] not in self.held)
            if (reserved, owed, row["onHand"] - reserved) != (row["reserved"], row["backOrdered"], row["available"]):
                yield row, reserved, owed
            if row["available"] < 0 or sum(line["picked"] for line in mine) != self.places[item]["staging"]:
                yield row

    def idle(self):
        """Items that lie there while somebody waits for them."""
        return [row for row in self.stock.values() if row["available"] > 0 and row["backOrdered"] > 0]

    def carried(self):
        """Lines of which other pieces were moved than picked and shipped."""
        for line in self.lines:
            moved = self.moved[line["id"]]
            if line["role"] != "kit" and (moved["shipped"], moved["picked"] - moved["unpicked"] - moved["shipped"]) != (line["shipped"], line["picked"]):
                yield line, dict(moved)

    def keys(self, reason):
        """The notes of all moves for a reason, which are the keys of those who asked for them."""
        return sorted(m["note"] for m in self.moves if m["reason"] == reason and m["note"] and not m["note"].startswith("count "))
