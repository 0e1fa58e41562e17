#!/usr/bin/env python3
"""What is shipped is invoiced by itself while the server dies between the lines: no number is missing, nothing is invoiced twice. The
QR-bill is read from the PDF as a scanner reads it and checked line by line against the guidelines; the bank's file pays it in parts, too
much and takes it back; prepaid orders, credit notes, the table for accounting, electronic invoices, and the code of SEPA for an account
elsewhere."""
import csv
import datetime
import io
import os
import pathlib
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import bank  # noqa: E402
import stories  # noqa: E402
from rejoinder import BUILD, SHORT, Checks, Problem, Server, only_in_long_form  # noqa: E402

only_in_long_form("galera")
checks = Checks()
READER = BUILD / "plugins" / "channel-scan" / "page-reader"
LIMITS = {"CONFINED_MEMORY": str(1 << 30), "CONFINED_OUTPUT": str(1 << 28), "CONFINED_SECONDS": "60"}
PREFIX = "210000"
SELLER = {"name": "Muster & Söhne AG", "street": "Bahnhofstrasse", "house-number": "1", "postcode": "8001", "city": "Zürich",
          "vat-number": "CHE-123.456.788 MWST", "iban": bank.IBAN}
CREDITOR = "DE98ZZZ09999999999"
DEBTOR = "AT61 1904 3002 3457 3201"
ORDERS = 8 if SHORT else 60


def scanned(api, invoice, **query):
    """What stands in the codes on the pages of an invoice, read by ZXing in the confined program of channel-scan."""
    pdf = api.get(f"/invoices/{invoice}/document", **query)
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(pdf)
        file.flush()
        run = lambda *words: subprocess.run([READER, *words], stdin=open(file.name, "rb"), capture_output=True, check=True, env=LIMITS).stdout  # noqa: E731
        looks = [run("look", str(n)).decode() for n in range(1, int(run("count")) + 1)]
    return [look[:-1] for look in looks if look]  # two on a page would not have the lines of one


def mod97(text):
    return int("".join(str(int(c, 36)) for c in text[4:] + text[:4])) % 97


def mod10(digits):
    """Modulo 10, recursive, as the guidelines give it in their annex."""
    carry = 0
    for digit in digits:
        carry = [0, 9, 4, 6, 8, 2, 7, 1, 3, 5][(carry + int(digit)) % 10]
    return str((10 - carry) % 10)


def faults_of_bill(text):
    """What of the text of a code is not as the Swiss Implementation Guidelines QR-bill want it."""
    lines = text.split("\n")
    wrong = []

    def want(what, holds):
        if not holds:
            wrong.append(what)

    want("31 lines, no line end behind the last", len(lines) == 31 and "\r" not in text)
    if wrong:
        return wrong
    want("header", lines[:3] == ["SPC", "0200", "1"])
    want("trailer", lines[30] == "EPD")
    want("at most 997 characters", len(text) <= 997)
    want("account", len(lines[3]) == 21 and lines[3][:2] in ("CH", "LI") and mod97(lines[3]) == 1)
    for begin in (4, 20):
        kind, name, street, house, postcode, city, country = lines[begin:begin + 7]
        want(f"party at {begin}", kind == "S" and 1 <= len(name) <= 70 and len(street) <= 70 and len(house) <= 16 and
             1 <= len(postcode) <= 16 and 1 <= len(city) <= 35 and len(country) == 2)
    want("no final creditor", lines[11:18] == [""] * 7)
    want("amount", lines[18] == f"{float(lines[18]):.2f}" and 0.01 <= float(lines[18]) <= 999999999.99)
    want("currency", lines[19] in ("CHF", "EUR"))
    qr_account = 30000 <= int(lines[3][4:9]) <= 31999
    if lines[27] == "QRR":
        want("QR reference", qr_account and len(lines[28]) == 27 and lines[28].isdigit() and mod10(lines[28][:-1]) == lines[28][-1])
    elif lines[27] == "SCOR":
        want("creditor reference", not qr_account and lines[28][:2] == "RF" and mod97(lines[28]) == 1)
    else:
        want("a reference", lines[27] == "NON" and not qr_account)
    want("message", len(lines[29]) <= 140)
    return wrong


