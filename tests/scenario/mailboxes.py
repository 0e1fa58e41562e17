#!/usr/bin/env python3
"""Mails that are fetched instead of handed over: Postfix delivers into a Maildir, which the server empties itself, and later over POP3
from a Dovecot; with replies, a mail that unsubscribes, a complaint, somebody who is away, and kill -9 in the middle of a mailbox."""
import email
import email.policy
import pathlib
import poplib
import re
import smtplib
import sys
import time
from email.message import EmailMessage

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import dovecot  # noqa: E402
import postfix  # noqa: E402
import stories  # noqa: E402
from rejoinder import SHORT, SKIPPED, STORAGE, Checks, Server, only_in_long_form  # noqa: E402

only_in_long_form("mysql", "galera")
checks = Checks()
NAMES = ("ada", "ben", "cleo", "dora", "emil")
MAILS = 60 if SHORT else 600
CONTENT = {"subject": "Spring, {{givenName}}", "text": "Dear {{givenName}}, here is spring: {{code}}",
           "senderName": "Muster AG", "senderAddress": "news@example.org"}


def written_to(api):
    """People who got a mail: their contacts by name."""
    ids = {}
    for name in NAMES:
        contact = api.post("/contacts", {"givenName": name.title(), "familyName": "Muster", "email": f"{name}@elsewhere.example",
                                         "country": "CH", "postcode": "3000", "city": "Bern"})
        ids[name] = contact["id"]
        api.post(f"/contacts/{contact['id']}/consents", {"channel": "email", "event": "given", "source": "web form",
                                                         "textVersion": "1", "text": "Yes, write to me."})
    campaign = api.post("/campaigns", {"code": "SPRING", "name": "Spring", "currency": "CHF", "startsOn": "2026-03-01",
                                       "budgetMinor": 10 ** 6, "cells": [{"code": "A", "channel": "email"}]})
    api.post(f"/campaigns/{campaign['id']}/decisions", {"verdict": "approved"})
    group = api.post("/target-groups", {"campaignId": campaign["id"], "name": "All", "definition": {
        "split": {"shares": [{"cellId": campaign["cells"][0]["id"], "percent": 100}]}}})
    api.finished(api.post(f"/target-groups/{group['id']}/freezes"))
    wave = api.post("/waves", {"name": "First", "targetGroupId": group["id"], "channel": "email", "content": CONTENT})["id"]
    stories.sent(api, wave)
    return ids


def got(mta, name):
    """The mail that somebody got."""
    for raw in mta.mails():
        mail = email.message_from_bytes(raw, policy=email.policy.default)
        if name in (mail["To"] or ""):  # it may still be written
            return mail
    return None


def answer(mail, words, **headers):
    reply = EmailMessage()
    reply["From"], reply["To"] = mail["To"], headers.pop("To", "news@example.org")
    reply["Subject"] = headers.pop("Subject", "Re: " + mail["Subject"])
    reply["Message-ID"] = f"<{time.monotonic_ns()}@elsewhere.example>"
    if "bounce" not in reply["To"]:
        reply["In-Reply-To"] = mail["Message-ID"]
    for name, value in headers.items():
        reply[name.replace("_", "-")] = value
    reply.set_content(words)
    return reply


def complaint_about(mail):
    """A report after RFC 5965, as providers send it."""
    return (f"From: fbl@provider.example\r\nTo: bounce@example.org\r\nSubject: complaint\r\nMIME-Version: 1.0\r\n"
            f"Content-Type: multipart/report; report-type=feedback-report; boundary=b\r\n\r\n"
            f"--b\r\nContent-Type: text/plain\r\n\r\nOne of your mails.\r\n"
            f"--b\r\nContent-Type: message/feedback-report\r\n\r\nFeedback-Type: abuse\r\nUser-Agent: t/1\r\nVersion: 1\r\n\r\n"
            f"--b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: {mail['Message-ID']}\r\nFrom: news@example.org\r\n"
            f"To: {mail['To']}\r\nSubject: x\r\n\r\nx\r\n--b--\r\n").encode()


