#!/usr/bin/env python3
"""The public listener in a storm: clients that drip, floods, bodies without end, replayed answers, guessed codes. The staff works on
meanwhile; how fast, and what the attackers got, is printed.

    web_storm.py attack KIND PORT SECONDS [WHAT]      is one attacker, in a process of its own
"""
import json
import pathlib
import random
import re
import socket
import statistics
import subprocess
import sys
import threading
import time
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import postfix  # noqa: E402
import stories  # noqa: E402
from public_forms import Browser, definition, published  # noqa: E402
from rejoinder import SHORT, Checks, Server, only_in_long_form  # noqa: E402

SECONDS = 6 if SHORT else 20
ALPHABET = "23456789CDFHJKMNPRTVWXY"
counts = {}
lock = threading.Lock()


def count(what):
    with lock:
        counts[what] = counts.get(what, 0) + 1


def connect(port, peer):
    raw = socket.socket()
    raw.settimeout(5)
    raw.bind((peer, 0))
    raw.connect(("127.0.0.1", port))
    return raw


def status_of(answer):
    return answer.split(b" ", 2)[1].decode() if answer.startswith(b"HTTP/1.1 ") else "cut off"


def once(port, peer, request):
    """What one request on a connection of its own was answered."""
    try:
        with connect(port, peer) as raw:
            raw.sendall(request)
            return status_of(raw.recv(4096))
    except OSError:
        return "cut off"


# ---- the attackers --------------------------------------------------------------------------------------------------

