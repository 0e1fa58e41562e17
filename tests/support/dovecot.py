"""A private Dovecot: its own folders and a loopback port, never the system's service. One mailbox, `post`, whose mails lie in a
Maildir; they are handed out over POP3."""
import os
import pathlib
import shutil
import socket
import subprocess
import tempfile
import time

USER, PASSWORD = "post", "secret of the test"


def available():
    return shutil.which("dovecot") is not None and os.path.exists("/usr/lib/dovecot/pop3") and os.geteuid() == 0


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Dovecot:
    def __init__(self, maildir, owner="nobody"):
        self.port = free_port()
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="rejoinder-dovecot-"))
        self.folder.chmod(0o755)
        (self.folder / "home").mkdir()
        shutil.chown(self.folder / "home", owner)
        (self.folder / "users").write_text(f"{USER}:{{PLAIN}}{PASSWORD}\n", encoding="ascii")
        self.config = self.folder / "dovecot.conf"
        self.config.write_text(f"""base_dir = {self.folder}/run
state_dir = {self.folder}/state
log_path = {self.folder}/log
protocols = pop3
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
first_valid_uid = 1
mail_location = maildir:{maildir}:INDEX=MEMORY
mail_uid = {owner}
mail_gid = nogroup
passdb {{
  driver = passwd-file
  args = {self.folder}/users
}}
userdb {{
  driver = static
  args = uid={owner} gid=nogroup home={self.folder}/home
}}
service pop3-login {{
  inet_listener pop3 {{
    port = {self.port}
  }}
  inet_listener pop3s {{
    port = 0
  }}
}}
service stats {{
  unix_listener stats-writer {{
    mode = 0666
  }}
}}
""", encoding="ascii")
        self.process = subprocess.Popen(["dovecot", "-F", "-c", str(self.config)], stdin=subprocess.DEVNULL)
        end = time.monotonic() + 20
        while time.monotonic() < end:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.1)
        raise AssertionError("Dovecot does not start:\n" + self.log())

    def log(self):
        path = self.folder / "log"
        return path.read_text(errors="replace") if path.exists() else ""

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        if kind:
            print(self.log()[-3000:], flush=True)
        shutil.rmtree(self.folder, ignore_errors=True)
