#!/usr/bin/env python3
"""A warehouse's week: 10,000 replies over 200 items, 5 % of the pieces missing. Each reply becomes an order, pickers take round after
round along the bins, pack and ship; then the missing goods come in several deliveries, and who came first is served first. In the end
nothing is stuck. Orders per second and the server's memory are printed. REJOINDER_SHORT: 300 orders,
100 on a server."""
import collections
import concurrent.futures
import pathlib
import random
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import stories  # noqa: E402
from rejoinder import SHORT, STORAGE, Checks, Problem, Server, ends_within, only_in_long_form  # noqa: E402

only_in_long_form("galera")

checks = Checks()
ORDERS = (300 if STORAGE == "sqlite" else 100) if SHORT else 10_000
ITEMS, SHORTAGE, PICKERS, TOTES, STACK = 200, 0.05, 4, 20, 250
TYPE = "information-request"
ends_within(280 if SHORT else 2900)
dice = random.Random(20261202)


class Clock:
    """How long each step took, and how many orders a second that is."""

    def __init__(self, server):
        self.server, self.at = server, time.monotonic()

    def told(self, what, orders):
        took, self.at = time.monotonic() - self.at, time.monotonic()
        status = pathlib.Path(f"/proc/{self.server.process.pid}/status").read_text()
        memory = {line.split(":")[0]: int(line.split()[1]) // 1024 for line in status.splitlines() if line.startswith(("VmRSS", "VmHWM"))}
        print(f"    {what}: {orders:,} orders in {took:.1f} s, {orders / took:,.0f} a second; memory {memory['VmRSS']} MB, "
              f"{memory['VmHWM']} at most", flush=True)


def wishes():
    """What each reply asks for: one to three items, some of them popular."""
    weights = [1 / (rank + 5) for rank in range(ITEMS)]
    for _ in range(ORDERS):
        skus = set(dice.choices(range(ITEMS), weights, k=dice.randint(1, 3)))
        yield [{"sku": f"ITEM-{sku:03}", "quantity": dice.randint(1, 3)} for sku in sorted(skus)]


def shelves(api, wanted):
    """Items in their bins, and 95 % of what will be asked for; what is missing of each."""
    missing = collections.Counter(sku for sku, pieces in wanted.items() for _ in range(pieces) if dice.random() < SHORTAGE)

    def stock(number):
        own, sku = api(), f"ITEM-{number:03}"
        own.post("/items", {"sku": sku, "name": f"Item {number}", "kind": "information", "unitCost": "0.85", "priceMinor": 0,
                            "currency": "CHF", "stocked": True, "bin": f"{chr(65 + number % 8)}-{number:03}"})
        if wanted[sku] > missing[sku]:
            own.post("/stock/receipts", {"sku": sku, "quantity": wanted[sku] - missing[sku], "reason": "print run"})

    list(stories.pool.map(stock, range(ITEMS)))
    return missing


def letters(api):
    """Codes of the letters that everybody has."""
    api.finished(api.upload("/contacts/imports", stories.people("MANY", ORDERS), "text/csv"))
    campaign, cells = stories.approved(api, "MANY")
    group = stories.frozen(api, campaign, cells, {"A": ORDERS})
    wave = api.post("/waves", {"name": "Letters", "targetGroupId": group, "channel": "letter", "content": stories.CONTENT})["id"]
    stories.sent(api, wave)
    return [p["code"] for p in api.every("/pieces", waveId=wave)]


def reply(server, codes, asked):
    """Captures all replies in stacks, four clerks at once."""
    cards = [{"type": TYPE, "channel": "post", "code": code, "items": items} for code, items in zip(codes, asked)]
    stacks = [cards[i:i + STACK] for i in range(0, len(cards), STACK)]

    def capture(stack):
        counted = sum(item["quantity"] for card in stack for item in card["items"])
        return server.api().post("/responses/batches", {"name": "pile", "counted": len(stack), "countedItems": counted,
                                                        "items": stack})["captured"]

    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        return sum(pool.map(capture, stacks))


class Pickers:
    """Work round by round until there is nothing to be picked any more."""

    def __init__(self, server):
        self.server, self.lock = server, threading.Lock()
        self.shipped, self.rounds = [], 0

    def work(self):
        with concurrent.futures.ThreadPoolExecutor(PICKERS) as pool:
            for worker in [pool.submit(self.one) for _ in range(PICKERS)]:
                worker.result()

    def one(self):
        api = self.server.api()
        while True:
            try:
                view = api.post("/pick-batches", {"most": TOTES})
            except Problem as problem:
                if problem.code == "fulfilment.nothing-to-pick":
                    return
                raise
            for stop in view["picks"]:
                api.post(f"/pick-batches/{view['id']}/picks", {"lineId": stop["lineId"], "code": stop["sku"], "quantity": stop["wanted"]})
            api.patch(f"/pick-batches/{view['id']}", {"state": "done"}, view["version"])
            made = [self.send(api, tote["orderId"]) for tote in view["totes"]]
            with self.lock:
                self.shipped += made
                self.rounds += 1

    def send(self, api, order):
        """At the packing table: packed, and out."""
        api.patch(f"/orders/{order}", {"state": "packed"}, api.get(f"/orders/{order}")["version"])
        return order, api.post(f"/orders/{order}/shipments", {})["orderState"]


def waiting(api):
    """For each item the lines that wait for it, oldest first, with how many they wait for."""
    lines = collections.defaultdict(list)
    for order in api.every("/orders", state="backOrdered"):
        for line in api.get(f"/orders/{order['id']}")["lines"]:
            if line["backOrdered"]:
                lines[line["sku"]].append((int(line["id"]), line["backOrdered"]))
    return {sku: sorted(of) for sku, of in lines.items()}


def served(before, pieces):
    """Who should still wait after so many pieces came in: those who came last."""
    left = list(before)
    while left and pieces > 0:
        line, owed = left.pop(0)
        if owed > pieces:
            left.insert(0, (line, owed - pieces))
        pieces -= min(owed, pieces)
    return left


def deliver(api, before, missing, part):
    """A part of what is missing of each item comes in; who waits is served in the order of coming."""
    came = {sku: max(1, missing[sku] // part) for sku in before if missing[sku]}
    for sku in dice.sample(sorted(came), len(came)):
        api.post("/stock/receipts", {"sku": sku, "quantity": came[sku], "reason": "late delivery"})
        missing[sku] -= came[sku]
    stories.soon(lambda: not [s for s in api.every("/stock") if s["available"] and s["backOrdered"]], 60)
    after = waiting(api)
    right = {sku: served(lines, came.get(sku, 0)) for sku, lines in before.items()}
    wrong = [sku for sku in right if after.get(sku, []) != right[sku]]
    checks.same("each delivery serves who came first, and nobody else", wrong[:3], [])
    return after


def settled(api, count):
    """Every reply has its order, and none is still being entered."""
    return api.get("/orders/ageing")["open"] == count


def main():
    with Server({}) as server:
        server.make_administrator()
        server.start()
        api = server.api()
        asked = list(wishes())
        wanted = collections.Counter()
        for items in asked:
            for item in items:
                wanted[item["sku"]] += item["quantity"]
        codes = letters(api)
        missing = shelves(server.api, wanted)
        stories.tell(f"{ORDERS:,} replies ask for {wanted.total():,} pieces of {ITEMS} items; {missing.total():,} pieces are not there.")
        clock = Clock(server)
        begin = clock.at
        checks.same("every reply is captured", reply(server, codes, asked), ORDERS)
        clock.told("captured", ORDERS)
        checks.that("every reply becomes an order", stories.soon(lambda: settled(api, ORDERS), 900))
        clock.told("entered and reserved behind it", ORDERS)
        before = waiting(api)
        owed = {sku: sum(n for _, n in lines) for sku, lines in before.items()}
        checks.that("so many pieces of each item are owed as are missing", owed == {sku: n for sku, n in missing.items() if n},
                    f"{len(owed)} items")
        waits = sum(1 for _ in api.every("/orders", state="backOrdered"))

        stories.tell(f"{PICKERS} pickers go round; {waits:,} orders wait for goods.")
        clock.at = time.monotonic()
        pickers = Pickers(server)
        pickers.work()
        clock.told("picked, packed and shipped", len(pickers.shipped))
        checks.same("all are out but who waits", (len(pickers.shipped), api.get("/orders/ageing")["open"]), (ORDERS - waits, waits))
        for part in (3, 2, 1):
            before = deliver(api, before, missing, part)
        checks.same("nobody waits any more", before, {})
        clock.at = time.monotonic()
        first = len(pickers.shipped)
        pickers.work()
        clock.told("what came late, picked, packed and shipped", len(pickers.shipped) - first)
        clock.at = begin
        clock.told("from the first reply to the last parcel, deliveries and questions between them too", ORDERS)
        print(f"    {pickers.rounds} rounds", flush=True)

        stories.tell("Nothing is stuck.")
        checks.same("each order is shipped, once and whole", collections.Counter(state for _, state in pickers.shipped), {"shipped": ORDERS})
        checks.same("each has one shipment", len({order for order, _ in pickers.shipped}), ORDERS)
        checks.same("no order is open", api.get("/orders/ageing")["open"], 0)
        left = [(s["sku"], s["onHand"], s["reserved"], s["backOrdered"]) for s in api.every("/stock") if s["onHand"] or s["backOrdered"]]
        checks.same("the shelves are empty, nothing is reserved or owed", left, [])
        server.stop()
        checks.same("verify finds nothing", server.verify(), "")
    checks.close()


main()
