#!/usr/bin/env python3
"""A backup is made while eight clients capture responses, and restored into an empty place: everything that was acknowledged
before it began is there, and `rejoinder verify` is clean. Backups that were killed, damaged or do not fit are refused before
anything is touched. On SQLite, or with REJOINDER_STORAGE on MariaDB or Galera.
"""

import contextlib
import json
import os
import pathlib
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from rejoinder import EXECUTABLE, ON_SERVER, SHORT, Checks, Problem, Server, only_in_long_form  # noqa: E402

CLIENTS = 8
KILLS = 5 if SHORT else 15
SECRET = "a \"b' #c\\;d"  # everything that a file of settings could take for its own
only_in_long_form("galera")
checks = Checks()
dice = random.Random(3)


def unanswered(api):
    """Letters that went out and to which nobody has answered yet."""
    answered = {r.get("contactId") for r in api.every("/responses")}
    return [p for w in api.get("/waves")["items"] if w["channel"] == "letter"
            for p in api.every("/pieces", waveId=w["id"], state="handedOver") if p["contactId"] not in answered]


def tell(sentence):
    print(f"\n{sentence}", flush=True)


def eventually(holds, seconds=20):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.1)
    return False


def said(result):
    return (result.stdout + result.stderr).strip().splitlines()[-1] if result.stdout + result.stderr else ""


def refuses(sentence, result, code, place=None):
    """A command ends with 1 and that code, and leaves no place behind."""
    untouched = place is None or not place.exists() or not any(place.iterdir())
    checks.that(sentence, result.returncode == 1 and f"({code})" in said(result) and untouched, f"{result.returncode}: {said(result)}")


class Clients:
    """Eight people at the desk; each answer is noted with the moment it came."""

    def __init__(self, server, pieces):
        self.acknowledged, self.wrong, self.stop = [], [], threading.Event()
        self.threads = [threading.Thread(target=self.work, args=(server, pieces[n::CLIENTS]), daemon=True) for n in range(CLIENTS)]
        for thread in self.threads:
            thread.start()

    def work(self, server, pieces):
        api = server.api()
        for piece in pieces:
            if self.stop.is_set():
                return
            try:
                answer = api.post("/responses", {"type": "information-request", "channel": "post", "code": piece["code"]})
                self.acknowledged.append((time.monotonic(), answer["id"]))
            except Problem as problem:
                self.wrong.append(str(problem))

    def before(self, moment):
        return {number for at, number in list(self.acknowledged) if at < moment}

    def end(self):
        self.stop.set()
        for thread in self.threads:
            thread.join()


def place(server, name):
    """Another, empty place for the same product: a data folder, and on MariaDB a database."""
    other = Server(folder=home / name)
    other.settings = dict(server.settings)
    if ON_SERVER:
        server.database.run(f"CREATE DATABASE {name}")
        other.settings["storage-mysql.database"] = name
    return other


def by_password(server):
    """On MariaDB as a user with a password, over TCP; so the tools need one, too."""
    if not ON_SERVER:
        return
    server.database.run("CREATE USER mover@'127.0.0.1' IDENTIFIED BY '{}'; GRANT ALL ON *.* TO mover@'127.0.0.1'".format(
        SECRET.replace("\\", "\\\\").replace("'", "''")))
    secret = home / "password"
    secret.write_text(SECRET + "\n")
    for node in (server, *server.others):
        if node.settings.pop("storage-mysql.socket", None):
            node.settings["storage-mysql.host"] = f"127.0.0.1:{server.database.port}"
        node.settings.update({"storage-mysql.user": "mover", "storage-mysql.password-file": str(secret)})


def command_lines():
    found = set()
    for entry in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            found.add(entry.read_bytes().replace(b"\0", b" ").decode("utf-8", "replace"))
    return found


