#!/usr/bin/env python3
"""Something is killed (-9) at random moments of imports, waves, captures, shipments and follow-ups, and comes back.

    crash.py [rejoinder|database|database-node|rejoinder-node|disk|database-disk]

Clients ask again under their Idempotency-Key, as HTTP tells them to; none may ever see an error. Afterwards everything that was
acknowledged must be there exactly once: no import twice, no person with two pieces of one wave or followed up twice by one rule,
no piece handed over twice, one order for each response, the stock ledger right, every job ended, `rejoinder verify` clean.
No e-mail is sent twice: those of which nobody knows whether they were sent are held for a person.
The engine is that of REJOINDER_STORAGE; `database` and `database-disk` need mysql, nodes need galera. A disk is not killed but
full for a while; then the refusals must be clear and nobody may die. REJOINDER_SHORT: fewer kills of each kind.
REJOINDER_SEED repeats a run, REJOINDER_KILLS says how many of each kind.
"""

import os
import collections
import pathlib
import random
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from rejoinder import SHORT, SKIPPED, STORAGE, Checks, ends_within  # noqa: E402
from house import VICTIMS, House  # noqa: E402
from stories import (CONTENT, Clerks, approved, build_of, capture, frozen, orders, people, printed, sent, ship, sku,  # noqa: E402
                     soon, stocked, stored)
from tally import Tally  # noqa: E402

VICTIM = sys.argv[1] if len(sys.argv) > 1 else "rejoinder"
assert VICTIM in VICTIMS and STORAGE in {"rejoinder": ("sqlite", "mysql"), "disk": ("sqlite", "mysql"), "database": ("mysql",),
                                         "database-disk": ("mysql",)}.get(VICTIM, ("galera",))
FEW = VICTIM.endswith("-node")  # a node of a cluster takes seconds to come back
ROUNDS = int(os.environ.get("REJOINDER_KILLS", (1 if FEW else 2) if SHORT else (5 if FEW else 20)))
if SHORT and "REJOINDER_KILLS" not in os.environ and (FEW or (VICTIM, STORAGE) in (("disk", "mysql"), ("database-disk", "mysql"))):
    print("skipped: not in the short form, in which tests/cluster kills nodes and other engines have a full disk")
    sys.exit(SKIPPED)
SEED = int(os.environ.get("REJOINDER_SEED", time.time_ns() % 1_000_000))
MEMBERS, HELD_OUT, ROWS = 3000, 500, 2000 if SHORT else 8000
ends_within(600 if SHORT else 5000)
dice = random.Random(SEED)
checks = Checks()
tally = Tally(f"{VICTIM}-{STORAGE}")
print(f"seed {SEED}, {ROUNDS} kills of each kind: {VICTIM} on {STORAGE}", flush=True)


def mails(house):
    """Waves of e-mails. What the mail server took is never given to it again unless a person says so."""
    count, wrong, held, waves = 300, [], 0, []
    house.finished(house.ask(lambda api: api.upload("/contacts/imports", people("mail", count), key="mail", source="crash mail",
                                                    consent="email", consentText="Yes", consentTextVersion="1")))
    campaign, cells = approved(house, "MAIL")
    group = frozen(house, campaign, cells, {"A": count})
    for number in range(ROUNDS):
        body = {"name": f"Mail {number}", "targetGroupId": group, "channel": "email", "content": CONTENT | {
            "senderAddress": "sender@example.test"}}

        def work():
            wave = house.post("/waves", body, key=f"mail-{number}")["id"]
            sent(house, wave)
            return wave

        waves.append(house.struck(work, 1.5))
    pieces = [p for wave in waves for p in house.every("/pieces", waveId=wave)]
    taken = collections.Counter(house.mail.taken)
    mails_of = {p["id"]: taken[p["code"]] for p in pieces}
    states = collections.Counter(p["state"] for p in pieces)
    lost = sum(1 for p in pieces if p["state"] == "handedOver" and mails_of[p["id"]] == 0)
    doubled = sum(1 for n in mails_of.values() if n > 1)
    checks.that("e-mails: none twice, none that is called sent and was not", lost == doubled == 0, f"{taken.total():,} taken")
    checks.that("e-mails: each is handed over, or held for a person", set(states) <= {"handedOver", "held"} and
                len(pieces) == ROUNDS * count, dict(states))
    tally.add("hand-over of e-mails", kills=ROUNDS, acknowledged=states["handedOver"], lost=lost, doubled=doubled)
    for piece in [p for p in pieces if p["state"] == "held"]:  # the person looks into the mail server's log
        house.patch(f"/pieces/{piece['code']}", {"state": "handedOver" if mails_of[piece["id"]] else "created"},
                    key=f"decide-{piece['id']}")
    left = [w for w in waves if any(p["state"] == "created" for p in house.every("/pieces", waveId=w))]
    for wave in left:
        house.finished(house.post(f"/waves/{wave}/hand-over", key=f"again-{wave}")["id"])
    once = collections.Counter(house.mail.taken)
    checks.that("e-mails: after a person decided about those held, everybody has one", len(once) == ROUNDS * count and
                set(once.values()) == {1}, f"{states['held']} were held")


