#!/usr/bin/env python3
"""A stack of reply cards: printed codes come back through the scanner, in a TIFF, a PDF and single pictures, by upload and by a
watched folder; what is sure becomes responses and orders, the rest goes to a person with its picture; kill -9 in the middle, and
every file twice."""
import os
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import cards  # noqa: E402
import stories  # noqa: E402
from rejoinder import SHORT, SKIPPED, Checks, Server, only_in_long_form  # noqa: E402

only_in_long_form("galera")
checks = Checks()
STACK = 24 if SHORT else 80
TYPE = "information-request"


def scanned(code, dice, **how):
    """A clean card; how dirty ones are read is measured in real-data.scans."""
    return cards.scanned(code, dice, **{"clean": True, "dpi": 200, **how})


def balanced(batch):
    b = batch["balance"]
    return b["pages"] == b["waiting"] + b["captured"] + b["duplicate"] + b["clearing"] + b["rejected"]


def read(server, batch):
    """The batch once all of its files are read."""
    api = server.api()
    stories.soon(lambda: api.get(f"/scan-batches/{batch}")["balance"]["state"] != "reading", 180)
    return api.get(f"/scan-batches/{batch}")


def codes_of(api, campaign, count):
    """Pieces handed over to so many persons, with their codes."""
    api.finished(api.upload("/contacts/imports", stories.people("SCAN", count), "text/csv"))
    cells = campaign[1]
    group = stories.frozen(api, campaign[0], cells, {"A": count})
    wave = api.post("/waves", {"name": "Cards", "targetGroupId": group, "channel": "letter", "content": stories.CONTENT})["id"]
    stories.sent(api, wave)
    return list(api.every("/pieces", waveId=wave))


def upload(api, content, kind, **query):
    return api.upload("/scan-batches", content, kind, **query)


def stack(server, pieces, dice):
    print("\nA stack of cards in one TIFF; the power fails in the middle.", flush=True)
    api = server.api()
    pages = [scanned(p["code"], dice) for p in pieces[:STACK]]
    pages += [scanned(pieces[0]["code"], dice), scanned("", dice), scanned("", dice, back=True),
              scanned(cards.random_code(dice), dice, dpi=300)]
    file = cards.tiff(pages)
    batch = upload(api, file, "image/tiff", type=TYPE, pagesExpected=len(pages), name="Monday")["id"]
    for _ in range(3):
        stories.soon(lambda: api.get(f"/scan-batches/{batch}")["balance"]["captured"] > 0, 60)
        server.kill()
        server.start()
        api = server.api()
    done = read(server, batch)
    found = done["balance"]
    checks.same("every page is accounted for", found, {
        "state": "clearing", "pages": STACK + 4, "waiting": 0, "captured": STACK, "duplicate": 1, "clearing": 2, "rejected": 1})
    again = upload(api, file, "image/tiff", type=TYPE)
    checks.same("the same file again is the same batch", again["id"], batch)
    checks.same("and adds nothing", api.get(f"/scan-batches/{batch}")["balance"], found)
    right = {p["code"]: p["contactId"] for p in pieces}
    listed = list(api.every("/scan-pages", batchId=batch))
    checks.that("each code is credited to whom it was sent", all(
        right[p["code"]] == p["contactId"] for p in listed if p["state"] in ("captured", "duplicate")))
    checks.same("each person has one response", sorted(r["contactId"] for r in api.every("/responses")),
                sorted(p["contactId"] for p in pieces[:STACK]))
    return batch, listed


