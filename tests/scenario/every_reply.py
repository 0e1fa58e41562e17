#!/usr/bin/env python3
"""Every reply is caught once: people answer by telephone, on typed cards, on scanned cards, by e-mail, by a partner's list and by
letters that come back; everything is delivered twice and out of order, some answer on two channels, and the power fails in
between. In the end the figures of control balance and each wish was carried out exactly once."""
import concurrent.futures
import email.message
import pathlib
import random
import smtplib
import socket
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import cards  # noqa: E402
import stories  # noqa: E402
from rejoinder import SHORT, SKIPPED, Checks, Problem, Server, only_in_long_form  # noqa: E402

only_in_long_form("mysql", "galera")
checks = Checks()
REPLIES = 1_000 if SHORT else 10_000
PAGES = 40 if SHORT else 200  # of the replies, scanned
STACK = 50                    # typed cards in one batch
KILLS = 4 if SHORT else 12
TYPE = "information-request"
ITEMS = [{"sku": "BROCHURE", "quantity": 1}]


class Delivery:
    """Delivers over every channel, again and again until there is an answer, while the server comes and goes."""

    def __init__(self, server, lmtp_port):
        self.server, self.lmtp_port = server, lmtp_port
        self.local = threading.local()

    def api(self):
        if getattr(self.local, "port", None) != self.server.port:
            self.local.port, self.local.api = self.server.port, self.server.api()
        return self.local.api

    def ask(self, action):
        return stories.retried(lambda: action(self.api()), 300)

    def phone(self, piece):
        return self.ask(lambda api: api.post("/responses", {"type": TYPE, "channel": "phone", "code": piece["code"], "items": ITEMS},
                                             key=f"desk-{piece['id']}"))

    def listed(self, piece):
        """A partner's list: by the person, with the partner's own number."""
        return self.ask(lambda api: api.post("/responses", {
            "type": TYPE, "channel": "web", "contactId": piece["contactId"], "items": ITEMS, "reference": f"row {piece['id']}"}))

    def typed(self, stack):
        items = [{"type": TYPE, "channel": "post", "code": p["code"], "items": ITEMS, "clearing": True, "reference": f"card {p['id']}"}
                 for p in stack]
        return self.ask(lambda api: api.post("/responses/batches", {"name": "pile", "counted": len(items), "countedItems": len(items),
                                                                    "items": items}, key=f"pile-{stack[0]['id']}-{random.random()}"))

    def scanned(self, file):
        return self.ask(lambda api: api.upload("/scan-batches", file, "image/tiff", type=TYPE, name="scanned"))

    def mailed(self, piece, address):
        mail = email.message.EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = address, "news@example.org", "Re: spring"
        mail["Message-ID"] = f"<{piece['id']}@elsewhere.example>"
        mail.set_content("Please send me the brochure.\n")
        end = time.monotonic() + 300
        while True:  # a mail server keeps what is not taken and tries again
            try:
                with smtplib.LMTP("127.0.0.1", self.lmtp_port, timeout=30) as lmtp:
                    return lmtp.sendmail(address, ["news@example.org"], mail.as_bytes())
            except (OSError, smtplib.SMTPException):
                if time.monotonic() > end:
                    raise
                time.sleep(0.2)

    def returned(self, piece):
        return self.ask(lambda api: api.post("/returns", {"code": piece["code"], "reason": "moved"}))


