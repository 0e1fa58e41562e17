#!/usr/bin/env python3
"""Three nodes with Galera behind nginx as packaging/examples/three-nodes says. A campaign goes round through nginx while a node of
Rejoinder is killed (-9) and comes back, then one of the database. Clients repeat nothing, and see no error.
"""

import concurrent.futures
import pathlib
import socket
import subprocess
import sys
import tempfile
import threading
import time

import place  # first: it says where the others lie
import galera
from mariadb import CLIENT, free_port
from place import CODES, EXAMPLES, Desk, campaign_sent, certificates, example, need, stored, unit_problems
from rejoinder import BUILD, EXECUTABLE, SKIPPED, Checks, Problem, Server

need("nginx", "openssl")
if not galera.available():
    print("skipped: mariadb-server or galera-4 is not installed")
    sys.exit(SKIPPED)
checks = Checks()
files = EXAMPLES / "three-nodes"


class Swallower:
    """In the place of a node: takes requests, and ends the connection without a word."""

    def __init__(self, port):
        self.requests = []
        self.listener = socket.create_server(("127.0.0.1", port), reuse_port=False)
        self.thread = threading.Thread(target=self.work, daemon=True)
        self.thread.start()

    def work(self):
        while True:
            try:
                peer, _ = self.listener.accept()
                with peer:
                    self.requests.append(peer.recv(65536).split(b"\r\n")[0].decode())
            except OSError:
                return

    def has(self, path):
        return any(r.startswith(f"POST /api/v1{path} ") for r in self.requests)

    def close(self):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.thread.join()


def worked(situation, nginx, nodes, codes, meanwhile):
    """The desk captures through nginx while something happens."""
    print(f"\n{situation}", flush=True)
    before = set(stored(nodes[0].api()))
    desk = Desk(nginx, nodes[0].token, codes)
    while len(desk.acknowledged) < len(codes) // 4 and not desk.errors:
        time.sleep(0.01)
    meanwhile()
    left = len(desk.left)
    desk.done()
    checks.that("it happened in the middle", left > 0, f"{left} of {len(codes)} were still to come")
    now = stored(nodes[0].api())
    if not checks.same("errors that a client saw", desk.errors[:2], []):
        print(nginx.said() + "\n" + "\n".join(node.tail(5) for node in nodes), flush=True)
    checks.that("acknowledged, stored once each", sorted(desk.acknowledged) == sorted(set(now) - before), f"{len(desk.acknowledged)}")
    checks.same("none doubled", len(now), len(before) + len(codes))
    checks.that("work went on", max(desk.pauses) < 30, f"longest pause {max(desk.pauses):.1f} s")


def swallowed(nginx, node, healthy):
    print("\nA node swallows requests: nobody knows what became of them.", flush=True)
    trap = Swallower(node.port)
    api = nginx.api(node.token)
    count = {"definition": {"condition": {"where": {"fact": "attribute.points", "comparison": "less", "values": ["5"]}}}}

    def until_swallowed(path, once):
        """Sends until the node has swallowed one: nginx leaves it alone for five seconds at a time. How many, and which answers."""
        outcomes, end = [], time.monotonic() + 40
        while not trap.has(path) and time.monotonic() < end:
            try:
                once(len(outcomes))
                outcomes.append(200)
            except Problem as problem:
                outcomes.append(problem.status)
            time.sleep(0.2)
        return outcomes

    keyed = until_swallowed("/campaigns", lambda n: api.post(
        "/campaigns", {"code": f"K{n}", "name": "With a key", "currency": "CHF", "budgetMinor": 1, "cells": []}, key=f"swallowed-{n}"))
    plain = until_swallowed("/target-groups/count", lambda n: api.post("/target-groups/count", count))
    trap.close()
    checks.that("it swallowed one with a key and one without", trap.has("/campaigns") and trap.has("/target-groups/count"),
                f"of {len(keyed)} and {len(plain)}")
    checks.same("with a key: all answered", set(keyed), {200})
    there = [c["code"] for c in healthy.api().every("/campaigns") if c["code"].startswith("K")]
    checks.same("and stored once each", sorted(there), sorted(f"K{n}" for n in range(len(keyed))))
    without = [r for r in trap.requests if "/target-groups/count" in r]
    lost = plain.count(502)
    checks.same("without a key: told 502 as often as one was swallowed, never sent twice", lost, len(without))


