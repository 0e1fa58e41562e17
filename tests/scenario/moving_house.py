#!/usr/bin/env python3
"""Moving house: an installation on SQLite is carried to MariaDB and back. Every table has the same rows and the same checksum
afterwards, `rejoinder verify` is clean in each house, and work goes on there at once. A damaged file, another schema or a
place that is not empty is refused.
"""

import contextlib
import gzip
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import galera  # noqa: E402
import mariadb  # noqa: E402
from rejoinder import BUILD, EXECUTABLE, SKIPPED, STORAGE, Checks, Server, only_in_long_form  # noqa: E402

only_in_long_form("galera")
checks = Checks()
if not (galera if STORAGE == "galera" else mariadb).available():
    print("skipped: mariadb-server or galera-4 is not installed")
    sys.exit(SKIPPED)


def unanswered(api):
    """Letters that went out and to which nobody has answered yet."""
    answered = {r.get("contactId") for r in api.every("/responses")}
    return [p for w in api.get("/waves")["items"] if w["channel"] == "letter"
            for p in api.every("/pieces", waveId=w["id"], state="handedOver") if p["contactId"] not in answered]


def tell(sentence):
    print(f"\n{sentence}", flush=True)


def measured(server, *arguments):
    """Runs a command; its output, seconds and megabytes of memory."""
    given = [word for name, value in server.settings.items() for word in ("-D", f"{name}={value}")]
    began, megabytes = time.monotonic(), 0
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen([str(EXECUTABLE), *arguments, "--data", str(server.folder), *given], stdout=said, stderr=said)
        while process.poll() is None:
            with contextlib.suppress(OSError, StopIteration):
                lines = pathlib.Path(f"/proc/{process.pid}/status").read_text().splitlines()
                megabytes = max(megabytes, next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) // 1024)
            time.sleep(0.02)
        said.seek(0)
        return process.returncode, said.read(), time.monotonic() - began, megabytes


def moved_out(server, file, sentence):
    code, output, seconds, megabytes = measured(server, "export", str(file))
    checks.that(sentence, code == 0, f"{output.strip().split(': ', 1)[-1]}; {seconds:.1f} s, {megabytes} MB of memory")


def moved_in(server, file, sentence):
    """Imports; table → (rows, checksum) as read back from the new engine."""
    code, output, seconds, megabytes = measured(server, "import", str(file))
    rows = re.findall(r"^(\w+) +(\d+) +(\d+) +([0-9a-f]{12}) +([0-9a-f]{12}) (.*)$", output, re.M)
    same = re.search(r"^(\d+) of (\d+) tables are the same$", output, re.M)
    checks.that(sentence, code == 0 and same and same.group(1) == same.group(2) and " found" not in output,
                f"{same.group(0) if same else output[-300:]}; {seconds:.1f} s, {megabytes} MB of memory")
    return {name: (there, there_sum) for name, _, there, _, there_sum, _ in rows}


def refuses(sentence, server, file, code):
    result, output, _, _ = measured(server, "import", str(file))
    checks.that(sentence, result == 1 and f"({code})" in output, output.strip().splitlines()[-1] if output else result)


def lines_of(file):
    with gzip.open(file, "rb") as source:
        return source.read().split(b"\n")[:-1]


def packed(name, lines):
    with gzip.open(home / name, "wb", 1) as out:
        out.write(b"\n".join(lines) + b"\n")
    return home / name