def placed(api, contact, *lines):
    return api.post("/orders", {"contactId": contact, "lines": [{"sku": sku, "quantity": quantity} for sku, quantity in lines]})["id"]


def settled(server, expected):
    return stories.soon(lambda: len(list(server.api().every("/invoices"))) >= expected, 60)


def dying(server, contacts):
    print("\nOrders are shipped; the server dies before and after the commit that invoices them.", flush=True)
    api = server.api()
    orders = [placed(api, contacts[i % len(contacts)], ("MUG", 1 + i % 3), ("TEA", i % 2 + 1), ("BROCHURE", 1)) for i in range(ORDERS)]
    server.stop()
    left = list(orders)
    for moment in ("before 1", "after 1", "before 2", "after 2"):
        os.environ["REJOINDER_KILL"] = f"{moment} event fulfilment.order-shipped"
        try:
            server.start()
        except AssertionError:
            pass  # what waited killed it before it was ready
        os.environ.pop("REJOINDER_KILL")
        for order in left[:3]:
            try:
                stories.ship(server.api(), order, f"S{order}")
            except Exception:  # noqa: BLE001  the answer was lost; the order is looked at below
                pass
        checks.same(f"killed {moment} of its commits", server.died(), -9)
        server.start()
        api = server.api()
        left = [o for o in left if api.get(f"/orders/{o}")["order"]["state"] != "shipped"]
        server.kill()
    server.start()
    api = server.api()
    for order in left:
        api.post(f"/orders/{order}/shipments", {"carrier": "Post", "trackingNumber": order})
    settled(server, ORDERS)
    made = list(api.every("/invoices"))
    checks.same("every order has one invoice", sorted(v["orderId"] for v in made), sorted(orders))
    checks.same("numbers have no gap", [v["number"] for v in made], list(range(ORDERS, 0, -1)))
    checks.that("each is what was ordered", all(v["totalMinor"] == api.get(f"/orders/{v['orderId']}")["order"]["valueMinor"] for v in made))
    for v in made:
        gross = {}
        for line in api.get(f"/invoices/{v['id']}")["lines"]:
            gross[line["vatBasisPoints"]] = gross.get(line["vatBasisPoints"], 0) + line["quantity"] * line["unitPriceMinor"]
        rates = {r["vatBasisPoints"]: (r["netMinor"], r["vatMinor"]) for r in v["vat"]}
        right = {rate: (sum_ - vat, vat) for rate, sum_ in gross.items() for vat in [int(sum_ * rate / (10000 + rate) + 0.5)]}
        if rates != right:
            checks.same("VAT by rate", rates, right)
    return made


def the_bill(server, made):
    print("\nThe QR-bill is read from the paper.", flush=True)
    api = server.api()
    for v in made[:3]:
        codes = scanned(api, v["id"])
        checks.same("one code on the invoice", len(codes), 1)
        checks.same("as the guidelines want it", faults_of_bill(codes[0]), [])
        lines = codes[0].split("\n")
        checks.same("it says account, who, how much and for what",
                    (lines[3], lines[5], lines[9], lines[18], lines[19], lines[28], lines[28][:6]),
                    (bank.IBAN, SELLER["name"], SELLER["city"], f"{v['totalMinor'] / 100:.2f}", "CHF", v["reference"], PREFIX))
        checks.same("and who pays", (lines[21], lines[24], lines[25]), (v["buyer"]["name"], v["buyer"]["postcode"], v["buyer"]["city"]))
    checks.that("the same bytes again", api.get(f"/invoices/{made[0]['id']}/document") == api.get(f"/invoices/{made[0]['id']}/document"))
    checks.that("the check finds a wrong one", faults_of_bill(scanned(api, made[0]["id"])[0].replace("SPC", "SPD")) == ["header"])


