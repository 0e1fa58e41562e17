#!/usr/bin/env python3
"""From a letter to its web form and back: the personal address in a letter, the form behind it, the order, the consent to e-mails
that is confirmed by a real mail through Postfix, answers without a code, objections that stop what is already queued; kill -9 in
the middle, double clicks, guessed codes. Everything the public does goes through the public listener."""
import csv
import email
import email.policy
import io
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import postfix  # noqa: E402
import stories  # noqa: E402
from public_forms import Browser, definition, opt_out, published  # noqa: E402
from rejoinder import SKIPPED, Checks, Server, only_in_long_form  # noqa: E402

only_in_long_form("galera")
checks = Checks()
CONTENT = {**stories.CONTENT, "text": "Dear {{givenName}}, answer at {{webAddress}} {{webQr}}"}
PEOPLE = 12


def letters_of(api, campaign, cells):
    """A wave of letters; rows of its files by contact, and the pieces."""
    api.finished(api.upload("/contacts/imports", stories.people("WEB", PEOPLE), "text/csv"))
    group = stories.frozen(api, campaign, cells, {"A": PEOPLE})
    wave = api.post("/waves", {"name": "Letters", "targetGroupId": group, "channel": "letter", "content": CONTENT})["id"]
    stories.sent(api, wave)
    rows = {}
    for batch in list(api.every("/letter-batches", waveId=wave)):
        content = api.get(f"/letter-batches/{batch['id']}/csv").decode("utf-8-sig")
        rows.update({row["piece"]: row for row in csv.DictReader(io.StringIO(content))})
        pdf = api.get(f"/letter-batches/{batch['id']}/pdf")
        checks.that("the letters are a PDF", pdf.startswith(b"%PDF"))
    return [{**piece, "address": rows[piece["id"]]["webAddress"]} for piece in api.every("/pieces", waveId=wave)], group


def answers(api, form, **query):
    return list(api.every("/web-answers", formId=form["id"], **query))


def settled(api, form, count):
    """The answers of a form, once so many are there and none waits."""
    stories.soon(lambda: len(found := answers(api, form)) >= count and all(a["state"] != "received" for a in found), 60)
    return answers(api, form)


def path_of(address):
    return "/" + address.split("/", 3)[3]


def by_letter(server, browser, form, pieces, mta):
    print("\nThe address in the letter opens the form, with a greeting and nothing else of the person.", flush=True)
    api = server.api()
    piece = pieces[0]
    person = api.get(f"/contacts/{piece['contactId']}")
    page = browser.get(path_of(piece["address"]))
    checks.same("the form of the campaign", (page.status, "Frühling 26" in page.body), (200, True))
    checks.that("who was written to is greeted", person["familyName"] in page.body)
    checks.that("where they live is told to nobody", person["email"] not in page.body and person["city"] not in page.body)
    same = [re.sub(r'nonce="\w+"|value="[^"]*"|nonce-\w+', "", browser.get(path).body) for path in (
        "/r/" + piece["code"], "/r/" + piece["code"][:-1] + ("2" if piece["code"][-1] != "2" else "3"), "/r/" + piece["code"] + "-abcdefgh")]
    checks.that("a code alone, a wrong one and a guessed key show the same general form", same[0] == same[1] == same[2])
    checks.that("which greets nobody", person["familyName"] not in same[0])

    print("\nThe answer becomes a response of the piece and an order; consent waits for the mail.", flush=True)
    sent = browser.send(page, email="anna@elsewhere.example", item__BROCHURE="1", question__when="now", consent__news="1",
                        consent__calls="1", phone="031 301 22 33")
    checks.same("thanks", (sent.status, sent.headers.get("location")), (303, "/f/spring/thanks?l=de&m=1"))
    checks.that("they say that a mail comes", "E-Mail gesandt" in browser.get(sent.headers["location"]).body)
    answer = settled(api, form, 1)[0]
    checks.same("captured", (answer["state"], answer["proven"], answer["contactId"]), ("captured", True, piece["contactId"]))
    response = api.get(f"/responses/{answer['responseId']}")["response"]
    checks.same("direct, on the web", (response["channel"], response["attribution"], response["pieceId"], response["type"]),
                ("web", "direct", piece["id"], "information-request"))
    checks.that("the order is there", stories.soon(lambda: answer["responseId"] in stories.orders(api)))
    order = next(o for o in api.every("/orders") if o.get("responseId") == answer["responseId"])
    stories.ship(api, order["id"], "web")
    checks.same("and shipped", next(o["state"] for o in api.every("/orders") if o["id"] == order["id"]), "shipped")
    consents = list(api.every(f"/contacts/{piece['contactId']}/consents"))
    checks.same("calls are agreed to at once, e-mails not yet", [(c["channel"], c["textVersion"]) for c in consents], [("phone", "2026-1")])
    wording = api.get(f"/consent-texts/{consents[0]['textHash']}")
    checks.same("the wording is kept", wording["text"], "Ja, Muster AG darf mich anrufen.")

    print("\nThe mail comes; looking at its link confirms nothing, the button does, once.", flush=True)
    mail = stories.soon(lambda: confirmation(mta, "anna")) and confirmation(mta, "anna")
    link = re.search(r"http://\S+(/c/[0-9a-f]+)", mail.get_content()).group(1)
    checks.that("it says what was agreed to", "Ja, Muster AG darf mir E-Mails schreiben." in mail.get_content())
    checks.that("it is no advertising", mail["List-Unsubscribe"] is None)
    checks.same("the link asks", browser.get(link).status, 200)
    checks.same("still no consent", len(list(api.every(f"/contacts/{piece['contactId']}/consents"))), 1)
    checks.same("a wrong one is none", browser.post(link[:-1] + ("0" if link[-1] != "0" else "1"), {"l": "de"}).status, 404)
    for _ in range(2):
        checks.same("the button confirms", browser.post(link, {"l": "de"}).status, 200)
    given = [c for c in api.every(f"/contacts/{piece['contactId']}/consents") if c["channel"] == "email"]
    checks.same("one consent to e-mails", [(c["event"], c["textVersion"]) for c in given], [("given", "2026-1")])
    checks.that("with both steps and a shortened address", "127.0.0.0" in given[0]["source"] and "confirmed" in given[0]["source"])
    checks.same("the confirmed address is the person's", api.get(f"/contacts/{piece['contactId']}")["email"], "anna@elsewhere.example")
    detail = api.get(f"/web-answers/{answer['id']}")
    checks.that("the proof stands at the answer", detail["confirmations"][0]["confirmedAt"] and detail["confirmations"][0]["consentId"] == given[0]["id"])


