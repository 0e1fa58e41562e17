#!/usr/bin/env python3
"""Bad input of every kind against the running server: each is answered with a clear problem or an error row, nothing is half
stored, and everybody else goes on working."""

import csv
import io
import pathlib
import socket
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from rejoinder import Checks, Problem, Server, only_in_long_form  # noqa: E402

only_in_long_form("galera")
checks = Checks()


def exchange(port, request, seconds=15):
    """Everything the server says to raw bytes until it closes."""
    with socket.create_connection(("127.0.0.1", port), timeout=seconds) as peer:
        peer.sendall(request)
        answer = b""
        try:
            while True:
                part = peer.recv(65536)
                if not part:
                    return answer
                answer += part
        except (TimeoutError, ConnectionResetError):
            return answer


def statuses(answer):
    return [int(line.split()[1]) for line in answer.split(b"\r\n") if line.startswith(b"HTTP/1.1 ")]


with Server({"http.head-timeout-ms": "2000", "http.body-timeout-ms": "3000", "http.rate-grace-ms": "1000"}) as server:
    server.make_administrator()
    server.start()
    api = server.api()
    port = server.port
    bearer = f"Authorization: Bearer {server.token}\r\n".encode()

    print("\nRequests that try to smuggle, to contradict themselves or never to end", flush=True)
    head = b"Host: localhost\r\n" + bearer + b"Content-Type: application/json\r\n"
    hidden = b"GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n"
    body = b"POST /api/v1/no-such-path HTTP/1.1\r\n" + head + b"Content-Length: %d\r\n\r\n" % len(hidden) + hidden
    checks.same("a body is never run as the next request", statuses(exchange(port, body + b"", 6)).count(200), 0)
    for name, lines in (("length and chunked together", b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"),
                        ("two lengths", b"Content-Length: 5\r\nContent-Length: 6\r\n"),
                        ("a negative length", b"Content-Length: -5\r\n"),
                        ("a length that is no number", b"Content-Length: 5x\r\n")):
        found = statuses(exchange(port, b"POST /api/v1/campaigns HTTP/1.1\r\n" + head + lines + b"\r\nhello"))
        checks.same(name, found, [400])
    unknown = exchange(port, b"POST /api/v1/campaigns HTTP/1.1\r\n" + head + b"Transfer-Encoding: identity\r\n\r\nhello")
    checks.same("an unknown transfer encoding", statuses(unknown), [501])
    checks.same("no length at all", statuses(exchange(port, b"POST /api/v1/campaigns HTTP/1.1\r\n" + head + b"\r\n")), [411])
    checks.same("no Host", statuses(exchange(port, b"GET /livez HTTP/1.1\r\n\r\n")), [400])
    checks.same("two Hosts", statuses(exchange(port, b"GET /livez HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n")), [400])
    checks.that("an endless header is cut off",
                statuses(exchange(port, b"GET /livez HTTP/1.1\r\nHost: a\r\nX: " + b"x" * 200_000))[:1] in ([400], [431], []))
    begin = time.monotonic()
    with socket.create_connection(("127.0.0.1", port)) as drip:
        drip.settimeout(10)
        try:
            for byte in b"GET /livez HTTP/1.1\r\nHost: localhost\r\nX-Slow: " + b"a" * 200:
                drip.sendall(bytes([byte]))
                time.sleep(0.1)
        except (BrokenPipeError, ConnectionResetError):
            pass
    checks.that("a dripping header is cut off at its deadline", time.monotonic() - begin < 15, f"{time.monotonic() - begin:.1f} s")
    large = exchange(port, b"POST /api/v1/campaigns HTTP/1.1\r\n" + head + b"Content-Length: 1000000000\r\n\r\n{")
    checks.same("a body of 1 GB is refused before it is read", statuses(large), [413])

    idle = [socket.create_connection(("127.0.0.1", port)) for _ in range(400)]
    begin = time.monotonic()
    answer = None
    while answer is None and time.monotonic() - begin < 60:  # a full house says 503 and when to come again; idle ones go after 5 s
        try:
            answer = server.api().get("/campaigns")
        except Problem as problem:
            if problem.status != 503:
                raise
            time.sleep(0.2)
    checks.that("400 idle connections do not keep others out", answer is not None,
                f"answered after {time.monotonic() - begin:.2f} s")
    for connection in idle:
        connection.close()

    print("\nBodies that are wrong in several ways", flush=True)
    try:
        api.post("/campaigns", {"code": "", "name": 7, "currency": "francs", "budgetMinor": -1, "colour": "blue",
                                "cells": [{"code": "A", "channel": "pigeon"}]})
        checks.that("a body with six faults is refused", False)
    except Problem as problem:
        found = {e["pointer"] for e in problem.document.get("errors", [])}
        checks.same("every fault is named at its place", found,
                    {"/code", "/name", "/currency", "/budgetMinor", "/colour", "/cells/0/channel"})
    for name, text in (("no JSON", "{oops"), ("wrong UTF-8", b'{"code":"\xff"}'), ("too deep", "[" * 5000 + "]" * 5000),
                       ("a list for an object", "[]")):
        raw = text if isinstance(text, bytes) else text.encode()
        status, headers, _ = api.raw("POST", "/api/v1/campaigns", raw, {"Content-Type": "application/json"})
        checks.that(f"{name}: a problem, not a crash",
                    status in (400, 422) and headers["content-type"].startswith("application/problem+json"), status)
    status, _, _ = api.raw("POST", "/api/v1/campaigns", b"code=A", {"Content-Type": "application/x-www-form-urlencoded"})
    checks.same("another content type", status, 415)
    checks.refused("an unknown query parameter", lambda: api.get("/campaigns", colour="blue"), 422)
    checks.refused("a cursor made up", lambda: api.get("/campaigns", cursor="'; DROP TABLE campaigns_campaign; --"), 422)
    checks.same("nothing was stored by any of them", api.get("/campaigns")["items"], [])

    print("\nTwo people on one record, one request twice", flush=True)
    wish = {"code": "BAD", "name": "Bad input", "currency": "CHF"}
    made = api.post("/campaigns", wish, key="make-bad")
    checks.same("the same request under its key is the same campaign", api.post("/campaigns", wish, key="make-bad")["id"], made["id"])
    checks.refused("the key with another body", lambda: api.post("/campaigns", {**wish, "code": "OTHER"}, key="make-bad"), 422,
                   "kernel.idempotency-key-reused")
    checks.refused("a change without If-Match", lambda: api.patch(f"/campaigns/{made['id']}", {"name": "x"}), 428)
    api.patch(f"/campaigns/{made['id']}", {"name": "First"}, made["version"])
    checks.refused("a change based on an older version", lambda: api.patch(f"/campaigns/{made['id']}", {"name": "Second"},
                                                                           made["version"]), 412)
    checks.same("the first change stands", api.get(f"/campaigns/{made['id']}")["campaign"]["name"], "First")

    print("\nTexts that would be code elsewhere", flush=True)
    evil = ["Robert'); DROP TABLE contacts_contact; --", "<img src=x onerror=alert(1)>", "=HYPERLINK(\"http://evil\")", "王小明",
            "%s%n", "\u202eevil"]
    for text in evil:
        person = api.post("/contacts", {"familyName": text, "country": "CH"})
        checks.same(f"stored as it is: {text[:30]!r}", api.get(f"/contacts/{person['id']}")["familyName"], text)
    checks.same("all contacts are there", len(list(api.every("/contacts"))), len(evil))
    checks.that("a search does not become SQL", api.get("/contacts", name="' OR 1=1 --")["items"] == [])

    print("\nFiles that are wrong", flush=True)

    def imported(content, **options):
        operation = api.upload("/contacts/imports", content, source="test", **options)
        done = api.finished(operation)["result"]
        newest = api.get("/contacts/imports", limit=1)["items"][0]
        errors = api.get(f"/contacts/imports/{newest['id']}/errors")
        return done, errors.decode("utf-8-sig") if errors else ""

    done, errors = imported(b"externalKey,familyName,country\r\nK1,Good,CH\r\nK2,\xff\xfe,CH\r\nK3,Ragged\r\nK4,\"open,CH\r\n", encoding="UTF-8")
    checks.same("good rows go in, bad ones are told", (done["created"], done["failed"] >= 2), (1, True))
    rows = list(csv.reader(io.StringIO(errors)))
    checks.that("the error file names line and reason", len(rows) >= 3 and any("line" in h.lower() for h in rows[0]), rows[:2])
    done, errors = imported("externalKey,familyName,email\r\nF1,=1+1,no address\r\n".encode())
    cells = [c for row in csv.reader(io.StringIO(errors)) for c in row]
    checks.that("no cell of a download begins like a formula", done["failed"] == 1 and
                not any(c[:1] in ("=", "+", "-", "@") for c in cells), cells)
    done, errors = imported("externalKey,familyName\r\nU1,Müller\r\n".encode("utf-16"))
    checks.same("UTF-16 is read", (done["created"], [c["familyName"] for c in api.every("/contacts") if c["externalKey"] == "U1"]),
                (1, ["Müller"]))
    for name, content in (("NUL bytes", b"externalKey,familyName\r\nN1,a\x00b\r\n"),
                          ("a million columns", b"a," * 1_000_000 + b"a\r\n1\r\n"), ("an empty file", b""),
                          ("a picture", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40)):
        before = len(list(api.every("/contacts")))
        try:
            done, errors = imported(content)
            clear = done["created"] == 0 and (done["failed"] > 0 or errors)
        except Problem as problem:
            clear = problem.status in (400, 413, 415, 422)
        except AssertionError as refusal:
            clear = "failed" in str(refusal)
        checks.that(f"{name}: refused or an error row, nothing stored", clear and len(list(api.every("/contacts"))) == before)

    print("\nAnd the server is as well as before", flush=True)
    status, _, _ = api.raw("GET", "/readyz")
    checks.same("ready", status, 200)
    checks.same("it stops cleanly", server.stop(), 0)
    checks.same("verify finds nothing", server.verify(), "")

checks.close()
