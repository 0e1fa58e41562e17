#!/usr/bin/env python3
"""SMS to twelve people and back, with a provider's HTTP server at the other end that answers, breaks down, says nothing, cuts the
connection; kill -9 while a message is under way; receipts before and after; answers, STOP, strangers, all twice."""
import hashlib
import hmac
import json
import pathlib
import sys
import time
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import http_peer  # noqa: E402
import stories  # noqa: E402
from rejoinder import Api, Checks, Server, only_in_long_form  # noqa: E402

only_in_long_form("galera")
checks = Checks()
NAMES = ["ada", "ben", "cleo", "dora", "emil", "finn", "gina", "hans", "ida", "jan", "kim", "lea"]
CONTENT = {"text": "Hallo {{givenName}}, 20 Franken geschenkt: {{code}}. STOP für Ende.", "senderName": "Muster"}
SECRET, SIGNED = "provider's own secret", "for signatures"


def profile(peer, folder):
    return {"url": peer.url, "headers": {"Authorization": "Bearer {{secret}}"}, "encoding": "json",
            "body": '{"messages":[{"to":"{{to}}","sender":"{{from}}","body":{"text":"{{text}}"},"ref":"{{reference}}"}]}',
            "secretFile": str(folder / "secret"), "answerId": "/message/id", "retryStatuses": [429, 503], "perMinute": 6000,
            "timeoutSeconds": 10, "country": "CH", "costPerSegment": "0.08", "currency": "CHF",
            "incoming": {"id": "id", "from": "from", "to": "to", "text": "text"},
            "receipts": {"list": "/results", "id": "/id", "status": "/status/name", "reason": "/status/why",
                         "delivered": ["DELIVRD"], "failed": ["UNDELIV", "EXPIRED"]},
            "signature": "hmacSha256Hex", "signatureHeader": "X-Signature", "signatureSecretFile": str(folder / "signature"),
            "stopAnswer": "Sie erhalten keine SMS mehr von uns.", "keywords": [{"word": "ja", "responseType": "order"}]}


class Provider:
    """Posts to us as the provider does, signed and without a session."""

    def __init__(self, server, token):
        self.server, self.token = server, token

    def post(self, what, kind, body, signature=None):
        api = Api([node.port for node in (self.server, *self.server.others)])
        signature = signature or hmac.new(SIGNED.encode(), body.encode(), hashlib.sha256).hexdigest()
        try:
            return api.call("POST", f"/sms/{self.token}/{what}", body, {"Content-Type": kind, "X-Signature": signature})
        finally:
            api.close()

    def message(self, name, sender, text):
        body = urllib.parse.urlencode({"id": name, "from": sender, "to": "41799999999", "text": text})
        return self.post("messages", "application/x-www-form-urlencoded", body)

    def receipts(self, *said):
        return self.post("receipts", "application/json", json.dumps(
            {"results": [{"id": name, "status": {"name": status, "why": why}} for name, status, why in said]}))


def moved_in(api):
    ids = {}
    for i, name in enumerate(NAMES):
        ids[name] = api.post("/contacts", {"givenName": name.title(), "familyName": "Muster", "country": "CH", "language": "de",
                                           "phone": f"079 200 00 {i:02}", "street": "Gasse", "houseNumber": str(i + 1),
                                           "postcode": "3000", "city": "Bern"})["id"]
        for channel in ("sms", "phone"):
            api.post(f"/contacts/{ids[name]}/consents", {"channel": channel, "event": "given", "source": "form", "textVersion": "1",
                                                         "text": "Yes, write to me."})
    campaign, cells = stories.approved(api, "SPRING")
    group = api.post("/target-groups", {"campaignId": campaign, "name": "All", "definition": {
        "split": {"shares": [{"cellId": cells["A"], "percent": 100}]}}})
    api.finished(api.post(f"/target-groups/{group['id']}/freezes"))
    return ids, campaign, group["id"]


def built(api, group, name, channel="sms", content=None):
    wave = api.post("/waves", {"name": name, "targetGroupId": group, "channel": channel, "content": content or CONTENT})["id"]
    api.finished(stories.build_of(api, wave))
    return wave


