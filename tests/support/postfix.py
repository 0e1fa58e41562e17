"""A private Postfix: its own folders and loopback ports, never the system's service.

It takes mails for example.org and hands them over by LMTP, or into a Maildir; refuses every recipient of gone.example.net and says that the
mailbox is full for full.example.net, so that it returns mails by itself as servers on the Internet do; and keeps what goes to
anybody else, for the test to read."""
import grp
import os
import pathlib
import pwd
import shutil
import socket
import subprocess
import tempfile
import time


def available():
    return shutil.which("postfix") is not None and os.geteuid() == 0


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Postfix:
    def __init__(self, lmtp_port=None):
        """Without an LMTP port mails for example.org are delivered into the Maildir `maildir`."""
        self.port = free_port()
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="rejoinder-postfix-"))
        self.folder.chmod(0o755)
        self.kept = self.folder / "kept"
        self.config = self.folder / "etc"
        for name in ("etc", "queue", "data"):
            (self.folder / name).mkdir()
        self.kept.mkdir()
        self.maildir = self.folder / "mail" / "post"
        (self.folder / "mail").mkdir()
        shutil.chown(self.folder / "mail", "nobody")
        own = f"""virtual_transport = virtual
virtual_mailbox_base = {self.folder}/mail
virtual_mailbox_maps = static:post/
virtual_minimum_uid = 1
virtual_uid_maps = static:{pwd.getpwnam("nobody").pw_uid}
virtual_gid_maps = static:{grp.getgrnam("nogroup").gr_gid}""" if lmtp_port is None else f"virtual_transport = lmtp:inet:127.0.0.1:{lmtp_port}"
        self.kept.chmod(0o777)
        shutil.chown(self.folder / "data", "postfix")
        (self.config / "main.cf").write_text(f"""compatibility_level = 3.6
queue_directory = {self.folder}/queue
data_directory = {self.folder}/data
maillog_file = {self.folder}/log
maillog_file_prefixes = {self.folder}
multi_instance_enable = no
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.example.org
mydestination =
mynetworks = 127.0.0.0/8
recipient_delimiter = +
virtual_mailbox_domains = example.org
{own}
transport_maps = inline:{{ {{gone.example.net = error:5.1.1 no such user}}, {{full.example.net = error:5.2.2 mailbox full}} }}
default_transport = keep:
smtpd_peername_lookup = no
smtpd_reject_unlisted_recipient = no
smtpd_recipient_restrictions = permit_mynetworks, reject
alias_maps =
alias_database =
local_recipient_maps =
minimal_backoff_time = 1s
queue_run_delay = 1s
""", encoding="ascii")
        (self.config / "master.cf").write_text(f"""127.0.0.1:{self.port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 1 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
error unix - - n - - error
retry unix - - n - - error
lmtp unix - - n - - lmtp
virtual unix - n n - - virtual
proxymap unix - - n - - proxymap
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
showq unix n - n - - showq
flush unix n - n 1000? 0 flush
keep unix - n n - - pipe flags=R user=nobody argv=/bin/sh -c
  {{ cat >{self.kept}/${{queue_id}}.part && mv {self.kept}/${{queue_id}}.part {self.kept}/${{queue_id}}.eml }}
""", encoding="ascii")
        self.run("start")
        end = time.monotonic() + 30
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                if time.monotonic() > end:
                    raise AssertionError("Postfix does not answer: " + self.log()) from None
                time.sleep(0.05)

    def run(self, command):
        subprocess.run(["postfix", "-c", str(self.config), command], check=True, capture_output=True)

    def log(self):
        path = self.folder / "log"
        return path.read_text(errors="replace")[-4000:] if path.exists() else ""

    def mails(self):
        """What was delivered to anybody outside, as bytes."""
        return [path.read_bytes() for path in sorted(self.kept.glob("*.eml"))]

    def stop(self):
        self.run("stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()