def from_the_bank(server, made):
    print("\nThe bank's file pays: in parts, too much, and taken back.", flush=True)
    api = server.api()

    def handed_in(*entries, name):
        file = api.upload("/partner-files", bank.camt(list(entries), name=name), "application/xml", source="payments")["id"]
        stories.soon(lambda: api.get(f"/partner-files/{file}")["file"]["state"] in ("read", "failed"), 60)
        return {k: n for k, n in api.get(f"/partner-files/{file}")["balance"].items() if k in ("captured", "duplicate", "known", "clearing", "withdrawn") and n}

    state = lambda v: (lambda x: (x["invoice"]["state"], x["invoice"]["paidMinor"]))(api.get(f"/invoices/{v['id']}"))  # noqa: E731
    whole, parts = made[0], made[1]
    total = whole["totalMinor"] / 100
    first = bank.entry([bank.payment(total, whole["reference"], "P1")], "E1")
    checks.same("a payment is credited as before", handed_in(first, name="A"), {"captured": 1})
    checks.same("and the invoice is paid", state(whole), ("paid", whole["totalMinor"]))
    checks.same("it is an answer of who ordered", [r["contactId"] for r in api.every("/responses", contactId=whole["contactId"]) if r["channel"] == "payment"], [whole["contactId"]])
    half = bank.entry([bank.payment(5, parts["reference"], "P2")], "E2")
    checks.same("told again it is known, a part is another", handed_in(first, half, name="B"), {"known": 1, "captured": 1})
    checks.same("a part", (state(whole)[0], state(parts)), ("paid", ("partlyPaid", 500)))
    rest = bank.entry([bank.payment(parts["totalMinor"] / 100, parts["reference"], "P3")], "E3")
    handed_in(rest, name="C")
    checks.same("too much", state(parts), ("overpaid", 500 + parts["totalMinor"]))
    back = bank.entry([bank.payment(5, parts["reference"], "P2")], "E2", credit=False, reversal=True)
    checks.same("the bank takes the part back", handed_in(back, name="D"), {"withdrawn": 1})
    checks.same("then it is paid", state(parts), ("paid", parts["totalMinor"]))
    checks.same("the rows stay, with their opposite", [p["amountMinor"] for p in api.get(f"/invoices/{parts['id']}")["payments"]], [500, parts["totalMinor"], -500])
    checks.same("a reference of nobody waits for a person", handed_in(bank.entry([bank.payment(1, "210000000003139471430009017", "P9")], "E9"), name="E"), {"clearing": 1})
    entry = next(e for e in api.every("/partner-entries", state="clearing"))
    done = api.patch(f"/partner-entries/{entry['id']}", {"state": "captured", "reference": made[2]["reference"]}, entry["version"])
    checks.same("who left the reference out is given one by a person", (done["state"], state(made[2])), ("captured", ("partlyPaid", 100)))
    checks.same("and it is taken back by one", (api.patch(f"/partner-entries/{entry['id']}", {"state": "clearing"}, done["version"])["state"], state(made[2])), ("clearing", ("open", 0)))
    api.patch(f"/partner-entries/{entry['id']}", {"state": "rejected"}, api.get(f"/partner-entries/{entry['id']}")["version"])
    unpaid = {v["id"] for v in api.every("/invoices", open="true")}
    checks.same("what is open", unpaid, {v["id"] for v in made} - {whole["id"], parts["id"]})