def states(api, wave, names):
    return {names[p["contactId"]]: p["state"] for p in api.every("/pieces", waveId=wave)}


def settled(api, wave, seconds=90):
    stories.soon(lambda: api.get(f"/waves/{wave}")["wave"]["state"] == "handedOver", seconds)


def told(peer):
    """What the provider was told, by recipient: how often."""
    counts = {}
    for request in peer.requests():
        to = json.loads(request["body"])["messages"][0]["to"]
        counts[to] = counts.get(to, 0) + 1
    return counts


def number(name):
    return f"+417920000{NAMES.index(name):02}"


def first_wave(server, api, peer, ids, group, names):
    print("\nA wave to twelve; the provider takes, refuses, breaks down, says nothing, cuts and comes back.", flush=True)
    size = api.post("/sms-sizes", {"text": "x" * 161, "recipients": 12})
    checks.same("a text is measured before it is sent", (size["segments"], size["unicode"], size["cost"], size["currency"]),
                (2, False, "1.920000", "CHF"))
    checks.same("Chinese fits 70 to a part", api.post("/sms-sizes", {"text": "停" * 71})["segments"], 2)
    wave = built(api, group, "First")
    peer.moods("ok", "400", "500", "silent", "cut", "half", "503")
    api.post(f"/waves/{wave}/hand-over")
    settled(api, wave)
    found = states(api, wave, names)
    counts = sorted(found.values())
    checks.same("taken: handed over; refused: failed; broken, silent, cut within: held; busy: again, and taken",
                {s: counts.count(s) for s in set(counts)}, {"handedOver": 7, "failed": 1, "held": 4})
    requests = told(peer)
    checks.same("only the one that was certainly not taken was sent again", sorted(requests.values()), [1] * 11 + [2])
    sent = json.loads(peer.requests()[0]["body"])["messages"][0]
    checks.that("the provider reads what was written", sent["body"]["text"].startswith("Hallo ") and sent["sender"] == "Muster",
                sent["body"]["text"])
    checks.same("with its secret", peer.requests()[0]["headers"]["authorization"], f"Bearer {SECRET}")
    return wave


def people_decide(api, peer, wave, names):
    print("\nA person decides about what is held: one was sent, the others are sent again.", flush=True)
    pieces = {names[p["contactId"]]: p for p in api.every("/pieces", waveId=wave)}
    held = [name for name, p in pieces.items() if p["state"] in ("held", "failed")]
    before = told(peer)
    api.patch(f"/pieces/{pieces[held[0]]['code']}", {"state": "handedOver"})
    for name in held[1:]:
        api.patch(f"/pieces/{pieces[name]['code']}", {"state": "created"})
    api.post(f"/waves/{wave}/hand-over")
    settled(api, wave)
    checks.same("all are handed over", set(states(api, wave, names).values()), {"handedOver"})
    after = told(peer)
    checks.same("each of the others once more, nobody else", {k: after[k] - before[k] for k in after},
                {k: int(k in {number(n) for n in held[1:]}) for k in after})


def power_fails(server, api, peer, group, names):
    print("\nThe power fails while a message is at the provider.", flush=True)
    wave = built(api, group, "Second")
    before = sum(told(peer).values())
    peer.moods("ok", "ok", "ok", "wait")
    api.post(f"/waves/{wave}/hand-over")
    stories.soon(lambda: sum(told(peer).values()) == before + 4)
    time.sleep(0.3)
    server.kill()
    peer.go()
    server.start()
    api = server.api()
    settled(api, wave)
    counts = list(states(api, wave, names).values())
    checks.same("one is held, all others are handed over", {s: counts.count(s) for s in set(counts)}, {"handedOver": 11, "held": 1})
    checks.same("and nothing went out twice", sum(told(peer).values()), before + 12)
    held = [m for m in api.every("/sms-messages", state="held")]
    checks.that("it stands in the list of what is held", any(m["attempts"] == 1 for m in held))
    return api, wave


