#!/usr/bin/env python3
"""From a reply card's scan to the label on the parcel. Where stock, address and consent are in order nobody decides anything: people only
put cards into the scanner, take what the round names, and pack. The time of each step is printed; the label's barcode is read back; and
what all of it cost is in the campaign's result to the cent."""
import collections
import decimal
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import cards  # noqa: E402
import stories  # noqa: E402
from rejoinder import BUILD, SHORT, SKIPPED, Checks, Server, only_in_long_form  # noqa: E402

only_in_long_form("mysql", "galera")
checks = Checks()
CARDS = 5 if SHORT else 40
TYPE = "information-request"
READER = BUILD / "plugins" / "channel-scan" / "page-reader"
LIMITS = {"CONFINED_MEMORY": str(1 << 30), "CONFINED_OUTPUT": str(1 << 28), "CONFINED_SECONDS": "60"}
COST = {"BROCHURE": decimal.Decimal("0.805"), "SAMPLE": decimal.Decimal("1.333333")}
PARCEL, PIECE = decimal.Decimal("1.15"), decimal.Decimal("0.035")


class Steps:
    """Seconds of each step, card by card."""

    def __init__(self):
        self.took, self.at = collections.defaultdict(list), 0.0

    def begin(self):
        self.at = time.monotonic()

    def done(self, step):
        now = time.monotonic()
        self.took[step].append(now - self.at)
        self.at = now

    def tell(self):
        for step, times in self.took.items():
            print(f"    {step:42} {1000 * statistics.median(times):7.0f} ms, at most {1000 * max(times):.0f} ms", flush=True)
        print(f"    {'all together':42} {1000 * sum(statistics.median(t) for t in self.took.values()):7.0f} ms", flush=True)


def found(question, seconds=60):
    """The first answer that is something."""
    answers = []
    stories.soon(lambda: answers.append(question()) or answers[-1], seconds)
    return answers[-1]


