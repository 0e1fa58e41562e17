#!/usr/bin/env python3
"""The process dies (kill -9) at every durable step of a whole round, in turn right before and right after the commit, and is
started again at once: import, frozen list, wave, hand-over, captures, orders, shipment, follow-up, and every event delivery
and job step between them. The client behaves as HTTP tells it to: no answer, the same request again under its key.

Afterwards everything must be there exactly once, and no e-mail may have been given to the mail server twice: those of which nobody
knows whether they were taken are held for a person. Where the process dies is said by REJOINDER_KILL, see
kernel/storage/kill_point.h. A first round that kills nothing lists the steps that there are; at the end each of them must have
been killed before and after its commit (in the long form). The long form makes at least 600 kills, REJOINDER_SHORT 60;
REJOINDER_KILLS says another number. The engine is that of REJOINDER_STORAGE.
"""

import collections
import os
import pathlib
import re
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from rejoinder import SHORT, STORAGE, Checks, Gone, Problem, Server, ends_within, only_in_long_form  # noqa: E402
from mail_server import MailServer  # noqa: E402
from stories import CONTENT, WISH, approved, asks_again, build_of, frozen, people, printed, sent, ship, sku, stocked  # noqa: E402
from tally import Tally  # noqa: E402

KILLS = int(os.environ.get("REJOINDER_KILLS", 60 if SHORT else 600))
PEOPLE = 40
ends_within(600 if SHORT else 5000)
only_in_long_form("mysql")
checks = Checks()
tally = Tally(f"every-step-{STORAGE}")
killed = collections.Counter()  # by moment and step
listed = set()  # steps that a round has
held = 0  # e-mails whose hand-over was interrupted

# What a step belongs to: the request that was asked (steps of a token), the job or the event.
AREAS = (("import", "/contacts/imports", "contacts.import"), ("selection freeze", "/freezes", "targetgroups."),
         ("hand-over", "/hand-over", "dispatch.hand-over"), ("hand-over", "/pieces", "channel-"), ("wave", "/waves", "dispatch."),
         ("shipment", "/orders/", "fulfilment.shipped"), ("order", "/orders", "fulfilment."),
         ("capture", "/responses", "responses."), ("capture", "/returns", "returns."),
         ("follow-up", "/follow-up-rules", "followups."))


def area_of(step):
    kind, _, name = step.partition(" ")
    if kind == "event":
        return "event delivery"
    for area, route, job in AREAS:
        if (kind == "job" and name.startswith(job)) or (kind == "request" and route in name):
            return area
    return "job" if kind in ("job", "system") else "other requests"


class Client:
    """Asks again until there is an answer, and starts the server again whenever it has died."""

    def __init__(self, server, moment, step):
        self.server, self.moment, self.step, self.keys, self.starts = server, moment, step, 0, 0
        self.request = ""  # that was sent last
        self.armed = not step.startswith("request ")  # such a round begins when that request is sent
        self.start()

    def start(self):
        while True:
            if self.armed:  # at the first step, the second … the seventh: what begins anew gets past each of its steps
                step = "token" if self.step.startswith("request ") else self.step
                os.environ["REJOINDER_KILL"] = f"{self.moment} {1 + self.starts % 7} {step}" if self.moment else "list"
                self.starts += 1
            try:
                self.server.start()
                return
            except AssertionError:
                if not self.fell():
                    raise
            finally:
                os.environ.pop("REJOINDER_KILL", None)

    def fell(self):
        """Whether the server died of its kill point; then it is counted."""
        if self.server.process.wait(10) != -9:
            return False
        moment, _, step = self.server.tail(1).removeprefix("killed ").partition(" the commit of: ")
        if step.startswith("token "):
            step = self.request
        killed[moment, step] += 1
        tally.add(area_of(step), kills=1)
        return True

    def ask(self, action):
        for _ in range(500):
            try:
                return action(self.server.api())
            except Gone:
                try:
                    fell = self.fell()
                except Exception:  # it lives: only the connection is gone
                    continue
                if not fell:
                    raise
                self.start()
            except Problem as problem:
                if not asks_again(problem):
                    raise
                time.sleep(0.02)
        raise AssertionError("no answer after 500 tries")

    def get(self, path, **query):
        return self.ask(lambda api: api.get(path, **query))

    def every(self, path, **query):
        return self.ask(lambda api: list(api.every(path, **query)))

    def send(self, verb, path, body=None, headers=None, key=None):
        self.keys += 1
        self.request = f"request {verb} " + re.sub(r"/([0-9]+|[A-Z0-9]{9})(?=/|$)", "/{id}", path.partition("?")[0])
        if not self.moment:
            listed.add(self.request)
        elif self.request == self.step and not self.armed:
            self.server.kill()
            self.armed = True
            self.start()
        given = {"Idempotency-Key": key or f"key-{self.keys}", **(headers or {})}
        return self.ask(lambda api: api.call(verb, path, {} if body is None else body, given))

    def post(self, path, body=None, key=None):
        return self.send("POST", path, body, key=key)

    def patch(self, path, body, version, key=None):
        return self.send("PATCH", path, body, {"If-Match": f'"{version}"'}, key)

    def finished(self, operation):
        end = time.monotonic() + 120
        while time.monotonic() < end:
            view = self.get(f"/operations/{operation}")
            if view["state"] == "succeeded":
                return view
            if view["state"] in ("failed", "cancelled"):
                raise AssertionError(f"{view['name']} {view['state']}: {view.get('error')}")
            time.sleep(0.02)
        raise AssertionError(f"operation {operation} does not end")

    def until(self, what, question):
        end = time.monotonic() + 120
        while time.monotonic() < end:
            if question():
                return
            time.sleep(0.05)
        raise AssertionError(f"it never became true: {what}")


