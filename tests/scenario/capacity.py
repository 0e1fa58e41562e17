#!/usr/bin/env python3
"""What desk and warehouse get done and what waits there, by hand-checked figures: orders and call-backs make the queues, days off and a
stock-taking move the day on which nothing waits, and a plan of 50,000 letters says beside its forecast that the warehouse cannot."""
import datetime
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import stories  # noqa: E402
from rejoinder import Checks, Server, only_in_long_form  # noqa: E402

only_in_long_form("galera")

checks = Checks()
TODAY = datetime.datetime.now(datetime.timezone.utc).date()


def place(api, name):
    return next(v for v in api.get("/capacity")["items"] if v["capacity"]["workplace"] == name)


def queue(api, name):
    return {q["kind"]: q["waiting"] for q in place(api, name)["queues"]}


def said(api, name, week, exceptions=(), per_hundred=100):
    version = place(api, name)["capacity"]["version"]
    return api.put(f"/capacity/{name}", {"week": week, "exceptions": list(exceptions), "perHundred": per_hundred}, version)


def day_after(work, days_off=()):
    """The day of the nth working day from today on, where every day but those is worked."""
    day = TODAY
    while True:
        if day.isoformat() not in days_off:
            work -= 1
        if work == 0:
            return day.isoformat()
        day += datetime.timedelta(days=1)


def queues(api):
    print("\nWhat waits.", flush=True)
    checks.same("nobody said anything yet", [(v["capacity"]["workplace"], v["capacity"]["version"], "emptyOn" in v)
                                             for v in api.get("/capacity")["items"]], [("desk", 0, False), ("warehouse", 0, False)])
    stories.stocked(api, 25)
    api.post("/items", {"sku": "TEA", "name": "Tea", "kind": "goods", "unitCost": "3", "priceMinor": 1200, "currency": "CHF",
                        "stocked": True})
    api.post("/stock/receipts", {"sku": "TEA", "quantity": 5, "reason": "delivery"})
    people = [api.post("/contacts", {"familyName": f"Muster{i}", "country": "CH", "language": "de", "phone": f"+417920000{i:02}",
                                     "street": "Gasse", "houseNumber": str(i), "postcode": "3000", "city": "Bern"})["id"]
              for i in range(31)]
    for i, person in enumerate(people[:28]):
        api.post("/orders", {"contactId": person, "lines": [{"sku": "BROCHURE", "quantity": 1}]}, key=f"brochure-{i}")
    orders = [api.post("/orders", {"contactId": person, "lines": [{"sku": "TEA", "quantity": 2}]})["id"] for person in people[28:31]]
    checks.same("orders by what they are for; who waits for goods is no work yet", queue(api, "warehouse"), {"information": 25, "goods": 3})
    stories.ship(api, orders[0], "gone")
    checks.same("what was shipped waits no more", queue(api, "warehouse")["goods"], 2)
    api.post("/call-backs", {"contactId": people[0], "at": (datetime.datetime.now(datetime.timezone.utc) +
                                                           datetime.timedelta(seconds=5)).isoformat()})
    checks.becomes("a call-back waits once it is due", lambda: queue(api, "desk").get("callBacks"), 1)


def paces(api):
    print("\nWhat gets done, and when nothing waits any more.", flush=True)
    closed = (TODAY + datetime.timedelta(days=2)).isoformat()
    checks.refused("a week has seven days", lambda: said(api, "warehouse", [1, 2, 3]), 422, "campaigns.invalid-capacity")
    checks.refused("a day stands there once", lambda: said(
        api, "warehouse", [10] * 7, [{"day": "2027-01-01", "perDay": 1}, {"day": "2027-01-01", "perDay": 2}]), 422, "campaigns.invalid-capacity")
    said(api, "warehouse", [10] * 7)
    seen = place(api, "warehouse")
    checks.same("27 orders at 10 a day are three days", (seen["waiting"], seen["today"], seen["emptyInWorkdays"], seen["emptyOn"]),
                (27, 10, 3, day_after(3, [closed])))
    tomorrow = (TODAY + datetime.timedelta(days=1)).isoformat()
    said(api, "warehouse", [10] * 7, [{"day": tomorrow, "perDay": 0, "note": "stock-taking"}])
    seen = place(api, "warehouse")
    checks.same("a stock-taking tomorrow moves the end", (seen["emptyInWorkdays"], seen["emptyOn"]), (3, day_after(3, [tomorrow, closed])))
    checks.same("days on which the warehouse is closed come from its own settings", seen["closedDays"], [closed])
    version = place(api, "warehouse")["capacity"]["version"]
    checks.refused("who was slower is told", lambda: api.put("/capacity/warehouse", {"week": [1] * 7}, version - 1), 412)


