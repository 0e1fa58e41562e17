"""What lies in the warehouse besides single items: kits, lots that expire, an item that replaces another one, a leaflet for every parcel;
and counts, subscriptions and shipping charges. What clerks do with them, what only time does, and what must hold.
"""

import collections
import datetime
import itertools

from rejoinder import STORAGE

SKUS = [f"ITEM-{i}" for i in range(6)]
LOTS = ["PILL-0", "PILL-1"]
KITS = {"KIT-0": {"ITEM-0": 2, "ITEM-1": 1}, "KIT-1": {"ITEM-2": 1, "PILL-0": 1}}
INSTEAD = {"ITEM-3": "ITEM-2", "ITEM-5": "ITEM-4"}
LEAF = "LEAF"  # lies in every parcel while there are some
STOCKED = [*SKUS, *LOTS, LEAF]
ORDERED = [*SKUS, *LOTS, *KITS]
PRICES = {**dict.fromkeys(SKUS, 1200), **dict.fromkeys(LOTS, 800), **dict.fromkeys(KITS, 3000)}
STEPS, FREE_FROM = {0: 900, 5000: 1200}, 10000  # of the value of an order
TODAY = datetime.datetime.now(datetime.timezone.utc).date()


def make_wares(house):
    for i, sku in enumerate([*SKUS, *LOTS]):
        house.post("/items", {"sku": sku, "name": sku.title(), "kind": "goods", "unitCost": "4", "priceMinor": PRICES[sku], "currency": "CHF",
                              "stocked": True, "bin": f"B-{i}", "lots": sku in LOTS}, key=sku)
    for sku, other in INSTEAD.items():
        item = house.get("/items", sku=sku)["items"][0]
        house.patch(f"/items/{item['id']}", {"substitute": other}, item["version"], key=f"{sku}-{other}")
    for kit, parts in KITS.items():
        house.post("/items", {"sku": kit, "name": kit.title(), "kind": "goods", "unitCost": "0", "priceMinor": PRICES[kit], "currency": "CHF",
                              "parts": [{"sku": sku, "quantity": n} for sku, n in parts.items()]}, key=kit)
    house.post("/items", {"sku": LEAF, "name": "Leaf", "kind": "information", "currency": "CHF", "bin": "L"}, key=LEAF)
    house.post("/enclosures", {"sku": LEAF}, key="enclosure")
    for start, price in STEPS.items():
        house.post("/shipping-rates", {"name": f"Post {start}", "currency": "CHF", "fromAmount": start, "priceMinor": price,
                                       "freeFromMinor": FREE_FROM}, key=f"rate-{start}")


def expiry(number):
    """The last day of a lot; number 0 keeps."""
    return (TODAY + datetime.timedelta(days=number + 5)).isoformat() if number else None


def charge(value):
    """What the buyer pays for sending goods of so much."""
    return 0 if value >= FREE_FROM else STEPS[max(start for start in STEPS if start <= value)]


class Acts:
    """What a clerk (of warehouse.py) does besides."""

    def lot_of_receipt(self, sku):
        """The lot that goods came in with, and its day; now and then without the day, which is known of an older one."""
        if sku not in LOTS:
            return {}
        number = self.dice.randint(0, 30)
        day = expiry(number) if self.dice.random() < 0.8 else None
        return {"lot": f"L-{number}", **({"expiresOn": day} if day else {})}

    def lot_of_correction(self, sku, kind):
        """What comes in says its lot; what goes may be whatever expires first."""
        if sku not in LOTS or (kind not in ("found", "returnedByCustomer") and self.dice.random() < 0.5):
            return {}
        known = self.ask(lambda api: api.get("/lots", sku=sku, limit=100))["items"]
        return {"lot": self.dice.choice(known)["code"]} if known else {"lot": "L-99"}

    def compare_with_quote(self, body, made, quote):
        """The buyer pays what was said; who gets something else instead gets all of it."""
        paid = made["order"]["valueMinor"] + made.get("shipping", {}).get("amountMinor", 0)
        if quote and quote["totalMinor"] != paid:
            self.note(f"{self.key}: {quote['totalMinor']} was said, {paid} is asked: {body}")
        for line in made["lines"]:
            # Where several write at once somebody may have been quicker between the look and the reservation.
            if STORAGE == "sqlite" and line["insteadOf"] and line["backOrdered"] and not made["order"]["held"]:
                self.note(f"{self.key}: sent instead, but not there: {line}")

    def subscribe(self):
        """An order that repeats each week; the first one is made at once."""
        body = {"contactId": self.dice.choice(self.known.contacts), "reference": self.key, "every": 7, "period": "days",
                "deliveries": self.dice.choice([0, 1, 2]), "lines": [{"sku": self.dice.choice(ORDERED), "quantity": self.dice.randint(1, 2)}]}
        made = self.post("/subscriptions", body)
        self.known.add("subscription", self.key, made["id"])
        with self.known.lock:
            self.known.orders += [order["orderId"] for order in made["orders"]]

    def count(self):
        """Plans a count or goes on with one, and tells what lies there: mostly what the book says."""
        key, planned = self.key, self.ask(lambda api: api.get("/stock-counts", state="open", limit=20))["items"]
        if planned and self.dice.random() < 0.6:
            one = self.dice.choice(planned)["id"]
            view = self.ask(lambda api: api.get(f"/stock-counts/{one}"))
        else:
            bins = self.dice.random() < 0.3
            view = self.post("/stock-counts", {"scope": "bin" if bins else "item", "chosen": "B-*" if bins else self.dice.choice(STOCKED),
                                               "most": 2, "tolerancePieces": self.dice.choice([0, 100])})
        for number, line in enumerate(view["lines"]):
            if line["state"] in ("toCount", "toCountAgain"):
                self.key = f"{key}-{number}"
                self.attempt("tally", lambda: self.tally(view["id"], line))
        if self.dice.random() < 0.1:
            self.key = f"{key}-end"
            left = self.ask(lambda api: api.get(f"/stock-counts/{view['id']}"))
            self.ask(lambda api: api.patch(f"/stock-counts/{view['id']}", {"state": "cancelled"}, left["version"], key=self.key))

    def tally(self, count, line):
        if line.get("lotId"):
            there = self.ask(lambda api: api.get(f"/lots/{line['lotId']}"))["lot"]["inStock"]
        else:
            there = next(row for row in self.ask(lambda api: api.get("/stock"))["items"] if row["id"] == line["itemId"])["onHand"]
        counted = max(0, there + self.dice.choice([-2, -1, 0, 0, 0, 0, 1]))
        view = self.post(f"/stock-counts/{count}/tallies", {"lineId": line["id"], "code": line["sku"], "counted": counted})
        mine = [t["number"] for t in view["tallies"] if t["lineId"] == line["id"]]
        self.known.add("tally", self.key, f"{line['id']}/{max(mine, default=1)}")


