"""What both examples need: their files with other addresses and paths, certificates, a private nginx, and clients of it."""

import getpass
import http.client
import pathlib
import shutil
import ssl
import subprocess
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from mariadb import die_with_parent, free_port  # noqa: E402
from rejoinder import ROOT, SHORT, SKIPPED, Api, Problem  # noqa: E402

PACKAGING = ROOT / "packaging"
EXAMPLES = PACKAGING / "examples"
NAME = "rejoinder.example.com"
CODES = 480  # a third lasts longer than a node takes to start
CONTENT = {"subject": "Hello", "text": "Dear {{givenName}}, your code: {{code}}", "senderName": "Muster AG",
           "senderAddress": "Hauptstrasse 1, 3000 Bern"}


def need(*programs):
    missing = [p for p in programs if not shutil.which(p)]
    if missing:
        print(f"skipped: {', '.join(missing)} not installed")
        sys.exit(SKIPPED)


def example(source, target, changes):
    """A file of packaging/ with each of the changes made; one that meets nothing is a fault of this test or of the file."""
    text = source.read_text()
    for old, new in changes.items():
        if old not in text:
            raise AssertionError(f"{source} has no {old}")
        text = text.replace(old, str(new))
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text)
    return target


def certificates(folder, *addresses):
    """An authority and a certificate for the name and the addresses: ca.pem, server.pem, server-key.pem."""
    folder.mkdir(parents=True, exist_ok=True)

    def openssl(*words):
        subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True)

    openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", 2, "-subj", "/CN=Test authority", "-keyout",
            folder / "ca-key.pem", "-out", folder / "ca.pem")
    openssl("req", "-newkey", "rsa:2048", "-nodes", "-subj", f"/CN={NAME}", "-keyout", folder / "server-key.pem", "-out",
            folder / "server.csr")
    names = ",".join([f"DNS:{NAME}", *(f"IP:{a}" for a in addresses)])
    (folder / "names").write_text(f"subjectAltName={names}\n")
    openssl("x509", "-req", "-in", folder / "server.csr", "-CA", folder / "ca.pem", "-CAkey", folder / "ca-key.pem",
            "-CAcreateserial", "-days", 2, "-extfile", folder / "names", "-out", folder / "server.pem")
    for file in folder.iterdir():
        file.chmod(0o644)
    folder.chmod(0o755)
    return folder