def campaign_and_list(client):
    wish = "source=crash&consent=email&consentText=Yes&consentTextVersion=1"
    client.finished(client.send("POST", f"/contacts/imports?{wish}", people("P", PEOPLE), {"Content-Type": "text/csv"})["id"])
    stocked(client, 1000)
    campaign, cells = approved(client, "CRASH")
    return campaign, frozen(client, campaign, cells, {"A": PEOPLE - 10, "H": 10})


def replies_of(client, pieces):
    """Captures by card; ids of the acknowledged responses."""
    ids = []
    for piece in pieces[:12]:
        ids.append(client.post("/responses", {**WISH, "code": piece["code"]})["id"])
    ids.append(client.post("/responses", {"type": "opt-out", "channel": "post", "code": pieces[12]["code"]})["id"])
    client.post("/returns", {"code": pieces[13]["code"], "reason": "moved"})
    return ids


def mailed(client, group, mail, count):
    """A wave of e-mails; what was interrupted is held, and stays so until a person decides."""
    global held
    content = {**CONTENT, "senderAddress": "sender@example.test"}
    wave = client.post("/waves", {"name": "Mail", "targetGroupId": group, "channel": "email", "content": content})["id"]
    sent(client, wave)
    taken = collections.Counter(mail.taken)
    pieces = client.every("/pieces", waveId=wave)
    count.that("an e-mail for everybody", len(pieces) == PEOPLE - 10)
    count.that("each e-mail is handed over or held", {p["state"] for p in pieces} <= {"handedOver", "held"})
    mine = {p["id"]: p["code"] for p in pieces}
    done = [mine[p["id"]] for p in pieces if p["state"] == "handedOver"]
    tally.add("hand-over", acknowledged=len(done), lost=len([i for i in done if not taken[i]]),
              doubled=sum(taken[i] - 1 for i in mine.values() if taken[i] > 1))
    count.that("no e-mail twice, none called sent that was not", all(taken[i] <= 1 for i in mine.values()) and
               all(taken[i] for i in done))
    held += len(pieces) - len(done)
    for piece in [p for p in pieces if p["state"] == "held"]:  # the person finds it in the mail server's log, or not
        client.send("PATCH", f"/pieces/{piece['code']}", {"state": "handedOver" if taken[mine[piece["id"]]] else "created"})


def followed_up(client, campaign):
    """Runs a rule twice; who got a piece."""
    rule = client.post("/follow-up-rules", {
        "campaignId": campaign, "name": "Asked", "channel": "letter", "content": CONTENT, "didNot": [],
        "did": [{"fact": "responses.type", "comparison": "is", "values": ["information-request"], "campaignId": campaign}]})
    contacted = []
    for _ in range(2):
        run = client.post(f"/follow-up-rules/{rule['id']}/runs")
        if run.get("operationId"):
            client.finished(run["operationId"])
        view = client.get(f"/follow-ups/{run['id']}")
        if view.get("waveId"):
            client.finished(build_of(client, view["waveId"]))
            contacted += [p["contactId"] for p in client.every("/pieces", waveId=view["waveId"])]
    return contacted


class Count:
    """Compares what must be there once with what is there, for one area of the table."""

    def __init__(self, round_name):
        self.round, self.wrong = round_name, []

    def once(self, area, expected, found):
        """Lists of names: what was acknowledged, and what there is."""
        lost = len(set(expected) - set(found))
        doubled = len(found) - len(set(found)) + len(set(found) - set(expected))
        tally.add(area, acknowledged=len(expected), lost=lost, doubled=doubled)
        self.that(f"{area}: {len(expected)} once, {lost} lost, {doubled} doubled", lost == doubled == 0)

    def that(self, what, holds):
        if not holds:
            self.wrong.append(f"{self.round}: {what}")