def prepared(home):
    """The cluster with the database in it, and the files of three nodes."""
    keys = certificates(home / "tls", "127.0.0.1")
    home.chmod(0o755)
    settings = example(files / "galera.cnf", home / "galera.cnf", {
        "/etc/mysql/tls/ca.pem": keys / "ca.pem", "/etc/mysql/tls/server.pem": keys / "server.pem",
        "/etc/mysql/tls/server-key.pem": keys / "server-key.pem"})
    cluster = galera.Galera(BUILD, settings.read_text())
    (home / "password").write_text("correct horse battery staple\n")
    with open(EXAMPLES / "database.txt", "rb") as text:
        subprocess.run([CLIENT, "--no-defaults", f"--socket={cluster.nodes[0].socket}", "-uroot"], stdin=text, check=True)
    cluster.run("SET PASSWORD FOR rejoinder@'127.0.0.1' = PASSWORD('correct horse battery staple')")
    nodes = []
    for number in (1, 2, 3):
        port = free_port()
        config = example(files / f"node-{number}.properties", home / f"node-{number}.properties", {
            f"http.address = 10.0.0.1{number}": "http.address = 127.0.0.1", "http.port = 8080": f"http.port = {port}",
            "10.0.0.10": "127.0.0.1", "/etc/rejoinder/database-password": home / "password",
            "/etc/rejoinder/database-ca.pem": keys / "ca.pem",
            **{f"10.0.0.1{n}:3306": f"127.0.0.1:{cluster.nodes[n - 1].port}" for n in (1, 2, 3)}})
        nodes.append(Server(folder=home / "shared", config=config, port=port))
    return cluster, nodes, keys


def round_through(home, cluster, nodes, keys):
    checks.same("rejoinder migrate, on one", nodes[0].command("migrate").returncode, 0)
    token = nodes[0].make_administrator()
    with concurrent.futures.ThreadPoolExecutor(3) as pool:
        for started in [pool.submit(n.start) for n in nodes]:
            started.result()
    for node in nodes:
        node.token = token
    encrypted = cluster.run("SHOW STATUS LIKE 'Ssl_accepts'").split()[1]
    checks.that("the database is spoken to over TLS", int(encrypted) > 0, f"{encrypted} sessions")
    nginx = place.Nginx(home / "nginx", "upstream-three.conf", {f"10.0.0.1{n}:8080": f"127.0.0.1:{nodes[n - 1].port}" for n in (1, 2, 3)},
                        keys)
    api = nginx.api(token)
    checks.that("nginx answers for them", place.reachable(api))
    campaign, codes = campaign_sent(api)
    checks.same("letters", len(codes), CODES)
    third = CODES // 3
    worked("A node of Rejoinder is killed (-9).", nginx, nodes, codes[:third], nodes[2].kill)
    swallowed(nginx, nodes[2], nodes[0])
    worked("It comes back, and another one is killed.", nginx, [nodes[0], nodes[2]], codes[third:2 * third],
           lambda: (nodes[2].start(), nodes[1].kill()))
    nodes[1].start()
    worked("A node of the database is killed (-9).", nginx, nodes, codes[2 * third:], cluster.nodes[0].kill)
    result = api.get(f"/insight/campaigns/{campaign}")["all"]
    checks.same("the result knows all", (result["pieces"], result["responders"]), (CODES, CODES))
    nginx.close()
    checks.same("all stop cleanly", [n.stop() for n in nodes], [0, 0, 0])
    checks.same("verify finds nothing", nodes[1].verify(), "")


with tempfile.TemporaryDirectory(prefix="rejoinder-") as name:
    home = pathlib.Path(name)
    cluster, nodes, keys = prepared(home)
    try:
        with nodes[0], nodes[1], nodes[2]:
            round_through(home, cluster, nodes, keys)
        checks.that("systemd has nothing to say to the unit", unit_problems(home, files / "service.conf", EXECUTABLE) in ("", None),
                    unit_problems(home, files / "service.conf", EXECUTABLE))
    finally:
        cluster.close()
checks.close()
