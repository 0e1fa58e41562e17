"""A house under test and what happens to it: one Rejoinder (on SQLite or MariaDB) is killed, or the database server behind it, or
nodes of a Galera cluster with three Rejoinder nodes; or the disk is full on which the data folder or the database lies.
"""

import contextlib
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

import galera
import mariadb
from mail_server import MailServer
from rejoinder import BUILD, SKIPPED, STORAGE, Gone, Problem, Server
from small_disk import SmallDisk, ignoring_file_limits
from stories import asks_again, people, retried

VICTIMS = ("rejoinder", "database", "database-node", "rejoinder-node", "disk", "database-disk")


class House:
    """`strike()` kills the victim (-9) and brings it back; ask() is a client that goes to another node when one is gone."""

    def __init__(self, victim, dice, settings):
        self.victim, self.dice, self.kills, self.turn = victim, dice, 0, 0
        self.lock = threading.Lock()
        self.refused = {}  # what clients were told while the disk was full, and how often
        self.disk = SmallDisk(400 if victim == "disk" else 800) if victim.endswith("disk") else None
        if victim == "database-disk" and not self.disk.mounted:
            print("skipped: a database server has no full disk without a file system of its own")
            sys.exit(SKIPPED)
        self.mail = MailServer(pause=0.002)
        settings = {**settings, **self.mail.settings()}
        self.database = self.make_database()
        self.folder = self.disk.path / "data" if victim == "disk" else pathlib.Path(tempfile.mkdtemp(prefix="rejoinder-"))
        self.folder.mkdir(exist_ok=True)
        self.logs = pathlib.Path(tempfile.mkdtemp(prefix="rejoinder-logs-"))
        try:
            count = 3 if STORAGE == "galera" else 1
            self.nodes = [Server({**settings, **self.storage(i)}, self.folder) for i in range(count)]
            for number, node in enumerate(self.nodes):
                node.log = self.logs / f"{number}.log"
                if self.disk and not self.disk.mounted:
                    node.prepare = ignoring_file_limits
            self.nodes[0].command("migrate")
            self.second = self.nodes[0].make_administrator("bruno")  # where somebody else must do it
            token = self.nodes[0].make_administrator()
            for node in self.nodes:
                node.token = token
                node.start()
        except BaseException:
            self.close(failed=True)
            raise

    def make_database(self):
        if STORAGE == "sqlite":
            return None
        maker = galera if STORAGE == "galera" else mariadb
        if not maker.available():
            print(f"skipped: what {STORAGE} needs is not installed")
            sys.exit(SKIPPED)
        place = self.disk.path / "db" if self.victim == "database-disk" else None
        if place:
            place.mkdir()
        database = galera.Galera(BUILD) if maker is galera else mariadb.MariaDb(BUILD, durable=True, folder=place)
        database.run("CREATE DATABASE rejoinder")
        return database

    def storage(self, number):
        if not self.database:
            return {}
        own = self.database.settings("rejoinder", number) if STORAGE == "galera" else self.database.settings("rejoinder")
        return {**own, "storage.migrate": "never"}

    # ---- clients ---------------------------------------------------------------------------------------------------

    def api(self):
        """A client of the next node."""
        with self.lock:
            self.turn += 1
            return self.nodes[self.turn % len(self.nodes)].api()

    def ask(self, action):
        return retried(lambda: action(self.api()))

    def get(self, path, **query):
        return self.ask(lambda api: api.get(path, **query))

    def every(self, path, **query):
        return self.ask(lambda api: list(api.every(path, **query)))

    def post(self, path, body=None, key=None):
        return self.ask(lambda api: api.post(path, body, key=key))

    def patch(self, path, body, version=None, key=None):
        return self.ask(lambda api: api.patch(path, body, version, key=key))

    def sql(self, statement):
        """Runs a statement past the product, tried again where it was in somebody's way; the rows, on SQLite."""
        if not self.database:
            with contextlib.closing(sqlite3.connect(self.folder / "rejoinder.db", timeout=60)) as database, database:
                return database.execute(statement).fetchall()
        for attempt in range(9, -1, -1):
            try:
                return self.database.run(statement, "rejoinder")
            except subprocess.CalledProcessError:
                if not attempt:
                    raise
                time.sleep(0.5)

    def finished(self, operation, seconds=300):
        """Waits for an operation, whatever is killed meanwhile."""
        number = operation["id"] if isinstance(operation, dict) else operation
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            view = self.get(f"/operations/{number}")
            if view["state"] == "succeeded":
                return view
            if view["state"] in ("failed", "cancelled"):
                raise AssertionError(f"operation {view['name']} {view['state']}: {view.get('error')}")
            time.sleep(0.05)
        raise AssertionError(f"operation {number} did not finish in {seconds} s: {view}")

    # ---- kills -----------------------------------------------------------------------------------------------------

    def strike(self):
        """Kills the victim at this moment and brings it back. @returns when it was killed, of the monotonic clock."""
        self.kills += 1
        moment = time.monotonic()
        if self.victim == "rejoinder":
            self.nodes[0].kill()
            self.nodes[0].start()
        elif self.victim == "database":
            self.database.kill()
            # Every fifth time longer than units of work are tried again inside: clients are sent away for a while.
            time.sleep(self.dice.uniform(8, 12) if self.kills % 5 == 0 else self.dice.uniform(0, 0.5))
            self.database.start()
        elif self.victim == "database-node":
            node = self.dice.choice(self.database.nodes)
            node.kill()
            time.sleep(self.dice.uniform(5, 8))  # as systemd starts it again, after RestartSec
            node.recover()
        elif self.disk:
            self.run_full()
        else:
            node = self.dice.choice(self.nodes)
            node.kill()
            time.sleep(self.dice.uniform(0, 0.5))
            node.start()
        return moment

    def run_full(self):
        """The disk is full for a while; requests are tried meanwhile, and nobody may die of it."""
        database = self.database if self.victim == "database-disk" else None
        end = time.monotonic() + self.dice.uniform(1, 3)
        while time.monotonic() < end:
            self.disk.fill([n.process for n in self.nodes])
            self.probe()
            time.sleep(0.1)
        self.disk.free()
        if any(node.process.poll() is not None for node in self.nodes):
            raise AssertionError(f"Rejoinder died of a full disk:\n{self.nodes[0].tail()}")
        if database:
            self.come_back(database)

    def come_back(self, database, seconds=90):
        """Waits until MariaDB writes again. What gives up may take seconds to end; it is started then, as systemd does."""
        end = time.monotonic() + seconds
        while True:
            if database.process.poll() is not None:
                self.refused["(mariadbd ended by itself)"] = self.refused.get("(mariadbd ended by itself)", 0) + 1
                database.process = None
                database.start()
            try:
                database.run("CREATE OR REPLACE TABLE alive (i INT); DROP TABLE alive", "rejoinder")
                return
            except subprocess.CalledProcessError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.2)

    def probe(self):
        """Writes that may be refused while the disk is full: clearly, and so that a client knows that it may come again."""
        self.turn += 1
        name = f"probe-{self.turn}"
        for ask in (lambda api: api.post("/suppressions", {"email": f"{name}@example.test", "source": "probe"}),
                    lambda api: api.upload("/contacts/imports", people(name, 300), source="probe")):
            api = self.nodes[0].api()
            try:
                ask(api)
                told = "done"
            except Gone as gone:
                told = f"no answer: {gone}"
            except Problem as problem:
                clear = asks_again(problem) and api.headers.get("content-type") == "application/problem+json"
                told = f"{problem.status} {problem.code}" + ("" if clear and "retry-after" in api.headers else " UNCLEAR")
            self.refused[told] = self.refused.get(told, 0) + 1

    def struck(self, work, longest):
        """Runs `work` in a thread and strikes at a random moment within `longest` seconds; what it gave."""
        result = {}

        def run():
            try:
                result["value"] = work()
            except BaseException as error:  # told to the thread that waits
                result["error"] = error

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        time.sleep(self.dice.uniform(0, longest))
        self.strike()
        thread.join()
        if "error" in result:
            raise result["error"]
        return result["value"]

    # ---- the end ---------------------------------------------------------------------------------------------------

    def stop(self):
        return [node.stop() for node in self.nodes]

    def verify(self):
        return self.nodes[0].verify()

    def close(self, failed=False):
        for node in getattr(self, "nodes", []):
            node.kill()
        if self.database:
            self.database.close()
        if self.disk:
            self.disk.close()
        self.mail.close()
        if failed:
            print(f"logs: {self.logs}", flush=True)
        else:
            shutil.rmtree(self.logs, ignore_errors=True)
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        self.close(failed=kind is not None)