def imports(house):
    """Files of persons, killed while they are sent and while they are imported."""
    size, lost, doubled = max(ROWS, (MEMBERS + HELD_OUT) * 2 // ROUNDS + 1000), 0, 0
    for number in range(ROUNDS):
        file, source = people(f"i{number}", size), f"crash {number}"

        def work():
            operation = house.ask(lambda api: api.upload("/contacts/imports", file, key=f"import-{number}", source=source))
            house.finished(operation)

        house.struck(work, 1.2)
        found = len(house.every("/contacts", externalKey=f"i{number}-"))
        lost, doubled = lost + max(0, size - found), doubled + max(0, found - size)
    done = [i["settings"]["source"] for i in house.every("/contacts/imports")]
    checks.that(f"imports: each of {ROUNDS} files is there once, killed and resumed", lost == doubled == 0, f"{size} rows each")
    done = [source for source in done if source.startswith("crash ") and source != "crash mail"]
    checks.same("imports: each was begun once", sorted(done), sorted(f"crash {n}" for n in range(ROUNDS)))
    tally.add("import", kills=ROUNDS, acknowledged=ROUNDS * size, lost=lost, doubled=doubled + len(done) - len(set(done)))


def waves(house, group):
    """Waves that are built and handed over, killed in the middle; their ids."""
    wrong, ids, lost, doubled = [], [], 0, 0
    for number in range(ROUNDS):
        body = {"name": f"Wave {number}", "targetGroupId": group, "channel": "letter", "content": CONTENT}

        def work():
            wave = house.post("/waves", body, key=f"wave-{number}")["id"]
            sent(house, wave)
            return wave

        wave = house.struck(work, 2.5)
        ids.append(wave)
        pieces = house.every("/pieces", waveId=wave)
        letters = printed(house, wave)
        once = {p["id"] for p in pieces if p["state"] == "handedOver"}
        lost += MEMBERS - len(once & set(letters))
        doubled += len(pieces) - len({p["contactId"] for p in pieces}) + len(letters) - len(set(letters))
        if len(pieces) != MEMBERS or sorted(letters) != sorted(once):
            wrong.append((number, len(pieces), len(once), len(letters)))
    checks.that(f"waves: a piece for everybody, in one letter batch, in each of {ROUNDS} waves", not wrong, wrong)
    checks.same("waves: each was planned once", len([w for w in house.every("/waves") if w["name"].startswith("Wave")]), ROUNDS)
    tally.add("wave and hand-over", kills=ROUNDS, acknowledged=ROUNDS * MEMBERS, lost=lost, doubled=doubled)
    return ids


def captures(house, wave):
    """Replies, by eight clerks who never stop asking."""
    codes = [p["code"] for p in house.every("/pieces", waveId=wave)]
    dice.shuffle(codes)
    per_round = len(codes) // ROUNDS
    acknowledged, wrong, flows, errors, asked = {}, [], [], [], 0
    for number in range(ROUNDS):
        mine = codes[number * per_round:(number + 1) * per_round]
        clerks = Clerks(house.nodes, mine, f"capture-{number}", pause=(15.0 if FEW else 1.0) * 8 / per_round)
        time.sleep(dice.uniform(0, 0.4))
        moment = house.strike()
        clerks.done()
        flows.append(clerks.flows_again(moment))
        errors += clerks.wrong
        asked += clerks.asked
        for i, code in enumerate(mine):
            ids = clerks.acknowledged.get(i, set())
            if dice.random() < 0.1:  # once more, as a client does whose answer got lost after all
                ids = ids | {house.ask(lambda api: capture(api, code, f"capture-{number}-{i}"))["id"]}
            acknowledged[code] = ids
            if len(ids) != 1:
                wrong.append((code, ids))
    there = house.ask(stored)
    lost = sum(1 for ids in acknowledged.values() if not ids & set(there))
    doubled = len(there) - len(acknowledged)
    checks.that(f"captures: {len(acknowledged)} acknowledged, none lost, none doubled", not wrong and lost == doubled == 0,
                wrong[:3] or f"{len(there)} stored")
    checks.that(f"captures: no client that asks again saw an error; {asked} requests", not errors, errors[:3])
    print(f"        work flowed again {min(flows):.1f} to {max(flows):.1f} s after a kill, {sum(flows) / len(flows):.1f} s on average")
    tally.add("capture", kills=ROUNDS, acknowledged=len(acknowledged), lost=lost, doubled=max(0, doubled))
    # A busy machine may be slow at it; it is over when there are enough, or when none came for a minute.
    ordered, last = house.ask(orders), time.monotonic()
    while len(ordered) < len(there) and time.monotonic() - last < 60:
        time.sleep(1)
        before, ordered = len(ordered), house.ask(orders)
        if len(ordered) > before:
            last = time.monotonic()
    checks.same("captures: one order for each response", (len(ordered), set(ordered) == set(there)), (len(there), True))
    tally.add("order", acknowledged=len(there), lost=len(set(there) - set(ordered)), doubled=len(ordered) - len(set(ordered)))
    return len(there)


def shipments(house, onHand):
    """Orders that are picked, packed and sent; a delivery of goods arrives for those that wait."""
    house.post("/stock/receipts", {"sku": "BROCHURE", "quantity": 2000, "reason": "reprint"}, key="reprint")
    ready = [o["id"] for o in house.every("/orders")][:ROUNDS * 10]
    shipped, doubled = [], 0
    for number in range(ROUNDS):
        def work():
            for order in ready[number * 10:(number + 1) * 10]:
                shipped.append((order, ship(house, order, f"ship-{order}")["id"]))

        house.struck(work, 0.5)
    there = house.every("/shipments")
    lost = len({i for _, i in shipped} - {s["id"] for s in there})
    doubled = len(there) - len(shipped)
    left = house.ask(sku)["onHand"]
    checks.that(f"shipments: {len(shipped)} acknowledged, each once", lost == doubled == 0, f"{len(there)} stored")
    checks.same("shipments: so many brochures are left on the shelf", left, onHand + 2000 - len(shipped))
    tally.add("shipment", kills=ROUNDS, acknowledged=len(shipped), lost=lost, doubled=max(0, doubled))


def follow_ups(house, campaign):
    """A rule that is run again and again; nobody is chosen twice."""
    did = [{"fact": "responses.type", "comparison": "is", "values": ["information-request"], "campaignId": campaign}]
    rule = house.post("/follow-up-rules", {"campaignId": campaign, "name": "Asked for the brochure", "channel": "letter",
                                           "content": CONTENT, "did": did, "didNot": []}, key="rule")["id"]
    wish = house.post(f"/follow-up-rules/{rule}/preview")["selected"]
    runs = set()
    for number in range(ROUNDS):
        def work():
            answer = house.post(f"/follow-up-rules/{rule}/runs", key=f"run-{number}")
            if answer.get("operationId"):
                house.finished(answer["operationId"])
            return answer["id"]

        runs.add(house.struck(work, 0.5))
    selected, contacted = 0, []
    for run in runs:
        view = house.get(f"/follow-ups/{run}")
        selected += view["selected"]
        if view.get("waveId"):
            house.finished(build_of(house, view["waveId"]))
            contacted += [p["contactId"] for p in house.every("/pieces", waveId=view["waveId"])]
    checks.same("follow-ups: everybody selected", selected, wish)
    checks.that("follow-ups: nobody a second time", len(contacted) == len(set(contacted)) == wish,
                f"{len(contacted)} pieces for {len(set(contacted))} persons")
    tally.add("follow-up", kills=ROUNDS, acknowledged=selected, lost=wish - len(set(contacted)),
              doubled=len(contacted) - len(set(contacted)))


def ended(house):
    """Every job ends by itself."""
    def left():
        return [o["name"] for o in house.every("/operations") if o["state"] in ("queued", "running")
                and o["name"].startswith(("contacts.import", "targetgroups.", "dispatch.", "followups.run", "fulfilment.fill"))]

    checks.that("every job ended", soon(lambda: not left(), 90), left()[:5])
    failed = [f"{o['name']}: {o.get('error')}" for o in house.every("/operations") if o["state"] == "failed"]
    checks.that("no job failed", not failed, failed[:5])


with House(VICTIM, dice, {"channel-letter.batch-size": "1000", "channel-email.batch-size": "10"}) as house:
    mails(house)
    imports(house)
    stocked(house, 2000)
    campaign, cells = approved(house, "CRASH")
    group = frozen(house, campaign, cells, {"A": MEMBERS, "H": HELD_OUT}, points=50)
    ids = waves(house, group)
    captures(house, ids[0])
    shipments(house, 2000)
    follow_ups(house, campaign)
    ended(house)
    if house.disk:
        print("        while the disk was full: " + ", ".join(f"{n} × {told}" for told, n in sorted(house.refused.items())))
        unclear = [told for told in house.refused if "UNCLEAR" in told or told.startswith("no answer")]
        checks.that("refusals are clear: 503 or 507, problem+json, Retry-After", not unclear, unclear)
        checks.that("something was refused", any(told[0] == "5" for told in house.refused))
    checks.same("it stops cleanly", set(house.stop()), {0})
    checks.same("verify (audit chain, stock ledger, pieces, responses, jobs) finds nothing", house.verify(), "")
    tally.close()
checks.close()