class Nginx:
    """packaging/nginx on loopback: its server and one of its upstreams."""

    def __init__(self, folder, upstream, nodes, keys):
        self.folder, self.port, plain = folder, free_port(), free_port()
        (folder / "temp").mkdir(parents=True)
        example(PACKAGING / "nginx" / upstream, folder / "upstream.conf", nodes)
        example(PACKAGING / "nginx" / "rejoinder.conf", folder / "server.conf", {
            "listen 80;": f"listen 127.0.0.1:{plain};", "    listen [::]:80;\n": "",
            "listen 443 ssl http2;": f"listen 127.0.0.1:{self.port} ssl http2;", "    listen [::]:443 ssl http2;\n": "",
            f"/etc/letsencrypt/live/{NAME}/fullchain.pem": keys / "server.pem",
            f"/etc/letsencrypt/live/{NAME}/privkey.pem": keys / "server-key.pem"})
        temp = "".join(f"    {kind}_temp_path {folder}/temp/{kind};\n"
                       for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        as_user = f"user {getpass.getuser()};\n" if getpass.getuser() == "root" else ""
        (folder / "nginx.conf").write_text(
            f"{as_user}daemon off;\nmaster_process off;\npid {folder}/pid;\nerror_log {folder}/error.log;\n"
            f"events {{ }}\nhttp {{\n    access_log {folder}/access.log;\n{temp}"
            f"    include {folder}/upstream.conf;\n    include {folder}/server.conf;\n}}\n")
        self.context = ssl.create_default_context(cafile=str(keys / "ca.pem"))
        self.context.check_hostname = False  # asked for by address; the name is checked once below
        command = ["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]
        tried = subprocess.run([*command, "-t"], capture_output=True, text=True)
        if tried.returncode:
            raise AssertionError(tried.stderr)
        self.process = subprocess.Popen(command, preexec_fn=die_with_parent, stdin=subprocess.DEVNULL)

    def api(self, token):
        return Behind(self, token)

    def said(self):
        """The end of its log."""
        return "\n".join((self.folder / "error.log").read_text().splitlines()[-20:])

    def close(self):
        self.process.terminate()
        self.process.wait()


class Named(http.client.HTTPSConnection):
    """Checks the certificate against the name, though it connects to an address."""

    def connect(self):
        http.client.HTTPConnection.connect(self)
        self.sock = self._context.wrap_socket(self.sock, server_hostname=NAME)


class Behind(Api):
    """A client of nginx, over TLS; it never repeats anything."""

    def __init__(self, nginx, token):
        super().__init__(nginx.port, token)
        self.context = nginx.context

    def raw(self, verb, path, body=None, headers=None, timeout=120):
        sent = {"Host": NAME, **(headers or {})}
        if self.token:
            sent.setdefault("Authorization", f"Bearer {self.token}")
        if self.connection is None:
            self.connection = Named("127.0.0.1", self.port, timeout=timeout, context=self.context)
        try:
            self.connection.request(verb, path, body, sent)
            answer = self.connection.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException):
            self.close()
            raise
        self.headers = {k.lower(): v for k, v in answer.getheaders()}
        if answer.will_close:
            self.close()
        return answer.status, self.headers, content


def reachable(api, seconds=20):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            return api.get("/campaigns") is not None
        except (OSError, Problem):
            time.sleep(0.1)
    return False


def people(count):
    lines = ["externalKey,givenName,familyName,street,houseNumber,postcode,city,country,language,points"]
    lines += [f"k{i},Eva,Muster{i},Hauptstrasse,{i % 90 + 1},{3000 + i % 100},Bern,CH,de,{i % 100}" for i in range(count)]
    return "\n".join(lines).encode()


def campaign_sent(api):
    """Plan, selection and a wave of letters; campaign and codes. Every POST has a key."""
    api.finished(api.upload("/contacts/imports", people(CODES), source="test", key="import"))
    api.post("/items", {"sku": "BROCHURE", "name": "Brochure", "kind": "information", "unitCost": "0.8", "priceMinor": 0,
                        "currency": "CHF", "stocked": True}, key="item")
    api.post("/stock/receipts", {"sku": "BROCHURE", "quantity": CODES, "reason": "print run"}, key="stock")
    campaign = api.post("/campaigns", {"code": "THREE", "name": "Behind nginx", "currency": "CHF", "startsOn": "2026-01-01",
                                       "budgetMinor": 10 ** 9, "cells": [{"code": "A"}]}, key="campaign")
    api.post(f"/campaigns/{campaign['id']}/decisions", {"verdict": "approved"}, key="gate")
    group = api.post("/target-groups", {
        "campaignId": campaign["id"], "name": "Everybody",
        "definition": {"condition": {"where": {"fact": "attribute.points", "comparison": "less", "values": ["100"]}},
                       "split": {"shares": [{"cellId": campaign["cells"][0]["id"], "percent": 100}]}}}, key="group")
    api.finished(api.post(f"/target-groups/{group['id']}/freezes", key="freeze"))
    wave = api.post("/waves", {"name": "Wave", "targetGroupId": group["id"], "channel": "letter", "content": CONTENT}, key="wave")
    api.finished(api.get(f"/waves/{wave['id']}")["wave"]["buildOperationId"])
    api.finished(api.post(f"/waves/{wave['id']}/hand-over", key="hand-over"))
    return campaign["id"], [p["code"] for p in api.every("/pieces", waveId=wave["id"], state="handedOver")]


def captured(api, code, key):
    return api.post("/responses", {"type": "information-request", "channel": "post", "code": code,
                                   "items": [{"sku": "BROCHURE"}]}, key=key)


class Desk:
    """Eight people who capture replies through nginx; every answer and every error is kept, nothing is repeated. The last quarter of
    the codes waits for `late`, so that whatever happens before that, however long it takes, happens in the middle."""

    def __init__(self, nginx, token, codes):
        self.left, self.acknowledged, self.errors, self.pauses = list(codes), [], [], []
        self.kept, self.late = len(self.left) // 4, threading.Event()
        self.nginx, self.token, self.lock, self.last = nginx, token, threading.Lock(), time.monotonic()
        self.threads = [threading.Thread(target=self.work, daemon=True) for _ in range(8)]
        for thread in self.threads:
            thread.start()

    def work(self):
        api = self.nginx.api(self.token)
        while True:
            if len(self.left) <= self.kept:
                self.late.wait()
            with self.lock:
                if not self.left:
                    return
                code = self.left.pop()
            try:
                answer = captured(api, code, f"card-{code}")
                with self.lock:
                    self.acknowledged.append(answer["id"])
            except Exception as error:  # whatever a client would see
                with self.lock:
                    self.errors.append(f"{type(error).__name__} {error}"[:300])
            with self.lock:
                now = time.monotonic()
                self.pauses.append(now - self.last)
                self.last = now
            time.sleep(0.15)

    def done(self):
        self.late.set()
        for thread in self.threads:
            thread.join()
        return self


def stored(api):
    return [r["id"] for r in api.every("/responses") if r["type"] == "information-request"]


def unit_problems(folder, drop_in, executable):
    """What systemd says to the unit with the drop-in of an example; None where it is not there to ask."""
    if not shutil.which("systemd-analyze"):
        return None
    example(PACKAGING / "systemd" / "rejoinder.service", folder / "units" / "rejoinder.service",
            {"/usr/bin/rejoinder": executable, "User=rejoinder": "User=root", "Group=rejoinder": "Group=root"})
    (folder / "units" / "mariadb.service").write_text("[Service]\nExecStart=/bin/true\n")
    example(drop_in, folder / "units" / "rejoinder.service.d" / "example.conf", {})
    result = subprocess.run(["systemd-analyze", "verify", "--man=no", str(folder / "units" / "rejoinder.service")],
                            capture_output=True, text=True)
    said = [line for line in (result.stdout + result.stderr).splitlines() if "rejoinder.service" in line or "example.conf" in line]
    return "\n".join(said)