def clearing(api, batch, listed, pieces):
    print("\nWhat cannot be read waits for a person, with its picture.", flush=True)
    reasons = sorted(p["reason"] for p in listed if p["reason"])
    checks.same("each with its reason", reasons, ["channel-scan.blank", "channel-scan.no-code", "responses.unknown-code"])
    entries = {e["id"]: e for e in api.get("/clearing")["items"]}
    page = next(p for p in listed if p["reason"] == "channel-scan.no-code")
    checks.that("the page is in clearing", page["clearingId"] in entries)
    checks.same("the entry leads to its page", [p["id"] for p in api.get("/scan-pages", clearingId=page["clearingId"])["items"]], [page["id"]])
    status, headers, body = api.raw("GET", f"/api/v1/scan-pages/{page['id']}/picture", headers={"Authorization": f"Bearer {api.token}"})
    checks.that("its picture is a PNG", status == 200 and body.startswith(b"\x89PNG"), f"{status} {len(body)} bytes")
    entry = entries[page["clearingId"]]
    decided = api.patch(f"/clearing/{entry['id']}", {"state": "assigned", "code": pieces[STACK]["code"]}, entry["version"])
    checks.that("assigned, the page is captured", stories.soon(lambda: api.get(f"/scan-pages/{page['id']}")["state"] == "captured"))
    checks.same("for that person", api.get(f"/scan-pages/{page['id']}").get("contactId"), pieces[STACK]["contactId"])
    api.patch(f"/clearing/{entry['id']}", {"state": "open"}, decided["version"])
    checks.that("taken back, it waits again", stories.soon(lambda: api.get(f"/scan-pages/{page['id']}")["state"] == "clearing"))
    for e in api.get("/clearing")["items"]:
        api.patch(f"/clearing/{e['id']}", {"state": "rejected"}, e["version"])
    checks.that("when all is decided, the batch closes",
                stories.soon(lambda: api.get(f"/scan-batches/{batch}")["balance"]["state"] == "closed"))


def boxes(server, pieces, campaign, dice):
    print("\nTicked boxes become an order; another campaign's card and two codes do not.", flush=True)
    api = server.api()
    template = [{"name": name, "x": x, "y": y, "width": w, "height": h,
                 **({"type": "not-interested"} if name == "no" else {"sku": name.upper()})}
                for name, (x, y, w, h) in cards.BOXES.items()]
    api.put(f"/card-templates/{campaign[0]}", {"moduleMm": cards.MODULE, "boxes": template}, 0)
    checks.refused("a box means one thing", lambda: api.put(f"/card-templates/{campaign[0]}", {
        "moduleMm": 0.5, "boxes": [{"name": "x", "x": 0, "y": 0, "width": 4, "height": 4}]}, 1), 422)
    one, two, three = pieces[STACK + 1:STACK + 4]
    pages = [scanned(one["code"], dice, ticks=("brochure",)), scanned(two["code"], dice, dpi=300, ticks=("no",)),
             scanned(three["code"], dice, ticks=("brochure", "sample"))]
    batch = upload(api, cards.pdf(pages), "application/pdf", type=TYPE, campaignId=campaign[0])["id"]
    checks.same("three pages of a PDF", read(server, batch)["balance"]["captured"], 3)
    by = {r["contactId"]: r for r in api.every("/responses")}
    checks.same("a no is a no", by[two["contactId"]]["type"], "not-interested")
    wanted = {}
    for person, items in ((one, ["BROCHURE"]), (three, ["BROCHURE", "SAMPLE"])):
        response = by[person["contactId"]]
        order = stories.soon(lambda response=response: [o for o in api.every("/orders") if o.get("responseId") == response["id"]], 30) and next(
            o for o in api.every("/orders") if o.get("responseId") == response["id"])
        wanted[tuple(items)] = sorted(line["sku"] for line in api.get(f"/orders/{order['id']}")["lines"]) if order else None
    checks.same("ticks are what is ordered", wanted, {("BROCHURE",): ["BROCHURE"], ("BROCHURE", "SAMPLE"): ["BROCHURE", "SAMPLE"]})
    other, _ = stories.approved(api, "OTHER")
    strange = upload(api, cards.jpeg(scanned(pieces[STACK + 4]["code"], dice, dpi=240)), "image/jpeg", type=TYPE, campaignId=other)["id"]
    checks.same("another campaign's card is for a person", read(server, strange)["balance"]["clearing"], 1)
    entry = next(api.every("/scan-pages", batchId=strange))["clearingId"]
    likely = api.get(f"/clearing/{entry}/candidates")["items"][0]
    checks.same("the likeliest is whose code it is", (likely["contactId"], likely["reasons"]), (pieces[STACK + 4]["contactId"], ["own-code"]))
    page = next(api.every("/scan-pages", batchId=batch))
    api.delete(f"/scan-pages/{page['id']}/picture")
    checks.refused("a picture can be deleted", lambda: api.get(f"/scan-pages/{page['id']}/picture"), 404, "channel-scan.no-picture-left")
    person = next(p for p in api.every("/scan-pages", batchId=batch) if p["contactId"] == three["contactId"])
    api.finished(api.post(f"/contacts/{three['contactId']}/erasure", {"askedBy": "by letter"})["operationId"])
    checks.that("and goes with its person", stories.soon(lambda: api.get(f"/scan-pages/{person['id']}")["contentType"] == ""))