def by_hand(server, contacts):
    print("\nIn advance, credited by line and as a whole, and the table for accounting.", flush=True)
    api = server.api()
    order = placed(api, contacts[0], ("MUG", 3))
    prepaid = api.post(f"/orders/{order}/invoices", {"prepaid": True}, key="prepaid")
    checks.same("asked for again it is the same", api.post(f"/orders/{order}/invoices", {"prepaid": True}, key="prepaid")["id"], prepaid["id"])
    checks.refused("there is nothing left to be invoiced", lambda: api.post(f"/orders/{order}/invoices", {"prepaid": True}), 409, "fulfilment.nothing-to-invoice")
    stories.ship(api, order, "prepaid-1")
    other = placed(api, contacts[1], ("MUG", 1))
    stories.ship(api, other, "later-1")
    stories.soon(lambda: api.get("/invoices", orderId=other)["items"], 60)
    checks.same("what is prepaid is not invoiced again", len(api.get("/invoices", orderId=order)["items"]), 1)
    part = api.post(f"/invoices/{prepaid['id']}/credit-notes", {"reason": "broken", "lines": [{"position": 1, "quantity": 1}]}, key="credit-1")
    again = api.post(f"/invoices/{prepaid['id']}/credit-notes", {"reason": "broken", "lines": [{"position": 1, "quantity": 1}]}, key="credit-1")
    checks.same("one of three is credited, once", (part["id"], part["invoice"]["totalMinor"], api.get(f"/invoices/{prepaid['id']}")["dueMinor"]), (again["id"], 1250, 2500))
    rest = api.post(f"/invoices/{prepaid['id']}/credit-notes", {"reason": "returned"})
    checks.same("then the rest", (rest["invoice"]["totalMinor"], api.get(f"/invoices/{prepaid['id']}")["invoice"]["state"]), (2500, "credited"))
    checks.refused("nothing is left to be credited", lambda: api.post(f"/invoices/{prepaid['id']}/credit-notes", {"reason": "again"}), 409, "fulfilment.nothing-to-credit")
    checks.same("a credit note has no slip", scanned(api, rest["id"]), [])
    rows = list(csv.DictReader(io.StringIO(api.get("/invoices/csv", **{"from": "2000-01-01", "to": "2999-12-31"}).decode())))
    numbers = [int(row["number"]) for row in rows]
    every = list(api.every("/invoices"))
    checks.same("the table has every number", sorted(set(numbers)), sorted(v["number"] for v in every))
    cents = lambda text: round(float(text) * 100)  # noqa: E731
    signed = sum(v["totalMinor"] * (-1 if v["kind"] == "creditNote" else 1) for v in every)
    checks.same("and adds up", (sum(cents(r["gross"]) for r in rows), sum(cents(r["net"]) + cents(r["vat"]) for r in rows)), (signed, signed))


def carriage(server, contacts):
    print("\nWhat buyers pay for the parcel: shown, invoiced once over two parcels and kill -9, and given back to who withdraws.", flush=True)
    api = server.api()
    for name, more in (("Paket", {"priceMinor": 700, "freeFromMinor": 5000}), ("Ausland", {"priceMinor": 1500, "countries": ["DE", "AT"]}),
                       ("Express", {"way": "express", "priceMinor": 1900})):
        api.post("/shipping-rates", {"name": name, "currency": "CHF", "vatBasisPoints": 810, **more}, key="rate-" + name)
    api.post("/items", {"sku": "JUG", "name": "Jug", "kind": "goods", "priceMinor": 2000, "currency": "CHF", "vatBasisPoints": 810}, key="jug")
    wish = {"contactId": contacts[3], "lines": [{"sku": "MUG", "quantity": 1}, {"sku": "JUG", "quantity": 1}]}
    quote = api.post("/orders/quotes", {**wish, "shipping": "express"})
    checks.same("what it would come to", (quote["valueMinor"], quote["shippingMinor"], quote["totalMinor"]), (3250, 1900, 5150))
    checks.same("with the ways there are", [(w["way"], w["amountMinor"]) for w in quote["ways"]], [("", 700), ("express", 1900)])
    order = api.post("/orders", {**wish, "shipping": "express"}, key="carriage")["id"]
    stories.ship(api, order, "parcel-1")
    server.kill()
    server.start()
    api = server.api()
    bills = lambda: [server.api().get(f"/invoices/{v['id']}") for v in server.api().get("/invoices", orderId=order)["items"]]  # noqa: E731
    stories.soon(lambda: len(bills()) == 1, 60)
    api.post("/stock/receipts", {"sku": "JUG", "quantity": 1, "reason": "delivery"})
    stories.ship(api, order, "parcel-2")
    stories.soon(lambda: len(bills()) == 2, 60)
    checks.same("the first parcel bears it, the second does not", [(v["invoice"]["totalMinor"], v.get("charge", {}).get("amountMinor")) for v in bills()],
                [(1250 + 1900, 1900), (2000, None)])
    codes = scanned(api, bills()[0]["id"])
    checks.same("the slip asks for both", codes[0].split("\n")[18], "31.50")
    for v in bills():
        api.post(f"/invoices/{v['id']}/credit-notes", {"reason": "Widerruf", "withdrawn": True}, key="withdrawn-" + v["id"])
    server.kill()
    server.start()
    api = server.api()
    first = bills()[0]["id"]
    api.post(f"/invoices/{first}/credit-notes", {"reason": "Widerruf", "withdrawn": True}, key="withdrawn-" + first)
    notes = [v["invoice"]["totalMinor"] for v in bills() if v["invoice"]["kind"] == "creditNote"]
    checks.same("goods and the usual way's charge go back, once, the express does not", notes, [1250, 2000, 700])
    free = api.post("/orders", {"contactId": contacts[4], "lines": [{"sku": "MUG", "quantity": 4}]})
    checks.same("from 50 francs on it is free", free["shipping"]["amountMinor"], 0)


