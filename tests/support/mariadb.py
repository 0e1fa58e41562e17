"""A private MariaDB server for whole-process tests: data folder, socket and port of its own, started from the installed
programs and killed at the end. Never the system's service. Standard library only.
"""

import ctypes
import fcntl
import os
import pathlib
import pwd
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time

SERVER = pathlib.Path("/usr/sbin/mariadbd")
INSTALL = pathlib.Path("/usr/bin/mariadb-install-db")
CLIENT = pathlib.Path("/usr/bin/mariadb")
USER = pwd.getpwuid(os.geteuid()).pw_name


def available():
    return SERVER.exists() and INSTALL.exists() and CLIENT.exists()


def free_port():
    """A port that stays free while the server is down: none of those that the system gives to outgoing connections."""
    while True:
        port = random.randrange(15_000, 30_000)
        with socket.socket() as free:
            try:
                free.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue


def die_with_parent():
    """No server outlives its test."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)


def template(build):
    """An initialised data folder to copy from; shared with the C++ tests of this build folder."""
    home = pathlib.Path(build) / "tests" / "mariadb-template"
    home.parent.mkdir(parents=True, exist_ok=True)
    with open(f"{home}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        version, note = str(SERVER.stat().st_size), home / "made-by"
        if not note.exists() or note.read_text() != version:
            shutil.rmtree(home, ignore_errors=True)
            home.mkdir()
            subprocess.run([INSTALL, "--no-defaults", f"--user={USER}", f"--datadir={home}/data",
                            "--auth-root-authentication-method=normal", "--skip-test-db", "--skip-name-resolve",
                            "--innodb-log-file-size=8M"], check=True, capture_output=True, stdin=subprocess.DEVNULL)
            note.write_text(version)
    return home / "data"


class Daemon:
    """A database server's process: started, asked through the client, ended. Wants `command`, `folder` and `socket`."""

    runs_as = {}
    process = None

    def launch(self, arguments, ready, seconds):
        """Starts the process and waits until `ready()`."""
        self.process = subprocess.Popen([*self.command, *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL, preexec_fn=die_with_parent, **self.runs_as)
        end = time.monotonic() + seconds
        while time.monotonic() < end and self.process.poll() is None:
            if self.socket.exists() and ready():
                return self
            time.sleep(0.05)
        raise AssertionError(f"mariadbd in {self.folder} does not start:\n"
                             f"{(self.folder / 'error.log').read_text('utf-8', 'replace')[-3000:]}")

    def client(self, sql, database="", check=True):
        return subprocess.run([str(CLIENT), "--no-defaults", f"--socket={self.socket}", "-uroot", "--batch",
                               "--skip-column-names", f"--execute={sql}", *([database] if database else [])],
                              check=check, text=True, capture_output=True, stdin=subprocess.DEVNULL)

    def run(self, sql, database=""):
        """What the statements print, columns between tabs."""
        return self.client(sql, database).stdout

    def end(self, how):
        if self.process:
            self.process.send_signal(how)
            self.process.wait()
            self.process = None

    def stop(self):
        self.end(signal.SIGTERM)

    def kill(self):
        """As the power goes: kill -9."""
        self.end(signal.SIGKILL)


class MariaDb(Daemon):
    """One server. With `durable`, a commit waits for the disk; else the machine's crash (not the process's) may cost a second.
    `folder` is where it lives, a new one below the system's place for temporary files when none is given. `defaults` is a file of
    settings, which what a test needs goes before."""

    def __init__(self, build, durable=False, options=(), folder=None, defaults=None):
        # Short: a socket's path has 107 characters.
        self.folder = pathlib.Path(folder or tempfile.mkdtemp(prefix="rj-db-"))
        self.port = free_port()
        self.socket = self.folder / "s.sock"
        (self.folder / "tmp").mkdir()
        shutil.copytree(template(build), self.folder / "data")
        self.command = [str(SERVER), f"--defaults-file={defaults}" if defaults else "--no-defaults", f"--user={USER}",
                        f"--datadir={self.folder}/data",
                        f"--tmpdir={self.folder}/tmp", f"--socket={self.socket}", f"--pid-file={self.folder}/pid",
                        f"--port={self.port}", "--bind-address=127.0.0.1", "--skip-name-resolve",
                        f"--log-error={self.folder}/error.log", "--innodb-buffer-pool-size=256M", "--innodb-log-file-size=64M",
                        f"--innodb-flush-log-at-trx-commit={1 if durable else 2}", "--aria-pagecache-buffer-size=1M",
                        "--performance-schema=OFF", "--skip-log-bin", "--max-connections=300", *options]
        self.start()

    def start(self, seconds=60):
        return self.launch([], lambda: self.client("SELECT 1", check=False).returncode == 0, seconds)

    def settings(self, database):
        """Settings with which the product uses that database."""
        return {"storage.driver": "mysql", "storage.migrate": "always", "storage-mysql.socket": str(self.socket),
                "storage-mysql.user": "root", "storage-mysql.database": database}

    def close(self):
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)
