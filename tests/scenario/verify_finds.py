#!/usr/bin/env python3
"""`rejoinder verify` against stored data that somebody broke with SQL: each kind of damage is named, with an exit code other than
0; mended again, nothing is found. On SQLite, or with REJOINDER_STORAGE on MariaDB or Galera.
"""

import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from rejoinder import Checks, Server, only_in_long_form  # noqa: E402

only_in_long_form("galera")
checks = Checks()
CONTENT = {"subject": "Hello", "text": "Dear {{givenName}}, your code: {{code}}", "senderName": "Muster AG",
           "senderAddress": "Hauptstrasse 1, 3000 Bern"}
PEOPLE = 30
sql = Server.sql


def furnished(server):
    """A small house in which something of everything happened."""
    server.make_administrator()
    server.start()
    api = server.api()
    lines = ["externalKey,givenName,familyName,street,houseNumber,postcode,city,country,language,points"]
    lines += [f"k{i},Eva,Muster{i},Hauptstrasse,{i + 1},3000,Bern,CH,de,{i}" for i in range(PEOPLE)]
    api.finished(api.upload("/contacts/imports", "\n".join(lines).encode(), source="test"))
    api.post("/items", {"sku": "BROCHURE", "name": "Brochure", "kind": "information", "unitCost": "0.8", "priceMinor": 0,
                        "currency": "CHF", "stocked": True})
    api.post("/stock/receipts", {"sku": "BROCHURE", "quantity": 100, "reason": "print run"})
    campaign = api.post("/campaigns", {"code": "ONE", "name": "One", "currency": "CHF", "startsOn": "2026-01-01",
                                       "budgetMinor": 10 ** 9, "cells": [{"code": "A"}]})
    api.post(f"/campaigns/{campaign['id']}/decisions", {"verdict": "approved"})
    group = api.post("/target-groups", {
        "campaignId": campaign["id"], "name": "Everybody",
        "definition": {"condition": {"where": {"fact": "attribute.points", "comparison": "less", "values": ["100"]}},
                       "split": {"shares": [{"cellId": campaign["cells"][0]["id"], "percent": 100}]}}})
    api.finished(api.post(f"/target-groups/{group['id']}/freezes"))
    wave = api.post("/waves", {"name": "Wave", "targetGroupId": group["id"], "channel": "letter", "content": CONTENT})
    api.finished(api.get(f"/waves/{wave['id']}")["wave"]["buildOperationId"])
    api.finished(api.post(f"/waves/{wave['id']}/hand-over"))
    codes = [p["code"] for p in api.every("/pieces", waveId=wave["id"], state="handedOver")]
    replies = [api.post("/responses", {"type": "information-request", "channel": "post", "code": code,
                                       "items": [{"sku": "BROCHURE"}]})["id"] for code in codes[:5]]
    orders = api.get("/orders")["items"]
    end = time.monotonic() + 30
    while len(orders) < len(replies) and time.monotonic() < end:
        time.sleep(0.1)
        orders = api.get("/orders")["items"]
    api.post(f"/orders/{orders[0]['id']}/shipments", {"carrier": "Post", "trackingNumber": "1"})
    time.sleep(6)  # the audit trail is sealed every five seconds
    checks.same("the house is furnished and stops", server.stop(), 0)
    return replies


def broken(server, sentence, break_it, mend_it, *words):
    """Damage is found and named; undone, all is well again."""
    sql(server, *break_it)
    result = server.command("verify", check=False)
    said = "\n".join(line for line in result.stdout.splitlines() if not line.endswith("in order"))
    checks.that(sentence, result.returncode == 1 and all(word in said for word in words), said)
    sql(server, *mend_it)
    after = server.verify()
    if after:
        checks.that(f"{sentence}: mended", False, after)


def moved(table, where):
    """Takes rows away, and puts them back."""
    return ([f"CREATE TABLE away AS SELECT * FROM {table} WHERE {where}", f"DELETE FROM {table} WHERE {where}"],
            [f"INSERT INTO {table} SELECT * FROM away", "DROP TABLE away"])


def changed(table, column, where, by="+ 1"):
    return ([f"UPDATE {table} SET {column} = {column} {by} WHERE {where}"],
            [f"UPDATE {table} SET {column} = {column} {'- 1' if by == '+ 1' else '+ 1'} WHERE {where}"])


