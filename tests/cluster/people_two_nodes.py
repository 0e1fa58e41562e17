#!/usr/bin/env python3
"""Two nodes on one MariaDB server, seen by their people: a setting changed at one acts at both; a code of the authenticator
opens one session, however many nodes are asked for one at the same moment; a session that is ended at one is over at the other.
"""

import base64
import concurrent.futures
import hashlib
import hmac
import pathlib
import struct
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import mariadb  # noqa: E402
from rejoinder import BUILD, SHORT, SKIPPED, Api, Checks, Problem, Server  # noqa: E402

if not mariadb.available():
    print("skipped: mariadb-server is not installed")
    sys.exit(SKIPPED)

PASSWORD = "a long enough sentence"
SETTING = "/settings/channel-phone.retry-minutes"
checks = Checks()


def code_of(secret, later=0):
    """RFC 6238, written once more so that the server is not compared with itself."""
    digest = hmac.new(base64.b32decode(secret), struct.pack(">Q", int(time.time()) // 30 + later), hashlib.sha1).digest()
    at = digest[19] & 15
    return f"{(struct.unpack('>I', digest[at:at + 4])[0] & 0x7FFFFFFF) % 10 ** 6:06d}"


class Browser:
    """A person's session at one node."""

    def __init__(self, node, name):
        self.api, self.name, self.headers = Api(node.port), name, {}

    def sign_in(self, code=""):
        """The status of the answer."""
        try:
            session = self.api.post("/sessions", {"name": self.name, "password": PASSWORD, "code": code})
        except Problem as problem:
            return problem.status
        self.headers = {"Cookie": self.api.headers["set-cookie"].split(";")[0], "X-CSRF-Token": session["csrfToken"]}
        self.session = session
        return 201

    def call(self, verb, path, body=None):
        return self.api.call(verb, path, body, self.headers)


def settings(one, other):
    before = one.get(SETTING)
    changed = one.patch(SETTING, {"value": "45"}, version=before["version"])
    checks.same("the node that was asked has it at once", (changed["value"], changed["origin"]), ("45", "database"))
    began = time.monotonic()
    while other.get(SETTING)["value"] != "45" and time.monotonic() - began < 60:
        time.sleep(0.05)
    checks.same("the other node has it, too", other.get(SETTING)["value"], "45")
    checks.that("within seconds", time.monotonic() - began < (30 if SHORT else 5), f"{time.monotonic() - began:.1f} s")
    checks.refused("who knows an older version is refused", lambda: other.patch(SETTING, {"value": "46"}, version=before["version"]),
                   412, "kernel.stale")
    other.patch(SETTING, {}, version=changed["version"])
    while one.get(SETTING)["value"] == "45" and time.monotonic() - began < 60:
        time.sleep(0.05)
    checks.same("and taken back", one.get(SETTING)["value"], before["fallback"])


def second_step(one, other):
    made = one.api().post("/users", {"name": "otto", "displayName": "Otto", "roles": ["agent"]})
    one.api().put("/password", {"secret": made["passwordSecret"], "password": PASSWORD})
    otto = Browser(one, "otto")
    checks.same("signed in", otto.sign_in(), 201)
    secret = otto.call("POST", "/totp", {"password": PASSWORD})["secret"]
    recovery = otto.call("PUT", "/totp", {"code": code_of(secret)})["recoverySecret"]
    checks.same("without a code nobody gets in at the other node", Browser(other, "otto").sign_in(), 401)
    browsers = [Browser(node, "otto") for node in (one, other)]
    code = code_of(secret, 1)
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        statuses = sorted(pool.map(lambda b: b.sign_in(code), browsers))
    checks.same("one code at two nodes at once opens one session", statuses, [201, 401])
    checks.same("a recovery code opens", Browser(other, "otto").sign_in(recovery[0]), 201)
    checks.same("once", Browser(one, "otto").sign_in(recovery[0]), 401)
    away = Browser(other, "otto")
    checks.same("another recovery code opens at the other node", away.sign_in(recovery[1]), 201)
    otto.call("DELETE", f"/sessions/{away.session['id']}")
    time.sleep(1.2)  # so long a looked-up session may be remembered
    checks.refused("a session that is ended at one node is over at the other", lambda: away.call("GET", "/profile"), 401)


database = mariadb.MariaDb(BUILD)
database.run("CREATE DATABASE rejoinder")
settings_of = {**database.settings("rejoinder"), "storage.migrate": "never"}
try:
    with tempfile.TemporaryDirectory(prefix="rejoinder-") as folder:
        with Server(settings_of, folder) as one, Server(settings_of, folder) as other:
            checks.same("migrated", one.command("migrate").returncode, 0)
            other.token = one.make_administrator()
            for server in (one, other):
                server.start()
            settings(one.api(), other.api())
            second_step(one, other)
finally:
    database.close()
checks.close()