class Time:
    """What only time does: lots expire and weeks go by. The days are made earlier past the product, and its jobs are due."""

    def __init__(self, house, dice):
        self.house, self.dice = house, dice
        self.expired = {}       # lot → since when it may not be sent
        self.days = {}          # lot → the day it had before
        self.repeated = set()   # subscriptions whose second day has come

    def passes(self):
        lots = [lot for lot in self.house.every("/lots") if lot.get("expiresOn") and lot["id"] not in self.expired]
        there = [lot for lot in lots if lot["inStaging"]] or [lot for lot in lots if lot["inStock"]]
        if there:
            lot = self.dice.choice(there)
            one = lot["id"]
            self.days[one] = lot["expiresOn"]
            yesterday = TODAY - datetime.timedelta(days=1)
            self.house.sql(f"UPDATE fulfilment_lot SET expires_on = '{yesterday}' WHERE id = {one}")
            self.expired[one] = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(milliseconds=50)
        new = [s["id"] for s in self.house.every("/subscriptions") if s["id"] not in self.repeated and s["delivered"] == 1]
        if new:
            one = self.dice.choice(new)
            earlier = "date({}, '-7 days')" if STORAGE == "sqlite" else "date_sub({}, INTERVAL 7 DAY)"
            columns = ", ".join(f"{c} = {earlier.format(c)}" for c in ("anchor_day", "next_day", "wake_day"))
            self.house.sql(f"UPDATE fulfilment_subscription SET {columns} WHERE id = {one}")
            self.repeated.add(one)
        self.due()

    def due(self):
        self.house.sql("UPDATE kernel_schedule SET next_at = 0 WHERE job IN ('fulfilment.expire-lots', 'fulfilment.deliver-subscriptions')")