def confirmation(mta, name):
    for raw in mta.mails():
        mail = email.message_from_bytes(raw, policy=email.policy.default)
        if name in mail["To"] and "notice-" in mail["Message-ID"]:
            return mail
    return None


def twice(server, browser, form, pieces):
    print("\nA double click, a reload, a dead server: one answer.", flush=True)
    api = server.api()
    page = browser.get(path_of(pieces[1]["address"]))
    for _ in range(3):
        checks.same("each is thanked", browser.send(page, item__BROCHURE="1").status, 303)
    changed = browser.send(page, item__BROCHURE="1", question__when="later")
    checks.same("a changed one is asked for", changed.status, 422)
    pages = [browser.get(path_of(p["address"])) for p in pieces[2:6]]
    for page in pages:
        checks.same("taken", browser.send(page, item__BROCHURE="1").status, 303)
    server.kill()
    server.start()
    api = server.api()
    for page in pages:
        checks.same("sent again after the crash", browser.send(page, item__BROCHURE="1").status, 303)
    found = settled(api, form, 6)
    checks.same("each once", sorted(a["contactId"] for a in found), sorted(p["contactId"] for p in pieces[:6]))
    checks.that("each with its order", stories.soon(lambda: {a["responseId"] for a in found} <= set(stories.orders(api))))


def without_code(server, browser, form):
    print("\nWithout a code: somebody new, somebody known, somebody who could be two.", flush=True)
    api = server.api()
    before = len(answers(api, form))
    people = list(api.every("/contacts"))
    one = {"givenName": "Zoë", "familyName": "Neumann", "street": "Seilerstrasse", "houseNumber": "4", "postcode": "3011", "city": "Bern",
           "email": "zoe@elsewhere.example"}
    known = api.post("/contacts", {"givenName": "Karl", "familyName": "Bekannt", "street": "Marktgasse", "houseNumber": "7",
                                   "postcode": "3011", "city": "Bern", "country": "CH", "email": "karl@elsewhere.example"})
    for _ in range(2):
        api.post("/contacts", {"givenName": "Eva", "familyName": "Doppelt", "street": "Gerechtigkeitsgasse", "houseNumber": "1",
                               "postcode": "3011", "city": "Bern", "country": "CH", "email": "eva@elsewhere.example"})
    for who in (one, {"givenName": "Karl", "familyName": "Bekannt", "street": "Marktgasse", "houseNumber": "7", "postcode": "3011",
                      "city": "Bern", "email": "karl@elsewhere.example"},
                {"givenName": "Eva", "familyName": "Doppelt", "street": "Gerechtigkeitsgasse", "houseNumber": "1", "postcode": "3011",
                 "city": "Bern", "email": "eva@elsewhere.example"}):
        checks.same("sent", browser.send(browser.get("/f/spring"), item__BROCHURE="1", **who).status, 303)
    found = {a["answers"]["familyName"]: a for a in settled(api, form, before + 3) if "familyName" in a["answers"]}
    new = api.get(f"/contacts/{found['Neumann']['contactId']}")
    checks.same("a new contact", (new["givenName"], new["country"], new["source"]), ("Zoë", "CH", "web form spring"))
    checks.same("who is known is found", found["Bekannt"]["contactId"], known["id"])
    checks.same("who could be two waits for a person", (found["Doppelt"]["state"], found["Doppelt"]["reason"]),
                ("clearing", "channel-web.unsure-person"))
    checks.same("and nobody was made of it", len(list(api.every("/contacts"))), len(people) + 4)
    entry = next(e for e in api.get("/clearing")["items"] if e["id"] == found["Doppelt"]["clearingId"])
    checks.that("with what they said", "Gerechtigkeitsgasse 1" in entry["reply"]["note"])
    decided = api.patch(f"/clearing/{entry['id']}", {"state": "assigned", "contactId": known["id"]}, entry["version"])
    checks.that("decided, the answer is captured", stories.soon(lambda: api.get(f"/web-answers/{found['Doppelt']['id']}")["submission"]["state"] == "captured"))
    api.patch(f"/clearing/{entry['id']}", {"state": "open"}, decided["version"])
    checks.that("taken back, it waits again", stories.soon(lambda: api.get(f"/web-answers/{found['Doppelt']['id']}")["submission"]["state"] == "clearing"))
    wrong = browser.send(browser.get("/r/222222223"), familyName="Falsch", code="222222223", item__BROCHURE="1")
    checks.same("a wrong code is thanked like a right one", (wrong.status, wrong.headers["location"]), (303, "/f/spring/thanks?l=de"))
    checks.that("and waits for a person", stories.soon(lambda: any(a["reason"] == "responses.unknown-code" for a in answers(api, form))))


