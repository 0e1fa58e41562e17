#!/usr/bin/env python3
"""What comes back by e-mail, with a real Postfix between us and the world: mails that do not arrive, people who answer, who
want no more, who complain, who are away; a server that is down meanwhile; and mails of strangers."""
import email
import email.policy
import pathlib
import re
import smtplib
import socket
import sys
import time
from email.message import EmailMessage

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import postfix  # noqa: E402
from rejoinder import SKIPPED, Checks, Server, only_in_long_form  # noqa: E402

only_in_long_form("galera")
checks = Checks()
PEOPLE = {"ada": "elsewhere.example", "ben": "elsewhere.example", "cleo": "elsewhere.example", "dora": "elsewhere.example",
          "emil": "elsewhere.example", "finn": "gone.example.net", "gina": "full.example.net"}
CONTENT = {"subject": "Frühling, {{givenName}}", "text": "Dear {{givenName}}, here is spring: {{code}}",
           "senderName": "Muster AG", "senderAddress": "news@example.org"}


def soon(question, seconds=30):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        answer = question()
        if answer:
            return answer
        time.sleep(0.1)
    return question()


def moved_in(api):
    """Seven people who want our mails, and a campaign with a list of all of them. Returns contacts by name and the list's id."""
    ids = {}
    for name, domain in PEOPLE.items():
        contact = api.post("/contacts", {"givenName": name.title(), "familyName": "Muster", "source": "Rented list", "email": f"{name}@{domain}",
                                         "country": "CH", "postcode": "3000", "city": "Bern"})
        ids[name] = contact["id"]
        api.post(f"/contacts/{contact['id']}/consents", {"channel": "email", "event": "given", "source": "web form",
                                                         "textVersion": "1", "text": "Yes, write to me."})
    campaign = api.post("/campaigns", {"code": "SPRING", "name": "Spring", "currency": "CHF", "startsOn": "2026-03-01",
                                       "budgetMinor": 10 ** 6, "cells": [{"code": "A"}]})
    api.post(f"/campaigns/{campaign['id']}/decisions", {"verdict": "approved"})
    group = api.post("/target-groups", {"campaignId": campaign["id"], "name": "All", "definition": {
        "split": {"shares": [{"cellId": campaign["cells"][0]["id"], "percent": 100}]}}})
    api.finished(api.post(f"/target-groups/{group['id']}/freezes"))
    return ids, group["id"]


def wave_of(api, group, name):
    wave = api.post("/waves", {"name": name, "targetGroupId": group, "channel": "email", "content": CONTENT})["id"]
    api.finished(api.get(f"/waves/{wave}")["wave"]["buildOperationId"])
    api.post(f"/waves/{wave}/hand-over")
    api.finished(api.get(f"/waves/{wave}")["wave"]["handOverOperationId"])
    return {piece["contactId"]: piece for piece in api.every("/pieces", waveId=wave)}


def received_by(mta, name):
    """The mail that somebody got."""
    for raw in mta.mails():
        mail = email.message_from_bytes(raw, policy=email.policy.default)
        if name in mail["To"]:
            return mail
    return None


def answer(mail, words, subject=None, **headers):
    reply = EmailMessage()
    reply["From"] = mail["To"]
    reply["To"] = "news@example.org"
    reply["Subject"] = subject or "Re: " + mail["Subject"]
    reply["In-Reply-To"] = mail["Message-ID"]
    reply["References"] = mail["Message-ID"]
    reply["Message-ID"] = f"<{time.monotonic_ns()}@elsewhere.example>"
    for name, value in headers.items():
        reply[name.replace("_", "-")] = value
    reply.set_content(words)
    return reply


def complaint_about(mail):
    text = (f"From: fbl@provider.example\r\nTo: bounce@example.org\r\nSubject: complaint\r\nMIME-Version: 1.0\r\n"
            f"Content-Type: multipart/report; report-type=feedback-report; boundary=b\r\n\r\n"
            f"--b\r\nContent-Type: text/plain\r\n\r\nOne of your mails.\r\n"
            f"--b\r\nContent-Type: message/feedback-report\r\n\r\nFeedback-Type: abuse\r\nUser-Agent: t/1\r\nVersion: 1\r\n\r\n"
            f"--b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: {mail['Message-ID']}\r\nFrom: news@example.org\r\n"
            f"To: {mail['To']}\r\nSubject: x\r\n\r\nx\r\n--b--\r\n")
    return text.encode()


