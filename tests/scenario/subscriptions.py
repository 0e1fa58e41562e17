#!/usr/bin/env python3
"""Orders that repeat: each delivery is one order on its day, whoever is killed while they are made; a holiday is left out, an item that is
retired waits for a decision, and who is erased gets nothing more."""
import datetime
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import stories  # noqa: E402
from rejoinder import Checks, Server, only_in_long_form  # noqa: E402

only_in_long_form("galera")

checks = Checks()
PEOPLE = 30


def day(later):
    return (datetime.datetime.now(datetime.timezone.utc).date() + datetime.timedelta(days=later)).isoformat()


def person(api, i):
    return api.post("/contacts", {"familyName": f"Muster{i}", "givenName": "Eva", "street": "Seeweg", "houseNumber": str(i), "postcode": "8001",
                                  "city": "Zürich", "country": "CH", "language": "de"})["id"]


def weeks_go_by(server, weeks, only=""):
    """The days of all, or of one, are so much earlier, and the job is due."""
    server.stop()
    for column in ("anchor_day", "next_day", "wake_day", "held_until"):
        earlier = f"date({column}, '-{weeks * 7} days')" if not server.database else f"date_sub({column}, INTERVAL {weeks * 7} DAY)"
        server.sql(f"UPDATE fulfilment_subscription SET {column} = {earlier} WHERE {column} IS NOT NULL" + (f" AND id = {only}" if only else ""))
    due(server)
    server.start()
    return server.api()


def due(server):
    server.sql("UPDATE kernel_schedule SET next_at = 0 WHERE job = 'fulfilment.deliver-subscriptions'")
    server.sql("UPDATE kernel_job SET lease_until = 0 WHERE name = 'fulfilment.deliver-subscriptions' AND state = 'running'")


def view(api, one):
    return api.get(f"/subscriptions/{one}")


def orders(api):
    return sum(1 for _ in api.every("/orders"))


def subscribe(api, who, key, **more):
    return api.post("/subscriptions", {"contactId": who, "every": 7, "period": "days", "lines": [{"sku": "TEA", "quantity": 1}], **more}, key=key)["id"]


def once_each(server, people):
    stories.tell("Thirty people get tea every week; the power goes while the second week's orders are made.")
    api = server.api()
    made = [subscribe(api, who, f"tea-{i}") for i, who in enumerate(people)]
    server.kill()
    server.start()
    api = server.api()
    checks.same("asked again after kill -9 it is the same one", subscribe(api, people[0], "tea-0"), made[0])
    checks.same("the first orders are there", orders(api), PEOPLE)
    api = weeks_go_by(server, 1)
    for _ in range(3):
        count = orders(api)
        end = time.monotonic() + 20
        while orders(api) == count and count < 2 * PEOPLE and time.monotonic() < end:
            time.sleep(0.01)
        server.kill()
        due(server)
        server.start()
        api = server.api()
    checks.becomes("each gets its second order", lambda: orders(api), 2 * PEOPLE, seconds=120)
    views = [view(api, one) for one in made]
    checks.same("each once", [[o["number"] for o in v["orders"]] for v in views], [[1, 2]] * PEOPLE)
    checks.same("with its day", {o["dueDay"] for v in views for o in v["orders"][1:]}, {views[0]["orders"][1]["dueDay"]})
    return made


def decisions(server, people, made):
    stories.tell("A holiday, an end after two, an item that is retired, and somebody who wants to be forgotten.")
    api = server.api()
    away, last, gone = made[:3]
    change = lambda one, **what: server.api().patch(f"/subscriptions/{one}", what, view(server.api(), one)["version"])  # noqa: E731
    checks.refused("a reason is needed", lambda: change(away, state="held"), 422, "fulfilment.invalid-subscription")
    change(away, state="held", reason="holiday", heldUntil=day(10))
    checks.refused("a stale change changes nothing", lambda: api.patch(f"/subscriptions/{away}", {"every": 2}, 1), 412, "kernel.stale")
    change(last, deliveries=3)
    api.post(f"/contacts/{people[2]}/erasure", {"askedBy": "herself"})
    checks.becomes("who is erased gets nothing more", lambda: view(api, gone)["subscription"]["state"], "cancelled")
    coffee = subscribe(api, people[3], "coffee", lines=[{"sku": "COFFEE", "quantity": 2}])
    item = next(i for i in api.every("/items") if i["sku"] == "COFFEE")
    api.patch(f"/items/{item['id']}", {"active": False}, item["version"])
    api = weeks_go_by(server, 1)
    checks.becomes("what is retired waits for a decision", lambda: view(api, coffee)["subscription"]["heldBy"], "item", seconds=120)
    checks.becomes("the third was the last", lambda: view(api, last)["subscription"]["state"], "ended", seconds=120)
    checks.same("the holiday is left out", [o["number"] for o in view(api, away)["orders"]], [1, 2])
    change(coffee, lines=[{"sku": "TEA", "quantity": 1}])
    checks.same("another item, and it goes on at once", len(view(api, coffee)["orders"]), 2)
    api = weeks_go_by(server, 1, away)
    checks.becomes("back from holiday", lambda: view(api, away)["subscription"]["state"], "active", seconds=120)
    change(away, state="cancelled", reason="enough tea")
    checks.refused("what is over stays so", lambda: change(away, every=2), 409, "fulfilment.subscription-over")


def main():
    with Server({"fulfilment.time-zone": "UTC"}) as server:
        server.make_administrator()
        server.start()
        api = server.api()
        for sku in ("TEA", "COFFEE"):
            api.post("/items", {"sku": sku, "name": sku.title(), "kind": "goods", "priceMinor": 1200, "currency": "CHF"})
            api.post("/stock/receipts", {"sku": sku, "quantity": 500})
        people = [person(api, i) for i in range(PEOPLE)]
        decisions(server, people, once_each(server, people))
        server.stop()
        checks.same("verify finds nothing", server.verify(), "")
    checks.close()


main()