def copy_while_working(server, target):
    lines = set()
    process = subprocess.Popen([str(EXECUTABLE), "backup", str(target), "--data", str(server.folder), *given(server)],
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    while process.poll() is None:
        lines |= command_lines()
        time.sleep(0.005)
    return process, process.stdout.read().strip(), lines


def given(server):
    return [word for name, value in server.settings.items() if name.startswith("storage") for word in ("-D", f"{name}={value}")]


def start_backup(server, target):
    return subprocess.Popen([str(EXECUTABLE), "backup", str(target), "--data", str(server.folder), *given(server)],
                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def damage(backup, name, how):
    copy = home / f"damaged-{name}"
    shutil.copytree(backup, copy)
    how(copy)
    return copy


def flip(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def erase_later(server, pieces):
    """A person is erased after the backup was made; the journal of erasures lies on another disk. @returns who it is."""
    api = server.api()
    answering = {p["contactId"] for p in pieces}
    person = next(c for c in api.every("/contacts") if c["familyName"] and c["id"] not in answering)
    answer = api.post(f"/contacts/{person['id']}/erasure", {"askedBy": "a letter after the backup"})
    api.finished(answer["operationId"])
    checks.same("she is gone from the first house", api.get(f"/contacts/{person['id']}")["familyName"], "")
    return person


def work(server):
    for node in (server, *server.others):
        node.settings["contacts.erasure-journal"] = str(home / "erasures")
    server.token = re.search(r"TOKEN=(\S+)", server.command("demo").stdout).group(1)
    by_password(server)
    server.start()
    api = server.api()
    pieces = unanswered(api)
    print(f"  {len(pieces)} pieces can be answered", flush=True)

    tell("A backup while eight clients capture.")
    clients = Clients(server, pieces)
    while len(clients.acknowledged) < 50:
        time.sleep(0.01)
    backup = home / "backup"
    began = time.monotonic()
    process, words, lines = copy_while_working(server, backup)
    ended = time.monotonic()
    time.sleep(0.2)
    clients.end()
    before = clients.before(began)
    during = len(clients.before(ended)) - len(before)
    checks.that("the backup is made", process.returncode == 0, words)
    checks.that("the clients went on meanwhile", during > 0, f"{during} responses in {ended - began:.2f} s")
    checks.same("and none was refused", clients.wrong[:3], [])
    if ON_SERVER:
        tools = [line for line in lines if "mariadb-dump" in line]
        checks.that("the tool was seen at work", tools, tools[0][:60] if tools else "")
        checks.same("its command line holds no secret", [line for line in lines if SECRET in line], [])
    manifest = json.loads((backup / "manifest.json").read_text())
    checks.that("the manifest names engine, migrations and every file", manifest["migrations"] and len(manifest["files"]) > 1,
                f"{manifest['engine']}, {len(manifest['migrations'])} migrations, {len(manifest['files'])} files")
    checks.that("the key of suppressions is among them", any(f["path"].endswith("suppression.key") for f in manifest["files"]))
    modes = {oct(p.stat().st_mode & 0o777) for p in backup.rglob("*") if p.is_file()}
    checks.same("nobody else may read them", modes, {"0o600"})

    tell("A person is erased when the backup is already made.")
    person = erase_later(server, pieces)

    tell("Restored into an empty place.")
    other = place(server, "restored")
    began = time.monotonic()
    result = other.command("restore", str(backup), check=False)
    checks.that("it is restored and verify finds nothing", result.returncode == 0 and "found" not in result.stdout,
                f"{time.monotonic() - began:.1f} s; {result.stdout.splitlines()[:1]} {result.stderr}")
    with other:
        other.token = server.token
        other.start()
        restored = {r["id"] for r in other.api().every("/responses")}
        checks.same("acknowledged before and missing now", sorted(before - restored), [])
        checks.that("what came later is not expected", len(before) >= 50, f"{len(before)} before, {len(restored)} in all")
        erased = eventually(lambda: other.api().get(f"/contacts/{person['id']}")["familyName"] == "")
        checks.that("who was erased since then is erased again at the start", erased, f"contact {person['id']}")
        batch = other.api().get("/letter-batches")["items"][0]
        checks.that("a letter is printed from it as before", other.api().get(f"/letter-batches/{batch['id']}/pdf")[:5] == b"%PDF-")
        answer = other.api().post("/responses", {"type": "information-request", "channel": "post", "code": pieces[-1]["code"]})
        checks.same("the new house works", answer["outcome"], "captured")
        other.stop()
        checks.same("and verifies", other.verify(), "")
        refuses("a place that is not empty is refused", other.command("restore", str(backup), check=False), "kernel.place-not-empty")

    refusals(server, backup)
    killed(server)
    server.stop()
    checks.same("the first house verifies after all of it", server.verify(), "")


def refusals(server, backup):
    tell("What is not right is refused before anything is touched.")
    fresh = place(server, "fresh")
    with fresh:
        manifest = json.loads((backup / "manifest.json").read_text())
        database = manifest["database"]
        file = next(f["path"] for f in manifest["files"] if f["path"] != database)
        for name, sentence, how in (
                ("database", "one bit of the database", lambda b: flip(b / database)),
                ("file", "one bit of another file", lambda b: flip(b / file)),
                ("short", "a file cut short", lambda b: os.truncate(b / database, 4096)),
                ("missing", "a file that is gone", lambda b: (b / file).unlink()),
                ("more", "a file too many", lambda b: (b / "files" / "more").write_text("x")),
                ("manifest", "half a manifest", lambda b: os.truncate(b / "manifest.json", 300)),
                ("unfinished", "no manifest", lambda b: (b / "manifest.json").unlink())):
            damaged = damage(backup, name, how)
            refuses(sentence, fresh.command("restore", str(damaged), check=False), "storage.bad-backup", fresh.folder)
            shutil.rmtree(damaged)

        def outside(copy):
            text = (copy / "manifest.json").read_text()
            (copy / "manifest.json").write_text(text.replace(file, "files/../../outside"))

        refuses("a path that leads out of it", fresh.command("restore", str(damage(backup, "outside", outside)), check=False),
                "storage.bad-backup", fresh.folder)

        def other_engine(copy):
            text = (copy / "manifest.json").read_text()
            (copy / "manifest.json").write_text(text.replace('"engine":"', '"engine":"other-'))

        refuses("a backup of another engine", fresh.command("restore", str(damage(backup, "engine", other_engine)), check=False),
                "kernel.backup-engine", fresh.folder)

        def newer(copy):
            text = (copy / "manifest.json").read_text()
            (copy / "manifest.json").write_text(re.sub(r'"checksum":"....', '"checksum":"0000', text, count=1))

        refuses("a backup with another schema", fresh.command("restore", str(damage(backup, "newer", newer)), check=False),
                "kernel.backup-schema", fresh.folder)
        refuses("a backup into a folder that holds something", server.command("backup", str(backup), check=False),
                "storage.target-exists")
        refuses("a backup into the data folder", server.command("backup", str(server.folder / "b"), check=False),
                "storage.target-inside")
        if ON_SERVER:
            refuses("a backup without the tool", server.command("backup", str(home / "toolless"), check=False,
                                                                env={**os.environ, "PATH": "/nonexistent"}), "storage.no-tool")
        checks.same("after all of these the place takes the backup", fresh.command("restore", str(backup), check=False).returncode, 0)
        (fresh.folder / "unfinished-restore").write_text("")
        refuses("a place that was left half restored does not start", fresh.command("verify", check=False), "kernel.unfinished-restore")


def killed(server):
    tell("kill -9 in the middle of a backup.")
    empty = place(server, "nothing")
    unfinished = 0
    for number in range(KILLS):
        target = home / f"killed-{number}"
        process = start_backup(server, target)
        while process.poll() is None and not (target / "files").exists():
            time.sleep(0.002)
        time.sleep(dice.uniform(0, 0.15))
        process.send_signal(signal.SIGKILL)
        process.wait()
        if (target / "manifest.json").exists():
            continue
        unfinished += 1
        result = empty.command("restore", str(target), check=False)
        if result.returncode != 1 or "storage.bad-backup" not in said(result) or empty.folder.exists():
            checks.that("a killed backup is refused", False, said(result))
    checks.that("killed backups are recognised and refused", unfinished > 0, f"{unfinished} of {KILLS} kills hit the middle")
    checks.same("the next one is made as ever", server.command("backup", str(home / "again"), check=False).returncode, 0)


home = pathlib.Path(tempfile.mkdtemp(prefix="rejoinder-backup-"))
try:
    with Server() as first:
        work(first)
finally:
    if not os.environ.get("REJOINDER_KEEP"):
        shutil.rmtree(home, ignore_errors=True)
checks.close()