def shared_out(pieces, dice):
    """Who answers how: a part by telephone, cards, scans, mail, list; a part of them on two channels; and letters that come back."""
    rest = list(pieces)
    dice.shuffle(rest)
    take = lambda n: [rest.pop() for _ in range(n)]  # noqa: E731
    ways = {"scan": take(PAGES), "mail": take(REPLIES // 10), "typed": take(REPLIES // 4 // STACK * STACK), "return": take(REPLIES // 20)}
    ways["phone"] = take(len(rest) // 2)
    ways["list"] = list(rest)
    ways["twice"] = ways["typed"][:REPLIES // 20] + ways["scan"][:PAGES // 4]  # by card, and by telephone
    return ways


def deliveries(ways, to, addresses, file):
    """One action for each delivery, each there twice."""
    jobs = [lambda p=p: to.phone(p) for p in ways["phone"] + ways["twice"]]
    jobs += [lambda p=p: to.listed(p) for p in ways["list"]]
    jobs += [lambda p=p: to.mailed(p, addresses[p["contactId"]]) for p in ways["mail"]]
    jobs += [lambda p=p: to.returned(p) for p in ways["return"]]
    jobs += [lambda s=ways["typed"][i:i + STACK]: to.typed(s) for i in range(0, len(ways["typed"]), STACK)]
    jobs += [lambda: to.scanned(file)]
    return jobs + jobs


def power_fails(server, done):
    """Kills the server and starts it again, until so many times or the deliveries are over."""
    times = 0
    while times < KILLS and not done.wait(2 if SHORT else 5):
        server.kill()
        server.start()
        times += 1
    return times


def clear(api):
    """A person reads the mails and says who they are from: the likeliest candidate."""
    while entries := api.get("/clearing", limit=200)["items"]:
        for e in entries:
            found = [e["reply"].get("contactId")] if e["reply"].get("contactId") else [
                c["contactId"] for c in api.get(f"/clearing/{e['id']}/candidates")["items"]]
            if not found:
                checks.that("somebody is a candidate of every entry", False, e)
                return
            who = found[0]
            body = {"state": "assigned", "contactId": who, "type": TYPE, "items": ITEMS}
            try:
                api.patch(f"/clearing/{e['id']}", body, e["version"])
            except Problem as problem:
                checks.that("an entry is decided", False, f"{problem} {e}")
                return


def main():
    if not cards.available():
        print("skipped: Pillow, numpy or dmtxwrite is not installed for this python3")
        sys.exit(SKIPPED)
    dice = random.Random(20261201)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        lmtp_port = probe.getsockname()[1]
    with Server({}, first={"channel-email.lmtp.port": lmtp_port}) as server:
        server.make_administrator()
        server.start()
        api = server.api()
        stories.stocked(api, 3 * REPLIES)
        api.finished(api.upload("/contacts/imports", stories.people("EVERY", REPLIES), "text/csv"))
        campaign, cells = stories.approved(api, "EVERY")
        group = stories.frozen(api, campaign, cells, {"A": REPLIES})
        wave = api.post("/waves", {"name": "Letters", "targetGroupId": group, "channel": "letter", "content": stories.CONTENT})["id"]
        stories.sent(api, wave)
        pieces = list(api.every("/pieces", waveId=wave))
        addresses = {c["id"]: c["email"] for c in api.every("/contacts")}
        api.put(f"/card-templates/{campaign}", {"moduleMm": cards.MODULE, "boxes": [
            {"name": name, "x": x, "y": y, "width": w, "height": h, **({"type": "not-interested"} if name == "no" else {"sku": name.upper()})}
            for name, (x, y, w, h) in cards.BOXES.items()]}, 0)
        ways = shared_out(pieces, dice)
        card_dice = cards.dice_of(2)
        file = cards.tiff([cards.scanned(p["code"], card_dice, clean=True, dpi=200, ticks=("brochure",)) for p in ways["scan"]])

        print(f"\n{REPLIES} answers, each delivered twice and out of order; the power fails up to {KILLS} times.", flush=True)
        jobs = deliveries(ways, Delivery(server, lmtp_port), addresses, file)
        dice.shuffle(jobs)
        done = threading.Event()
        with concurrent.futures.ThreadPoolExecutor(9) as pool:
            failing = pool.submit(power_fails, server, done)
            working = [pool.submit(job) for job in jobs]
            wrong = [str(w.exception()) for w in concurrent.futures.as_completed(working) if w.exception()]
            done.set()
            kills = failing.result()
        checks.same("every delivery was answered in the end", wrong[:3], [])
        checks.that("the power failed meanwhile", kills > 0, f"{kills} times")
        api = server.api()
        checks.that("all pages are read", stories.soon(lambda: all(
            b["balance"]["state"] in ("clearing", "closed") for b in api.get("/scan-batches")["items"]), 300))
        checks.that("all mails are there", stories.soon(lambda: len(list(api.every("/incoming-mails"))) == len(ways["mail"]), 120))
        waiting = lambda channel: [e for e in api.every("/clearing") if e["reply"]["channel"] == channel]  # noqa: E731
        checks.that("all mails wait for a person", stories.soon(lambda: len(waiting("email")) == len(ways["mail"]), 120))
        cards_asked = waiting("post")  # a box that was scanned badly is not guessed at
        checks.that("of the cards only some with boxes that cannot be read", len(cards_asked) <= PAGES // 50 and
                    all(e["reason"] == "channel-scan.unsure-boxes" for e in cards_asked), f"{len(cards_asked)} of {PAGES}")
        clear(api)

        wishes = [p["contactId"] for way in ("phone", "list", "mail", "typed", "scan") for p in ways[way]]
        figures = api.get("/control-figures")
        print(f"control: {({k: figures[k] for k in ('received', 'captured', 'duplicate', 'clearing', 'rejected')})}", flush=True)
        checks.that("every control figure balances", figures["balanced"] and all(line["balanced"] for line in figures["lines"]))
        checks.same("captured is who wished", figures["captured"], len(wishes))
        checks.same("double is who answered on two channels", figures["duplicate"], len(ways["twice"]))
        checks.same("nothing is left over", (figures["clearing"], figures["rejected"]), (0, 0))
        responses = [r for r in api.every("/responses") if r["type"] == TYPE]
        checks.that("each person has one response", sorted(r["contactId"] for r in responses) == sorted(wishes), f"{len(responses)} of {len(wishes)}")
        checks.that("who answered twice has two captures",
                    sorted(r["contactId"] for r in responses if r["captures"] == 2) == sorted(p["contactId"] for p in ways["twice"]))
        checks.that("each wish becomes one order", stories.soon(lambda: stories.orders(api) == sorted(r["id"] for r in responses), 300),
                    f"{len(stories.orders(api))} orders of {len(responses)}")
        batches = list(api.every("/responses/batches"))
        checks.that("every typed batch balances", all(
            b["counted"] == b["received"] + b["refused"] and b["received"] == b["captured"] + b["duplicate"] + b["clearing"] + b["rejected"]
            for b in batches), f"{len(batches)} batches")
        checks.that("each returned letter is one",
                    sorted(r["pieceId"] for r in api.every("/returns")) == sorted(p["id"] for p in ways["return"]))
        server.stop()
        checks.same("verify finds nothing", server.verify(), "")
    checks.close()


main()
