#!/usr/bin/env python3
"""What a person reads whose server does not start: one sentence that says what to do, and exit code other than 0.

Wrong password, missing database, no rights, older and newer schema, no TLS where it is demanded, a read-only server, no server.
"""

import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import mariadb  # noqa: E402
from rejoinder import BUILD, EXECUTABLE, SKIPPED, Checks, Server  # noqa: E402

if not mariadb.available():
    print("skipped: mariadb-server is not installed")
    sys.exit(SKIPPED)

checks = Checks()


def refused(situation, folder, settings, code, *words):
    """`rejoinder serve` must end by itself and say each of the words, once and without a stack of errors."""
    given = [w for name, value in settings.items() for w in ("-D", f"{name}={value}")]
    result = subprocess.run([str(EXECUTABLE), "serve", "--data", folder, "--port", "0", *given], text=True, timeout=60,
                            capture_output=True, stdin=subprocess.DEVNULL)
    said = (result.stdout + result.stderr).strip()
    checks.that(situation, result.returncode != 0 and code in said and all(w in said for w in words), said)
    checks.that("   one line", "\n" not in said and "Listening" not in said, f"{len(said)} characters")


database = mariadb.MariaDb(BUILD)
try:
    with tempfile.TemporaryDirectory(prefix="rejoinder-") as folder:
        database.run("CREATE DATABASE rejoinder")
        database.run("CREATE USER anna@'127.0.0.1' IDENTIFIED BY 'right'; GRANT ALL ON rejoinder.* TO anna@'127.0.0.1'")
        database.run("CREATE USER berta@'127.0.0.1' IDENTIFIED BY 'right'")
        password = pathlib.Path(folder) / "password"
        password.write_text("right\n")
        wrong = pathlib.Path(folder) / "wrong"
        wrong.write_text("wrong\n")
        base = {"storage.driver": "mysql", "storage-mysql.host": f"127.0.0.1:{database.port}", "storage-mysql.user": "anna",
                "storage-mysql.password-file": str(password)}

        refused("wrong password", folder, {**base, "storage-mysql.password-file": str(wrong)}, "storage.access-denied", str(wrong))
        refused("missing database", folder, {**base, "storage-mysql.database": "elsewhere", "storage-mysql.user": "root",
                                             "storage-mysql.password-file": ""},
                "storage.no-database", "CREATE DATABASE elsewhere")
        refused("no rights", folder, {**base, "storage-mysql.user": "berta"}, "storage.access-denied", "GRANT ALL ON rejoinder.*")
        refused("no TLS where it is demanded", folder, {**base, "storage-mysql.tls": "required"}, "storage.no-tls",
                "storage-mysql.tls")
        refused("no server", folder, {**base, "storage-mysql.host": "127.0.0.1:1"}, "storage.no-server", "127.0.0.1:1")
        refused("a setting that is none", folder, {**base, "storage-mysql.port": "0"}, "storage-mysql.port")
        refused("an older schema", folder, base, "kernel.schema", 'run "rejoinder migrate"')

        server = Server(base, folder)
        checks.same("rejoinder migrate", server.command("migrate").returncode, 0)
        with server:
            server.start()
            checks.same("then it starts, and stops cleanly", server.stop(), 0)
        database.run("INSERT INTO kernel_migration SELECT plugin, 99, 'of-tomorrow', checksum, 1, 1, applied_at, 0, '9.0.0' "
                     "FROM kernel_migration WHERE plugin = 'contacts' AND number = 1", "rejoinder")
        refused("a newer schema", folder, base, "kernel.schema", "contacts/0099_of-tomorrow", "9.0.0")
        database.run("DELETE FROM kernel_migration WHERE number = 99", "rejoinder")
        database.run("SET GLOBAL read_only = ON")
        refused("a read-only server, as replicas are", folder, base, "storage.read-only-server", "storage-mysql.host")
        database.run("SET GLOBAL read_only = OFF")
        with Server(base, folder) as again:
            again.start()
            checks.same("and it starts again", again.stop(), 0)
finally:
    database.close()
checks.close()