def drip(port, end, peer, _):
    """Begins heads and bodies and sends a byte now and then."""
    body = peer.endswith(("1", "3", "5", "7", "9"))
    while time.monotonic() < end:
        try:
            with connect(port, peer) as raw:
                raw.sendall(b"POST /f/spring HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                            b"Content-Length: 5000\r\n\r\n" if body else b"GET /f/spring HTTP/1.1\r\n")
                while time.monotonic() < end:
                    raw.sendall(b"x")
                    time.sleep(0.25)
        except OSError:
            count("cut off")
            time.sleep(0.05)


def flood(port, end, peer, _):
    while time.monotonic() < end:
        count(once(port, peer, b"GET /f/spring HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))


def oversize(port, end, peer, _):
    """Says that much is coming, or does not say and sends for ever."""
    chunk = b"10000\r\n" + b"a" * 0x10000 + b"\r\n"
    while time.monotonic() < end:
        count(once(port, peer, b"POST /f/spring HTTP/1.1\r\nHost: x\r\nContent-Length: 100000000\r\n\r\n"))
        try:
            with connect(port, peer) as raw:
                raw.sendall(b"POST /f/spring HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk)
                count(status_of(raw.recv(4096)))
        except OSError:
            count("cut off")


def replay(port, end, peer, body):
    request = (f"POST /f/spring HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nConnection: close\r\n"
               f"Content-Length: {len(body)}\r\n\r\n{body}").encode()
    while time.monotonic() < end:
        count(once(port, peer, request))


def guess(port, end, peer, _):
    while time.monotonic() < end:
        code = "".join(random.choice(ALPHABET) for _ in range(9))
        key = "".join(random.choice("abcdefghijkmnpqrstuvwxyz23456789") for _ in range(8))
        count(once(port, peer, f"GET /r/{code}-{key} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode()))


KINDS = {"drip": (drip, 300), "flood": (flood, 24), "oversize": (oversize, 12), "replay": (replay, 12), "guess": (guess, 12)}


def attack(kind, port, seconds, what=""):
    action, clients = KINDS[kind]
    end = time.monotonic() + seconds
    threads = [threading.Thread(target=action, args=(port, end, f"127.0.{2 + i // 200}.{1 + i % 200}", what), daemon=True)
               for i in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(json.dumps(counts))


# ---- the staff ------------------------------------------------------------------------------------------------------

class Staff:
    """Looks people up and captures replies, one request after the other; milliseconds of each."""

    def __init__(self, server, pieces):
        self.api, self.pieces, self.number = server.api(), pieces, 0

    def work(self, seconds):
        times, wrong = [], 0
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.number += 1
            began = time.monotonic()
            try:
                if self.number % 3:
                    self.api.get("/pieces/" + self.pieces[self.number % len(self.pieces)]["code"])
                else:
                    stories.capture(self.api, self.pieces[self.number % len(self.pieces)]["code"], f"staff-{self.number}")
            except Exception as problem:  # whatever it is: the staff was disturbed
                print(f"  staff: {problem}")
                wrong += 1
            times.append((time.monotonic() - began) * 1000)
            time.sleep(0.005)
        times.sort()
        return times, wrong


def quantile(times, share):
    return times[min(len(times) - 1, int(share * len(times)))]


def figures(name, times, wrong, told=""):
    print(f"  {name:<28} {len(times):>5} requests   median {statistics.median(times):6.1f} ms   95 % {quantile(times, 0.95):6.1f} ms"
          f"   longest {times[-1]:7.1f} ms   failed {wrong}   {told}", flush=True)


def under(kind, port, staff, what=""):
    attacker = subprocess.Popen([sys.executable, __file__, "attack", kind, str(port), str(SECONDS), what], stdout=subprocess.PIPE, text=True)
    time.sleep(0.5)
    times, wrong = staff.work(SECONDS - 1)
    told, _ = attacker.communicate(timeout=120)
    got = json.loads(told.splitlines()[-1])
    figures(f"staff, while others {kind}", times, wrong, f"they got {got}")
    return times, wrong, got


def hint(values):
    return statistics.median(values)


def no_oracle(port, pieces, checks):
    """Answers to codes that exist and to codes that do not: the same pages, in times that tell nothing."""
    known = [p["code"] for p in pieces]
    unknown = [code[:4] + "".join(random.sample(code[4:], 5)) for code in known]
    shapes, times = {}, {"known": [], "unknown": []}
    for i in range(60 if SHORT else 200):
        for name, codes in random.sample([("known", known), ("unknown", unknown)], 2):  # each waits for the other's work
            code = codes[i % len(codes)]
            browser = Browser(port, f"127.0.{10 + i // 100}.{1 + i % 100}")
            page = browser.get("/r/" + code)
            began = time.monotonic()
            sent = browser.send(page, familyName="Muster", code=code)
            times[name].append((time.monotonic() - began) * 1000)
            shape = (page.status, len(re.sub(r'nonce="\w+"|value="[^"]*"', "", page.body)), sent.status, sent.headers.get("location"))
            shapes.setdefault(shape, set()).add(name)
    checks.same("codes that exist and others are answered alike", list(shapes.values()), [{"known", "unknown"}])
    one, two = hint(times["known"]), hint(times["unknown"])
    print(f"  sending a form with a known code: median {one:.2f} ms, with an unknown one {two:.2f} ms", flush=True)
    checks.that("and as fast", abs(one - two) < (0.5 if SHORT else 0.3) * max(one, two) + (5 if SHORT else 2), f"{one:.2f} and {two:.2f} ms")


def main():
    only_in_long_form("mysql", "galera")
    checks = Checks()
    port = postfix.free_port()
    with Server({"public.url": f"http://127.0.0.1:{port}", "public.limit-loopback": "true",
                 "public.max-connections": 64, "channel-web.min-seconds": 0}, first={"public.port": port}) as server:
        server.make_administrator()
        server.start()
        api = server.api()
        stories.stocked(api, 100_000)
        campaign, cells = stories.approved(api, "STORM")
        published(api, "spring", definition(consents=[]), campaignId=campaign, general=True)
        api.finished(api.upload("/contacts/imports", stories.people("STORM", 300), "text/csv"))
        group = stories.frozen(api, campaign, cells, {"A": 300})
        wave = api.post("/waves", {"name": "Letters", "targetGroupId": group, "channel": "letter", "content": stories.CONTENT})["id"]
        stories.sent(api, wave)
        pieces = list(api.every("/pieces", waveId=wave))
        staff = Staff(server, pieces)
        print("\nThe staff alone, then in the storm.", flush=True)
        alone, wrong = staff.work(SECONDS / 2)
        figures("staff alone", alone, wrong)
        page = Browser(port, "127.0.0.7").get("/f/spring")
        body = urllib.parse.urlencode({"t": page.hidden("t"), "l": "de", "familyName": "Einmal", "email": "einmal@example.net"})
        got = {}
        for kind in KINDS:
            times, wrong, got[kind] = under(kind, port, staff, body)
            checks.same(f"nothing of the staff failed under {kind}", wrong, 0)
            # The attackers take processor time of the same machine; what must not happen is that the staff waits for them.
            checks.that(f"and it went on under {kind}", quantile(times, 0.95) < max(2000 if SHORT else 250, 20 * quantile(alone, 0.95)),
                        f"{quantile(times, 0.95):.0f} ms, alone {quantile(alone, 0.95):.0f} ms")
        print("\nWhat they got.", flush=True)
        checks.that("who drips is cut off", got["drip"].get("cut off", 0) > 0)
        checks.same("no large body is taken", {s for s in got["oversize"]} - {"413", "503", "429", "cut off"}, set())
        sent = [a for a in api.every("/web-answers") if a["answers"].get("familyName") == "Einmal"]
        print(f"  an answer replayed {sum(got['replay'].values())} times is there {len(sent)} times", flush=True)
        checks.same("a replayed answer is one answer", len(sent), 1)
        checks.that("who guesses is stopped", got["guess"].get("429", 0) > 0, got["guess"])
        checks.same("and found nothing", {s for s in got["guess"]} - {"200", "429", "503", "cut off"}, set())
        no_oracle(port, pieces, checks)
        honest = Browser(port, "127.0.0.8")
        checks.same("afterwards everybody is welcome again", honest.get("/f/spring").status, 200)
        status, _, text = api.raw("GET", "/metrics", headers={"Authorization": f"Bearer {api.token}"})
        for line in text.decode().splitlines():
            if status == 200 and "refused_total{" in line and "public" in line:
                print("  " + line)
        server.stop()
        checks.same("verify finds nothing", server.verify(), "")
    checks.close()


if sys.argv[1:2] == ["attack"]:
    attack(sys.argv[2], int(sys.argv[3]), float(sys.argv[4]), *sys.argv[5:])
else:
    main()
