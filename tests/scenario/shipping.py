#!/usr/bin/env python3
"""From the order to the carrier: what was promised, a round of picking along the bins with a wrong scan and a hole in the shelf, kill -9 in
between, slips and labels, the close-out of the day; and who is told of a delay, by mail, once."""
import datetime
import email
import email.policy
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import mail_server  # noqa: E402
import stories  # noqa: E402
from rejoinder import Checks, Server, only_in_long_form  # noqa: E402

only_in_long_form("galera")
checks = Checks()
BINS = {"TEAPOT": "B-02", "MUG": "A-11", "PLATE": "C-01"}


class Mails(mail_server.MailServer):
    """Keeps whole mails."""

    def keep(self, text):
        with self.lock:
            self.taken.append(email.message_from_bytes(text.encode(), policy=email.policy.default))


def ago(days):
    return (datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")


def day(later):
    return (datetime.date.today() + datetime.timedelta(days=later)).isoformat()


def person(api, name, language, mail=""):
    return api.post("/contacts", {"familyName": name, "givenName": "Eva", "street": "Seeweg", "houseNumber": "3", "postcode": "8001",
                                  "city": "Zürich", "country": "CH", "language": language, "email": mail})["id"]


def order(api, who, days, **wanted):
    return api.post("/orders", {"contactId": who, "orderedAt": ago(days),
                                "lines": [{"sku": sku, "quantity": n} for sku, n in wanted.items()]})["id"]


def a_round(server, orders):
    stories.tell("A round of picking: the oldest promise first, stop by stop along the bins.")
    api = server.api()
    round_ = api.post("/pick-batches", {"most": 12}, key="round")
    checks.same("each order has its tote, what must be out first is first", [t["orderId"] for t in round_["totes"]], orders)
    checks.same("the stops follow the bins", [p["bin"] for p in round_["picks"]], sorted(p["bin"] for p in round_["picks"]))
    checks.same("asked again it is the same round", api.post("/pick-batches", {"most": 12}, key="round")["id"], round_["id"])
    checks.refused("no order is in two rounds", lambda: api.post("/pick-batches", {}), 409, "fulfilment.nothing-to-pick")
    picks = f"/pick-batches/{round_['id']}/picks"
    first = round_["picks"][0]
    checks.refused("another item is refused", lambda: api.post(picks, {"lineId": first["lineId"], "code": "TEAPOT"}), 422,
                   "fulfilment.wrong-item")
    scan = {"lineId": first["lineId"], "code": first["sku"].lower(), "quantity": 1}
    left = api.post(picks, scan, key="scan-1")["left"]
    server.kill()
    server.start()
    api = server.api()
    checks.same("the same scan after kill -9 counts once", api.post(picks, scan, key="scan-1")["left"], left)
    checks.same("what was taken lies in its tote", api.get(f"/pick-batches/{round_['id']}")["left"], left)
    hole = next(p for p in round_["picks"] if p["sku"] == "PLATE")
    api.post(f"/orders/{hole['orderId']}/short-picks", {"lineId": hole["lineId"], "quantity": 1, "reason": "notFound"})
    for p in api.get(f"/pick-batches/{round_['id']}")["picks"]:
        if p["wanted"] > p["picked"]:
            api.post(picks, {"lineId": p["lineId"], "code": p["sku"], "quantity": p["wanted"] - p["picked"]})
    done = api.get(f"/pick-batches/{round_['id']}")
    checks.same("nothing is left but what was missing", done["left"], 0)
    api.patch(f"/pick-batches/{round_['id']}", {"state": "done"}, done["version"])
    checks.same("all are picked as far as the goods go", [t["state"] for t in done["totes"]], ["picked"] * len(orders))
    checks.same("the order with the hole waits for the rest", [li["backOrdered"] for li in api.get(f"/orders/{hole['orderId']}")["lines"]
                                                               if li["sku"] == "PLATE"], [1])
    return hole["orderId"]


def pack_and_ship(server, orders, short):
    stories.tell("Packed, labelled, handed over; the power fails around each step.")
    api = server.api()
    ship = lambda o: api.post(f"/orders/{o}/shipments", {}, key=f"ship-{o}")  # noqa: E731
    shipments = {o: ship(o)["id"] for o in orders}
    server.kill()
    server.start()
    api = server.api()
    checks.same("shipped again after kill -9 it is the same parcel", {o: ship(o)["id"] for o in orders}, shipments)
    numbers = [api.get(f"/shipments/{s}")["shipment"]["trackingNumber"] for s in shipments.values()]
    checks.that("each has a number of its own with its check digit", len(set(numbers)) == len(orders) and all(map(fits, numbers)), numbers)
    for o, s in shipments.items():
        slip, label = api.get(f"/shipments/{s}/slip"), api.get(f"/shipments/{s}/label")
        checks.that("slip and label are PDFs", slip.startswith(b"%PDF") and label.startswith(b"%PDF"))
        checks.same("printed again they are the same", (api.get(f"/shipments/{s}/slip"), api.get(f"/shipments/{s}/label")), (slip, label))
        zpl = api.get(f"/shipments/{s}/label", form="zpl").decode()
        checks.that("the thermal label has number and address", "Seeweg" in zpl and re.search(r"\^FD\d{20}\^FS", zpl), zpl)
    manifest = api.post("/manifests", {}, key="evening")
    checks.same("the close-out takes all parcels", manifest["parcels"], len(orders))
    server.kill()
    server.start()
    api = server.api()
    checks.same("closed again after kill -9 it is the same", api.post("/manifests", {}, key="evening")["id"], manifest["id"])
    rows = api.get(f"/manifests/{manifest['id']}/csv").decode().splitlines()[1:]
    checks.same("its list names each parcel once", sorted(r.split(",")[1] for r in rows), sorted(numbers))
    checks.refused("nothing is handed over twice", lambda: api.post("/manifests", {}), 409, "fulfilment.nothing-to-hand-over")
    checks.same("the short order still owes a piece", api.get(f"/orders/{short}")["order"]["state"], "backOrdered")
    board = api.get("/orders/ageing")
    checks.same("the board counts it as late", (board["open"], board["late"], board["shipped"]), (1, 1, len(orders) - 1))


def fits(number):
    digits = [int(c) for c in number[::-1]]
    return len(number) == 20 and sum(d * (3 if i % 2 else 1) for i, d in enumerate(digits)) % 10 == 0


def delays(server, mails):
    stories.tell("What will not be there in time is told, once, in the buyer's language; who must agree and does not is not kept waiting.")
    api = server.api()
    people = [person(api, "Müller", "de", "mueller@example.test"), person(api, "Dupont", "fr"), person(api, "Smith", "en", "smith@example.test")]
    short, long, late = (order(api, who, days, TEAPOT=500) for who, days in zip(people, (25, 25, 45)))
    duties = {d["id"]: d["step"] for d in api.get("/delay-notices/due")["items"]}
    checks.same("two are to be told, one was forgotten", [duties.get(o) for o in (short, long, late)], ["tell", "tell", "refund"])
    tell = lambda o, key, **how: api.post(f"/orders/{o}/delay-notices", how, key=key)  # noqa: E731
    notice = tell(short, "delay-1", newDay=day(20), channel="email")
    checks.same("a short first delay: silence is consent", (notice["answer"], notice["number"]), ("silent", 1))
    server.kill()
    server.start()
    api = server.api()
    checks.same("told again after kill -9 it is the same notice", tell(short, "delay-1", newDay=day(20), channel="email")["id"], notice["id"])
    checks.that("the mail arrives", stories.soon(lambda: len(mails.taken) == 1))
    mail = mails.taken[0]
    checks.that("in German, with the new day", "verspätet" in mail["Subject"] and "Schweigen" not in mail.get_content()
                and datetime.date.fromisoformat(day(20)).strftime("%d.%m.%Y") in mail.get_content(), mail.get_content())
    checks.refused("no mail without an address", lambda: tell(long, None, channel="email"), 422, "fulfilment.no-mail")
    asked = tell(long, "delay-2")
    checks.same("nobody knows when: consent is needed", asked["answer"], "awaited")
    checks.refused("and not asked twice", lambda: tell(long, None, newDay=day(90)), 409, "fulfilment.answer-awaited")
    checks.refused("who was forgotten is refunded, not consoled", lambda: tell(late, None, newDay=day(9)), 409, "fulfilment.notice-too-late")
    api.patch(f"/delay-notices/{asked['id']}", {"answer": "cancelled"}, asked["version"])
    checks.same("who cancels is cancelled", api.get(f"/orders/{long}")["order"]["state"], "cancelled")
    checks.that("and the refund is somebody's task", "refund" in api.get(f"/orders/{long}")["order"]["problem"])
    checks.same("one mail in all", len(mails.taken), 1)


def erased_meanwhile(server, mails):
    stories.tell("The mail server is busy; who is erased before it takes the mail gets none, the others do.")
    api = server.api()
    gone, stays = person(api, "Fort", "de", "fort@example.test"), person(api, "Bleibt", "de", "bleibt@example.test")
    mails.busy, mails.turned, before = True, 0, len(mails.taken)
    for who in (gone, stays):
        api.post(f"/orders/{order(api, who, 25, TEAPOT=500)}/delay-notices", {"newDay": day(20), "channel": "email"})
    checks.that("both mails wait", stories.soon(lambda: mails.turned >= 2))
    api.finished(api.post(f"/contacts/{gone}/erasure", {"askedBy": "by letter"})["operationId"])
    mails.busy = False
    waiting = lambda: [o for o in api.get("/operations?name=channel-email.send-notice&limit=50")["items"]  # noqa: E731
                       if o["state"] in ("queued", "running")]
    checks.that("the mail server is free again, nothing waits", stories.soon(lambda: not waiting()), waiting())
    checks.same("only who stays was written to", [m["To"].addresses[0].addr_spec for m in mails.taken[before:]], ["bleibt@example.test"])


def main():
    mails = Mails()
    with Server({"fulfilment.sender": "Muster AG, Bahnhofstrasse 1, 8001 Zürich", **mails.settings()}) as server:
        server.make_administrator()
        server.start()
        api = server.api()
        for sku, bin_ in BINS.items():
            api.post("/items", {"sku": sku, "name": sku.title(), "kind": "goods", "unitCost": "4", "priceMinor": 1200, "currency": "CHF",
                                "stocked": True, "bin": bin_})
            api.post("/stock/receipts", {"sku": sku, "quantity": 2 if sku == "PLATE" else 6, "reason": "delivery"})
        eva = person(api, "Muster", "de")
        orders = [order(api, eva, 9, PLATE=2, MUG=1), order(api, person(api, "Wang", "zh"), 6, TEAPOT=2), order(api, eva, 3, MUG=2, TEAPOT=1)]
        short = a_round(server, orders)
        pack_and_ship(server, orders, short)
        delays(server, mails)
        erased_meanwhile(server, mails)
        server.stop()
        checks.same("verify finds nothing", server.verify(), "")
    mails.close()
    checks.close()


main()
