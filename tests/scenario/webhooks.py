#!/usr/bin/env python3
"""A shop is told of its orders over HTTP: every message signed as Standard Webhooks says, a CloudEvent inside, at least once and
always under the same name, while the shop breaks down, redirects, asks for a pause, says nothing and is gone, and our server dies
before and after a message left. Secrets change under way, messages are played again, a person is erased, our own network is
out of reach."""
import base64
import datetime
import hashlib
import hmac
import json
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import http_peer  # noqa: E402
import stories  # noqa: E402
from rejoinder import STORAGE, Checks, Server, only_in_long_form  # noqa: E402

only_in_long_form("galera")

checks = Checks()
ALL = ["response.captured", "response.withdrawn", "order.entered", "order.reserved", "order.back-ordered", "order.picked", "order.packed",
       "order.shipped", "order.cancelled", "shipment.sent", "parcels.handed-over", "invoice.issued", "invoice.settled", "goods.returned"]


def signed_by(request, secret):
    """Whether one of the signatures is that of the secret, as a receiver checks it."""
    headers = request["headers"]
    said = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.{request['body']}".encode()
    key = base64.b64decode(secret.removeprefix("whsec_"))
    mine = "v1," + base64.b64encode(hmac.new(key, said, hashlib.sha256).digest()).decode()
    return mine in headers["webhook-signature"].split(" ")


def events(requests):
    """What came, each message once: its type without our name, and its subject."""
    found = {}
    for request in requests:
        body = json.loads(request["body"])
        found[request["headers"]["webhook-id"]] = (body["type"].removeprefix("rejoinder."), body.get("subject"))
    return found


def of(peer, *subjects):
    return sorted(kind for kind, subject in events(peer.requests()).values() if subject in subjects)


def order(api, person, quantity=1):
    return api.post("/orders", {"contactId": person, "lines": [{"sku": "BROCHURE", "quantity": quantity}]})["id"]


def addresses(api, peer):
    print("\nWhere a webhook may lead.", flush=True)
    wish = {"name": "Inside", "types": ["order.shipped"]}
    for url in ("http://example.org/", "https://10.1.2.3/", "https://[::1]/x", "https://169.254.169.254/", "https://localhost/",
                "https://[::ffff:192.168.1.1]/", "https://100.64.0.1/"):
        checks.refused(f"not to {url}", lambda url=url: api.post("/webhooks", {**wish, "url": url}), 422, "webhooks.invalid")
    made = api.post("/webhooks", {**wish, "url": f"https://2130706433:{peer.port}/"})
    test = api.post(f"/webhooks/{made['id']}/tests")["id"]
    seen = checks.becomes("127.0.0.1 as one number is looked through when it is used",
                          lambda: api.get(f"/webhook-messages/{test}"), "failed", lambda m: m["state"])
    checks.that("and says why", "not a public address" in seen["attempts"][0]["note"],
                seen["attempts"][0]["note"])
    checks.same("nothing came", len(peer.requests()), 0)
    api.delete(f"/webhooks/{made['id']}")
    checks.refused("a webhook that was removed is not there", lambda: api.get(f"/webhooks/{made['id']}"), 404, "webhooks.no-such-webhook")


def subscribed(server, api, peer):
    print("\nA shop subscribes and is tested.", flush=True)
    made = api.post("/webhooks", {"name": "Shop", "url": peer.url, "types": ALL})
    checks.that("the secret is told once, as Standard Webhooks has it", made["secret"].startswith("whsec_") and
                len(base64.b64decode(made["secret"][6:])) == 32 and made["secret"] not in json.dumps(api.get("/webhooks")))
    hook = made["id"]
    test = api.post(f"/webhooks/{hook}/tests")["id"]
    checks.becomes("a test arrives", lambda: api.get(f"/webhook-messages/{test}")["state"], "delivered")
    request = peer.requests()[-1]
    checks.that("signed", signed_by(request, made["secret"]), request["headers"]["webhook-signature"])
    checks.that("at this moment", abs(int(request["headers"]["webhook-timestamp"]) - time.time()) < 30)
    body = json.loads(request["body"])
    checks.same("a CloudEvent", (body["specversion"], body["type"], body["source"], request["headers"]["content-type"]),
                ("1.0", "rejoinder.webhook.test", "urn:test", "application/cloudevents+json; charset=utf-8"))
    if STORAGE == "sqlite":
        key = base64.b64decode(made["secret"][6:])
        stored = b"".join(path.read_bytes() for path in server.folder.glob("rejoinder.db*"))
        checks.that("neither secret nor key stands in the database", made["secret"].encode() not in stored and
                    key not in stored and key.hex().encode() not in stored)
    return hook, made["secret"]


