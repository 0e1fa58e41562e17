#!/usr/bin/env python3
"""A telephone system tells of calls as Zammad's generic CTI has it: by form and by JSON, twice, out of order, at once, while the
server dies. The number that was called decides the campaign; who was not answered is called back; a script with branches is
followed; a "no more calls" acts at once."""
import datetime
import itertools
import json
import pathlib
import random
import subprocess
import sys
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import stories  # noqa: E402
from rejoinder import SHORT, Api, Checks, Server, only_in_long_form  # noqa: E402

only_in_long_form("galera")
checks = Checks()
FORM = "application/x-www-form-urlencoded"
LINE, OTHER = "+41 44 000 00 01", "+41 44 000 00 02"


class Exchange:
    """Speaks to the server as a telephone system does: no session, no token but the one in the path."""

    def __init__(self, server, token):
        self.server, self.token = server, token

    def tell(self, json_body=False, headers=None, key=None, **fields):
        api = Api([node.port for node in (self.server, *self.server.others)])
        fields = {"direction": "in", "from": "41791234501", "to": "41440000001", **fields}
        users = fields.pop("user", [])
        if json_body:
            body, kind = json.dumps({**fields, "user": users}), "application/json"
        else:
            body, kind = urllib.parse.urlencode([*fields.items(), *(("user[]", u) for u in users)]), FORM
        try:
            return api.call("POST", f"/cti/{key or self.token}", body, {"Content-Type": kind, **(headers or {})})
        finally:
            api.close()


def script(campaign):
    def text(language, hello, law, ask):
        return {"language": language, "steps": [
            {"key": "hello", "text": hello, "answers": [{"label": "+", "to": "law"}, {"label": "-", "responseType": "not-interested"}]},
            {"key": "law", "text": law, "mustRead": True, "answers": [{"label": "ok", "to": "iban"}]},
            {"key": "iban", "text": ask, "fields": [{"name": "iban", "label": "IBAN", "required": True, "twice": True}],
             "answers": [{"label": "ok", "responseType": "information-request"}]}]}
    return {"name": "Spring", "campaignId": campaign, "texts": [
        text("de", "Grüezi {{familyName}}", "Dieses Gespräch wird aufgezeichnet.", "Ihre IBAN?"),
        text("fr", "Bonjour {{familyName}}", "Cet appel est enregistré.", "Votre IBAN?")]}


def moved_in(api):
    people = {}
    for i, name in enumerate(("ada", "ben", "cleo", "dora")):
        people[name] = api.post("/contacts", {"givenName": name.title(), "familyName": "Muster", "country": "CH", "language": "de",
                                              "phone": f"079 123 45 0{i + 1}", "street": "Gasse", "houseNumber": "1",
                                              "postcode": "3000", "city": "Bern"})["id"]
    campaign, cells = stories.approved(api, "SPRING")
    return people, campaign, cells


def numbers(server, api, campaign):
    print("\nTwo numbers, one of them for the campaign; a telephone system with a secret of its own.", flush=True)
    made_script = api.post("/call-scripts", script(campaign))
    line = api.post("/phone-lines", {"number": "044 000 00 01", "country": "CH", "name": "Advertisement", "campaignId": campaign,
                                     "scriptId": made_script["id"], "language": "fr", "callBackMinutes": 5})
    checks.same("the number is kept in E.164", line["number"], "+41440000001")
    api.post("/phone-lines", {"number": OTHER, "name": "House", "callBackMinutes": 0})
    checks.refused("a number has one campaign at a time", lambda: api.post("/phone-lines", {
        "number": LINE, "name": "Second", "validFrom": "2026-01-01"}), 409, "channel-phone.line-taken")
    checks.refused("what is no number is refused", lambda: api.post("/phone-lines", {"number": "call me", "name": "x"}), 422,
                   "channel-phone.invalid-line")
    made = api.post("/cti-systems", {"name": "Exchange", "country": "CH"}, key="cti-1")
    checks.refused("the secret is told once", lambda: api.post("/cti-systems", {"name": "Exchange", "country": "CH"}, key="cti-1"),
                   409, "kernel.answer-not-kept")
    exchange = Exchange(server, made["token"])
    checks.refused("without it nobody tells us anything", lambda: exchange.tell(key="wrong", event="newCall", callId="x"), 404,
                   "channel-phone.no-cti")
    checks.same("by name with the secret in a header it is as good", exchange.tell(
        key="Exchange", headers={"X-Webhook-Token": made["token"]}, event="newCall", callId="header"), {})
    exchange.tell(event="hangup", callId="header", cause="normalClearing")
    checks.refused("what is no event names what is wrong", lambda: exchange.tell(event="ring", callId=""), 422,
                   "channel-phone.cti-event")
    return exchange, made_script


