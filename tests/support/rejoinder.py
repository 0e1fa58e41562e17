"""A running Rejoinder for whole-process tests: starts the real executable in an empty folder, speaks to it over HTTP only,
kills and restarts it. Standard library only.

The build folder comes from REJOINDER_BINARY_DIR (set by ctest), or is build/debug of this tree. With REJOINDER_STORAGE=mysql
each server that has no folder given keeps its data in a private MariaDB server instead of a file. With galera it is three nodes
on a cluster of three, and clients go from one node to the next with every request, as behind a load balancer.
"""

import concurrent.futures
import faulthandler
import http.client
import itertools
import json
import os
import pathlib
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.parse

import galera
import mariadb

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("REJOINDER_BINARY_DIR", ROOT / "build" / "debug"))
EXECUTABLE = BUILD / "bin" / "rejoinder"
SHORT = bool(os.environ.get("REJOINDER_SHORT"))
SKIPPED = 77
STORAGE = os.environ.get("REJOINDER_STORAGE", "sqlite")
ON_SERVER = STORAGE != "sqlite"  # a database server, one or a cluster


def only_in_long_form(*storages):
    """Ends here, as skipped, where the short form has the test on another engine already."""
    if SHORT and STORAGE in storages:
        print("skipped: the short form has it on other engines")
        sys.exit(SKIPPED)


def ends_within(seconds):
    """After so many seconds the process says where each thread stands and ends as failed, whatever it waits for."""
    faulthandler.dump_traceback_later(seconds, exit=True)


class Problem(Exception):
    """An answer that is no success."""

    def __init__(self, status, body, retry_after=None):
        self.status = status
        self.retry_after = float(retry_after or 0.1)  # seconds, as the answer says
        try:
            self.document = json.loads(body) if body else {}
        except ValueError:
            self.document = {"detail": body.decode("utf-8", "replace") if isinstance(body, bytes) else body}
        self.code = self.document.get("code", "")
        super().__init__(f"{status} {json.dumps(self.document)[:2000]}")


class Gone(Exception):
    """The connection ended before an answer: the outcome is unknown."""


class Api:
    """One HTTP client with one kept-alive connection; not for several threads. Of several ports each request takes the next."""

    turns = itertools.count()

    def __init__(self, port, token=None):
        self.ports = [port] if isinstance(port, int) else list(port)
        self.port = self.ports[0]
        self.token = token
        self.connection = None
        self.headers = {}

    def close(self):
        if self.connection:
            self.connection.close()
            self.connection = None

    def raw(self, verb, path, body=None, headers=None, timeout=120):
        """Status, headers and body of one request; raises Gone when there was no answer."""
        sent = dict(headers or {})
        if self.token:
            sent.setdefault("Authorization", f"Bearer {self.token}")
        if len(self.ports) > 1:
            self.close()
            self.port = self.ports[next(Api.turns) % len(self.ports)]
        fresh = self.connection is None
        for attempt in (0, 1):
            if self.connection is None:
                self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
            try:
                self.connection.request(verb, path, body, sent)
                answer = self.connection.getresponse()
                content = answer.read()
                self.headers = {k.lower(): v for k, v in answer.getheaders()}
                if answer.will_close:
                    self.close()
                return answer.status, self.headers, content
            except (http.client.RemoteDisconnected, BrokenPipeError) as error:
                self.close()
                # A kept connection that the server closed while idle: nothing was read of this request.
                if fresh or attempt:
                    raise Gone(str(error)) from error
            except (OSError, http.client.HTTPException) as error:
                self.close()
                raise Gone(str(error)) from error
        raise Gone("no answer")

    def call(self, verb, path, body=None, headers=None, **query):
        """JSON in, JSON out; raises Problem for anything but 2xx."""
        target = "/api/v1" + path
        query = {k: v for k, v in query.items() if v is not None}
        if query:
            target += "?" + urllib.parse.urlencode(query)
        sent = dict(headers or {})
        data = None
        if isinstance(body, (bytes, str)):
            data = body if isinstance(body, bytes) else body.encode()
        elif body is not None:
            data = json.dumps(body).encode()
            sent.setdefault("Content-Type", "application/json")
        status, _, content = self.raw(verb, target, data, sent)
        if not 200 <= status < 300:
            raise Problem(status, content, self.headers.get("retry-after"))
        kind = self.headers.get("content-type", "")
        return json.loads(content) if content and "json" in kind else content

    def get(self, path, **query):
        return self.call("GET", path, **query)

    def post(self, path, body=None, key=None, **query):
        headers = {"Idempotency-Key": key} if key else {}
        return self.call("POST", path, {} if body is None else body, headers, **query)

    def patch(self, path, body, version=None, key=None):
        headers = {} if version is None else {"If-Match": f'"{version}"'}
        if key:
            headers["Idempotency-Key"] = key
        return self.call("PATCH", path, body, headers)

    def put(self, path, body, version=None):
        return self.call("PUT", path, body, {} if version is None else {"If-Match": f'"{version}"'})

    def delete(self, path):
        return self.call("DELETE", path)

    def upload(self, path, content, content_type="text/csv", key=None, **query):
        headers = {"Content-Type": content_type}
        if key:
            headers["Idempotency-Key"] = key
        return self.call("POST", path, content, headers, **query)

    def every(self, path, **query):
        """All items of a list, page by page."""
        cursor = None
        while True:
            page = self.get(path, cursor=cursor, limit=1000, **query)
            yield from page["items"]
            cursor = page.get("nextCursor")
            if not cursor:
                return

    def finished(self, operation, seconds=600):
        """Waits for an operation (its id or its answer) and returns it; raises when it did not succeed."""
        number = operation["id"] if isinstance(operation, dict) else operation
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            view = self.get(f"/operations/{number}")
            if view["state"] == "succeeded":
                return view
            if view["state"] in ("failed", "cancelled"):
                raise AssertionError(f"operation {view['name']} {view['state']}: {view.get('error')}")
            time.sleep(0.05)
        raise AssertionError(f"operation {number} did not finish in {seconds} s")