def elsewhere(server, contacts):
    print("\nA seller with an account in Germany, in euros: the code of SEPA.", flush=True)
    server.stop()
    server.change({"fulfilment.seller-iban": "DE89370400440532013000", "fulfilment.seller-bic": "COBADEFFXXX"})
    server.start()
    api = server.api()
    order = placed(api, contacts[2], ("EURO", 2))
    made = api.post(f"/orders/{order}/invoices", {"prepaid": True})
    codes = scanned(api, made["id"])
    reference = made["invoice"]["reference"]
    checks.same("its lines", codes[0].split("\n"), ["BCD", "002", "1", "SCT", "COBADEFFXXX", SELLER["name"], "DE89370400440532013000", "EUR19.80", "", reference])
    checks.same("with a right creditor reference", (reference[:2], mod97(reference)), ("RF", 1))


def direct_debit(server, contacts):
    print("\nWho pays by direct debit: mandates.", flush=True)
    api = server.api()
    payer = contacts[1]
    signed = {"contactId": payer, "iban": DEBTOR, "holder": "Zoë Grünfeld & Söhne", "signedOn": (datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(30)).date().isoformat()}
    mandate = api.post("/direct-debit-mandates", signed, key="mandate")
    checks.same("sent again it is the same", api.post("/direct-debit-mandates", signed, key="mandate")["id"], mandate["id"])
    listed = api.get("/direct-debit-mandates", contactId=payer)["items"]
    checks.same("the list shows the account masked", [(m["reference"], m["iban"], m["state"]) for m in listed], [("M" + mandate["id"], "AT61 **** 3201", "active")])
    checks.same("who may sees it", api.get(f"/direct-debit-mandates/{mandate['id']}")["iban"], DEBTOR.replace(" ", ""))
    checks.refused("a wrong digit is refused", lambda: api.post("/direct-debit-mandates", {**signed, "iban": DEBTOR[:-1] + "2"}), 422, "fulfilment.invalid-mandate")
    debited = {"payment": {"kind": "directDebit"}}
    wish = lambda contact: {"contactId": contact, "lines": [{"sku": "EURO", "quantity": 1}], **debited}  # noqa: E731
    checks.refused("who signed nothing is not debited", lambda: api.post("/orders", wish(contacts[2])), 422, "fulfilment.invalid-order")
    order = api.post("/orders", wish(payer), key="debited")
    checks.same("the order names the mandate", order["payment"], {"kind": "directDebit", "reference": mandate["reference"]})
    bill = api.post(f"/orders/{order['id']}/invoices", {"prepaid": True}, key="debited-bill")
    checks.same("its invoice tells of the collection", (bill["debit"]["state"], bill["debit"]["account"], bill["debit"]["creditorId"]), ("announced", "AT61 **** 3201", CREDITOR))
    checks.same("and has no slip", scanned(api, bill["id"]), [])
    collected(server, bill)
    alike(server, wish(payer))


