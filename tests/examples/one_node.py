#!/usr/bin/env python3
"""One node on MariaDB as packaging/examples/one-node says: database and password, schema, server, nginx; killed and started again."""

import pathlib
import subprocess
import sys
import tempfile

import place  # first: it says where the others lie
from mariadb import CLIENT, MariaDb, available, free_port
from place import EXAMPLES, campaign_sent, captured, certificates, example, need, stored, unit_problems
from rejoinder import BUILD, EXECUTABLE, SKIPPED, Checks, Server

need("nginx", "openssl")
if not available():
    print("skipped: mariadb-server is not installed")
    sys.exit(SKIPPED)
checks = Checks()
files = EXAMPLES / "one-node"

with tempfile.TemporaryDirectory(prefix="rejoinder-") as name:
    home = pathlib.Path(name)
    database = MariaDb(BUILD, durable=True, defaults=files / "mariadb.cnf")
    try:
        with open(EXAMPLES / "database.txt", "rb") as text:
            subprocess.run([CLIENT, "--no-defaults", f"--socket={database.socket}", "-uroot"], stdin=text, check=True)
        (home / "password").write_text("correct horse battery staple\n")
        port = free_port()
        config = example(files / "rejoinder.properties", home / "rejoinder.properties", {
            "127.0.0.1:3306": f"127.0.0.1:{database.port}", "http.port = 8080": f"http.port = {port}",
            "/etc/rejoinder/database-password": home / "password"})
        with Server(folder=home / "data", config=config, port=port) as server:
            before = server.command("migrate", check=False)
            checks.that("without a password nobody comes in", before.returncode == 1 and "storage.access-denied" in before.stderr,
                        before.stderr.strip())
            database.run("SET PASSWORD FOR rejoinder@'127.0.0.1' = PASSWORD('correct horse battery staple')")
            early = server.command("verify", check=False)
            checks.that("before `rejoinder migrate` it does not start, and says so", "kernel.schema" in early.stderr, early.stderr.strip())
            checks.same("rejoinder migrate", server.command("migrate").returncode, 0)
            server.make_administrator()
            server.start()
            nginx = place.Nginx(home / "nginx", "upstream-one.conf", {"127.0.0.1:8080": f"127.0.0.1:{port}"},
                                certificates(home / "tls", "127.0.0.1"))
            api = nginx.api(server.token)
            checks.that("nginx answers for it", place.reachable(api))
            campaign, codes = campaign_sent(api)
            half = len(codes) // 2
            first = [captured(api, code, f"card-{code}")["id"] for code in codes[:half]]
            server.kill()
            checks.refused("while it is down, nginx says so", lambda: captured(api, codes[half], f"card-{codes[half]}"), 502)
            server.start()
            second = [captured(api, code, f"card-{code}")["id"] for code in codes[half:]]
            checks.that("after kill -9 everything acknowledged is there, once", sorted(stored(api)) == sorted(first + second), f"{len(codes)}")
            copied = server.command("backup", str(home / "backup"), check=False)
            checks.same("a backup is made with the same rights", copied.returncode, 0)
            nginx.close()
            checks.same("it stops cleanly", server.stop(), 0)
            checks.same("verify finds nothing", server.verify(), "")
        checks.that("systemd has nothing to say to the unit", unit_problems(home, files / "service.conf", EXECUTABLE) in ("", None),
                    unit_problems(home, files / "service.conf", EXECUTABLE))
    finally:
        database.close()
checks.close()