class Server:
    """The executable on a free port with a folder of its own; on a cluster three of them that share folder and database."""

    def __init__(self, settings=None, folder=None, config=None, port=None, first=None):
        """`first` are settings of the first node alone: on one machine only one can listen at a port."""
        self.config = ["--config", str(config)] if config else []
        self.own_folder = folder is None
        self.folder = pathlib.Path(folder or tempfile.mkdtemp(prefix="rejoinder-"))
        self.settings = dict(settings or {})
        self.process = None
        self.port, self.fixed = port, port is not None
        self.token = None
        self.prepare = None  # called in the new process before it becomes the server
        self.log = self.folder.parent / (self.folder.name + ".log")
        self.database = None
        self.others = []
        if STORAGE != "sqlite" and self.own_folder:
            maker = galera if STORAGE == "galera" else mariadb
            if not maker.available():
                print(f"skipped: what {STORAGE} needs is not installed")
                sys.exit(SKIPPED)
            self.database = maker.Galera(BUILD) if maker is galera else maker.MariaDb(BUILD)
            self.database.run("CREATE DATABASE rejoinder")
            own = dict(self.settings)
            self.settings = {**self.database.settings("rejoinder"), **own}
            if maker is galera:
                self.others = [Server({**self.database.settings("rejoinder", i), **own}, self.folder) for i in (1, 2)]
        self.settings.update(first or {})

    def command(self, *arguments, check=True, **options):
        """Runs another command of the executable on the same folder and database."""
        given = [word for name, value in self.settings.items() if name.startswith("storage") for word in ("-D", f"{name}={value}")]
        return subprocess.run([str(EXECUTABLE), *arguments, "--data", str(self.folder), *self.config, *given], check=check, text=True,
                              capture_output=True, **options)

    def sql(self, *statements):
        """Runs statements as somebody does who goes past the product; what the last one gives."""
        if ON_SERVER:
            text = "SET SESSION sql_mode = CONCAT(@@sql_mode, ',ANSI_QUOTES,PIPES_AS_CONCAT'), foreign_key_checks = 0, check_constraint_checks = 0; "
            return self.database.run(text + "; ".join(statements), "rejoinder").strip()
        with sqlite3.connect(self.folder / "rejoinder.db") as database:
            database.execute("PRAGMA ignore_check_constraints = ON")
            for statement in statements:
                rows = database.execute(statement).fetchall()
            return "\n".join("\t".join(map(str, row)) for row in rows)

    def make_administrator(self, name="anna"):
        """A user with an API token that may do everything; the server must not run."""
        self.command("user", "add", name, "--role", "administrator")
        self.token = self.command("user", "token", name).stdout.strip().splitlines()[-1]
        return self.token

    def start(self, seconds=60):
        with concurrent.futures.ThreadPoolExecutor(3) as pool:
            starting = [pool.submit(node.start_one, seconds) for node in (self, *self.others)]
        for node in starting:
            node.result()
        return self

    def start_one(self, seconds):
        if not self.fixed:
            self.port = mariadb.free_port()
        arguments = [str(EXECUTABLE), "serve", "--data", str(self.folder), "--port", str(self.port), *self.config]
        for name, value in self.settings.items():
            arguments += ["-D", f"{name}={value}"]
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(arguments, stdout=log, stderr=log, stdin=subprocess.DEVNULL,
                                            preexec_fn=self.prepare)
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise AssertionError(f"the server ended with {self.process.returncode}:\n{self.tail()}")
            try:
                status, _, _ = Api(self.port).raw("GET", "/readyz", timeout=5)
                if status == 200:
                    return self
            except Gone:
                pass
            time.sleep(0.02)
        raise AssertionError(f"the server was not ready after {seconds} s:\n{self.tail()}")

    def tail(self, lines=30):
        text = self.log.read_text("utf-8", "replace") if self.log.exists() else ""
        return "\n".join(text.splitlines()[-lines:])

    def api(self, token=None):
        return Api([node.port for node in (self, *self.others)], token or self.token)

    def kill(self):
        """As the power goes: kill -9."""
        for node in self.others:
            node.kill()
        if self.process:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
            self.process = None

    def died(self, seconds=120):
        """Waits until a kill point has ended it; of several nodes the first, and the power of the others goes, too. The exit code."""
        end = time.monotonic() + seconds
        while not (codes := [code for node in (self, *self.others) if node.process and (code := node.process.poll()) is not None]):
            if time.monotonic() > end:
                raise AssertionError(f"nothing was killed within {seconds} s")
            time.sleep(0.02)
        self.kill()
        return codes[0]

    def change(self, settings):
        """Settings from the next start on, of all nodes; None takes one away."""
        for node in (self, *self.others):
            node.settings = {k: v for k, v in {**node.settings, **settings}.items() if v is not None}

    def stop(self, seconds=60):
        """As an administrator stops it; returns the exit code, of several nodes the first that is not 0."""
        if not self.process:
            return None
        self.process.send_signal(signal.SIGTERM)
        try:
            codes = [node.stop(seconds) for node in self.others] + [self.process.wait(seconds)]
            return next((code for code in codes if code), codes[-1])
        finally:
            self.process = None

    def verify(self):
        """`rejoinder verify` on the stopped server's folder: what it says when something is off, or ''."""
        result = self.command("verify", check=False)
        return "" if result.returncode == 0 else result.stdout + result.stderr

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        self.kill()
        if self.database:
            self.database.close()
        if kind is None or not os.environ.get("REJOINDER_KEEP"):
            if self.own_folder:
                shutil.rmtree(self.folder, ignore_errors=True)
                self.log.unlink(missing_ok=True)