def broken(server):
    print("\nFiles that are none.", flush=True)
    api = server.api()
    checks.refused("a text is no picture", lambda: upload(api, b"hello", "image/png", type=TYPE), 422, "channel-scan.no-picture")
    checks.refused("nor is its type taken", lambda: upload(api, b"hello", "text/plain", type=TYPE), 415)
    checks.refused("an unknown response type", lambda: upload(api, b"\x89PNG", "image/png", type="nothing"), 422, "channel-scan.unknown-type")
    for name, content, kind in (("png", b"\x89PNG\r\n\x1a\n" + b"x" * 1000, "image/png"), ("pdf", b"%PDF-1.7\n" + os.urandom(5000), "application/pdf"),
                                ("tiff", b"II*\0" + b"\xff" * 400, "image/tiff"), ("jpeg", b"\xff\xd8\xff\xe0" + os.urandom(3000), "image/jpeg")):
        batch = upload(api, content, kind, type=TYPE)["id"]
        done = read(server, batch)
        found = done["balance"]
        if name == "jpeg" and found["clearing"]:
            continue  # a picture of noise is one, too
        page = next(api.every("/scan-pages", batchId=batch))
        checks.same(f"a broken {name} is one page that cannot be read", (found["rejected"], page["reason"]), (1, "channel-scan.unreadable"))
        status, _, body = api.raw("GET", f"/api/v1/scan-pages/{page['id']}/picture", headers={"Authorization": f"Bearer {api.token}"})
        checks.that("and is kept as it came", status == 200 and body == content)


def folder(server, watched, pieces, dice):
    print("\nA watched folder; a crash between the commit and moving the file.", flush=True)
    names = []
    for i, piece in enumerate(pieces[STACK + 5:STACK + 9]):
        content = cards.jpeg(scanned(piece["code"], dice))
        for copy in (f"card-{i}.jpg", f"copy-of-{i}.jpg"):
            (watched / copy).write_bytes(content)
            names.append(copy)
    (watched / "notes.txt").write_text("not a picture")
    api = server.api()
    for _ in range(2):
        stories.soon(lambda: list((watched / "taken").glob("*")), 60)
        server.kill()
        server.start()
        api = server.api()
    checks.that("all are moved aside", stories.soon(lambda: sorted(p.name for p in (watched / "taken").glob("*")) == sorted(names), 90))
    checks.same("what is no picture, too", [p.name for p in (watched / "refused").glob("*")], ["notes.txt"])
    batch = next(b for b in api.get("/scan-batches")["items"] if b["name"] == time.strftime("%Y-%m-%d", time.gmtime()))
    found = read(server, batch["id"])
    checks.same("each card once", (len(found["files"]), found["balance"]["captured"], found["balance"]["duplicate"]), (4, 4, 0))


def main():
    if not cards.available():
        print("skipped: Pillow, numpy or dmtxwrite is not installed for this python3")
        sys.exit(SKIPPED)
    dice = cards.dice_of(1)
    with Server({}) as server:
        watched = pathlib.Path(server.folder) / "scanner"
        watched.mkdir()
        server.settings["channel-scan.watch-folder"] = watched
        server.make_administrator()
        server.start()
        api = server.api()
        for name in ("BROCHURE", "SAMPLE"):
            api.post("/items", {"sku": name, "name": name.title(), "kind": "information", "unitCost": "0.8", "priceMinor": 0,
                                "currency": "CHF", "stocked": True})
            api.post("/stock/receipts", {"sku": name, "quantity": 1000, "reason": "print run"})
        campaign = stories.approved(api, "SCANS")
        pieces = codes_of(api, campaign, STACK + 12)
        batch, listed = stack(server, pieces, dice)
        clearing(server.api(), batch, listed, pieces)
        boxes(server, pieces, campaign, dice)
        broken(server)
        folder(server, watched, pieces, dice)
        for b in server.api().get("/scan-batches")["items"]:
            checks.that(f"{b['name']} balances", balanced(b), b["balance"])
        server.stop()
        checks.same("verify finds nothing", server.verify(), "")
    checks.close()


main()