def receipts(api, provider, wave, names):
    print("\nReceipts: delivered, never, twice, and for nobody.", flush=True)
    sent = {names[m["contactId"]]: m for m in api.every("/sms-messages") if m.get("providerName") and m["state"] == "sent"}
    ada, ben = sent["ada"]["providerName"], sent["ben"]["providerName"]
    for _ in range(2):
        provider.receipts((ada, "BUFFERED", ""), (ada, "delivrd", ""), (ben, "UNDELIV", "absent for good"), ("name-9999", "DELIVRD", ""))
    provider.receipts((ada, "EXPIRED", "late"))
    after = {m["providerName"]: m["state"] for m in api.every("/sms-messages") if m.get("providerName")}
    checks.same("delivered stays delivered, what will never arrive is undelivered", (after[ada], after[ben]),
                ("delivered", "undelivered"))
    pieces = {p["id"]: p["state"] for n in ("ada", "ben") for p in api.every("/pieces", contactId=sent[n]["contactId"])}
    checks.same("its piece came back, as a letter does", (pieces[sent["ada"]["pieceId"]], pieces[sent["ben"]["pieceId"]]),
                ("handedOver", "returned"))
    checks.refused("unsigned words count for nothing", lambda: provider.post(
        "receipts", "application/json", json.dumps({"results": [{"id": ada, "status": {"name": "EXPIRED"}}]}), "0" * 64), 404,
        "channel-sms.no-provider")


def answers(api, provider, ids, wave, names):
    print("\nPeople answer: with a code, without, with a keyword; strangers; each twice and at once.", flush=True)
    pieces = {names[p["contactId"]]: p for p in api.every("/pieces", waveId=wave)}
    coded, plain, keyed = [n for n in ("cleo", "dora", "emil", "ada") if pieces[n]["state"] == "handedOver"][:3]
    code = pieces[coded]["code"]
    said = [("m1", "00" + number(coded)[1:], f"Gerne! {code[:3]} {code[3:6]} {code[6:]}"),
            ("m2", "0" + number(plain)[3:], "Schicken Sie mir den Prospekt"), ("m3", number(keyed), "Ja, gerne"),
            ("m4", "+41766666666", "Who is this?"), ("m5", "8400", "Ihr Guthaben")]
    stories.at_once(*[lambda one=one: provider.message(*one) for one in said * 3])
    found = {m["providerName"]: m for m in api.every("/incoming-sms")}
    checks.same("each is kept once", sorted(found), ["m1", "m2", "m3", "m4", "m5"])
    checks.same("known by code, by the last SMS to the number, or by nothing",
                [(found[n]["matched"], names.get(found[n].get("contactId"))) for n in sorted(found)],
                [("code", coded), ("sender", plain), ("sender", keyed), ("nobody", None), ("nobody", None)])
    responses = {names[r["contactId"]]: r for r in api.every("/responses")}
    checks.same("they are responses, the code direct, the others inferred, the keyword an order",
                {n: (r["type"], r["channel"], r["attribution"], r["captures"]) for n, r in responses.items()},
                {coded: ("information-request", "sms", "direct", 1), plain: ("information-request", "sms", "inferred", 1),
                 keyed: ("order", "sms", "inferred", 1)})
    checks.same("credited to their pieces", [responses[n]["pieceId"] for n in (coded, plain)], [pieces[n]["id"] for n in (coded, plain)])
    checks.same("strangers wait for a person", [e["reason"] for e in api.get("/clearing")["items"]], ["channel-sms.no-match"] * 2)
    print("\nWhat the clerk types of such an answer is an order, credited to the piece.", flush=True)
    api.post("/responses", {"type": "information-request", "channel": "sms", "code": code, "again": True,
                            "items": [{"sku": "BROCHURE", "quantity": 1}]})
    checks.becomes("and is on its way", lambda: [names[o["contactId"]] for o in api.every("/orders")], [coded])


