#!/usr/bin/env python3
"""One campaign goes all the way round, told on the demo company over HTTP as its people would work: what is planned, who is
chosen, what is sent, what comes back, what is shipped, who is contacted again, and what the next plan says because of it.

Read it as the manual: every step is one or two requests, and what is said before a step is checked after it.
"""

import pathlib
import re
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from rejoinder import Checks, Server, only_in_long_form  # noqa: E402

only_in_long_form("galera")
checks = Checks()


def tell(sentence):
    print(f"\n{sentence}", flush=True)


def soon(question, seconds=30):
    """Asks until the answer is true; events reach the others a moment later."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        answer = question()
        if answer:
            return answer
        time.sleep(0.05)
    return question()


with Server() as server:
    tell("The Teehaus Lindenhof moves in: 20,000 contacts, two finished campaigns, one running, one being planned.")
    began = time.monotonic()
    moved_in = server.command("demo").stdout
    print(moved_in)
    server.token = re.search(r"TOKEN=(\S+)", moved_in).group(1)
    server.start()
    api = server.api()
    checks.that("the demo company is there", True, f"{time.monotonic() - began:.0f} s")
    states = {c["code"]: c["state"] for c in api.get("/campaigns")["items"]}
    phones = [p["phone"] for p in api.get("/contacts?limit=200")["items"] if p["phone"]]
    doubts = [d for phone in phones for d in api.post("/contacts/addresses/check", {"phone": phone})["doubts"]
              if d["field"] == "phone"]
    checks.that("its people have numbers that the plans know, each another one",
                phones and not doubts and len(set(phones)) == len(phones), f"{len(phones)}, {len(doubts)} doubts")
    checks.same("its campaigns", states, {"AUTUMN": "finished", "SPRING": "finished", "ADVENT": "running", "NEWYEAR": "draft"})

    tell("1. PLAN. What did the earlier campaigns teach? The plan of the New Year mailing says it before a letter is printed.")
    new_year = next(c for c in api.get("/campaigns")["items"] if c["code"] == "NEWYEAR")
    plan = api.get(f"/campaigns/{new_year['id']}/plan")
    print(f"   {plan['plannedPieces']} letters cost {plan['plannedCostMinor'] / 100:.2f} {plan['currency']}; "
          f"break-even at {100 * plan['breakEvenRate']:.2f} % orders;\n"
          f"   expected: {plan['expectedResponses']:.0f} responses ({plan['expectedResponsesLow']:.0f} to "
          f"{plan['expectedResponsesHigh']:.0f}); a pre-test needs {plan['testSizePerCell']} names per cell.")
    checks.same("segments with a forecast", len(plan["forecasts"]), 3)
    checks.that("fresh buyers are expected to answer more often than sleeping ones",
                plan["forecasts"][0]["rate"] > plan["forecasts"][2]["rate"],
                f"{plan['forecasts'][0]['rate']:.3f} and {plan['forecasts'][2]['rate']:.3f}")

    tell("   Nothing is sent before the plan has passed its gate.")
    campaign = api.post("/campaigns", {
        "code": "WINTER", "name": "Winter letter", "currency": "CHF", "startsOn": "2026-12-01", "budgetMinor": 100_000,
        "fixedCostMinor": 40_000, "contributionPerOrder": "21.50", "goals": [{"figure": "orderRate", "target": 0.02}],
        "cells": [{"code": "A", "name": "Letter with voucher", "costPerPiece": "1.05"},
                  {"code": "B", "name": "Letter", "costPerPiece": "0.98"}, {"code": "H", "name": "Hold-out", "holdOut": True}],
        "volumes": [{"cellCode": "A", "segment": "1 fresh buyers", "pieces": 400},
                    {"cellCode": "B", "segment": "1 fresh buyers", "pieces": 400}]})
    cells = {c["code"]: c["id"] for c in campaign["cells"]}
    winter = campaign["id"]
    checks.refused("the plan costs more than its budget, so it is not approved",
                   lambda: api.post(f"/campaigns/{winter}/decisions", {"verdict": "approved"}), 422, "campaigns.plan-incomplete")
    api.patch(f"/campaigns/{winter}", {"budgetMinor": 200_000}, campaign["version"])

    tell("2. SELECT. Fresh buyers in Switzerland, without those who must not be written to; drawn into cells and a hold-out.")
    definition = {
        "condition": {"all": [{"where": {"fact": "contact.country", "comparison": "is", "values": ["CH"]}},
                              {"where": {"fact": "attribute.recency", "comparison": "lessOrEqual", "values": ["12"]}}]},
        "exclusions": [{"name": "Answered the advent campaign",
                        "condition": {"where": {"fact": "responses.responded", "withinDays": 30}}},
                       {"name": "Must not be written to", "notContactable": "letter"}],
        "split": {"shares": [{"cellId": cells["A"], "percent": 40}, {"cellId": cells["B"], "percent": 40},
                             {"cellId": cells["H"], "percent": 20}]},
        "segmentBy": "segment", "seed": 7}
    funnel = api.post("/target-groups/count", {"definition": definition})
    print(f"   {funnel['universe']} contacts → {funnel['matching']} match → "
          + " → ".join(f"−{e['removed']} {e['name'].lower()}" for e in funnel["exclusions"]) + f" → {funnel['net']} net")
    checks.same("the funnel adds up", funnel["net"], funnel["matching"] - sum(e["removed"] for e in funnel["exclusions"]))
    group = api.post("/target-groups", {"campaignId": winter, "name": "Fresh Swiss buyers", "definition": definition})
    frozen = api.finished(api.post(f"/target-groups/{group['id']}/freezes"))["result"]
    checks.same("the frozen list is what was counted", frozen["net"], funnel["net"])
    members = {c["cellId"]: c["members"] for c in frozen["cells"]}

    tell("3. PRE-TEST. The spring campaign tested first: what did it say?")
    test = api.get("/pre-tests")["items"][0]
    verdict = api.get(f"/pre-tests/{test['id']}/result")
    print(f"   {test['name']}: {verdict['sentence']}")
    checks.same("the pre-test was decided", test["state"], "decided")

    tell("4. SEND. One letter per person, each with a code of its own.")
    wave_wish = {"name": "Winter letter", "targetGroupId": group["id"], "channel": "letter",
                 "content": {"subject": "Wärme für den Winter", "senderName": "Teehaus Lindenhof AG",
                             "senderAddress": "Lindenhof 4, 3011 Bern",
                             "text": "{{salutation}}\n\nunser Wintertee ist da. Ihr Code: {{code}}\n\nTeehaus Lindenhof"}}
    checks.refused("no wave before the gate", lambda: api.post("/waves", wave_wish), 409, "campaigns.not-approved")
    api.post(f"/campaigns/{winter}/decisions", {"verdict": "approved", "remark": "Budget raised, text read"})
    wave = api.post("/waves", wave_wish)
    api.finished(api.get(f"/waves/{wave['id']}")["wave"]["buildOperationId"])
    api.finished(api.post(f"/waves/{wave['id']}/hand-over"))
    letters = list(api.every("/pieces", waveId=wave["id"], state="handedOver"))
    withheld = list(api.every("/pieces", waveId=wave["id"], state="withheld"))
    checks.same("letters and withheld pieces are the members of both cells", len(letters) + len(withheld),
                members[cells["A"]] + members[cells["B"]])
    batch = api.get("/letter-batches", waveId=wave["id"])["items"][0]
    pdf = api.get(f"/letter-batches/{batch['id']}/pdf")
    checks.that("the letters are one PDF for the printer", pdf[:5] == b"%PDF-", f"{len(pdf) // 1024} kB")

    tell("5. CAPTURE. A card comes back: the code is typed with a small letter and without dashes, and is known at once.")
    first, second, third, fourth = letters[:4]
    typed = first["printedCode"].replace("-", "").lower()
    found = api.get(f"/pieces/{typed}")
    print(f"   {typed} → {found['contact']['givenName']} {found['contact']['familyName']}, {found['contact']['city']}")
    checks.same("the code opens the right person", found["contact"]["id"], first["contactId"])
    wrong = first["code"][:-2] + first["code"][-1] + first["code"][-2]
    if wrong != first["code"]:
        checks.refused("two characters swapped are noticed", lambda: api.get(f"/pieces/{wrong}"), 422)
    card = {"type": "information-request", "channel": "post", "code": typed, "items": [{"sku": "BROCHURE"}], "reference": "card 1"}
    reply = api.post("/responses", card, key="card-1")
    checks.same("captured", (reply["outcome"], reply["response"]["attribution"]), ("captured", "direct"))
    checks.same("sent again under its key, it is the same answer", api.post("/responses", card, key="card-1")["id"], reply["id"])
    by_phone = api.post("/responses", {"type": "information-request", "channel": "phone", "contactId": first["contactId"],
                                       "campaignId": winter})
    checks.same("the same wish by phone is the same response", (by_phone["outcome"], by_phone["id"]), ("duplicate", reply["id"]))
    order = api.post("/responses", {"type": "order", "channel": "phone", "code": second["printedCode"],
                                    "items": [{"sku": "TEA-ASSAM", "quantity": 2}, {"sku": "SAMPLE"}]})
    hold_out = next(m for m in api.every(f"/target-groups/{group['id']}/members") if m["holdOut"])
    walked_in = api.post("/responses", {"type": "order", "channel": "shop", "contactId": hold_out["contactId"],
                                        "campaignId": winter, "items": [{"sku": "TEA-VERBENA"}]})
    checks.same("who was not written to and comes all the same is credited to the hold-out",
                walked_in["response"]["attribution"], "holdOut")
    api.post("/responses", {"type": "opt-out", "channel": "post", "code": third["printedCode"]})
    api.post("/returns", {"code": fourth["printedCode"], "reason": "moved"})
    checks.refused("an unknown code is refused", lambda: api.post("/responses", {**card, "code": "WRONGCODE", "reference": "card 2"}),
                   422, "responses.unknown-code")
    waiting = api.post("/responses", {**card, "code": "WRONGCODE", "reference": "card 2", "clearing": True})
    checks.same("or waits in clearing for a person", waiting["outcome"], "clearing")
    entry = api.get(f"/clearing/{waiting['id']}")
    solved = api.patch(f"/clearing/{waiting['id']}", {"state": "assigned", "code": letters[5]["code"], "remark": "stained card"},
                       entry["version"])
    checks.same("who decides", solved["state"], "assigned")

    tell("6. FULFIL. What was asked for became an order by itself: reserved, picked, packed, shipped.")
    shop = soon(lambda: [o for o in api.get("/orders", campaignId=winter)["items"] if o.get("responseId") == order["id"]])[0]
    before = {s["sku"]: s for s in api.get("/stock")["items"]}["TEA-ASSAM"]
    checks.same("the order is reserved", shop["state"], "reserved")
    version = shop["version"]
    for state in ("picked", "packed"):
        shop_view = api.patch(f"/orders/{shop['id']}", {"state": state}, version)
        version = shop_view["version"]
    api.post(f"/orders/{shop['id']}/shipments", {"carrier": "Post", "trackingNumber": "99.00.123456.00000001"})
    after = {s["sku"]: s for s in api.get("/stock")["items"]}["TEA-ASSAM"]
    checks.same("two packets left the house", before["onHand"] - after["onHand"], 2)
    checks.same("the order is shipped", api.get(f"/orders/{shop['id']}")["order"]["state"], "shipped")

    tell("7. FOLLOW UP. Who asked for the brochure and did not order hears from us once more, and only once.")
    rule = api.post("/follow-up-rules", {
        "campaignId": winter, "name": "Asked, did not order", "channel": "letter",
        "did": [{"fact": "responses.type", "comparison": "is", "values": ["information-request"], "campaignId": winter}],
        "didNot": [{"fact": "orders.ordered", "campaignId": winter}],
        "content": {**wave_wish["content"], "subject": "Hat er geschmeckt?"}})
    preview = api.post(f"/follow-up-rules/{rule['id']}/preview")
    checks.same("the preview names them", preview["selected"], 2)

    def run():
        started = api.post(f"/follow-up-rules/{rule['id']}/runs")
        if started.get("operationId"):
            api.finished(started["operationId"])
        return api.get(f"/follow-ups/{started['id']}")

    checks.same("selected", run()["selected"], 2)
    checks.same("selected by a second run", run()["selected"], 0)

    tell("8. ANALYSE. What came of it, cell by cell, against the hold-out.")
    result = api.get(f"/insight/campaigns/{winter}")
    for line in result["cells"]:
        print(f"   {line['code']} {line['name']:22} {line['pieces']:5} pieces {line['responders']:3} responders "
              f"{line['buyers']:3} buyers {line['revenueMinor'] / 100:8.2f} {result['currency']}")
    by_code = {line["code"]: line for line in result["cells"]}
    checks.same("responders of both letters", by_code["A"]["responders"] + by_code["B"]["responders"], 3)
    checks.same("the hold-out's buyer is counted", by_code["H"]["buyers"], 1)
    checks.same("a letter came back", by_code["A"]["returned"] + by_code["B"]["returned"], 1)
    autumn = next(c for c in api.get("/campaigns")["items"] if c["code"] == "AUTUMN")
    finished = api.get(f"/insight/campaigns/{autumn['id']}")
    for lift in finished["lifts"]:
        if lift["measure"] == "responseRate":
            print(f"   Autumn, {lift['code']}: {100 * lift['difference']:+.2f} points ({100 * lift['low']:+.2f} to "
                  f"{100 * lift['high']:+.2f}) against the hold-out, {lift['statistic']} {lift['value']:.2f}, p {lift['p']:.4f}")
    checks.that("the voucher of autumn did better than the hold-out",
                any(x["code"] == "A" and x["measure"] == "responseRate" and x["low"] > 0 for x in finished["lifts"]))

    tell("9. LEARN. The campaign is closed, and the next plan says something else than before.")
    current = api.get(f"/campaigns/{winter}")
    api.patch(f"/campaigns/{winter}", {"state": "finished"}, current["version"])
    soon(lambda: any(x["campaignId"] == winter for x in api.every("/learnings")))
    changed = api.get(f"/campaigns/{new_year['id']}/plan")
    old, new = plan["forecasts"][0], changed["forecasts"][0]
    print(f"   fresh buyers: {100 * old['rate']:.2f} % from {old['evidenceCampaigns']} campaigns → {100 * new['rate']:.2f} % "
          f"from {new['evidenceCampaigns']}")
    checks.same("one campaign more is known", new["evidenceCampaigns"], old["evidenceCampaigns"] + 1)
    checks.that("a weak winter lowers what is expected", new["rate"] < old["rate"])

    tell("And everything is in order when the lights go out.")
    checks.same("the server stops cleanly", server.stop(), 0)
    checks.same("verify finds nothing", server.verify(), "")

checks.close()
