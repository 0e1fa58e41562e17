#!/usr/bin/env python3
"""An outside fulfilment house: what it keeps is handed over to it in files, once, kill -9 around every step; its answers come back in files with
its own column names, faulty lines are named, the same answer twice ships nothing twice, and what it does not answer is late."""
import csv
import datetime
import io
import os
import pathlib
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import stories  # noqa: E402
from rejoinder import Checks, Problem, Server, only_in_long_form  # noqa: E402

only_in_long_form("galera")

checks = Checks()
MAPPING = {"order": "Auftrag", "line": "Position", "sku": "Artikel", "quantity": "Menge", "outcome": "Status", "trackingNumber": "Sendung",
           "carrier": "Dienst", "shippedAt": "Datum", "lot": "Charge", "reason": "Grund", "shipped": "ok", "missing": "fehlt", "refused": "abgelehnt"}


def again(server):
    server.kill()
    server.start()
    return server.api()


def stock(api, sku):
    row = next(r for r in api.get("/stock")["items"] if r["sku"] == sku)
    return row["onHand"], row["reserved"], row["available"], row["backOrdered"]


def figures(api, order):
    return [(li["sku"], li["ordered"], li["reserved"], li["backOrdered"], li["shipped"]) for li in api.get(f"/orders/{order}")["lines"]]


def rows_of(text):
    return list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"))))


def answer_of(rows):
    out = io.StringIO()
    writer = csv.DictWriter(out, [MAPPING[k] for k in ("order", "line", "sku", "quantity", "outcome", "trackingNumber", "carrier", "shippedAt",
                                                       "lot", "reason")], delimiter=";", restval="")
    writer.writeheader()
    writer.writerows({MAPPING[k]: v for k, v in row.items()} for row in rows)
    return out.getvalue().encode()


def served(server):
    """The power fails, and the next look into the folders is due as soon as it is back."""
    server.kill()
    server.sql("UPDATE kernel_schedule SET next_at = 0 WHERE job = 'fulfilment.serve-houses'")
    server.sql("UPDATE kernel_job SET lease_until = 0 WHERE name = 'fulfilment.serve-houses' AND state = 'running'")
    server.start()
    return server.api()


def given_while_picked(server, house, who):
    stories.tell("Somebody picks while the item goes to the house: it is picked here, or lies there, never both.")
    api = server.api()
    for i in range(4):
        order = api.post("/orders", {"contactId": who, "lines": [{"sku": "MUG", "quantity": 1}]})
        pick = lambda o=order: server.api().patch(f"/orders/{o['id']}", {"state": "picked"}, o["version"])  # noqa: E731
        given, picked = stories.at_once(lambda i=i: server.api().post(f"/houses/{house}/items", {"sku": "MUG"}, key=f"mug-{i}"), pick)
        taken = api.get(f"/orders/{order['id']}")["lines"][0]["picked"]
        at_house = [item["id"] for item in api.get(f"/houses/{house}")["items"] if item["sku"] == "MUG"]
        checks.same("one of both", (taken, len(at_house)) in ((1, 0), (0, 1)), True)
        checks.that("and who came second was told", isinstance(given, Problem) or isinstance(picked, Problem), (given, picked))
        if at_house:
            api.delete(f"/houses/{house}/items/{at_house[0]}")
        if taken:
            api.post(f"/orders/{order['id']}/shipments", {})
        else:
            api.patch(f"/orders/{order['id']}", {"state": "cancelled"}, api.get(f"/orders/{order['id']}")["version"])


def handed_over(server, house, orders):
    stories.tell("Two press at once, the power fails: each order is handed over once.")
    press = lambda key: server.api().post(f"/houses/{house}/files", {}, key=key)  # noqa: E731
    both = stories.at_once(lambda: press("one"), lambda: press("two"))
    made = [b for b in both if not isinstance(b, Problem)]
    api = again(server)
    for key in ("one", "two"):
        try:
            press(key)
        except Problem as refused:
            checks.same("who came second had nothing to hand over", refused.code, "fulfilment.nothing-to-hand-over")
    files = api.get("/house-files", houseId=house)["items"]
    lines = [line for f in files for line in rows_of(api.get(f"/house-files/{f['id']}/csv"))]
    checks.that("somebody made a file", len(made) >= 1, both)
    checks.same("each order stands in the files once", sorted(line["order"] for line in lines), sorted(orders))
    checks.that("with the address", all("Zürich" in " ".join(v for k, v in line.items() if k.startswith("address")) for line in lines), lines)
    checks.same("the same file has the same bytes", api.get(f"/house-files/{files[0]['id']}/csv"), api.get(f"/house-files/{files[0]['id']}/csv"))
    for f in files:
        api.patch(f"/house-files/{f['id']}", {"state": "handed"}, f["version"])
    checks.refused("handed over it stays so", lambda: api.patch(f"/house-files/{files[0]['id']}", {"state": "made"}, files[0]["version"] + 1),
                   409, "fulfilment.file-changed")
    checks.refused("what is there is not cancelled here",
                   lambda: api.patch(f"/orders/{orders[0]}", {"state": "cancelled"}, api.get(f"/orders/{orders[0]}")["version"]), 409,
                   "fulfilment.state")