def collected(server, bill):
    print("\nThe invoice goes to the bank in a file, comes back as paid, and is returned.", flush=True)
    api = server.api()
    path, wanted = "/direct-debit-collections", {"until": bill["debit"]["collectOn"]}
    checks.refused("it is told for later", lambda: api.post(path, {}, key="too-early"), 409, "fulfilment.nothing-to-collect")
    made = api.post(path, wanted, key="collection")
    server.kill()
    server.start()
    api = server.api()
    checks.same("asked for again after the crash it is the same", api.post(path, wanted, key="collection")["id"], made["id"])
    checks.refused("nothing is collected twice", lambda: api.post(path, wanted, key="once-more"), 409, "fulfilment.nothing-to-collect")
    pain = api.get(f"{path}/{made['id']}/file")
    checks.that("the same bytes again", pain == api.get(f"{path}/{made['id']}/file"))
    space = {"p": "urn:iso:std:iso:20022:tech:xsd:pain.008.001.08"}
    root = xml.etree.ElementTree.fromstring(pain)
    texts = lambda at: [e.text for e in root.findall(f".//p:{at}", space)]  # noqa: E731
    total = f"{bill['invoice']['totalMinor'] / 100:.2f}"
    checks.same("its sums", (texts("CtrlSum"), texts("InstdAmt"), texts("NbOfTxs")), ([total, total], [total], ["1", "1"]))
    checks.same("who, from where and why", (texts("DbtrAcct/p:Id/p:IBAN"), texts("Dbtr/p:Nm"), texts("MndtId"), texts("SeqTp"), texts("CdtrSchmeId/p:Id/p:PrvtId/p:Othr/p:Id")),
                ([DEBTOR.replace(" ", "")], ["Zoe Grunfeld + Sohne"], [bill["debit"]["mandateReference"]], ["FRST"], [CREDITOR]))
    order = [e.tag.split("}")[1] for e in root.find(".//p:PmtInf", space)]
    checks.same("in the order of the schema", order, ["PmtInfId", "PmtMtd", "BtchBookg", "NbOfTxs", "CtrlSum", "PmtTpInf", "ReqdColltnDt", "Cdtr", "CdtrAcct", "CdtrAgt",
                                                      "ChrgBr", "CdtrSchmeId", "DrctDbtTxInf"])
    api.patch(f"{path}/{made['id']}", {"state": "handedOver"}, made["version"])
    name = made["items"][0]["endToEnd"]
    euros = lambda *entries, name: bank.camt(list(entries), name=name).replace(b"CHF", b"EUR")  # noqa: E731

    def told(content, name):
        file = api.upload("/partner-files", content, "application/xml", source="payments")["id"]
        stories.soon(lambda: api.get(f"/partner-files/{file}")["file"]["state"] in ("read", "failed"), 60)
        v = api.get(f"/invoices/{bill['id']}")
        return name, v["invoice"]["state"], v["debit"]["state"], api.get(f"{path}/{made['id']}")["items"][0]["state"]

    amount = bill["invoice"]["totalMinor"] / 100
    paid = bank.entry([bank.payment(amount, "", "DD1", own=name)], "DDE1")
    checks.same("the bank knows it by its name only", told(euros(paid, name="DD-A"), "paid"), ("paid", "paid", "collecting", "paid"))
    back = bank.payment(amount, "", "DD2", own=name)
    back["xml"] = back["xml"].replace("<RmtInf></RmtInf>", "<RmtInf></RmtInf><RtrInf><Rsn><Cd>MD06</Cd></Rsn></RtrInf>")
    checks.same("and gives it back", told(euros(bank.entry([back], "DDE2", credit=False), name="DD-B"), "returned"), ("returned", "open", "returned", "returned"))
    checks.refused("it is not collected again by itself", lambda: api.post(path, wanted, key="again"), 409, "fulfilment.nothing-to-collect")
    api.patch(f"/invoices/{bill['id']}/direct-debit", {"state": "announced"}, api.get(f"/invoices/{bill['id']}")["version"])
    again = api.post(path, wanted, key="decided")
    checks.same("but when a person says so", [(i["invoiceId"], i["sequence"], i["endToEnd"]) for i in again["items"]], [(bill["id"], "rcur", name + "-2")])