def by_maildir(server, mta):
    print("\nA Maildir.", flush=True)
    api = server.api()
    ids = written_to(api)
    names = {number: name for name, number in ids.items()}
    stories.soon(lambda: all(got(mta, name) for name in NAMES), 30)
    mails = {name: got(mta, name) for name in NAMES}
    offered = mails["ben"]["List-Unsubscribe"]
    mailto = re.search(r"<mailto:([^?>]+)\?subject=unsubscribe>", "".join(offered.split()))
    checks.that("a mail can be unsubscribed from by a mail, too", mailto is not None and offered.startswith("<http"), offered)
    with smtplib.SMTP("127.0.0.1", mta.port) as smtp:
        smtp.send_message(answer(mails["ada"], "Please send me the brochure.\n"))
        smtp.send_message(answer(mails["ben"], "", To=mailto.group(1), Subject="unsubscribe", Auto_Submitted="auto-generated"))
        smtp.sendmail("fbl@provider.example", ["bounce@example.org"], complaint_about(mails["cleo"]))
        smtp.send_message(answer(mails["dora"], "I am away.\n", Subject="Out of office", Auto_Submitted="auto-replied"))
    checks.that("all come in", stories.soon(lambda: len(list(api.every("/incoming-mails"))) == 4, 90))
    found = {names.get(m.get("contactId")): (m["kind"], m["unsubscribed"]) for m in api.every("/incoming-mails")}
    checks.same("each is what it is", found, {"ada": ("reply", False), "ben": ("autoReply", True), "cleo": ("complaint", False),
                                             "dora": ("autoReply", False)})
    checks.that("ada's reply is a response", stories.soon(lambda: [names[r["contactId"]] for r in api.every("/responses")] == ["ada"], 30))
    checks.that("what was taken lies in `cur` as seen", not list((mta.maildir / "new").iterdir()) and
                all(p.name.endswith(":2,S") for p in (mta.maildir / "cur").iterdir()))
    return ids, mails


def by_pop3(server, mta, ids, mails):
    print("\nA mailbox over POP3; the power fails in the middle.", flush=True)
    server.stop()
    for path in (mta.maildir / "cur").iterdir():
        path.unlink()
    with dovecot.Dovecot(mta.maildir) as pop:
        secret = pathlib.Path(server.folder) / "pop3.secret"
        secret.write_text(dovecot.PASSWORD + "\n")
        server.change({"channel-email.maildir": None, "channel-email.pop3.host": "127.0.0.1", "channel-email.pop3.port": pop.port,
                       "channel-email.pop3.user": dovecot.USER, "channel-email.pop3.password-file": secret})
        with smtplib.SMTP("127.0.0.1", mta.port) as smtp:
            for i in range(MAILS):
                smtp.send_message(answer(mails["emil"], f"Question {i}: how much is it?\n.\n..two dots\n"))
        stories.soon(lambda: len(list((mta.maildir / "new").iterdir())) == MAILS, 60)
        server.start()
        stored = lambda: len(list(server.api().every("/incoming-mails"))) - 4  # noqa: E731
        for _ in range(2):
            stories.soon(lambda: stored() > 0, 90)
            server.kill()
            server.start()

        def left():
            try:
                box = poplib.POP3("127.0.0.1", pop.port)
                box.user(dovecot.USER)
                box.pass_(dovecot.PASSWORD)
                count = len(box.list()[1])
                box.quit()
                return count
            except poplib.error_proto:
                return -1  # somebody else has it open

        checks.that("the mailbox is emptied", stories.soon(lambda: left() == 0, 900 if STORAGE == "galera" else 150), left())
        checks.same("each mail is there once", stored(), MAILS)
        mine = [m for m in server.api().every("/incoming-mails") if m.get("contactId") == ids["emil"]]
        checks.same("all from emil", len(mine), MAILS)
        checks.same("with its dots", server.api().get(f"/incoming-mails/{mine[0]['id']}")["mail"]["content"].splitlines()[1:3], [".", "..two dots"])
        responses = [r for r in server.api().every("/responses") if r["contactId"] == ids["emil"]]
        checks.that("one answer, captured each time", stories.soon(lambda: [r["captures"] for r in server.api().every("/responses") if r["contactId"] == ids["emil"]] == [MAILS], 60), responses)
        secret.write_text("wrong\n")
        time.sleep(1)
        checks.that("a refused login harms nobody", server.api().get("/incoming-mails", limit=1)["items"])


def main():
    if not postfix.available() or not dovecot.available():
        print("skipped: Postfix or Dovecot is not installed, or this is not root")
        sys.exit(SKIPPED)
    with postfix.Postfix() as mta, Server({
            "channel-email.smtp.port": mta.port, "channel-email.bounce-address": "bounce@example.org",
            "channel-email.maildir": mta.maildir, "responses.mail-type": "information-request"}) as server:
        for name in ("", "new", "cur", "tmp"):
            (mta.maildir / name).mkdir()
            postfix.shutil.chown(mta.maildir / name, "nobody", "nogroup")
        server.make_administrator()
        server.start()
        ids, mails = by_maildir(server, mta)
        by_pop3(server, mta, ids, mails)
        server.stop()
        checks.same("verify finds nothing", server.verify(), "")
    checks.close()


main()