def answered(server, house, orders):
    stories.tell("The house answers: in part, with a gap, with a refusal and with lines that are wrong; twice, kill -9 in between.")
    api = server.api()
    today = datetime.date.today().strftime("%d.%m.%Y")
    line = api.get(f"/orders/{orders[0]}")["lines"][0]["id"]
    first = answer_of([
        {"order": orders[0], "line": line, "sku": "BOOK", "quantity": 2, "outcome": "OK", "trackingNumber": "T1", "carrier": "Bote",
         "shippedAt": today, "lot": "L-7"},
        {"order": orders[1], "sku": "BOOK", "quantity": 1, "outcome": "fehlt", "reason": "Regal leer"},
        {"order": orders[2], "sku": "BOOK", "quantity": 1, "outcome": "abgelehnt", "reason": "Adresse unbekannt"},
        {"order": "4711", "sku": "BOOK", "quantity": 1},
        {"order": orders[0], "sku": "BOOK", "quantity": 9},
        {"order": orders[0], "sku": "BOOK", "quantity": "viele"}])
    told = api.upload(f"/houses/{house}/answers", first, key="answer")
    checks.same("each line is answered", [(li["lineNo"], li["state"], li["fault"]) for li in told["lines"]],
                [(2, "applied", ""), (3, "applied", ""), (4, "applied", ""), (5, "fault", "fulfilment.not-at-house"),
                 (6, "fault", "fulfilment.more-than-handed-over"), (7, "fault", "fulfilment.bad-quantity")])
    api = again(server)
    checks.same("the same file again is the same answer", api.upload(f"/houses/{house}/answers", first)["id"], told["id"])
    checks.same("a part is shipped, a part is still there", figures(api, orders[0]), [("BOOK", 3, 1, 0, 2)])
    checks.same("what is missing there waits for goods, or takes others", figures(api, orders[1]), [("BOOK", 1, 1, 0, 0)])
    held = api.get(f"/orders/{orders[2]}")["holds"]
    checks.same("a refusal waits for a person", [(h["reason"], h["note"]) for h in held], [("unclear", "Nord: Adresse unbekannt")])
    shipment = api.get("/shipments", orderId=orders[0])["items"][0]
    checks.same("carrier and number are the house's", (shipment["carrier"], shipment["trackingNumber"]), ("Bote", "T1"))
    wrong = b"Bestellung;Artikel\n1;2\n"
    checks.refused("a file with other columns is refused", lambda: api.upload(f"/houses/{house}/answers", wrong), 422, "fulfilment.no-house-answer")
    rest = answer_of([{"order": orders[0], "line": line, "sku": "BOOK", "quantity": 2, "outcome": "OK", "trackingNumber": "T1", "carrier": "Bote",
                       "shippedAt": today, "lot": "L-7"},
                      {"order": orders[0], "sku": "BOOK", "quantity": 1, "trackingNumber": "T2"}])
    both = stories.at_once(*[lambda: server.api().upload(f"/houses/{house}/answers", rest)] * 2)
    checks.same("handed in by two at once it is one answer", len({b["id"] for b in both if isinstance(b, dict)}), 1)
    checks.same("told again it is not shipped again", [li["state"] for li in both[0]["lines"]], ["again", "applied"])
    checks.same("then all of it is out", (figures(api, orders[0]), api.get(f"/orders/{orders[0]}")["order"]["state"]),
                ([("BOOK", 3, 0, 0, 3)], "shipped"))


