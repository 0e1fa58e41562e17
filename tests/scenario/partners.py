#!/usr/bin/env python3
"""What the bank, the shop and the post tell: camt.054 of payment slips with kill -9 in the middle, overlapping files, reversals and a
payer who left the reference out; a shop's orders, changed and cancelled; a file of the post with new addresses and the deceased; all
of it twice, and by a watched folder."""
import csv
import io
import os
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import bank  # noqa: E402
import stories  # noqa: E402
from rejoinder import ON_SERVER, SHORT, STORAGE, Checks, Server, only_in_long_form  # noqa: E402

only_in_long_form("galera")
checks = Checks()
GIFTS = 300 if SHORT else 3000
OTHERS = 40
OUTCOMES = ("waiting", "known", "captured", "duplicate", "clearing", "rejected", "withdrawn", "refused")


def table(header, *rows, delimiter=";"):
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue().encode()


def hand_in(api, source, content, kind="application/xml", **query):
    return api.upload("/partner-files", content, kind, source=source, **query)["id"]


def read(server, file):
    """The file once it is read."""
    stories.soon(lambda: server.api().get(f"/partner-files/{file}")["file"]["state"] in ("read", "failed"),
                 900 if STORAGE == "galera" else 120)
    return server.api().get(f"/partner-files/{file}")


def figures(file):
    return {name: file["balance"][name] for name in OUTCOMES if file["balance"][name]}


def mapped(api, file, mapping, save=None):
    return api.patch(f"/partner-files/{file}", {"mapping": mapping, **({"saveAs": save} if save else {})},
                     api.get(f"/partner-files/{file}")["version"])


def waiting(api, **query):
    return list(api.every("/partner-entries", state="clearing", **query))


def decide(api, entry, **decision):
    return api.patch(f"/partner-entries/{entry['id']}", decision, entry["version"])


def sent(api, campaign):
    """Pieces with their codes, handed over."""
    api.finished(api.upload("/contacts/imports", stories.people("GIFT", GIFTS + OTHERS), "text/csv", source="Friends of the forest"))
    group = stories.frozen(api, campaign[0], campaign[1], {"A": GIFTS + OTHERS})
    wave = api.post("/waves", {"name": "Slips", "targetGroupId": group, "channel": "letter", "content": stories.CONTENT})["id"]
    stories.sent(api, wave)
    return list(api.every("/pieces", waveId=wave))


def slips(api, pieces):
    """A reference for each piece, in their order."""
    found = []
    for begin in range(0, len(pieces), 1000):
        found += api.post("/payment-references/batches", {"pieceIds": [p["id"] for p in pieces[begin:begin + 1000]]})["items"]
    return found