with Server() as server:
    replies = furnished(server)
    checks.same("verify finds nothing", server.verify(), "")
    print(server.command("verify").stdout)
    last = sql(server, "SELECT MAX(id) FROM responses_response")

    broken(server, "a row that refers to none", *moved("fulfilment_item", "sku = 'BROCHURE'"), "fulfilment_balance")
    broken(server, "stock: a balance", *changed("fulfilment_balance", "quantity", "location = 'stock'"), "BROCHURE", "stock")
    broken(server, "stock: a move is gone", *moved("fulfilment_move", "reason = 'received'"), "BROCHURE", "balance")
    broken(server, "stock: what is reserved", *changed("fulfilment_item", "reserved", "sku = 'BROCHURE'"), "reserved")
    broken(server, "orders: a line", *changed("fulfilment_line", "ordered", "shipped = 1"), "order lines do not add up")
    broken(server, "orders: a promise", *changed("fulfilment_promise", "waiting", "shipped_at IS NULL"), "promise")
    broken(server, "orders: an order is gone with its lines, acknowledged all the same",
           *[a + b for a, b in zip(([f"CREATE TABLE away_line AS SELECT * FROM fulfilment_line WHERE order_id IN (SELECT id FROM "
                                     f"fulfilment_order WHERE response_id = {last})",
                                     "DELETE FROM fulfilment_line WHERE id IN (SELECT id FROM away_line)",
                                     "CREATE TABLE away_promise AS SELECT * FROM fulfilment_promise WHERE order_id IN (SELECT order_id FROM "
                                     "away_line)",
                                     "DELETE FROM fulfilment_promise WHERE order_id IN (SELECT order_id FROM away_line)"],
                                    ["INSERT INTO fulfilment_promise SELECT * FROM away_promise", "DROP TABLE away_promise",
                                     "INSERT INTO fulfilment_line SELECT * FROM away_line", "DROP TABLE away_line"]),
                                   moved("fulfilment_order", f"response_id = {last}"))],
           "orders.create", "acknowledged and are not there")
    broken(server, "pieces: one is gone", *moved("dispatch_piece", "id = (SELECT * FROM (SELECT MAX(id) FROM dispatch_piece) x)"),
           "29 pieces", "its count says 30")
    broken(server, "pieces: one is in no batch", *changed("dispatch_piece", "batch_id", "id > 0"), "belong to no batch")
    broken(server, "waves: the total", *changed("dispatch_wave", "pieces", "id > 0"), "its total differs")
    broken(server, "responses: one is gone with its captures, acknowledged all the same",
           *[a + b for a, b in zip((["CREATE TABLE away_capture AS SELECT * FROM responses_capture WHERE response_id = " + last,
                                     "DELETE FROM responses_capture WHERE response_id = " + last],
                                    ["INSERT INTO responses_capture SELECT * FROM away_capture", "DROP TABLE away_capture"]),
                                   moved("responses_response", "id = " + last))],
           "responses.capture", "acknowledged and are not there", last)
    broken(server, "responses: one that nobody captured",
           ["CREATE TABLE away AS SELECT * FROM responses_response WHERE id = " + last,
            "UPDATE away SET id = 77, duplicate_key = 'x'", "INSERT INTO responses_response SELECT * FROM away"],
           ["DELETE FROM responses_response WHERE id = 77", "DROP TABLE away"], "without the audit trail's responses.capture", "77")
    broken(server, "responses: their captures", *changed("responses_response", "captures", "id = " + last),
           "does not count all of its captures")
    broken(server, "figures of control: a capture that made nothing",
           ["UPDATE responses_capture SET outcome = 'duplicate' WHERE response_id = " + last],
           ["UPDATE responses_capture SET outcome = 'captured' WHERE response_id = " + last], "exactly one capture that made them")
    broken(server, "outbox: a delivery without its event",
           ["INSERT INTO kernel_delivery (subscriber, event_id, attempts, not_before, parked, error) "
            "SELECT subscriber, 12345, 0, 9000000000000000, 0, '' FROM kernel_subscriber LIMIT 1"],
           ["DELETE FROM kernel_delivery WHERE event_id = 12345"], "an event that does not exist")
    broken(server, "outbox: a delivery to nobody",
           ["INSERT INTO kernel_delivery (subscriber, event_id, attempts, not_before, parked, error) "
            "SELECT 'nobody', MIN(id), 0, 9000000000000000, 0, '' FROM kernel_event"],
           ["DELETE FROM kernel_delivery WHERE subscriber = 'nobody'"], "a subscriber that does not exist")
    job = sql(server, "SELECT MIN(id) FROM kernel_job WHERE state = 'succeeded'")
    broken(server, "jobs: one that ended has a lease", [f"UPDATE kernel_job SET lease_token = 5 WHERE id = {job}"],
           [f"UPDATE kernel_job SET lease_token = 0 WHERE id = {job}"], "does not fit their end or their lease")
    broken(server, "jobs: one runs without a lease",
           [f"CREATE TABLE away AS SELECT * FROM kernel_job WHERE id = {job}",
            f"UPDATE kernel_job SET state = 'running', finished_at = NULL WHERE id = {job}"],
           [f"DELETE FROM kernel_job WHERE id = {job}", "INSERT INTO kernel_job SELECT * FROM away", "DROP TABLE away"],
           "does not fit their end or their lease")
    line = sql(server, "SELECT MIN(id) FROM kernel_audit WHERE block_number = 1")
    broken(server, "audit trail: a line is changed",
           [f"CREATE TABLE away AS SELECT * FROM kernel_audit WHERE id = {line}",
            f"UPDATE kernel_audit SET actor_name = 'somebody else' WHERE id = {line}"],
           [f"DELETE FROM kernel_audit WHERE id = {line}", "INSERT INTO kernel_audit SELECT * FROM away", "DROP TABLE away"],
           "does not match its hash")
    broken(server, "audit trail: a line is gone", *moved("kernel_audit", f"id = {line}"), "audit: block 1 has")
    # How many blocks the lines were sealed in depends on the clock.
    blocks = int(sql(server, "SELECT MAX(number) FROM kernel_audit_block"))
    broken(server, "audit trail: a block is gone", *moved("kernel_audit_block", "number = 1"),
           "block 1 is missing" if blocks > 1 else "lines of a block that does not exist")
    checks.same("after all of it verify finds nothing", server.verify(), "")
checks.close()