def by_folder(server, house, folder, who):
    stories.tell("In a folder: the file lies there once, the answer is taken from there; a hand-over that broke off waits for a person.")
    api = server.api()
    view = api.get(f"/houses/{house}")
    api.patch(f"/houses/{house}", {"folder": "nord"}, view["version"])
    order = api.post("/orders", {"contactId": who, "lines": [{"sku": "BOOK", "quantity": 1}]})["id"]
    made = api.post(f"/houses/{house}/files", {}, key="folder")
    path = folder / "nord" / "out" / f"{made['id']}.csv"
    state = lambda: server.api().get(f"/house-files/{made['id']}")["file"]["state"]  # noqa: E731
    api = served(server)
    checks.that("it is put there by itself", stories.soon(lambda: state() == "handed", 150), state())
    checks.same("as it can be fetched", path.read_bytes(), api.get(f"/house-files/{made['id']}/csv"))
    path.unlink()  # the house took it
    into = folder / "nord" / "in"
    into.mkdir(parents=True)
    (into / "answer.csv").write_bytes(answer_of([{"order": order, "sku": "BOOK", "quantity": 1, "trackingNumber": "T9"}]))
    long_ago = time.time() - 60  # nobody writes to it any more
    os.utime(into / "answer.csv", (long_ago, long_ago))
    api = served(server)
    checks.that("its answer is taken", stories.soon(lambda: server.api().get(f"/orders/{order}")["order"]["state"] == "shipped", 150))
    checks.that("and moved away", stories.soon(lambda: not (into / "answer.csv").exists(), 60))
    checks.that("what was handed over is not put there again", not path.exists())
    view = api.get(f"/house-files/{made['id']}")
    checks.refused("what was answered is not handed over again", lambda: api.patch(f"/house-files/{made['id']}", {"state": "made"}, view["version"]),
                   409, "fulfilment.house-answered")
    api.post("/orders", {"contactId": who, "lines": [{"sku": "BOOK", "quantity": 1}]})
    made = api.post(f"/houses/{house}/files", {}, key="broken")
    path = folder / "nord" / "out" / f"{made['id']}.csv"
    api = served(server)
    checks.that("the next one is put there, too", stories.soon(lambda: state() == "handed", 150), state())
    path.unlink()
    server.stop()
    server.sql(f"UPDATE fulfilment_house_file SET state = 'handing', handing_at = 1, handed_at = NULL WHERE id = {made['id']}")
    api = served(server)
    checks.that("the power failed while it was handed over: nobody knows, and a person is asked", stories.soon(lambda: state() == "unknown", 150), state())
    kinds = lambda: [n["kind"] for n in server.api().get("/notifications")["items"]]  # noqa: E731
    checks.that("who works there is told", stories.soon(lambda: "house-file-unknown" in kinds(), 60), kinds())
    checks.that("it is not put there by itself", not path.exists())
    view = api.get(f"/house-files/{made['id']}")
    api.patch(f"/house-files/{made['id']}", {"state": "made"}, view["version"])
    served(server)
    checks.that("the person says it never came: then it is", stories.soon(path.exists, 150))
    checks.that("and stands as handed over", stories.soon(lambda: state() == "handed", 60), state())


def main():
    with tempfile.TemporaryDirectory() as folder, Server({"fulfilment.house-folder": folder, "fulfilment.hold-incomplete-address": "true"}) as server:
        server.make_administrator()
        server.start()
        api = server.api()
        for sku in ("BOOK", "MUG"):
            api.post("/items", {"sku": sku, "name": sku.title(), "kind": "goods", "priceMinor": 1200, "currency": "CHF"})
            api.post("/stock/receipts", {"sku": sku, "quantity": 20})
        eva = api.post("/contacts", {"familyName": "Muster", "givenName": "Eva", "street": "Seeweg", "houseNumber": "3", "postcode": "8001",
                                     "city": "Zürich", "country": "CH", "language": "de"})["id"]
        house = api.post("/houses", {"name": "Nord", "parcelCost": "4.2", "mapping": MAPPING})["id"]
        orders = [api.post("/orders", {"contactId": eva, "lines": [{"sku": "BOOK", "quantity": n}]})["id"] for n in (3, 1, 1)]
        api.post(f"/houses/{house}/items", {"sku": "BOOK"}, key="give")
        api = again(server)
        api.post(f"/houses/{house}/items", {"sku": "BOOK"}, key="give")
        checks.same("what lies there is the company's", stock(api, "BOOK"), (20, 5, 15, 0))
        checks.refused("no round takes it", lambda: api.post("/pick-batches", {}), 409, "fulfilment.nothing-to-pick")
        given_while_picked(server, house, eva)
        handed_over(server, house, orders)
        answered(server, house, orders)
        by_folder(server, house, pathlib.Path(folder), eva)
        server.stop()
        checks.same("verify finds nothing", server.verify(), "")
    checks.close()


main()