def an_order(api, peer, secret, person):
    print("\nAn order goes its way.", flush=True)
    number = order(api, person)
    shipment = stories.ship(api, number, "first")["id"]
    checks.becomes("the shop hears of each step", lambda: of(peer, f"orders/{number}", f"shipments/{shipment}"),
                   ["order.entered", "order.packed", "order.picked", "order.shipped", "shipment.sent"])
    checks.that("every message is signed", all(signed_by(r, secret) for r in peer.requests()))
    names = [r["headers"]["webhook-id"] for r in peer.requests()]
    checks.same("each once", len(names), len(set(names)))
    data = [json.loads(r["body"]) for r in peer.requests()]
    sent = next(d["data"] for d in data if d["type"] == "rejoinder.shipment.sent")
    checks.same("with the number of the parcel", (sent["trackingNumber"], sent["orderId"], sent["contactId"]), ("first", number, person))
    checks.that("and nobody's name or address", not any(word in json.dumps(data) for word in ("Ada", "Gasse", "ada@example.test")))
    checks.same("CloudEvents' ids are unique", len({d["id"] for d in data}), len(data))


def trouble(api, peer, hook, secret, person):
    print("\nThe shop breaks down, redirects, asks for a pause.", flush=True)
    before = len(peer.requests())
    peer.moods("500")
    one = order(api, person)
    checks.becomes("a message that failed is tried again", lambda: of(peer, f"orders/{one}"), ["order.entered"])
    checks.becomes("until it is taken", lambda: api.get(f"/webhooks/{hook}")["figures"]["waiting"], 0)
    again = peer.requests()[before:]
    checks.same("under the same name", (len(again), len({r["headers"]["webhook-id"] for r in again})), (2, 1))
    checks.that("with a new signature", all(signed_by(r, secret) for r in again) and len({r["headers"]["webhook-signature"] for r in again}) == 2)
    peer.moods("302")
    two = order(api, person)
    checks.becomes("a redirect is no success", lambda: sum(1 for r in peer.requests() if f"orders/{two}" in r["body"]), 2)
    checks.that("and is not followed", all(r["line"].startswith("POST /send ") for r in peer.requests()))
    begin = time.monotonic()
    peer.moods("429:9")
    three = order(api, person)
    checks.becomes("who asks for a pause gets it", lambda: sum(1 for r in peer.requests() if f"orders/{three}" in r["body"]), 2)
    checks.that("of nine seconds", time.monotonic() - begin >= 9, round(time.monotonic() - begin, 1))
    checks.becomes("then all is well", lambda: "failingSince" in api.get(f"/webhooks/{hook}"), False)


def power_fails(server, api, peer, person):
    print("\nThe power fails right after an order was answered, and while a message is at the shop.", flush=True)
    one = order(api, person)
    server.kill()
    server.start()
    api = server.api()
    checks.becomes("the order's message arrives", lambda: of(peer, f"orders/{one}"), ["order.entered"], seconds=120)
    (peer.folder / "go").unlink(missing_ok=True)
    peer.moods("wait")
    two = order(api, person)
    stories.soon(lambda: of(peer, f"orders/{two}"))
    server.kill()
    peer.go()
    server.start()
    api = server.api()
    checks.becomes("what nobody knows of is sent again", lambda: sum(1 for r in peer.requests() if f"orders/{two}" in r["body"]), 2,
                   seconds=120)
    names = {r["headers"]["webhook-id"] for r in peer.requests() if f"orders/{two}" in r["body"]}
    checks.same("under the same name", len(names), 1)
    return api


def secrets_change(api, peer, hook, old, person):
    print("\nThe secret changes; for a day both sign.", flush=True)
    new = api.post(f"/webhooks/{hook}/secret", {"overlapHours": 24})["secret"]
    one = order(api, person)
    checks.becomes("a message arrives", lambda: len(of(peer, f"orders/{one}")), 1)
    request = next(r for r in peer.requests() if f"orders/{one}" in r["body"])
    checks.same("signed by both", (signed_by(request, old), signed_by(request, new)), (True, True))
    last = api.post(f"/webhooks/{hook}/secret", {"overlapHours": 0})["secret"]
    two = order(api, person)
    checks.becomes("another", lambda: len(of(peer, f"orders/{two}")), 1)
    request = next(r for r in peer.requests() if f"orders/{two}" in r["body"])
    checks.same("without overlap by the new one alone", (signed_by(request, new), signed_by(request, last)), (False, True))