def alike(server, wish):
    print("\nTwo invoices of one order come to the same; the bank gives the first one back.", flush=True)
    api = server.api()
    order = api.post("/orders", wish, key="alike")["id"]
    bills = [api.post(f"/orders/{order}/invoices", {"prepaid": True}, key="alike-1")]
    api.call("POST", f"/orders/{order}/changes", {"addLines": [{"sku": "EURO", "quantity": 1}]}, {"If-Match": f'"{api.get(f"/orders/{order}")["version"]}"'})
    bills.append(api.post(f"/orders/{order}/invoices", {"prepaid": True}, key="alike-2"))
    checks.that("both come to the same", bills[0]["invoice"]["totalMinor"] == bills[1]["invoice"]["totalMinor"])
    made = api.post("/direct-debit-collections", {"until": bills[1]["debit"]["collectOn"]}, key="alike")
    api.patch(f"/direct-debit-collections/{made['id']}", {"state": "handedOver"}, made["version"])
    names = {i["invoiceId"]: i["endToEnd"] for i in made["items"]}
    amount = bills[0]["invoice"]["totalMinor"] / 100
    states = lambda: [(v["invoice"]["state"], v["debit"]["state"]) for v in (api.get(f"/invoices/{b['id']}") for b in bills)]  # noqa: E731

    def told(number, wanted, *entries):
        api.upload("/partner-files", bank.camt(list(entries), name=f"AL-{number}").replace(b"CHF", b"EUR"), "application/xml", source="payments")
        stories.soon(lambda: states() == wanted, 60)
        return states()

    pay = lambda n, bill: bank.entry([bank.payment(amount, "", f"AL{n}", own=names[bill["id"]])], f"ALE{n}")  # noqa: E731
    wanted = [("paid", "collecting")] * 2
    checks.same("both are paid", told(1, wanted, pay(1, bills[0]), pay(2, bills[1])), wanted)
    back = bank.payment(amount, "", "AL3", own=names[bills[0]["id"]])
    back["xml"] = back["xml"].replace("<RmtInf></RmtInf>", "<RmtInf></RmtInf><RtrInf><Rsn><Cd>AM04</Cd></Rsn></RtrInf>")
    wanted = [("open", "returned"), ("paid", "collecting")]
    checks.same("the first one is open again, the other one is paid", told(2, wanted, bank.entry([back], "ALE3", credit=False)), wanted)


class Ubl:
    """An electronic invoice, with its amounts in hundredths."""
    SPACES = {prefix: f"urn:oasis:names:specification:ubl:schema:xsd:Common{name}Components-2" for prefix, name in (("cac", "Aggregate"), ("cbc", "Basic"))}

    def __init__(self, api, invoice):
        self.root = xml.etree.ElementTree.fromstring(api.get(f"/invoices/{invoice}/ubl"))
        self.kind = self.root.tag.split("}")[1]

    def texts(self, path):
        return [one.text for one in self.root.findall(path, self.SPACES)]

    def amounts(self, path):
        return [round(float(text) * 100) for text in self.texts(path)]