def codes_on(pdf):
    """What stands in the codes of a page, read by the program that reads scanned cards."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(pdf)
        file.flush()
        with open(file.name, "rb") as page:
            return subprocess.run([READER, "look", "1"], stdin=page, capture_output=True, check=True, env=LIMITS).stdout.decode()


def one_card(api, campaign, piece, ticks, picture, steps):
    """One card all the way; its shipment."""
    steps.begin()
    batch = api.upload("/scan-batches", picture, "image/jpeg", type=TYPE, campaignId=campaign)["id"]
    steps.done("the card is handed in")
    page = found(lambda: [p for p in api.get("/scan-pages", batchId=batch)["items"] if p["state"] == "captured"])[0]
    steps.done("its code and boxes are read, captured")
    order = found(lambda: [o for o in api.get("/orders", contactId=piece["contactId"])["items"]])[0]
    steps.done("the order is there, its goods reserved")
    if (page["contactId"], order["state"]) != (piece["contactId"], "reserved"):
        checks.same("the card is its person's, all is reserved", (page["contactId"], order["state"]), (piece["contactId"], "reserved"))
    round_ = api.post("/pick-batches", {"most": 1})
    wanted = sorted(p["sku"] for p in round_["picks"])
    if wanted != sorted(t.upper() for t in ticks):
        checks.same("what is picked is what was ticked", wanted, ticks)
    for stop in round_["picks"]:
        api.post(f"/pick-batches/{round_['id']}/picks", {"lineId": stop["lineId"], "code": stop["sku"], "quantity": stop["wanted"]})
    api.patch(f"/pick-batches/{round_['id']}", {"state": "done"}, round_["version"])
    steps.done("picked in a round (a scan each)")
    shipment = api.post(f"/orders/{order['id']}/shipments", {})["shipment"]
    steps.done("packed, the parcel has its number")
    label = api.get(f"/shipments/{shipment['id']}/label")
    steps.done("the label is drawn")
    if shipment["trackingNumber"] not in codes_on(label):
        checks.that("the label's barcode is the parcel's number", False, shipment["trackingNumber"])
    return shipment


def cost(api, campaign, sent, waiting):
    stories.tell("What it cost, to the cent.")
    goods = collections.Counter()
    for ticks in (*sent, *waiting):
        for tick in ticks:
            goods[tick.upper()] += 1
    parts = {sku: n * COST[sku] for sku, n in goods.items()}
    handling = len(sent) * PARCEL + sum(len(t) for t in sent) * PIECE
    cents = lambda amount: int((100 * amount).quantize(decimal.Decimal(1), decimal.ROUND_HALF_UP))  # noqa: E731
    result = api.get(f"/insight/campaigns/{campaign}")
    f = result["fulfilment"]
    checks.same("all together", f["costMinor"], cents(sum(parts.values()) + handling))
    checks.same("items and carriage add up to it", sum(i["costMinor"] for i in f["items"]) + f["handlingMinor"], f["costMinor"])
    checks.same("so do the routes", sum(r["costMinor"] for r in f["routes"]), f["costMinor"])
    checks.same("and the cells", sum(c["fulfilmentCostMinor"] for c in result["cells"]), f["costMinor"])
    checks.that("each item within a cent", all(abs(i["costMinor"] - 100 * parts[i["sku"]]) < 1 for i in f["items"]), f["items"])
    checks.same("routes and their parcels", {r["route"]: r["parcels"] for r in f["routes"]}, {"generic": len(sent), "": 0})
    checks.near("per order", f["perOrder"], f["costMinor"] / 100 / (len(sent) + len(waiting)), 1e-9)
    checks.near("per response", f["perResponse"], f["costMinor"] / 100 / (len(sent) + len(waiting)), 1e-9)


def main():
    if not cards.available():
        print("skipped: Pillow, numpy or dmtxwrite is not installed for this python3")
        sys.exit(SKIPPED)
    dice = cards.dice_of(6)
    with Server({"fulfilment.sender": "Muster AG, Bahnhofstrasse 1, 8001 Zürich", "fulfilment.shipment-costs": f"generic: {PARCEL}",
                 "fulfilment.piece-cost": PIECE}) as server:
        server.make_administrator()
        server.start()
        api = server.api()
        for name, stock in (("BROCHURE", 1000), ("SAMPLE", CARDS)):
            api.post("/items", {"sku": name, "name": name.title(), "kind": "information", "unitCost": str(COST[name]), "priceMinor": 0,
                                "currency": "CHF", "stocked": True, "bin": name[0] + "-01"})
            api.post("/stock/receipts", {"sku": name, "quantity": stock, "reason": "print run"})
        api.finished(api.upload("/contacts/imports", stories.people("CARD", CARDS + 1), "text/csv"))
        campaign, cells = stories.approved(api, "CARDS")
        group = stories.frozen(api, campaign, cells, {"A": CARDS + 1})
        wave = api.post("/waves", {"name": "Cards", "targetGroupId": group, "channel": "letter", "content": stories.CONTENT})["id"]
        stories.sent(api, wave)
        api.put(f"/card-templates/{campaign}", {"moduleMm": cards.MODULE, "boxes": [
            {"name": name, "x": x, "y": y, "width": w, "height": h, **({"type": "not-interested"} if name == "no" else {"sku": name.upper()})}
            for name, (x, y, w, h) in cards.BOXES.items()]}, 0)
        pieces = list(api.every("/pieces", waveId=wave))
        ticks = [("brochure",) if i % 3 else ("brochure", "sample") for i in range(CARDS)]
        picture = lambda piece, ticked: cards.jpeg(cards.scanned(piece["code"], dice, clean=True, dpi=240, ticks=ticked), 85)  # noqa: E731
        pictures = [picture(p, t) for p, t in zip(pieces, ticks)]

        stories.tell(f"{CARDS} cards, one after the other.")
        steps = Steps()
        parcels = [one_card(api, campaign, *of, steps) for of in zip(pieces, ticks, pictures)]
        steps.tell()
        checks.same("each card has a parcel of its own", len({p["trackingNumber"] for p in parcels}), CARDS)
        checks.same("nobody had to decide anything", (list(api.every("/clearing")), list(api.every("/orders", state="entered"))), ([], []))
        checks.same("all are shipped", len(list(api.every("/orders", state="shipped"))), CARDS)

        stories.tell("Where the stock is not in order, the order waits and says so.")
        left = next(s["available"] for s in api.every("/stock") if s["sku"] == "SAMPLE")
        api.post("/stock/corrections", {"sku": "SAMPLE", "kind": "lost", "quantity": left, "reason": "counted"})
        api.upload("/scan-batches", picture(pieces[CARDS], ("sample",)), "image/jpeg", type=TYPE, campaignId=campaign)
        late = found(lambda: [o for o in api.get("/orders", contactId=pieces[CARDS]["contactId"])["items"]])
        checks.same("it is back-ordered", [o["state"] for o in late], ["backOrdered"])
        checks.refused("no round takes it", lambda: api.post("/pick-batches", {}), 409, "fulfilment.nothing-to-pick")
        cost(api, campaign, ticks, [("sample",)])
        server.stop()
        checks.same("verify finds nothing", server.verify(), "")
    checks.close()


main()