def damaged(server, file):
    lines = lines_of(file)
    row = next(i for i, line in enumerate(lines) if line.startswith(b"[") and b"Bern" in line)
    checks.same("its last line says that it is whole", set(json.loads(lines[-1])), {"tables", "files"})
    refuses("a value that was changed", server,
            packed("changed.gz", lines[:row] + [lines[row].replace(b"Bern", b"Genf", 1)] + lines[row + 1:]), "storage.bad-export")
    refuses("a row that is missing", server, packed("row.gz", lines[:row] + lines[row + 1:]), "storage.bad-export")
    refuses("no last line", server, packed("end.gz", lines[:-1]), "storage.bad-export")
    table = next(i for i, line in enumerate(lines) if line.startswith(b'{"table"'))
    following = next(i for i in range(table + 1, len(lines)) if lines[i].startswith(b'{"table"'))
    refuses("a table that is missing", server, packed("table.gz", lines[:table] + lines[following:]), "storage.bad-export")
    shutil.copy(file, home / "short.gz")
    os.truncate(home / "short.gz", file.stat().st_size // 2)
    refuses("half a file", server, home / "short.gz", "storage.bad-export")
    flipped = bytearray(file.read_bytes())
    flipped[len(flipped) // 3] ^= 4
    (home / "flipped.gz").write_bytes(flipped)
    refuses("one bit", server, home / "flipped.gz", "storage.bad-export")
    (home / "other.gz").write_bytes(b"no gzip at all")
    refuses("another file", server, home / "other.gz", "storage.bad-export")
    head = json.loads(lines[0])
    head["migrations"][0]["checksum"] = "0" * 64
    refuses("another schema", server, packed("schema.gz", [json.dumps(head).encode()] + lines[1:]), "kernel.export-schema")


def lives(server, token, piece, sentence):
    """The new house works at once, with its users, tokens and codes."""
    server.token = token
    server.start()
    api = server.api()
    answer = api.post("/responses", {"type": "information-request", "channel": "post", "code": piece["code"]})
    batch = api.get("/letter-batches")["items"][0]
    checks.that(sentence, answer["outcome"] == "captured" and api.get(f"/letter-batches/{batch['id']}/pdf")[:5] == b"%PDF-",
                answer["outcome"])
    server.stop()
    checks.same("and it verifies", server.verify(), "")


def work(database):
    first = Server({"storage.driver": "sqlite"}, home / "first")
    first.token = re.search(r"TOKEN=(\S+)", first.command("demo").stdout).group(1)
    with first:
        first.start()
        api = first.api()
        pieces = unanswered(api)
        tell("Out of the first house, while people work in it.")
        stop, captured = threading.Event(), []

        def capture():
            own = first.api()
            for piece in pieces[2:]:
                if stop.is_set():
                    return
                captured.append(own.post("/responses", {"type": "information-request", "channel": "post", "code": piece["code"]}))

        thread = threading.Thread(target=capture, daemon=True)
        thread.start()
        moved_out(first, home / "first.gz", "SQLite is written into one file")
        stop.set()
        thread.join()
        checks.that("people went on meanwhile", captured, f"{len(captured)} responses")
        first.stop()

    tell("Into a house on MariaDB.")
    database.run("CREATE DATABASE second")
    refuses("never in the folder of the old house", Server(database.settings("second"), home / "first"), home / "first.gz",
            "kernel.place-not-empty")
    second = Server(database.settings("second"), home / "second")
    damaged(second, home / "first.gz")
    sums = moved_in(second, home / "first.gz", "the file is imported into MariaDB, compared and verified")
    checks.that("tables with rows were among them", sum(int(rows) > 0 for rows, _ in sums.values()) > 30, f"{len(sums)} tables")
    refuses("a house that is not empty", second, home / "first.gz", "kernel.place-not-empty")

    tell("And back to SQLite.")
    moved_out(second, home / "second.gz", "MariaDB is written into one file")
    third = Server({"storage.driver": "sqlite"}, home / "third")
    back = moved_in(third, home / "second.gz", "the file is imported into SQLite, compared and verified")
    # Numbers of nodes may differ: `verify` at the end of the import took and gave back one of its own.
    checks.same("tables that differ after the way there and back", sorted(t for t in sums if sums[t] != back.get(t)), ["kernel_node"])
    files, again = (
        {str(p.relative_to(home / house)): p.read_bytes() for p in (home / house / "plugins").rglob("*") if p.is_file() and p.suffix != ".cache"}
        for house in ("first", "third")
    )
    checks.that("all other files came along", files and files == again, f"{len(files)} files")

    tell("kill -9 in the middle of an import.")
    cut = Server({"storage.driver": "sqlite"}, home / "cut")
    process = subprocess.Popen([str(EXECUTABLE), "import", str(home / "first.gz"), "--data", str(cut.folder)],
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while process.poll() is None and not (cut.folder / "unfinished-restore").exists():
        time.sleep(0.002)
    time.sleep(0.3)
    process.kill()
    checks.same("it was killed before its end", process.wait(), -signal.SIGKILL)
    start = cut.command("verify", check=False)
    checks.that("what it left does not start", start.returncode == 1 and "kernel.unfinished-restore" in start.stderr, start.stderr.strip())
    refuses("and is not filled up", cut, home / "first.gz", "kernel.place-not-empty")

    tell("Work goes on in both.")
    with second:
        lives(second, first.token, pieces[0], "on MariaDB a response is captured and a letter read")
    with third:
        lives(third, first.token, pieces[1], "on SQLite, too")


home = pathlib.Path(tempfile.mkdtemp(prefix="rejoinder-house-"))
server = galera.Galera(BUILD) if STORAGE == "galera" else mariadb.MariaDb(BUILD)
try:
    work(server)
finally:
    server.close()
    if not os.environ.get("REJOINDER_KEEP"):
        shutil.rmtree(home, ignore_errors=True)
checks.close()