def electronic(server):
    print("\nEvery invoice and credit note as an electronic one; what it lacks is named all at once.", flush=True)
    api = server.api()
    every = list(api.every("/invoices"))
    for v in every:
        ubl = Ubl(api, v["id"])
        total = lambda name: sum(ubl.amounts(f"cac:LegalMonetaryTotal/cbc:{name}Amount"))  # noqa: E731, B023
        lines = sum(ubl.amounts(f"cac:{ubl.kind}Line/cbc:LineExtensionAmount"))
        found = (ubl.kind, ubl.texts("cbc:ID"), total("TaxExclusive"), total("TaxInclusive"), ubl.amounts("cac:TaxTotal/cbc:TaxAmount"),
                 ubl.amounts("cac:TaxTotal/cac:TaxSubtotal/cbc:TaxableAmount"), lines + total("ChargeTotal"), total("Payable") + total("Prepaid"))
        right = ("CreditNote" if v["kind"] == "creditNote" else "Invoice", [str(v["number"])], v["netMinor"], v["totalMinor"], [v["vatMinor"]],
                 [r["netMinor"] for r in v["vat"]], v["netMinor"], v["totalMinor"])
        if found != right:
            checks.same(f"the electronic {v['kind']} {v['number']}", found, right)
    notes = [v for v in every if v["kind"] == "creditNote"]
    checks.that(f"all {len(every)} say what the invoices say, {len(notes)} of them credit notes", notes and len(notes) < len(every))
    part = next(api.get(f"/invoices/{v['id']}") for v in notes)
    checks.same("a credit note names its invoice", Ubl(api, part["id"]).texts("cac:BillingReference/cac:InvoiceDocumentReference/cbc:ID"), [str(part["correctedNumber"])])
    headers = api.raw("GET", f"/api/v1/invoices/{part['id']}/ubl")[1]
    checks.same("as a file of its name", (headers["content-type"], headers["content-disposition"]), ("application/xml", f'attachment; filename="credit-note-{part["invoice"]["number"]}.xml"'))
    server.stop()
    server.change({"fulfilment.seller-vat-number": "123.456"})
    server.start()
    api = server.api()
    stranger = api.post("/contacts", {"familyName": "Ohneland", "city": "Irgendwo"})["id"]
    bill = api.post(f"/orders/{placed(api, stranger, ('MUG', 1))}/invoices", {"prepaid": True})["id"]
    try:
        api.get(f"/invoices/{bill}/ubl")
        checks.that("an invoice without them is refused", False)
    except Problem as problem:
        checks.same("what the settings and the buyer lack", (problem.status, problem.code, [(e["pointer"], e["code"]) for e in problem.document["errors"]]),
                    (409, "fulfilment.no-ubl", [("/invoice/seller/vatNumber", "fulfilment.ubl-vat-number"), ("/invoice/buyer/country", "fulfilment.ubl-buyer-country")]))
    checks.refused("and one that is none", lambda: api.get("/invoices/1/ubl"), 404, "fulfilment.no-such-invoice")


def main():
    settings = {f"fulfilment.seller-{name}": value for name, value in SELLER.items()}
    settings |= {"fulfilment.creditor-identifier": CREDITOR, "fulfilment.invoice-shipments": "true", "fulfilment.invoice-qr-prefix": PREFIX}
    with Server(settings) as server:
        server.make_administrator()
        server.start()
        api = server.api()
        stories.stocked(api, 1000)
        for sku, price, rate, currency in (("MUG", 1250, 810, "CHF"), ("TEA", 795, 260, "CHF"), ("EURO", 990, 1900, "EUR")):
            api.post("/items", {"sku": sku, "name": f"{sku.title()} – schön", "kind": "goods", "unitCost": "4", "priceMinor": price, "currency": currency,
                                "vatBasisPoints": rate, "stocked": True})
            api.post("/stock/receipts", {"sku": sku, "quantity": 1000, "reason": "delivery"})
        stories.approved(api, "SHOP")
        api.finished(api.upload("/contacts/imports", stories.people("BUYER", 5), "text/csv", source="Shop"))
        contacts = [c["id"] for c in api.every("/contacts")]
        made = dying(server, contacts)
        the_bill(server, made)
        from_the_bank(server, made)
        by_hand(server, contacts)
        carriage(server, contacts)
        elsewhere(server, contacts)
        direct_debit(server, contacts)
        electronic(server)
        server.stop()
        checks.same("verify finds nothing", server.verify(), "")
    checks.close()


main()