def faults(browser):
    print("\nFaults stand at their fields, and nothing typed is lost.", flush=True)
    page = browser.get("/f/spring")
    wrong = browser.send(page, givenName="Eva & <b>", email="no address", consent__news="1")
    checks.same("refused", wrong.status, 422)
    checks.same("what was typed is there", (wrong.value("givenName"), wrong.value("email")), ("Eva & <b>", "no address"))
    checks.that("both faults are named", 'id="i-familyName-fault"' in wrong.body and 'id="i-email-fault"' in wrong.body)
    english = browser.send(wrong, switch="en", givenName="Eva")
    checks.same("another language keeps it, too", ('<html lang="en">' in english.body, english.value("givenName")), (True, "Eva"))


def objections(server, browser, pieces, group):
    print("\nAn objection stops what is already queued, on every channel it covers.", flush=True)
    api = server.api()
    form = published(api, "stop", opt_out())
    wave = api.post("/waves", {"name": "Second", "targetGroupId": group, "channel": "letter", "content": CONTENT})["id"]
    api.finished(stories.build_of(api, wave))
    for piece in pieces[6:8]:
        page = browser.get("/f/stop")
        person = api.get(f"/contacts/{piece['contactId']}")
        by = {"code": piece["code"]} if piece is pieces[6] else {"email": person["email"].upper()}
        checks.same("taken", browser.send(page, **by).status, 303)
    stories.sent(api, wave)
    states = {p["contactId"]: p["state"] for p in api.every("/pieces", waveId=wave)}
    checks.same("both are left out, all others get their letter",
                (states[pieces[6]["contactId"]], states[pieces[7]["contactId"]], sorted(states.values()).count("handedOver")),
                ("withheld", "withheld", PEOPLE - 2))
    checks.same("the answers say so", [a["state"] for a in answers(api, form)], ["optedOut", "optedOut"])


def main():
    if not postfix.available():
        print("skipped: Postfix is not installed, or this is not root")
        sys.exit(SKIPPED)
    port = postfix.free_port()
    with postfix.Postfix(postfix.free_port()) as mta, Server({
            "public.url": f"http://127.0.0.1:{port}", "channel-email.smtp.port": mta.port,
            "channel-email.from": "news@example.org", "channel-web.min-seconds": 0, "channel-web.answers-per-address": 1000,
            "channel-web.looks-per-address": 1000}, first={"public.port": port}) as server:
        server.make_administrator()
        server.start()
        api = server.api()
        stories.stocked(api, 1000)
        campaign, cells = stories.approved(api, "SPRING")
        browser = Browser(port)
        form = published(api, "spring", definition(), campaignId=campaign, general=True)
        pieces, group = letters_of(api, campaign, cells)
        by_letter(server, browser, form, pieces, mta)
        twice(server, browser, form, pieces)
        without_code(server, browser, form)
        faults(browser)
        objections(server, browser, pieces, group)
        print("\nNothing else is reached there.", flush=True)
        for path in ("/api/v1/contacts", "/api/v1/openapi.json", "/readyz", "/metrics", "/", "/login"):
            checks.same(path, browser.ask("GET", path, headers={"Authorization": f"Bearer {server.token}"}).status, 404)
        checks.that("and the staff's listener has no forms", "Frühling 26" not in Browser(server.port).get("/f/spring").body)
        server.stop()
        checks.same("verify finds nothing", server.verify(), "")
    checks.close()


main()