def played_again(api, peer, hook, since):
    print("\nThe shop lost its data: everything since this morning once more.", flush=True)
    before = events(peer.requests())
    count = len(peer.requests())
    messages = [m for m in api.every("/webhook-messages", webhookId=hook)]
    result = api.finished(api.post(f"/webhooks/{hook}/replays", {"since": since}))["result"]
    checks.same("all messages are queued", result["messages"], len(messages))
    checks.becomes("and arrive", lambda: len(peer.requests()) - count, len(messages))
    checks.same("under their old names", events(peer.requests()), before)
    one = messages[0]["id"]
    api.post(f"/webhook-messages/{one}/replays")
    checks.becomes("one alone can be sent again, too", lambda: len(peer.requests()) - count, len(messages) + 1)


def gone(api, peer, hook, person):
    print("\nThe shop is gone; somebody is told, nothing is lost, and it comes back.", flush=True)
    peer.moods("410")
    order(api, person)
    checks.becomes("410 stops the webhook at once", lambda: api.get(f"/webhooks/{hook}")["state"], "gone")
    checks.becomes("and somebody is told", lambda: [n["kind"] for n in api.get("/notifications")["items"] if n["kind"] == "webhook-gone"],
                   ["webhook-gone"])
    count = len(peer.requests())
    one, two = order(api, person), order(api, person)
    checks.becomes("what happens meanwhile is held", lambda: api.get(f"/webhooks/{hook}")["figures"]["held"], 2)
    checks.same("and nothing is sent", len(peer.requests()), count)
    now = api.get(f"/webhooks/{hook}")
    api.put(f"/webhooks/{hook}", {"name": now["name"], "url": now["url"], "types": now["types"], "state": "active"}, now["version"])
    checks.becomes("started again it hears of both", lambda: of(peer, f"orders/{one}", f"orders/{two}"), ["order.entered"] * 2)
    checks.refused("a stale change is refused", lambda: api.put(
        f"/webhooks/{hook}", {"name": "x", "url": now["url"], "types": now["types"], "state": "paused"}, now["version"]), 412)


def erased(api, peer, hook, person):
    print("\nA person is erased.", flush=True)
    told = [e for e in api.get(f"/contacts/{person}/timeline")["items"] if e["kind"] == "webhooks.message"]
    checks.that("who was told of a person stands in its history", len(told) > 5, len(told))
    answer = api.post(f"/contacts/{person}/erasure", {"askedBy": "a letter"})
    if "id" in answer:
        api.finished(answer)

    def bodies():
        return [m["id"] for m in api.every("/webhook-messages", webhookId=hook) if m["type"] != "webhook.test"
                and api.get(f"/webhook-messages/{m['id']}")["body"]]

    checks.becomes("no body is left of it", bodies, [])
    some = next(m["id"] for m in api.every("/webhook-messages", webhookId=hook) if m["type"] != "webhook.test")
    checks.refused("and nothing to be sent again", lambda: api.post(f"/webhook-messages/{some}/replays"), 409, "webhooks.erased")


def main():
    since = (datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(hours=1)).isoformat()
    with http_peer.Peer() as peer, Server({"webhooks.allowed-hosts": "127.0.0.1", "webhooks.source": "urn:test"}) as server:
        server.make_administrator()
        server.start()
        api = server.api()
        person = api.post("/contacts", {"givenName": "Ada", "familyName": "Muster", "country": "CH", "language": "de", "street": "Gasse",
                                        "houseNumber": "1", "postcode": "3000", "city": "Bern", "email": "ada@example.test"})["id"]
        stories.stocked(api, 1000)
        addresses(api, peer)
        hook, secret = subscribed(server, api, peer)
        an_order(api, peer, secret, person)
        trouble(api, peer, hook, secret, person)
        api = power_fails(server, api, peer, person)
        secrets_change(api, peer, hook, secret, person)
        played_again(api, peer, hook, since)
        gone(api, peer, hook, person)
        erased(api, peer, hook, person)
        server.stop()
        checks.same("verify finds nothing", server.verify(), "")
    checks.close()


main()
