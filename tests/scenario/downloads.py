#!/usr/bin/env python3
"""A brochure as a file: who asks for it has the link in a mail at once, in the right language; kill -9 around the mail; the link counts,
expires and is renewed; an order that holds more waits for its parcel; who has no address waits for a person; erasing ends the link."""
import pathlib
import re
import sys
import time
import urllib.error
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import mariadb  # noqa: E402
import stories  # noqa: E402
from mail_server import MailServer  # noqa: E402
from rejoinder import Checks, Server, only_in_long_form  # noqa: E402

only_in_long_form("galera")

checks = Checks()
GERMAN, ENGLISH = b"%PDF-1.4 Deutsch " + b"x" * 400_000, b"%PDF-1.4 English"


class Mails(MailServer):
    """Keeps the texts."""

    def __init__(self):
        super().__init__()
        self.texts = []

    def keep(self, text):
        with self.lock:
            self.texts.append(text)

    def links(self):
        with self.lock:
            return [re.findall(r"http://\S+/d/[0-9a-f]+", text.replace("=\r\n", ""))[0] for text in self.texts]


def fetch(link):
    try:
        with urllib.request.urlopen(link, timeout=20) as answer:
            return answer.status, answer.read(), dict(answer.headers)
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read(), dict(refused.headers)


def person(api, name, language="de", **more):
    return api.post("/contacts", {"familyName": name, "country": "CH", "language": language, "street": "Gasse", "houseNumber": "1",
                                  "postcode": "3000", "city": "Bern", **more})["id"]


def ordered(api, who, *skus):
    return api.post("/orders", {"contactId": who, "lines": [{"sku": sku, "quantity": 1} for sku in skus]})["id"]


def state(api, order):
    return api.get(f"/orders/{order}")["order"]["state"]


def main():
    port = mariadb.free_port()
    mails = Mails()
    with Server({"public.url": f"http://127.0.0.1:{port}", "channel-email.smtp.port": mails.port, "channel-email.from": "us@example.test",
                 "downloads.sender": "Muster AG"}, first={"public.port": port}) as server:
        server.make_administrator()
        server.start()
        api = server.api()
        stories.stocked(api, 10)
        api.post("/items", {"sku": "GUIDE", "name": "Guide", "kind": "information", "unitCost": "0", "priceMinor": 0, "currency": "CHF",
                            "stocked": False})
        print("\nFiles of items.", flush=True)
        checks.refused("not of an item that is counted", lambda: api.upload("/item-files", GERMAN, "application/pdf", sku="BROCHURE"), 422,
                       "downloads.stocked")
        checks.refused("not of no item", lambda: api.upload("/item-files", GERMAN, "application/pdf", sku="X"), 422, "downloads.no-such-item")
        checks.refused("nothing that a browser runs", lambda: api.upload("/item-files", b"<script>", "text/html", sku="GUIDE"), 415)
        api.upload("/item-files", b"old", "application/pdf", sku="GUIDE", language="de", name="alt.pdf")
        api.upload("/item-files", GERMAN, "application/pdf", sku="GUIDE", language="de", name="Einführung.pdf")
        api.upload("/item-files", ENGLISH, "application/pdf", sku="GUIDE", name="guide.pdf")
        files = api.get("/item-files")["items"]
        checks.same("one per language", [(f["language"], f["fileName"], f["bytes"]) for f in files],
                    [("", "guide.pdf", len(ENGLISH)), ("de", "Einführung.pdf", len(GERMAN))])
        print("\nSomebody asks for it.", flush=True)
        ada = person(api, "Ada", email="ada@example.test")
        one = ordered(api, ada, "GUIDE")
        checks.becomes("the mail is there at once", lambda: len(mails.links()), 1)
        status, content, headers = fetch(mails.links()[0])
        checks.same("the link leads to the file in her language", (status, content == GERMAN), (200, True))
        checks.that("to be saved, not shown", headers["Content-Disposition"] == "attachment; filename=\"Einf__hrung.pdf\"; filename*=UTF-8''Einf%C3%BChrung.pdf" and
                    headers["Content-Type"] == "application/pdf", headers["Content-Disposition"])
        checks.becomes("the order is done", lambda: state(api, one), "shipped")
        seen = next(d for d in api.get("/digital-deliveries", orderId=one)["items"])
        checks.same("and what was opened counts", (seen["state"], seen["downloads"]), ("sent", 1))
        bob = person(api, "Bob", language="fr", email="bob@example.test")
        ordered(api, bob, "GUIDE")
        checks.becomes("who speaks another language gets the one for everybody",
                       lambda: [fetch(link)[1] == ENGLISH for link in mails.links()[1:]], [True])
        checks.same("a guessed link leads nowhere", fetch(f"http://127.0.0.1:{port}/d/{'0' * 48}")[0], 404)
        print("\nThe power fails after the order and while the mail server is away.", flush=True)
        mails.busy = True
        cleo = person(api, "Cleo", email="cleo@example.test")
        two = ordered(api, cleo, "GUIDE")
        stories.soon(lambda: mails.turned > 0)
        server.kill()
        mails.busy = False
        server.start()
        api = server.api()
        checks.becomes("the mail comes", lambda: len(mails.links()), 3, seconds=120)
        checks.becomes("and the order is done", lambda: state(api, two), "shipped")
        time.sleep(1)
        checks.same("once", len(mails.links()), 3)
        print("\nMore than a file, and nobody to write to.", flush=True)
        three = ordered(api, ada, "GUIDE", "BROCHURE")
        checks.becomes("the file goes at once", lambda: len(mails.links()), 4)
        checks.same("the parcel is still to be packed", state(api, three), "reserved")
        stories.ship(api, three, "parcel")
        checks.same("and then it is done", state(api, three), "shipped")
        dora = person(api, "Dora")
        four = ordered(api, dora, "GUIDE")
        checks.becomes("who has no address waits for a person", lambda: [d["state"] for d in api.get("/digital-deliveries", orderId=four)["items"]],
                       ["noAddress"])
        checks.same("nothing is said to be done", state(api, four), "reserved")
        delivery = api.get("/digital-deliveries", orderId=four)["items"][0]["id"]
        checks.refused("nor sent", lambda: api.post(f"/digital-deliveries/{delivery}/mails"), 409, "downloads.no-address")
        contact = api.get(f"/contacts/{dora}")
        api.patch(f"/contacts/{dora}", {"email": "dora@example.test"}, contact["version"])
        api.post(f"/digital-deliveries/{delivery}/mails")
        checks.becomes("with an address it goes", lambda: len(mails.links()), 5)
        checks.same("and the order is done", state(api, four), "shipped")
        print("\nA new link ends the old one; a person is erased.", flush=True)
        first = mails.links()[0]
        api.post(f"/digital-deliveries/{seen['id']}/mails")
        checks.becomes("a new one comes", lambda: len(mails.links()), 6)
        checks.same("the old one is worth nothing", (fetch(first)[0], fetch(mails.links()[5])[0]), (404, 200))
        answer = api.post(f"/contacts/{ada}/erasure", {"askedBy": "a letter"})
        if "id" in answer:
            api.finished(answer)
        checks.becomes("the links of who was erased end", lambda: fetch(mails.links()[5])[0], 404)
        server.stop()
        checks.same("verify finds nothing", server.verify(), "")
    checks.close()


main()