def stops(api, provider, peer, ids, group, names):
    print("\nSTOP, in four languages, while the next SMS and the next calls are queued already.", flush=True)
    wave = built(api, group, "Third")
    calls = built(api, group, "Calls", "phone", {"text": "Hello {{givenName}}"})
    before = sum(told(peer).values())
    who = {"finn": "STOP", "gina": "stopp!", "hans": "Arrêt", "ida": "停止"}
    for name, word in who.items():
        for _ in range(2):
            provider.message(f"stop-{name}", number(name), word)
    stories.soon(lambda: sum(told(peer).values()) == before + 4)
    time.sleep(0.5)
    checks.same("each is told once that it was heard", sum(told(peer).values()), before + 4)
    api.post("/suppressions", {"contactId": ids["jan"], "source": "letter"})
    api.post("/suppressions", {"contactId": ids["kim"], "channel": "phone", "source": "phone"})
    api.post(f"/waves/{wave}/hand-over")
    settled(api, wave)
    found = states(api, wave, names)
    checks.same("the next SMS goes to nobody who said STOP, nor to who said no to everything",
                sorted(n for n, s in found.items() if s == "withheld"), ["finn", "gina", "hans", "ida", "jan"])
    checks.same("who said no to calls gets it, and nobody else was told of", (found["kim"], sum(told(peer).values())),
                ("handedOver", before + 4 + sum(1 for s in found.values() if s == "handedOver")))
    stories.sent(api, calls)
    checks.same("a STOP covers SMS: calls are a matter of their own",
                sorted(n for n, s in states(api, calls, names).items() if s == "withheld"), ["jan", "kim"])
    checks.same("a stop is an objection", sorted({names[s["contactId"]] for s in api.every("/suppressions") if s.get("contactId")
                                                  and s.get("channel") == "sms"}), ["finn", "gina", "hans", "ida"])
    figures = api.get("/sms-figures")["items"]
    checks.that("the campaign's figures add up", figures[0]["messages"] >= figures[0]["sent"] + figures[0]["delivered"], figures[0])


def at_the_door(api, provider, peer, ids, group, names):
    print("\nA STOP comes while its batch is on the way: the gate is asked for each message.", flush=True)
    wave = built(api, group, "Fourth")
    (peer.folder / "go").unlink(missing_ok=True)
    peer.moods("wait")
    before = sum(told(peer).values())
    api.post(f"/waves/{wave}/hand-over")
    stories.soon(lambda: sum(told(peer).values()) == before + 1)
    first = json.loads(peer.requests()[-1]["body"])["messages"][0]["to"]
    last = "lea" if first != number("lea") else "kim"
    provider.message("door", number(last), "STOP")
    peer.go()
    settled(api, wave)
    checks.same("who said no in the meantime is withheld", states(api, wave, names)[last], "withheld")


def main():
    with http_peer.Peer() as peer, Server({"channel-sms.reply-type": "information-request"}) as server:
        (server.folder / "secret").write_text(SECRET + "\n")
        (server.folder / "signature").write_text(SIGNED + "\n")
        server.make_administrator()
        server.start()
        api = server.api()
        ids, campaign, group = moved_in(api)
        names = {i: n for n, i in ids.items()}
        stories.stocked(api, 100)
        checks.refused("a provider's profile names what is wrong with it", lambda: api.post("/sms-providers", {
            "name": "x", "profile": {**profile(peer, server.folder), "url": "ftp://x", "body": "{{nobody}}"}}), 422,
            "channel-sms.invalid-provider")
        made = api.post("/sms-providers", {"name": "Provider", "profile": profile(peer, server.folder)})
        provider = Provider(server, made["token"])
        wave = first_wave(server, api, peer, ids, group, names)
        people_decide(api, peer, wave, names)
        api, second = power_fails(server, api, peer, group, names)
        receipts(api, provider, second, names)
        answers(api, provider, ids, second, names)
        stops(api, provider, peer, ids, group, names)
        at_the_door(api, provider, peer, ids, group, names)
        server.stop()
        checks.same("verify finds nothing", server.verify(), "")
    checks.close()


main()