def wrong_kits(view):
    """Kits that their parts contradict. What went out of a part is not given up, so more of it than of its kit may be left."""
    for kit in view["lines"]:
        if kit["role"] != "kit":
            continue
        parts = [line for line in view["lines"] if line.get("kitLineId") == kit["id"]]
        made_of = {part["sku"]: part["perKit"] for part in parts} == KITS[kit["sku"]]
        whole = all(part["ordered"] == part["perKit"] * kit["ordered"] and part["cancelled"] <= part["perKit"] * kit["cancelled"]
                    and (part["cancelled"] == part["perKit"] * kit["cancelled"] or part["shipped"]) for part in parts)
        sent = min(kit["ordered"], *(part["shipped"] // part["perKit"] for part in parts))
        there = min((part["shipped"] + part["reserved"]) // part["perKit"] for part in parts)
        if not made_of or not whole or kit["shipped"] != sent or kit["shipped"] + kit["reserved"] > max(there, sent):
            yield kit, parts


def wrong_enclosures(view):
    """Leaflets that somebody waits for, or that went out alone."""
    for line in view["lines"]:
        if line["role"] == "enclosure" and (line["backOrdered"] or (line["shipped"] and not any(
                other["shipped"] for other in view["lines"] if other["role"] in ("ordered", "part")))):
            yield line


class Shelves:
    """The same as Books (of warehouse.py) for lots, counts, subscriptions and charges."""

    def __init__(self, house, books, time_):
        self.house, self.books, self.time = house, books, time_
        self.lots = house.every("/lots")
        self.counts = [house.get(f"/stock-counts/{c['id']}") for c in house.every("/stock-counts")]
        self.subscriptions = [house.get(f"/subscriptions/{s['id']}") for s in house.every("/subscriptions")]

    def sums(self):
        """Items of which other pieces lie there than in their lots."""
        for item, row in self.books.stock.items():
            if row["sku"] in LOTS:
                mine = [lot for lot in self.lots if lot["itemId"] == item]
                held = sum(lot["inStock"] for lot in mine), sum(lot["inStaging"] for lot in mine)
                places = self.books.places[item]
                if held != (places["stock"], places["staging"]) or any(min(lot["inStock"], lot["inStaging"]) < 0 for lot in mine):
                    yield row, held, dict(places)

    def spoilt(self):
        """Pieces that went out after their lot had expired."""
        for lot, since in self.time.expired.items():
            for sent in self.house.get(f"/lots/{lot}")["receivers"]:
                if datetime.datetime.fromisoformat(sent["shippedAt"]) > since:
                    yield lot, since, sent

    def out_of_turn(self):
        """Moves that picked of a lot while another one lay there that expired sooner, or brought in what had expired, by the book of lots.
        Only where one writes at a time, so that moves have their numbers in the order in which they happened."""
        day = {lot["id"]: self.time.days.get(lot["id"]) or lot.get("expiresOn") or "9999" for lot in self.lots}
        at = {move["id"]: datetime.datetime.fromisoformat(move["movedAt"]) for move in self.books.moves}
        there = collections.defaultdict(collections.Counter)
        rows = self.house.sql("SELECT m.id, m.item_id, m.reason, m.from_location, m.to_location, d.lot_id, d.quantity FROM fulfilment_lot_move d"
                              " JOIN fulfilment_move m ON m.id = d.move_id ORDER BY m.id")
        for (move, item, reason, source, to), parts in itertools.groupby(rows, lambda row: row[:5]):
            lots, moved = there[item], {str(lot): quantity for *_, lot, quantity in parts}
            for lot, quantity in moved.items():
                lots[lot] += (to == "stock") * quantity - (source == "stock") * quantity
            sooner = [lot for lot, n in lots.items() if n > 0 and day[lot] < max(map(day.get, moved)) and lot not in self.time.expired]
            late = [lot for lot in moved if lot in self.time.expired and at[str(move)] > self.time.expired[lot]]
            if reason == "picked" and sooner or reason in ("picked", "received") and late:
                yield move, reason, moved, sooner, late

    def counted(self):
        """What was told, as "line/number"; of what is not done only that somebody counted is known."""
        for view in self.counts:
            for line in view["lines"]:
                told = [t["number"] for t in view["tallies"] if t["lineId"] == line["id"]]
                yield from (f"{line['id']}/{n}" for n in told or ([1] if line["firstBy"] else []))

    def miscounted(self):
        """Counts that are not what was told last, or not what was moved."""
        moves = {m["id"]: m for m in self.books.moves}
        posted = set()
        for view in self.counts:
            if (view["count"]["state"] == "open") != any(line["state"] in ("toCount", "toCountAgain") for line in view["lines"]):
                yield view["count"]
            for line in view["lines"]:
                told = [t for t in view["tallies"] if t["lineId"] == line["id"]]
                difference = told[-1]["counted"] - told[-1]["expected"] if line["state"] == "done" else 0
                move = moves.get(line.get("moveId"))
                moved = (move["quantity"] if move["reason"] == "found" else -move["quantity"]) if move else 0
                if not difference == moved == line["difference"]:
                    yield line, told, move
                posted |= {move["id"]} if move else set()
        if posted != {m["id"] for m in self.books.moves if m["note"].startswith("count ")}:
            yield "moves", posted

    def asleep(self):
        """Subscriptions of which an order is due."""
        return [s for s in self.subscriptions if s["subscription"].get("wakeDay", "9999") <= TODAY.isoformat()]

    def repeated(self):
        """Subscriptions that made another number of orders than days have come."""
        for one in self.subscriptions:
            state, limit = one["subscription"], one["subscription"]["deliveries"]
            wanted = min(limit or 2, 2 if one["id"] in self.time.repeated else 1)
            if [order["number"] for order in one["orders"]] != list(range(1, wanted + 1)) or state["delivered"] != wanted:
                yield one

    def overcharged(self):
        """Orders whose buyers pay another charge than the rates say. What we give up makes nothing dearer."""
        for view in self.books.views:
            asked, order = view.get("shipping", {}).get("amountMinor", 0), view["order"]
            if order["state"] == "cancelled":
                continue
            kinds = [c["kind"] for c in self.house.get(f"/orders/{view['id']}/changes")["changes"] if c["kind"] != "shipping"]
            right = charge(order["valueMinor"]) if order["valueMinor"] else 0
            if asked != right and not ("cancelled" in kinds and asked < right):
                yield view["id"], order["valueMinor"], asked, right, kinds