class Checks:
    """Counts what held and what did not, and closes with the line that says so."""

    def __init__(self):
        self.passed = 0
        self.failed = 0

    def that(self, sentence, holds, detail=""):
        if holds:
            self.passed += 1
            print(f"  ok    {sentence}" + (f"  ({detail})" if detail != "" else ""), flush=True)
        else:
            self.failed += 1
            print(f"  WRONG {sentence}  ({detail})", flush=True)
        return bool(holds)

    def same(self, sentence, found, expected):
        return self.that(sentence, found == expected, f"{found}" if found == expected else f"{found}, expected {expected}")

    def becomes(self, sentence, ask, expected, seen=lambda answer: answer, seconds=60):
        """What is seen of an answer must become so, soon; returns the last answer. For what follows a change by itself."""
        end = time.monotonic() + seconds
        while seen(answer := ask()) != expected and time.monotonic() < end:
            time.sleep(0.05)
        self.same(sentence, seen(answer), expected)
        return answer

    def near(self, sentence, found, expected, tolerance):
        holds = found is not None and abs(found - expected) <= tolerance
        return self.that(sentence, holds, f"{found}, expected {expected} ± {tolerance}")

    def refused(self, sentence, call, status, code=None):
        """The call must fail with that status (and code)."""
        try:
            call()
        except Problem as problem:
            right = problem.status == status and (code is None or problem.code == code)
            return self.that(sentence, right, f"{problem.status} {problem.code}")
        return self.that(sentence, False, "it was accepted")

    def close(self):
        print(f"{self.passed} passed, {self.failed} failed", flush=True)
        sys.exit(1 if self.failed else 0)


def data_folder(name):
    """A folder of the public data sets; ends the test as skipped where it is absent."""
    home = os.environ.get("REJOINDER_DATA")
    folder = pathlib.Path(home or ".") / name
    if not home or not folder.is_dir():
        print(f"skipped: REJOINDER_DATA names no folder with {name}")
        sys.exit(SKIPPED)
    return folder