def legs(api):
    return {leg["callName"]: leg for leg in api.every("/phone-calls")}


def ringing(api, exchange, people, campaign):
    print("\nCalls: answered, given up, missed, withheld, as curl would post them.", flush=True)
    exchange.tell(event="newCall", callId="a", user=["anna"])
    curl = subprocess.run(
        ["curl", "-s", "--form", "event=answer", "--form", "callId=a", "--form", "direction=in", "--form", "user[]=anna",
         "--form", "answeringNumber=anna", f"http://127.0.0.1:{exchange.server.port}/api/v1/cti/{exchange.token}"],
        capture_output=True, text=True, check=True)
    checks.same("a form of parts is as good", curl.stdout, "{}")
    exchange.tell(json_body=True, event="hangup", callId="a", cause="normalClearing", user=["anna"])
    found = legs(api)["a"]
    checks.same("it was spoken to, known by number and line", (found["state"], found["agent"], found["contactId"], found["campaignId"]),
                ("ended", "anna", people["ada"], campaign))
    exchange.tell(event="newCall", callId="b", **{"from": "+41791234502"})
    exchange.tell(event="hangup", callId="b", cause="cancel")
    exchange.tell(event="newCall", callId="b2", **{"from": "0791234502"})
    exchange.tell(event="hangup", callId="b2", cause="noAnswer")
    exchange.tell(event="newCall", callId="c", to="41440000002", **{"from": "41791234503"})
    exchange.tell(event="hangup", callId="c", to="41440000002", cause="cancel")
    exchange.tell(event="newCall", callId="d", **{"from": "anonymous"})
    exchange.tell(event="hangup", callId="d", cause="cancel")
    back = list(api.every("/calls", state="open"))
    checks.same("ben is called back once, cleo's line calls nobody back, nobody calls a withheld number",
                [(c["contactId"], c["campaignId"], c["requested"]) for c in back], [(people["ben"], campaign, True)])
    checks.same("each call is kept with what became of it", {k: v["state"] for k, v in legs(api).items()},
                {"header": "ended", "a": "ended", "b": "abandoned", "b2": "missed", "c": "abandoned", "d": "abandoned"})
    exchange.tell(event="answer", callId="b3", **{"from": "41791234502"})
    checks.same("ben rings again and is spoken to: no call-back any more", list(api.every("/calls", state="open")), [])
    figures = {(f.get("campaignId"), f["toNumber"]): f for f in api.get("/phone-lines/figures")["items"]}
    own = figures[campaign, "+41440000001"]
    checks.same("the figures of the number and its campaign",
                [own[k] for k in ("calls", "answered", "abandoned", "missed", "callBacks")], [6, 3, 2, 1, 2])


def disorder(server, api, exchange):
    count = 20 if SHORT else 100
    print(f"\n{count} calls, each event three times, in any order, eight at a time, and the power fails.", flush=True)
    dice = random.Random(7)
    events = []
    for n in range(count):
        end = ("normalClearing", "cancel", "noAnswer")[n % 3]
        for event in ("newCall", *(["answer"] if end == "normalClearing" else []), "hangup"):
            events += [{"event": event, "callId": f"x{n}", "cause": end, "from": f"4176{n:07}"}] * 3
    dice.shuffle(events)
    taken, killed = itertools.count(), [False]

    def tell(event):
        stories.retried(lambda: exchange.tell(json_body=dice.random() < 0.5, **event))
        if next(taken) == len(events) // 2 and not killed[0]:
            killed[0] = True
            server.kill()
            server.start()

    list(stories.pool.map(tell, events))
    api = server.api()
    found = {name: leg for name, leg in legs(api).items() if name.startswith("x")}
    checks.same("each is one call", len(found), count)
    expected = {f"x{n}": ("ended", "abandoned", "missed")[n % 3] for n in range(count)}
    checks.same("and became what it was", {k: v["state"] for k, v in found.items()} == expected, True)
    unheard = sum(1 for state in expected.values() if state != "ended")
    open_calls = [c for c in api.every("/calls", state="open") if c["phone"].startswith("+4176")]
    checks.same("each caller who was not heard is called back once", (len(open_calls), len({c["phone"] for c in open_calls})),
                (unheard, unheard))
    return api