FORGED = (b"From: MAILER-DAEMON@evil.example\r\nTo: bounce@example.org\r\nSubject: Undelivered Mail Returned to Sender\r\n"
          b"MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
          b"--b\r\nContent-Type: text/plain\r\n\r\ngone\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
          b"Reporting-MTA: dns; evil.example\r\n\r\nFinal-Recipient: rfc822; emil@elsewhere.example\r\nAction: failed\r\n"
          b"Status: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 user unknown\r\n\r\n--b--\r\n")


def story(server, mta, lmtp_port):
    api = server.api()
    ids, group = moved_in(api)
    names = {number: name for name, number in ids.items()}

    print("\nThe first wave. Two of seven mails come back.", flush=True)
    pieces = wave_of(api, group, "First")
    checks.same("all are handed over", {p["state"] for p in pieces.values()}, {"handedOver"})
    bounces = soon(lambda: (found := list(api.every("/incoming-mails", kind="bounce"))) and len(found) == 2 and found)
    checks.same("the bounces name their pieces", {names.get(b.get("contactId")) for b in bounces or []}, {"finn", "gina"})
    said = {names[b["contactId"]]: api.get(f"/incoming-mails/{b['id']}")["bounces"][0] for b in bounces or []}
    checks.same("finn's address is unknown for good", (said["finn"]["reason"], said["finn"]["hard"], said["finn"]["status"]),
                ("userUnknown", True, "5.1.1"))
    checks.same("gina's mailbox is full for now", (said["gina"]["reason"], said["gina"]["hard"]), ("mailboxFull", False))
    checks.same("only finn's address is in quarantine", [q["address"] for q in api.get("/email-quarantine")["items"]],
                ["finn@gone.example.net"])

    bounced = {"condition": {"where": {"fact": "emails.bounced", "comparison": "exists"}}}
    checks.that("who did not get it can be selected", soon(lambda: api.post("/target-groups/count", {"definition": bounced})["matching"] == 2))

    # After each file of the post lists are counted anew.
    file = api.upload("/partner-files", "Sendungscode;Grund\n999999999;unbekannt\n".encode(), "text/csv", source="postalReturns")["id"]
    api.patch(f"/partner-files/{file}", {"mapping": {}}, api.get(f"/partner-files/{file}")["version"])
    lists = lambda: {q["listName"]: (q["emailed"], q["bounced"], q["noMailbox"]) for q in api.get("/list-quality")["items"]}  # noqa: E731
    checks.that("and the list that they came from is known for it", soon(lambda: lists().get("Rented list") == (7, 2, 1)), lists())

    print("\nPeople answer.", flush=True)
    mails = {name: soon(lambda name=name: received_by(mta, name)) for name in ("ada", "ben", "cleo", "dora", "emil")}
    checks.that("the envelope's sender names the piece",
                re.search(r"^Return-Path: <bounce\+[0-9a-f]{48}@example\.org>", mta.mails()[0].decode(errors="replace"),
                          re.MULTILINE | re.IGNORECASE) is not None)
    with smtplib.SMTP("127.0.0.1", mta.port) as smtp:
        smtp.send_message(answer(mails["ada"], "Please send me the brochure.\n"))
        smtp.send_message(answer(mails["ben"], "Abmelden!\n\n> Dear Ben, here is spring\n"))
        smtp.sendmail("fbl@provider.example", ["bounce@example.org"], complaint_about(mails["cleo"]))
        smtp.send_message(answer(mails["dora"], "I am away.\n", subject="Out of office", Auto_Submitted="auto-replied"))
        smtp.sendmail("", ["bounce@example.org"], FORGED)
        stranger = EmailMessage()
        stranger["From"], stranger["To"], stranger["Subject"] = "zoe@far.example", "news@example.org", "A catalogue, please"
        stranger.set_content("I saw your mail at a friend's: <b>bold</b> & 中文.\n")
        smtp.send_message(stranger)
    soon(lambda: len(list(api.every("/incoming-mails"))) == 8)
    kinds = sorted(mail["kind"] for mail in api.every("/incoming-mails"))
    checks.same("each is what it is", kinds, ["autoReply"] + ["bounce"] * 3 + ["complaint"] + ["reply"] * 3)
    responses = soon(lambda: list(api.every("/responses")))
    checks.same("ada's reply is a response to her piece",
                [(r["channel"], r["type"], r["attribution"], r["pieceId"], names[r["contactId"]]) for r in responses],
                [("email", "information-request", "direct", pieces[ids["ada"]]["id"], "ada")])
    checks.same("nobody can put another's address into quarantine", len(api.get("/email-quarantine")["items"]), 1)

    print("\nA stranger's mail waits for a person.", flush=True)
    entries = soon(lambda: api.get("/clearing")["items"])
    checks.same("it is in clearing with what it says", [(e["reason"], "中文" in e["reply"]["note"]) for e in entries],
                [("responses.unread-mail", True)])
    api.patch(f"/clearing/{entries[0]['id']}", {"state": "assigned", "type": "information-request", "contactId": ids["dora"]},
              entries[0]["version"])
    checks.same("assigned, it is a response", len(list(api.every("/responses"))), 2)

    print("\nThe same mail twice is one mail; a server that is down loses none.", flush=True)
    again = answer(mails["emil"], "The price list as well.\n").as_bytes(policy=email.policy.SMTP)
    for _ in range(2):
        with smtplib.LMTP("127.0.0.1", lmtp_port) as lmtp:
            lmtp.sendmail("emil@elsewhere.example", ["news@example.org"], again)
    checks.same("delivered twice, kept once", len(list(api.every("/incoming-mails"))), 9)
    uploaded = api.upload("/incoming-mails", b"Delivered-To: news@example.org\r\n" + again, "message/rfc822")
    checks.same("handed in over HTTP it is the same, too", names[uploaded["contactId"]], "emil")
    checks.same("and adds nothing", len(list(api.every("/incoming-mails"))), 9)
    server.kill()
    with smtplib.SMTP("127.0.0.1", mta.port) as smtp:
        smtp.send_message(answer(mails["dora"], "Back again; send me the brochure.\n"))
    time.sleep(1)
    server.start()
    api = server.api()
    mta.run("flush")
    checks.that("what came while it was down is there", soon(lambda: len(list(api.every("/incoming-mails"))) == 10, 60))
    checks.that("as a response", soon(lambda: "dora" in [names[r["contactId"]] for r in api.every("/responses")
                                                         if r["channel"] == "email" and r.get("pieceId")]))

    print("\nThe second wave goes to those who may and can be written to.", flush=True)
    states = {names[contact]: piece["state"] for contact, piece in wave_of(api, group, "Second").items()}
    checks.same("ben said no, cleo complained, finn's address is of no use",
                states, {"ada": "handedOver", "ben": "withheld", "cleo": "withheld", "dora": "handedOver",
                         "emil": "handedOver", "finn": "failed", "gina": "handedOver"})
    api.delete("/email-quarantine/finn@gone.example.net")
    checks.same("a person releases an address", api.get("/email-quarantine")["items"], [])
    checks.refused("once", lambda: api.delete("/email-quarantine/finn@gone.example.net"), 404,
                   "channel-email.not-quarantined")

    print("\nWho is erased is forgotten in the mails, too.", flush=True)
    dora = next(contact for contact, name in names.items() if name == "dora")
    told = lambda: [m for m in api.every("/incoming-mails") if m.get("contactId") == dora]
    checks.that("dora wrote", any("dora" in str(m) for m in told()), len(told()))
    api.finished(api.post(f"/contacts/{dora}/erasure", {"askedBy": "mail"})["operationId"])
    checks.that("nothing she wrote is left, nor her address",
                told() and not any("dora" in str(m) or m.get("subject") or m.get("content") for m in told()), str(told())[:300])


def main():
    if not postfix.available():
        print("skipped: Postfix is not installed, or this is not root")
        sys.exit(SKIPPED)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        lmtp_port = probe.getsockname()[1]
    with postfix.Postfix(lmtp_port) as mta, Server({
            "channel-email.smtp.port": mta.port, "channel-email.bounce-address": "bounce@example.org",
            "responses.mail-type": "information-request"}, first={"channel-email.lmtp.port": lmtp_port}) as server:
        server.make_administrator()
        server.start()
        story(server, mta, lmtp_port)
        server.stop()
        checks.same("verify finds nothing", server.verify(), "")
    checks.close()


main()
