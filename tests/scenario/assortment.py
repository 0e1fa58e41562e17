#!/usr/bin/env python3
"""What is sent is not always what was ordered: a kit is its parts, what is out is replaced, a leaflet lies in every first order, and one order
holds no more than it may; kill -9 around it, and the slip says it in the person's language."""
import datetime
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import stories  # noqa: E402
from rejoinder import Checks, Server  # noqa: E402

checks = Checks()


def goods(api, sku, count, **more):
    made = api.post("/items", {"sku": sku, "name": sku.title(), "kind": "goods", "priceMinor": 1200, "currency": "CHF", **more})
    if count:
        api.post("/stock/receipts", {"sku": sku, "quantity": count})
    return made


def again(server):
    server.kill()
    server.start()
    return server.api()


def lines(view):
    return [(li["sku"], li["role"], li["ordered"], li["reserved"], li["shipped"]) for li in view["lines"]]


def words(pdf):
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(pdf)
        file.flush()
        return subprocess.run(["pdftotext", "-layout", file.name, "-"], capture_output=True, text=True, check=True).stdout


def prices(server, order):
    stories.tell("A price of these days, a shirt in two sizes, the next edition of the brochure.")
    api = server.api()
    for sku, more in {"SHIRT": {}, "SHIRT-L": {"base": "SHIRT", "variant": "L"}}.items():
        goods(api, sku, 5 if more else 0, **more)
    api.post("/prices", {"sku": "SHIRT", "priceMinor": 900, "fromDay": day(-1), "untilDay": day(1)}, key="price")
    api.post("/prices", {"sku": "SHIRT", "priceMinor": 1, "fromDay": day(2)})
    checks.refused("which size must be said", lambda: order(None, SHIRT=1), 422, "fulfilment.invalid-order")
    checks.same("a size costs what its shirt does today", order(None, **{"SHIRT-L": 1})["lines"][0]["unitPriceMinor"], 900)
    old = goods(api, "EDITION-1", 5)
    goods(api, "EDITION-2", 5)
    api.patch(f"/items/{old['id']}", {"replacedBy": "EDITION-2", "replacedFrom": day(0)}, old["version"])
    checks.same("from its day the next edition is sent", order(None, **{"EDITION-1": 1})["lines"][0]["sku"], "EDITION-2")


def lots(server, order):
    stories.tell("Lots: what expires first goes first, across kill -9.")
    api = server.api()
    api.post("/items", {"sku": "PILL", "name": "Pill", "kind": "goods", "currency": "CHF", "lots": True})
    checks.refused("a receipt says its lot", lambda: api.post("/stock/receipts", {"sku": "PILL", "quantity": 1}), 422, "fulfilment.lot-needed")
    for lot, days in {"A": 90, "B": 30}.items():
        api.post("/stock/receipts", {"sku": "PILL", "quantity": 3, "lot": lot, "expiresOn": day(days)}, key="lot-" + lot)
    made = order(None, PILL=4)
    api.post(f"/orders/{made['id']}/shipments", {}, key="pills")
    api = again(server)
    api.post(f"/orders/{made['id']}/shipments", {}, key="pills")
    left = {row["code"]: (row["inStock"], row["inStaging"]) for row in api.get("/lots", sku="PILL")["items"]}
    checks.same("the older lot is gone, of the other one", left, {"A": (2, 0), "B": (0, 0)})
    old = next(row for row in api.get("/lots", sku="PILL")["items"] if row["code"] == "B")
    checks.same("who got it is known", [r["orderId"] for r in api.get(f"/lots/{old['id']}")["receivers"]], [made["id"]])


def day(later):
    return (datetime.date.today() + datetime.timedelta(days=later)).isoformat()


def main():
    with Server({"fulfilment.sender": "Muster AG, Bahnhofstrasse 1, 8001 Zürich"}) as server:
        server.make_administrator()
        server.start()
        api = server.api()
        goods(api, "POT", 2)
        goods(api, "CUP", 5)
        goods(api, "WHITE", 9)
        goods(api, "RED", 0, substitute="WHITE", maxPerOrder=4)
        goods(api, "TEASET", 0, priceMinor=3000, parts=[{"sku": "POT"}, {"sku": "CUP", "quantity": 2}])
        api.post("/items", {"sku": "HELLO", "name": "Hello", "kind": "information", "currency": "CHF"})
        api.post("/stock/receipts", {"sku": "HELLO", "quantity": 5})
        api.post("/enclosures", {"sku": "HELLO", "firstOnly": True}, key="enclosure")
        eva = api.post("/contacts", {"familyName": "Muster", "givenName": "Eva", "street": "Seeweg", "houseNumber": "3", "postcode": "8001",
                                     "city": "Zürich", "country": "CH", "language": "de"})["id"]
        order = lambda key, **wanted: server.api().post("/orders", {"contactId": eva, "lines": [  # noqa: E731
            {"sku": sku, "quantity": n} for sku, n in wanted.items()]}, key=key)
        stories.tell("Three tea sets, cups for two; something red that is out.")
        checks.refused("five red ones are too many", lambda: order(None, RED=5), 422, "fulfilment.invalid-order")
        first = order("first", TEASET=3, RED=2)
        api = again(server)
        checks.same("entered again after kill -9 it is the same order", order("first", TEASET=3, RED=2)["id"], first["id"])
        checks.same("parts, substitute and leaflet are in it", lines(first),
                    [("TEASET", "kit", 3, 2, 0), ("CUP", "part", 6, 5, 0), ("POT", "part", 3, 2, 0), ("WHITE", "ordered", 2, 2, 0),
                     ("HELLO", "enclosure", 1, 1, 0)])
        checks.same("its price is one", first["order"]["valueMinor"], 3 * 3000 + 2 * 1200)
        shipment = api.post(f"/orders/{first['id']}/shipments", {}, key="ship")["id"]
        api = again(server)
        checks.same("shipped again it is the same parcel", api.post(f"/orders/{first['id']}/shipments", {}, key="ship")["id"], shipment)
        slip = words(api.get(f"/shipments/{shipment}/slip"))
        checks.that("the slip says what replaces what, in German", "als Ersatz für Red" in slip and "– Cup" in slip and "Hello" in slip, slip)
        checks.same("two sets are complete, one is owed", lines(api.get(f"/orders/{first['id']}"))[:3],
                    [("TEASET", "kit", 3, 0, 2), ("CUP", "part", 6, 0, 5), ("POT", "part", 3, 0, 2)])
        checks.same("the next order gets no other leaflet", lines(order(None, WHITE=1)), [("WHITE", "ordered", 1, 1, 0)])
        for sku in ("POT", "CUP"):
            api.post("/stock/receipts", {"sku": sku, "quantity": 1})
        api.post(f"/orders/{first['id']}/shipments", {})
        checks.same("then the third is complete", api.get(f"/orders/{first['id']}")["order"]["state"], "shipped")
        prices(server, order)
        lots(server, order)
        server.stop()
        checks.same("verify finds nothing", server.verify(), "")
    checks.close()


main()