def plan(api):
    print("\nA plan of 50,000 letters.", flush=True)
    api.post("/learnings", {"campaignName": "Last year", "segment": "", "channel": "letter", "pieces": 20000, "responders": 1200})
    starts = TODAY + datetime.timedelta(days=5)
    made = api.post("/campaigns", {"code": "BIG", "name": "Big", "currency": "CHF", "startsOn": starts.isoformat(), "budgetMinor": 10 ** 9,
                                   "cells": [{"code": "A"}], "volumes": [{"cellCode": "A", "segment": "", "pieces": 50000}]})["id"]
    said(api, "warehouse", [200, 200, 200, 200, 200, 0, 0])
    said(api, "desk", [500] * 7, per_hundred=10)
    figures = api.get(f"/campaigns/{made}/plan")
    load = api.get(f"/campaigns/{made}/load")
    checks.near("it stands beside the forecast", load["expectedResponses"], figures["expectedResponses"], 1e-6)
    checks.near("all of it comes in its weeks", sum(w["responses"] for w in load["weeks"]), load["expectedResponses"], 1)
    by = {w["workplace"]: w for w in load["workplaces"]}
    checks.same("weeks begin with the campaign", load["weeks"][0]["from"], starts.isoformat())
    # Half of 3,000 responses are in by day 9 of the published curve; a week's work is 1,000.
    first = by["warehouse"]["weeks"][0]
    checks.that("the warehouse cannot", by["warehouse"]["known"] and first["tooMuch"] and first["left"] > 100, first)
    checks.that("and says how long somebody then waits", by["warehouse"]["longestWait"] >= 1, by["warehouse"]["longestWait"])
    checks.that("the desk can", not any(w["tooMuch"] for w in by["desk"]["weeks"]))
    checks.near("a tenth of the responses are work of the desk", sum(w["arrives"] for w in by["desk"]["weeks"]),
                load["expectedResponses"] / 10, 1)
    alone = sum(w["others"] for w in by["warehouse"]["weeks"])
    checks.same("nobody else sends", alone, 0)
    other = api.post("/campaigns", {"code": "OTHER", "name": "Other", "currency": "CHF", "startsOn": starts.isoformat(),
                                    "budgetMinor": 10 ** 9, "cells": [{"code": "A"}],
                                    "volumes": [{"cellCode": "A", "segment": "", "pieces": 10000}]})["id"]
    api.post(f"/campaigns/{other}/decisions", {"verdict": "approved"})
    load = api.get(f"/campaigns/{made}/load")
    both = next(w for w in load["workplaces"] if w["workplace"] == "warehouse")
    checks.near("an approved campaign counts, too", sum(w["others"] for w in both["weeks"]), figures["expectedResponses"] / 5, 2)


def main():
    closed = (TODAY + datetime.timedelta(days=2)).isoformat()
    with Server({"fulfilment.closed-days": closed}) as server:
        server.make_administrator()
        server.start()
        api = server.api()
        queues(api)
        paces(api)
        server.kill()
        server.start()
        api = server.api()
        checks.same("what was said is there after the power failed", place(api, "warehouse")["waiting"], 27)
        plan(api)
        server.stop()
        checks.same("verify finds nothing", server.verify(), "")
    checks.close()


main()
