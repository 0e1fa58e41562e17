#!/usr/bin/env python3
"""Orders that wait for a decision and orders that change their mind: what a rule or a person holds takes nothing and is not picked, kill -9
around hold, release and change; quantities, lines and addresses change until the parcel is out, and the history says who did it.
A bin that was short is counted; what must
be approved waits. Who knows the buyers' credit is asked over HTTP, with kill -9 while it thinks."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import stories  # noqa: E402
from http_peer import Peer  # noqa: E402
from rejoinder import Checks, Server  # noqa: E402

checks = Checks()


def person(api, name, **more):
    return api.post("/contacts", {"familyName": name, "givenName": "Eva", "street": "Seeweg", "houseNumber": "3", "postcode": "8001",
                                  "city": "Zürich", "country": "CH", "language": "de", **more})["id"]


def order(api, who, **wanted):
    return api.post("/orders", {"contactId": who, "lines": [{"sku": sku, "quantity": n} for sku, n in wanted.items()]})["id"]


def change(api, made, wish, version, key=None):
    return api.call("POST", f"/orders/{made}/changes", wish, {"If-Match": f'"{version}"', **({"Idempotency-Key": key} if key else {})})


def again(server):
    server.kill()
    server.start()
    return server.api()


def stock(api, sku):
    row = next(r for r in api.get("/stock")["items"] if r["sku"] == sku)
    return row["onHand"], row["reserved"], row["available"], row["backOrdered"]


def holds(server, eva):
    stories.tell("What is over the limit waits for a person; who comes later is served meanwhile.")
    api = server.api()
    big = order(api, eva, TEAPOT=9)
    view = api.get(f"/orders/{big}")
    checks.same("the rule holds it and nothing is reserved", (view["order"]["state"], view["holds"][0]["reason"], stock(api, "TEAPOT")),
                ("entered", "amount", (10, 0, 10, 0)))
    checks.same("the board says why", api.get("/orders/ageing")["held"], [{"reason": "amount", "orders": 1}])
    small = order(api, eva, TEAPOT=8)
    hold = api.post(f"/orders/{small}/holds", {"note": "calls back"}, key="hold")
    api = again(server)
    checks.same("held again after kill -9 it is the same hold", api.post(f"/orders/{small}/holds", {"note": "calls back"}, key="hold")["id"],
                hold["id"])
    checks.refused("no round takes it", lambda: api.post("/pick-batches", {}), 409, "fulfilment.nothing-to-pick")
    checks.refused("nobody ships it", lambda: api.post(f"/orders/{small}/shipments", {}), 409, "fulfilment.held")
    api.patch(f"/holds/{view['holds'][0]['id']}", {"released": True, "note": "checked"}, view["holds"][0]["version"])
    api = again(server)
    checks.same("released, it takes what is free and waits for the rest", stock(api, "TEAPOT"), (10, 10, 0, 7))
    checks.refused("what was released is not released again",
                   lambda: api.patch(f"/holds/{view['holds'][0]['id']}", {"released": True}, 2), 409, "fulfilment.released")
    return small, hold, big


def changes(server, small, hold, big):
    stories.tell("The buyer calls: fewer, something else as well, and to the neighbour.")
    api = server.api()
    view = api.get(f"/orders/{small}")
    line = view["lines"][0]["id"]
    wish = {"lines": [{"lineId": line, "quantity": 1}], "addLines": [{"sku": "MUG", "quantity": 2}], "note": "by telephone",
            "addresses": [{"kind": "ship", "name": "Familie Nachbar", "street": "Gasse", "houseNumber": "9", "postcode": "3011", "city": "Bern",
                           "country": "CH"}]}
    path = f"/orders/{small}/changes"
    checks.refused("a stale change changes nothing", lambda: change(api, small, wish, 1), 412, "kernel.stale")
    done = change(api, small, wish, view["version"], "change")
    api = again(server)
    checks.same("changed again after kill -9 it is the same change", change(api, small, wish, view["version"], "change")["version"],
                done["version"])
    figures = [(li["sku"], li["ordered"], li["reserved"], li["backOrdered"], li["cancelled"]) for li in api.get(f"/orders/{small}")["lines"]]
    checks.same("a held order adds nothing reserved", figures, [("TEAPOT", 8, 1, 0, 7), ("MUG", 2, 0, 2, 0)])
    checks.same("what it gave up goes to who waits", api.get(f"/orders/{big}")["order"]["state"], "reserved")
    told = [(c["kind"], c["before"], c["after"], c["note"]) for c in api.get(path)["changes"]]
    checks.same("the history tells it once", told, [("held", "", "person", "calls back"),
                                                    ("shipTo", "", "Familie Nachbar, Gasse 9, 3011 Bern, CH", "by telephone"),
                                                    ("quantity", "8", "1", "by telephone"), ("lineAdded", "0", "2", "by telephone")])
    api.patch(f"/holds/{hold['id']}", {"released": True}, hold["version"])
    shipment = api.post(f"/orders/{small}/shipments", {})["id"]
    checks.that("the parcel goes to the neighbour", "Nachbar" in api.get(f"/shipments/{shipment}/label", form="zpl").decode())
    checks.refused("what is out does not change", lambda: change(api, small, {"lines": [{"lineId": line, "quantity": 5}]},
                                                                 api.get(f"/orders/{small}")["version"]), 409, "fulfilment.state")


def a_hole(server, eva):
    stories.tell("A hole in the shelf: others lie elsewhere, until there are none.")
    api = server.api()
    made = order(api, eva, PLATE=3)
    line = api.get(f"/orders/{made}")["lines"][0]["id"]
    short = lambda n: api.post(f"/orders/{made}/short-picks", {"lineId": line, "quantity": n, "reason": "notFound"})  # noqa: E731
    checks.same("one is replaced by another one", (short(1)["refilled"], stock(api, "PLATE")), (1, (4, 3, 1, 0)))
    checks.same("two by the last one", (short(2)["refilled"], stock(api, "PLATE")), (1, (2, 2, 0, 1)))


def counting(server, berta):
    stories.tell("The hole has its bin counted, blind; a difference too large is counted by somebody else, kill -9 around it.")
    api = server.api()
    planned = api.get("/stock-counts", state="open")["items"]
    checks.same("the short pick planned one count", [(c["source"], c["total"]) for c in planned], [("shortPick", 1)])
    view = api.get(f"/stock-counts/{planned[0]['id']}")
    path, line = f"/stock-counts/{view['id']}/tallies", view["lines"][0]["id"]
    checks.same("it does not tell what should be there", view["tallies"], [])
    checks.refused("another item is refused", lambda: api.post(path, {"lineId": line, "code": "MUG", "counted": 1}), 422, "fulfilment.wrong-item")
    tally = {"lineId": line, "code": "PLATE", "counted": 5}
    api.post(path, tally, key="tally")
    api = again(server)
    checks.same("counted again after kill -9 it is one tally", api.post(path, tally, key="tally")["lines"][0]["state"], "toCountAgain")
    checks.same("nothing is posted yet", stock(api, "PLATE"), (2, 2, 0, 1))
    checks.refused("not by the same person", lambda: api.post(path, tally), 409, "fulfilment.same-counter")
    other = server.api(berta)
    done = other.post(path, tally, key="second")
    api = again(server)
    server.api(berta).post(path, tally, key="second")
    checks.same("posted once, as a move", (done["count"]["state"], done["lines"][0]["difference"], stock(api, "PLATE")), ("done", 3, (5, 3, 2, 0)))
    checks.same("the move says why", [m["quantity"] for m in api.get("/stock/moves", sku="PLATE")["items"] if m["reason"] == "found"], [3])
    checks.same("the accuracy figure", api.get("/stock-counts/accuracy")["lineShare"], 0)
    plan = {"scope": "bin", "chosen": "*"}
    both = stories.at_once(*[lambda: server.api().post("/stock-counts", plan)] * 2)
    counted = sorted(sku["sku"] for b in both if isinstance(b, dict) for sku in b["lines"])
    checks.same("two who plan at once have nothing counted twice", counted, sorted(set(counted)))


def credit(server, peer, eva):
    stories.tell("Orders over 500 francs: somebody else knows whether the buyer will pay.")
    server.change({"fulfilment.hold-above": "0"})
    server.kill()
    peer.moods("wait", "say:yes", "say:no", "503")
    server.start()
    api = server.api()
    api.post("/items", {"sku": "VASE", "name": "Vase", "kind": "goods", "priceMinor": 60000, "currency": "CHF"})
    api.post("/stock/receipts", {"sku": "VASE", "quantity": 9})
    reasons = lambda made: [h["reason"] for h in server.api().get(f"/orders/{made}")["holds"]]  # noqa: E731
    first = order(api, eva, VASE=1)
    checks.same("nothing is reserved before somebody answers", (reasons(first), stock(api, "VASE")), (["creditCheck"], (9, 0, 9, 0)))
    stories.soon(lambda: len(peer.requests()) == 1)
    server.kill()
    peer.go()
    server.sql("UPDATE kernel_job SET lease_until = 0 WHERE name = 'fulfilment.check-credit' AND state = 'running'")
    server.start()
    api = server.api()
    checks.becomes("killed while it was asked, it is asked again and goes on", lambda: api.get(f"/orders/{first}")["order"]["state"], "reserved",
                   seconds=120)
    names = [r["headers"]["idempotency-key"] for r in peer.requests()]
    checks.same("under the same name", (len(names), len(set(names))), (2, 1))
    told = [(c["kind"], c["after"]) for c in api.get(f"/orders/{first}/changes")["changes"] if c["kind"].startswith("credit")]
    checks.same("the history tells it once", told, [("creditAsked", "CHF 600.00"), ("creditAnswered", "approved")])
    second = order(api, eva, VASE=2)
    checks.becomes("a no holds the order", lambda: reasons(second), ["creditRefused"], seconds=120)
    third = order(api, eva, VASE=3)
    checks.becomes("no answer holds it, too", lambda: [(c["state"], c["tries"] > 0, c["reason"]) for c in api.get("/credit-checks", orderId=third)["items"]],
                   [("waiting", True, "status 503")], seconds=120)
    for made in (second, third):
        hold = api.get(f"/orders/{made}")["holds"][0]
        api.patch(f"/holds/{hold['id']}", {"released": True, "note": "knows her"}, hold["version"])
    checks.same("a person releases both", stock(api, "VASE"), (9, 6, 3, 0))
    asked = len(peer.requests())
    paid = api.post("/orders", {"contactId": eva, "lines": [{"sku": "VASE", "quantity": 1}], "payment": {"kind": "card", "reference": "A-1"}})
    checks.same("who paid by card is not asked for", (paid["order"]["state"], len(peer.requests())), ("reserved", asked))


def routes(server, berta, eva):
    stories.tell("What must be approved waits for who is asked; a question makes an appointment; kill -9 around the decision.")
    api = server.api()
    api.post("/fulfilment-routes", {"name": "Mugs", "kind": "parcel", "sku": "MUG", "approval": True, "approvers": ["berta"]})
    api.post("/fulfilment-routes", {"name": "Plates by letter", "kind": "letter", "sku": "PLATE"})
    api.post("/fulfilment-routes", {"name": "Call back", "kind": "appointment", "responseType": "question", "days": 1, "assignee": "berta"})
    yes, no = order(api, eva, MUG=1), order(api, eva, MUG=1)
    api = again(server)
    waiting = api.get("/approvals")["items"]
    checks.same("both wait", [(a["orderId"], a["state"], a["approvers"]) for a in waiting], [(o, "waiting", ["berta"]) for o in (yes, no)])
    hold = api.get(f"/orders/{yes}")["holds"][0]
    checks.refused("the hold is no way round", lambda: api.patch(f"/holds/{hold['id']}", {"released": True}, hold["version"]), 409,
                   "fulfilment.needs-approval")
    decide = lambda client, a, state, reason, key: client.patch(  # noqa: E731
        f"/approvals/{a['id']}", {"state": state, "reason": reason}, a["version"], key=key)
    checks.refused("who was not asked may not", lambda: decide(api, waiting[0], "approved", "", None), 403, "fulfilment.not-approver")
    decide(server.api(berta), waiting[0], "approved", "", "yes")
    checks.refused("a refusal says why", lambda: decide(server.api(berta), waiting[1], "refused", "", None), 422, "fulfilment.no-reason")
    decide(server.api(berta), waiting[1], "refused", "Three mugs are enough", "no")
    api = again(server)
    decide(server.api(berta), waiting[0], "approved", "", "yes")
    checks.same("approved it goes on, refused it is cancelled", [api.get(f"/orders/{o}")["order"]["state"] for o in (yes, no)],
                ["reserved", "cancelled"])
    checks.same("the history tells it once", [(a["state"], a["decidedBy"].split("/")[0], a["reason"]) for a in api.get("/approvals", decided="true")["items"]],
                [("refused", "berta", "Three mugs are enough"), ("approved", "berta", "")])
    stories.tell("Two must agree, and do at the same moment: the order goes on all the same.")
    api.post("/fulfilment-routes", {"name": "Mugs, too", "kind": "parcel", "sku": "MUG", "approval": True})
    for _ in range(4):
        made = order(api, eva, MUG=1)
        both = [a for a in api.get("/approvals")["items"] if a["orderId"] == made]
        checks.same("two are asked", len(both), 2)
        answers = stories.at_once(*[lambda a=a: stories.retried(lambda: decide(server.api(berta), a, "approved", "", f"both-{a['id']}")) for a in both])
        checks.same("both are heard, and nobody is waited for", ([a["state"] for a in answers], api.get(f"/orders/{made}")["order"]["held"]),
                    (["approved", "approved"], False))
        api.patch(f"/orders/{made}", {"state": "cancelled"}, api.get(f"/orders/{made}")["version"])
    shipped = api.post(f"/orders/{order(api, eva, PLATE=1)}/shipments", {})
    checks.same("a letter has no parcel's label", (shipped["shipment"]["carrier"], shipped["label"]), ("letter", False))
    api.post("/responses", {"type": "question", "channel": "phone", "contactId": eva}, key="question")
    made = lambda: server.api().get("/appointments", assignee="berta")["items"]  # noqa: E731
    checks.that("the question made an appointment", stories.soon(made, 60))
    first = made()[0]
    done = server.api(berta).patch(f"/appointments/{first['id']}", {"state": "done", "note": "called"}, first["version"])
    checks.same("who called writes it down", (done["state"], done["doneBy"].split("/")[0], made()), ("done", "berta", []))


def main():
    settings = {"fulfilment.sender": "Muster AG, Bahnhofstrasse 1, 8001 Zürich", "fulfilment.hold-above": "100",
                "fulfilment.credit-check-inner": "true", "fulfilment.credit-check-above": "500"}
    with Peer() as peer, Server({**settings, "fulfilment.credit-check-url": peer.url}) as server:
        berta = server.make_administrator("berta")
        server.make_administrator()
        server.start()
        api = server.api()
        for sku, count in {"TEAPOT": 10, "MUG": 5, "PLATE": 5}.items():
            api.post("/items", {"sku": sku, "name": sku.title(), "kind": "goods", "priceMinor": 1200, "currency": "CHF"})
            api.post("/stock/receipts", {"sku": sku, "quantity": count})
        eva = person(api, "Muster")
        changes(server, *holds(server, eva))
        a_hole(server, eva)
        counting(server, berta)
        routes(server, berta, eva)
        credit(server, peer, eva)
        server.stop()
        checks.same("verify finds nothing", server.verify(), "")
    checks.close()


main()