def round_of(server, moment, step, mail):
    """One campaign, killed again and again; @returns what was wrong."""
    count = Count(f"{moment} {step}")
    server.make_administrator()
    client = Client(server, moment, step)
    campaign, group = campaign_and_list(client)
    wave = client.post("/waves", {"name": "Letter", "targetGroupId": group, "channel": "letter", "content": CONTENT})["id"]
    sent(client, wave)
    pieces, letters = client.every("/pieces", waveId=wave), printed(client, wave)
    mailed(client, group, mail, count)
    ids = replies_of(client, pieces)
    client.until("every request became an order",
                 lambda: len([o for o in client.every("/orders") if o.get("responseId")]) >= 12)
    called = client.post("/orders", {"externalKey": "P-1", "campaignId": campaign, "lines": [{"sku": "BROCHURE", "quantity": 1}]})["id"]
    shipments = [ship(client, order["id"], f"ship-{order['id']}")["id"] for order in client.every("/orders")[:2]]
    contacted = followed_up(client, campaign)
    client.armed = False
    server.kill()
    client.start()
    count.once("import", [f"P-{i}" for i in range(PEOPLE)], [c["externalKey"] for c in client.every("/contacts")])
    count.that("one import", len(client.every("/contacts/imports")) == 1)
    there = [len(client.every(p)) for p in ("/target-groups", "/waves", "/follow-ups")]
    count.that(f"target groups, waves and runs: {there}", there == [2, 3, 2])
    members = [p["contactId"] for p in pieces]
    count.that("a piece for everybody", len(members) == PEOPLE - 10)
    count.once("wave", sorted(set(members)), members)
    count.once("hand-over", [p["id"] for p in pieces if p["state"] == "handedOver"], letters)
    count.once("capture", ids, [r["id"] for r in client.every("/responses")])
    orders = client.every("/orders")
    count.once("event delivery", ids[:12], [o["responseId"] for o in orders if o.get("responseId")])
    count.once("order", [called], [o["id"] for o in orders if not o.get("responseId")])
    count.once("shipment", shipments, [s["id"] for s in client.every("/shipments")])
    count.that("two brochures left the shelf", client.ask(sku)["onHand"] == 998)
    count.that(f"followed up once: {len(contacted)}", len(contacted) == len(set(contacted)) == 12)
    tally.add("follow-up", acknowledged=12, lost=12 - len(set(contacted)), doubled=len(contacted) - len(set(contacted)))
    client.until("every job ended", lambda: not [o for o in client.every("/operations")
                                                 if o["state"] in ("queued", "running") and "purge" not in o["name"]])
    failed = [f"{o['name']}: {o.get('error')}" for o in client.every("/operations") if o["state"] == "failed"]
    count.that(f"no job failed: {failed}", not failed)
    parked = client.get("/parked-deliveries")["items"]
    count.that(f"no delivery was given up: {parked}", not parked)
    count.that("it stops cleanly", server.stop() == 0)
    found = server.verify()
    count.that(f"verify: {found}", found == "")
    if not moment:
        listed.update(line.removeprefix("step: ") for line in server.tail(100_000).splitlines()
                      if line.startswith(("step: job ", "step: event ")))
    return count.wrong


def one_round(moment, step):
    mail = MailServer()
    with Server({"channel-letter.batch-size": "10", "channel-email.batch-size": "5", **mail.settings()}) as server:
        found = round_of(server, moment, step, mail)
    mail.close()
    print(f"  {moment} each commit of {step or 'anything'}: {killed.total()} kills so far", flush=True)
    return found


def left_out():
    """Moments and steps that were not killed yet, though a round has them."""
    return [(m, s) for s in sorted(listed) for m in ("before", "after") if not killed[m, s]]


wrong, rounds = one_round("", ""), 1
moments = [("after", ""), ("before", ""), ("after", "job"), ("before", "job"), ("after", "event"), ("before", "event"),
           ("after", "token"), ("before", "token"), ("after", "system jobs"), ("before", "system jobs")]
while killed.total() < KILLS:
    wrong += one_round(*moments[(rounds - 1) % len(moments)])
    rounds += 1
for moment, step in [] if SHORT else left_out():
    wrong += one_round(moment, step)
    rounds += 1
for (moment, step), count in sorted(killed.items(), key=lambda k: (k[0][1], k[0][0])):
    print(f"{count:5} {moment} {step}")
tally.close()
checks.that(f"{killed.total()} kills in {rounds} rounds: nothing lost, nothing doubled", not wrong, wrong[:20])
spared = [area for area, row in tally.rows.items() if not row["kills"]]
checks.that("each area was killed", SHORT or not spared, spared)
checks.that("interrupted hand-overs of e-mails were held", held > 0, f"{held} e-mails")
steps, missing = 2 * len(listed), left_out()
checks.that(f"{steps - len(missing)} of {steps} steps were killed, before and after their commit", SHORT or not missing,
            "" if SHORT else missing)
checks.close()