def scripted(api, made_script, people, campaign):
    print("\nThe script is followed, and its way kept with the response.", flush=True)
    captured = api.post("/responses", {"type": "information-request", "channel": "phone", "contactId": people["ada"],
                                       "campaignId": campaign})
    run = {"scriptId": made_script["id"], "number": 1, "language": "fr", "contactId": people["ada"], "responseId": captured["id"],
           "path": [{"step": "hello", "answer": 0}, {"step": "law", "answer": 0}, {"step": "iban", "answer": 0}],
           "sentences": ["law"], "captured": [{"name": "iban", "value": "CH93 0076 2011", "again": "CH93 0076 2011"}]}
    for what, wrong in {"a sentence that was not read": {"sentences": []},
                        "a field typed differently": {"captured": [{"name": "iban", "value": "CH93", "again": "CH39"}]},
                        "a step that does not follow": {"path": [{"step": "hello", "answer": 0}, {"step": "iban", "answer": 0}]}}.items():
        checks.refused(what, lambda wrong=wrong: api.post("/script-runs", {**run, **wrong}), 422, "channel-phone.invalid-run")
    api.post("/script-runs", run, key="run-1")
    api.post("/script-runs", run, key="run-1")
    changed = api.put(f"/call-scripts/{made_script['id']}", {**script(campaign), "name": "Summer"}, made_script["version"])
    checks.same("a change is a version of its own", changed["version"], 2)
    api.post("/script-runs", {**run, "path": [{"step": "hello", "answer": 1}], "sentences": [], "captured": []})
    kept = api.get("/script-runs", responseId=captured["id"])["items"]
    checks.same("both ways are kept with the version they went", [(r["number"], len(r["path"])) for r in kept], [(1, 1), (1, 3)])


def no_more(api, people, campaign, cells):
    print("\n\"No more calls\", said at the desk: every call that waits is closed, and none is made any more.", flush=True)
    for name in ("dora", "cleo"):
        api.post(f"/contacts/{people[name]}/consents", {"channel": "phone", "event": "given", "source": "form", "textVersion": "1",
                                                        "text": "Yes, call me."})
    api.post("/call-backs", {"contactId": people["dora"], "at": (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=30)).isoformat()})
    group = api.post("/target-groups", {"campaignId": campaign, "name": "Called", "definition": {
        "split": {"shares": [{"cellId": cells["A"], "percent": 100}]}}})
    api.finished(api.post(f"/target-groups/{group['id']}/freezes"))
    first = api.post("/waves", {"name": "Calls", "targetGroupId": group["id"], "channel": "phone", "content": stories.CONTENT})["id"]
    second = api.post("/waves", {"name": "Calls 2", "targetGroupId": group["id"], "channel": "phone", "content": stories.CONTENT})["id"]
    stories.sent(api, first)
    api.finished(stories.build_of(api, second))
    open_of = lambda name: [c for c in api.every("/calls", contactId=people[name], state="open")]  # noqa: E731
    checks.same("dora has two calls that wait", len(open_of("dora")), 2)
    queued = {p["contactId"]: p["state"] for p in api.every("/pieces", waveId=second)}
    checks.same("and a piece in a wave that waits", queued[people["dora"]], "created")
    api.post("/suppressions", {"contactId": people["dora"], "channel": "phone", "source": "phone"})
    checks.becomes("both are closed at once", lambda: open_of("dora"), [])
    checks.same("cleo's stays", len(open_of("cleo")), 1)
    stories.sent(api, second)
    after = {p["contactId"]: p["state"] for p in api.every("/pieces", waveId=second)}
    checks.same("her piece in the wave that waited is withheld, cleo's goes out",
                (after[people["dora"]], after[people["cleo"]]), ("withheld", "handedOver"))


def main():
    with Server() as server:
        server.make_administrator()
        server.start()
        api = server.api()
        people, campaign, cells = moved_in(api)
        exchange, made_script = numbers(server, api, campaign)
        ringing(api, exchange, people, campaign)
        api = disorder(server, api, exchange)
        scripted(api, made_script, people, campaign)
        no_more(api, people, campaign, cells)
        server.stop()
        checks.same("verify finds nothing", server.verify(), "")
    checks.close()


main()