def gifts(server, pieces, given):
    print("\nA file of gifts; the power fails in the middle, and the bank sends it again with more.", flush=True)
    api = server.api()
    checks.that("a piece has one reference for ever", slips(api, pieces[:3]) == given[:3])
    paid = [bank.payment(10 + i % 90, given[i]["reference"], f"T{i}") for i in range(GIFTS)]
    half = [bank.entry(paid[i:i + 50], f"E{i}") for i in range(0, GIFTS // 2, 50)]
    rest = [bank.entry(paid[i:i + 50], f"E{i}") for i in range(GIFTS // 2, GIFTS, 50)]
    server.kill()
    file = None
    for moment in ("before 2", "after 1", "before 3", "after 2") if not ON_SERVER else ("after 2", "before 2"):
        os.environ["REJOINDER_KILL"] = f"{moment} job partners.read"  # of the job's commits, counted from its start
        try:
            server.start()
        except AssertionError:
            pass  # it died before it was ready
        os.environ.pop("REJOINDER_KILL")
        if file is None:
            file = hand_in(server.api(), "payments", bank.camt(half + rest))
        checks.same(f"killed {moment} of the job's commits", server.died(150), -9)
    server.start()
    done = read(server, file)
    api = server.api()
    checks.same("every payment is captured", (figures(done), done["balance"]["state"]), ({"captured": GIFTS}, "closed"))
    total = sum(p["amount"] for p in paid) * 100
    checks.same("the file's sum is what was read", [(c["statedMinor"], c["readMinor"], c["readEntries"], c["balanced"]) for c in done["file"]["controls"]],
                [(total, total, len(half + rest), True)])
    checks.same("the same file again is the same", hand_in(api, "payments", bank.camt(half + rest)), file)
    strangers = [bank.entry([bank.payment(50, "", "S1", name="Eva Muster7", message="Für den Wald", payer="CH5604835012345678009")], "ES1"),
                 bank.entry([bank.payment(25, "210000000003139471430009017", "S2")], "ES2"),
                 bank.entry([bank.payment(25, "210000000003139471430009018", "S3")], "ES3"),
                 bank.entry([bank.payment(9, "", "S4")], "ES4", credit=False),
                 bank.entry([bank.payment(9, given[0]["reference"], "S5")], "ES5", status="PDNG")]
    second = read(server, hand_in(api, "payments", bank.zipped(bank.camt(rest, "04", name="N2"), bank.camt(strangers, name="N3")), "application/zip"))
    checks.same("what overlaps is known; what nobody was given, waits", figures(second), {"known": len(rest) * 50, "clearing": 3, "refused": 2})
    checks.same("each with its reason", sorted(e["reason"] for e in waiting(api)),
                ["partners.no-reference", "partners.unknown-reference", "partners.wrong-reference"])
    responses = [r for r in api.every("/responses") if r["channel"] == "payment"]
    checks.that("each gift is one response of the right person, by its piece",
                sorted((r["contactId"], r["pieceId"], r["type"], r["attribution"]) for r in responses) ==
                sorted((p["contactId"], p["id"], "payment", "direct") for p in pieces[:GIFTS]), len(responses))
    wrong = read(server, hand_in(api, "payments", bank.camt([bank.entry([bank.payment(5, given[0]["reference"], "X1")], "EX1")], stated=50)))
    checks.same("a file that does not add up says so", (wrong["balance"]["state"], figures(wrong)), ("unbalanced", {"captured": 1}))
    slip = api.get("/payment-references", reference=given[0]["reference"])["items"][0]
    checks.same("a second gift with one slip is counted with it", (slip["payments"], slip["paidMinor"]), (2, int(paid[0]["amount"] * 100) + 500))


def clearing(server, pieces):
    print("\nA payer who left the reference out.", flush=True)
    api = server.api()
    entry = next(e for e in waiting(api) if e["reason"] == "partners.no-reference")
    person = pieces[0]["contactId"]
    done = decide(api, entry, state="captured", contactId=person)
    checks.same("assigned by a person, it is captured", (done["state"], done["contactId"]), ("captured", person))
    undone = decide(api, done, state="clearing")
    checks.same("taken back, it waits", (undone["state"], undone["reason"]), ("clearing", "partners.taken-back"))
    count = len([r for r in api.every("/responses") if r["channel"] == "payment" and r["captures"] > 0])
    checks.same("and its response counts no more", count, GIFTS + 1)
    decide(api, undone, state="captured", contactId=person)
    again = read(server, hand_in(api, "payments", bank.camt([bank.entry([bank.payment(60, "", "S9", name="E. M.", payer="CH5604835012345678009")], "ES9")])))
    checks.same("the next one without a reference waits, too", figures(again), {"clearing": 1})
    entry = next(e for e in waiting(api) if e["reason"] == "partners.no-reference")
    best = api.get(f"/partner-entries/{entry['id']}/candidates")["items"][0]
    checks.same("but the account is known", (best["contactId"], best["reasons"][0], best["reference"] != ""), (person, "iban", True))
    done = decide(api, entry, state="captured", reference=best["reference"])
    checks.refused("a decision of a stale page is refused", lambda: decide(api, entry, state="rejected"), 412)
    checks.refused("a decided entry is not decided again", lambda: decide(api, done, state="rejected"), 409, "partners.decided")
    for entry in waiting(api):
        decide(api, entry, state="rejected")


def bills(server, pieces):
    print("\nBills: paid in parts, too much, and taken back by the bank.", flush=True)
    api = server.api()
    order = api.post("/orders", {"contactId": pieces[1]["contactId"], "reference": "bill-1", "lines": [{"sku": "BOOK", "quantity": 2}]})["id"]
    slip = api.post("/payment-references", {"orderId": order, "kind": "rf"})
    checks.same("an order's slip asks for its value", (slip["amountMinor"], slip["currency"], slip["reference"][:2]), (5000, "CHF", "RF"))
    ask = lambda: api.get(f"/payment-references/{slip['id']}")  # noqa: E731
    parts = [bank.entry([bank.payment(30, slip["reference"], "B1")], "EB1"), bank.entry([bank.payment(20, slip["reference"], "B2")], "EB2")]
    done = read(server, hand_in(api, "payments", bank.camt(parts)))
    checks.same("two parts are one answer", figures(done), {"captured": 1, "duplicate": 1})
    checks.same("and the bill is paid", (ask()["paidMinor"], ask()["payments"]), (5000, 2))
    read(server, hand_in(api, "payments", bank.camt([bank.entry([bank.payment(50, slip["reference"], "B3")], "EB3")])))
    checks.same("paid twice it stands among those that do not add up", [s["id"] for s in api.get("/payment-references", open="true")["items"]], [slip["id"]])
    back = bank.camt([bank.entry([bank.payment(50, slip["reference"], "B3")], "EB3", credit=False, reversal=True)], name="R1")
    done = read(server, hand_in(api, "payments", back))
    checks.same("the bank takes it back", figures(done), {"withdrawn": 1})
    checks.same("and the slip counts it no more", (ask()["paidMinor"], ask()["payments"]), (5000, 2))
    lost = bank.camt([bank.entry([bank.payment(77, "", "B9")], "EB9", credit=False, reversal=True)], name="R2")
    checks.same("a reversal of nothing waits", figures(read(server, hand_in(api, "payments", lost))), {"clearing": 1})
    decide(api, next(e for e in waiting(api) if e["reason"] == "partners.reversal-unmatched"), state="rejected")


def by_table(server, given):
    print("\nPayments as a table, with columns that a person names once.", flush=True)
    api = server.api()
    header = ["Wann", "Wieviel", "Referenz", "Wer"]
    file = hand_in(api, "payments", table(header, ["05.03.2026", "1'050,50", given[GIFTS]["reference"], "Muster, Eva"], ["31.02.2026", "5,00", "x", ""]), "text/csv")
    look = api.get(f"/partner-files/{file}")
    checks.same("the file waits for its columns", (look["balance"]["state"], [c["field"] for c in look["look"]["columns"]]), ("mapping", ["", "", "reference", ""]))
    checks.refused("all that is missing is named", lambda: mapped(api, file, {}), 422, "partners.mapping")
    mapped(api, file, {"columns": {"bookedOn": "Wann", "amount": "Wieviel", "payerName": "Wer"}, "currency": "CHF", "account": bank.IBAN}, "House bank")
    done = read(server, file)
    checks.same("then it is read", figures(done), {"captured": 1, "refused": 1})
    checks.same("a day that is none costs its line only", [line["reason"] for line in api.get(f"/partner-files/{file}/lines")["items"] if line["reason"]], ["partners.day"])
    profile = api.get("/partner-profiles", source="payments")["items"][0]
    next_file = hand_in(api, "payments", table(header, ["06.03.2026", "20,00", given[GIFTS + 1]["reference"], ""]), "text/csv", profileId=profile["id"])
    checks.same("the next file needs nobody", figures(read(server, next_file)), {"captured": 1})
    return profile


def shop_order(number, **more):
    return {"shop": "web", "number": number, "orderedAt": "2026-03-03T10:00:00Z", "currency": "CHF", "lines": [{"sku": "BOOK", "quantity": 1, "unitPriceMinor": 2500}], **more}


def orders(server, pieces):
    print("\nOrders of a shop.", flush=True)
    api = server.api()
    one, two = pieces[GIFTS + 2], pieces[GIFTS + 3]
    api.post("/shipping-rates", {"name": "Parcel", "currency": "CHF", "priceMinor": 900}, key="parcel")
    first = api.post("/shop-orders", shop_order("1", code=one["code"]))
    checks.same("by its code it is its person's", (first["state"], first["contactId"], first["pieceId"]), ("captured", one["contactId"], one["id"]))
    response = api.get(f"/responses/{first['responseId']}")["response"]
    checks.same("a response by the shop", (response["channel"], response["type"], response["attribution"]), ("shop", "order", "direct"))
    order = api.get(f"/orders/{first['orderId']}")
    checks.same("and an order", ([(line["sku"], line["ordered"]) for line in order["lines"]], order["order"]["valueMinor"], order["order"]["responseId"]),
                ([("BOOK", 1)], 2500, first["responseId"]))
    checks.same("the shop has charged for shipping, and sees to the payment", (order["shipping"]["amountMinor"], order["payment"]["kind"]), (0, "elsewhere"))
    checks.same("told again it changes nothing", api.post("/shop-orders", shop_order("1", code=one["code"]))["version"], first["version"])
    known = api.get(f"/contacts/{two['contactId']}")
    person = {name: known[name] for name in ("givenName", "familyName", "street", "houseNumber", "postcode", "city", "country", "email")}
    second = api.post("/shop-orders", shop_order("2", **person))
    checks.same("without a code it is known by its person", second["contactId"], two["contactId"])
    new = api.post("/shop-orders", shop_order("3", givenName="Zoe", familyName="Zufall", street="Gasse", houseNumber="9", postcode="9000", city="St. Gallen",
                                              country="CH", email="zoe@far.example"))
    checks.same("nobody known becomes a contact", (api.get(f"/contacts/{new['contactId']}")["familyName"], api.get(f"/contacts/{new['contactId']}")["source"]), ("Zufall", "Shop web"))
    strange = api.post("/shop-orders", shop_order("4", code=one["code"], lines=[{"sku": "NOTHING"}]))
    checks.same("an item that nobody knows waits for a person", (strange["state"], strange["reason"]), ("clearing", "fulfilment.unknown-item"))
    checks.that("and left nothing behind", len([r for r in api.every("/responses") if r["channel"] == "shop"]) == 3)
    changed = api.post("/shop-orders", shop_order("2", **person, lines=[{"sku": "BOOK", "quantity": 3, "unitPriceMinor": 2500}]))
    checks.same("changed, the order is another", (api.get(f"/orders/{second['orderId']}")["order"]["state"], api.get(f"/orders/{changed['orderId']}")["lines"][0]["ordered"]),
                ("cancelled", 3))
    checks.same("what was told before changes nothing", api.post("/shop-orders", shop_order("2", **person))["orderId"], changed["orderId"])
    gone = api.post("/shop-orders", shop_order("2", **person, status="cancelled"))
    checks.same("cancelled it is cancelled", (gone["state"], api.get(f"/orders/{changed['orderId']}")["order"]["state"]), ("withdrawn", "cancelled"))
    stories.ship(api, first["orderId"], "S1")
    late = api.post("/shop-orders", shop_order("1", code=one["code"], status="cancelled"))
    checks.same("too late for that, a person looks", (late["state"], late["reason"]), ("clearing", "partners.cancelled-late"))
    checks.same("and may leave it", decide(api, late, state="rejected")["state"], "captured")
    rows = [["10", "BOOK", "1", "25.00", pieces[GIFTS + 4]["code"], ""], ["10", "BROCHURE", "2", "0", pieces[GIFTS + 4]["code"], ""],
            ["11", "BOOK", "many", "25.00", pieces[GIFTS + 5]["code"], ""], ["11", "BOOK", "1", "25.00", pieces[GIFTS + 5]["code"], ""],
            ["1", "BOOK", "1", "25.00", one["code"], "storniert"]]
    file = hand_in(api, "shopOrders", table(["Bestellnummer", "Artikel", "Menge", "Preis", "Aktionscode", "Status"], *rows), "text/csv")
    mapped(api, file, {"shop": "web", "currency": "CHF"}, "Shop")
    done = read(server, file)
    checks.same("lines of one number are one order; one with a broken line is none", figures(done), {"captured": 1, "refused": 1, "clearing": 1})
    entry = next(line for line in api.get(f"/partner-files/{file}/lines")["items"] if line.get("state") == "captured")
    made = api.get(f"/orders/{api.get('/partner-entries/' + entry['entryId'])['orderId']}")
    checks.same("with both lines", sorted((line["sku"], line["ordered"]) for line in made["lines"]), [("BOOK", 1), ("BROCHURE", 2)])
    for entry in waiting(api):
        decide(api, entry, state="rejected")
    api.finished(api.post(f"/contacts/{new['contactId']}/erasure", {"askedBy": "by letter"})["operationId"])
    bare = api.get(f"/partner-entries/{new['id']}")
    checks.same("who is erased is not named any more, the order's number stays",
                (bare["title"], bare["told"]["familyName"], bare["told"]["email"], bare["told"]["number"]), ("–", "", "", "3"))


def returns(server, pieces):
    print("\nThe post's file: moved, unknown, deceased, and a code that is none.", flush=True)
    api = server.api()
    moved, unknown, dead, twice = pieces[GIFTS + 10:GIFTS + 14]
    header = ["Sendungscode", "Grund", "Datum", "neue Strasse", "neue Hausnummer", "neue PLZ", "neuer Ort", "Land"]
    rows = [[moved["code"], "Empfänger verzogen", "05.03.2026", "Talweg", "7", "4051", "Basel", "CH"], [unknown["code"], "unbekannt", "05.03.2026", "", "", "", "", ""],
            [dead["code"], "14", "05.03.2026", "", "", "", "", ""], ["999999999", "unbekannt", "05.03.2026", "", "", "", "", ""],
            [twice["code"], "Warum auch immer", "05.03.2026", "", "", "", "", ""]]
    content = table(header, *rows).decode().encode("windows-1252")
    file = hand_in(api, "postalReturns", content, "text/csv")
    mapped(api, file, {"words": {"14": "deceased"}}, "Post")
    done = read(server, file)
    checks.same("each is what it is", figures(done), {"captured": 3, "clearing": 1, "refused": 1})
    person = api.get(f"/contacts/{moved['contactId']}")
    checks.same("who moved has the new address", (person["street"], person["houseNumber"], person["postcode"], person["city"], person["addressUndeliverable"]),
                ("Talweg", "7", "4051", "Basel", False))
    checks.that("who died is marked", api.get(f"/contacts/{dead['contactId']}")["deceased"])
    checks.same("one return does not block", api.get(f"/contacts/{unknown['contactId']}")["addressUndeliverable"], False)
    again = read(server, hand_in(api, "postalReturns", table(header, *rows[:3]), "text/csv", profileId=api.get("/partner-profiles", source="postalReturns")["items"][0]["id"]))
    checks.same("told again it is known", figures(again), {"known": 3})
    entry = waiting(api, source="postalReturns")[0]
    checks.same("the wrong code is put right", decide(api, entry, state="captured", code=twice["code"])["state"], "captured")
    checks.refused("a return is not taken back", lambda: decide(api, api.get(f"/partner-entries/{entry['id']}"), state="clearing"), 409, "partners.not-undone")
    checks.same("returns stand where scanned ones do", len(list(api.every("/returns"))), 4)
    lists = lambda: {row["listName"]: (row["mailed"], row["returned"], row["deceased"]) for row in api.get("/list-quality")["items"]}  # noqa: E731
    checks.that("and count for their list", stories.soon(lambda: lists().get("Friends of the forest") == (GIFTS + OTHERS, 3, 1), 30) or print(lists()))


def folder(server, watched, given):
    print("\nA watched folder; a crash between the commit and moving the file.", flush=True)
    for name in ("payments", "payments/House bank", "postalReturns"):
        (watched / name).mkdir(parents=True, exist_ok=True)
    (watched / "payments" / "camt.xml").write_bytes(bank.camt([bank.entry([bank.payment(33, given[GIFTS + 8]["reference"], "W1")], "EW1")], name="W"))
    (watched / "payments" / "House bank" / "day.csv").write_bytes(
        table(["Wann", "Wieviel", "Referenz", "Wer"], ["07.03.2026", "44,00", given[GIFTS + 9]["reference"], ""]))
    (watched / "postalReturns" / "empty.csv").write_bytes(b"")
    stories.soon(lambda: list(watched.glob("payments/taken/*")), 60)
    server.kill()
    server.start()
    api = server.api()
    moved = lambda: sorted(str(p.relative_to(watched)) for p in watched.rglob("*") if p.is_file())  # noqa: E731
    expected = ["payments/House bank/taken/day.csv", "payments/taken/camt.xml", "postalReturns/refused/empty.csv"]
    checks.that("all are moved aside", stories.soon(lambda: moved() == expected, 90) or print(moved()))
    paid = lambda i: api.get("/payment-references", reference=given[GIFTS + i]["reference"])["items"][0]["paidMinor"]  # noqa: E731
    checks.that("and read", stories.soon(lambda: (paid(8), paid(9)) == (3300, 4400), 60))


def broken(server):
    print("\nFiles that are none.", flush=True)
    api = server.api()
    checks.refused("an empty one", lambda: hand_in(api, "payments", b""), 400, "kernel.file-expected")
    checks.refused("XML for the shop", lambda: hand_in(api, "shopOrders", b"<a/>"), 422, "partners.no-table")
    for why, content in (("partners.not-camt054", b"<Document/>"), ("partners.broken-xml", b"<Document xmlns='urn:iso:std:iso:20022:tech:xsd:camt.054.001.08'>"),
                         ("partners.document-type", b"<!DOCTYPE a [<!ENTITY x 'y'>]><a/>"), ("partners.broken-zip", b"PK\x03\x04nothing")):
        done = read(server, hand_in(api, "payments", content))
        checks.same(why, (done["balance"]["state"], done["file"]["fault"]), ("failed", why))
    again = hand_in(api, "payments", content)
    checks.that("handed in again, it is tried again",
                stories.soon(lambda: (now := read(server, again))["version"] > done["version"] and now["file"]["state"] == "failed", 60))


def main():
    with Server({}) as server:
        watched = pathlib.Path(server.folder) / "partners"
        watched.mkdir()
        server.change({"partners.watch-folder": watched, "partners.qr-prefix": "1234567"})
        server.make_administrator()
        server.start()
        api = server.api()
        stories.stocked(api, 1000)
        api.post("/items", {"sku": "BOOK", "name": "Book", "kind": "goods", "unitCost": "9", "priceMinor": 2500, "currency": "CHF", "stocked": True})
        api.post("/stock/receipts", {"sku": "BOOK", "quantity": 100, "reason": "print run"})
        server.campaign = stories.approved(api, "FOREST")
        pieces = sent(api, server.campaign)
        given = slips(api, pieces)
        gifts(server, pieces, given)
        clearing(server, pieces)
        bills(server, pieces)
        by_table(server, given)
        orders(server, pieces)
        returns(server, pieces)
        folder(server, watched, given)
        broken(server)
        for file in server.api().every("/partner-files"):
            b = file["balance"]
            checks.same(f"{file['file']['name']} balances", b["lines"], sum(b[name] for name in OUTCOMES))
        server.stop()
        checks.same("verify finds nothing", server.verify(), "")
    checks.close()


main()
