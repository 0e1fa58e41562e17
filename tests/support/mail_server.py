"""A mail server for whole-process tests: real SMTP on a loopback port, keeps whose mail it was sent, by the piece's code that the
text of stories.CONTENT names. Standard library only.
"""

import re
import socketserver
import threading
import time


class _Session(socketserver.StreamRequestHandler):
    def say(self, line):
        self.wfile.write(line.encode() + b"\r\n")

    def handle(self):
        try:
            self.say("220 test")
            for line in self.rfile:
                verb = line[:4].upper()
                if verb == b"DATA":
                    self.say("354 go on")
                    self.take()
                elif verb == b"QUIT":
                    return self.say("221 bye")
                elif verb == b"MAIL" and self.server.house.busy:
                    self.server.house.turned += 1
                    self.say("451 later")
                else:
                    self.say("250 ok")
        except OSError:
            pass  # the client was killed

    def take(self):
        text = b""
        while not text.endswith(b"\r\n.\r\n"):
            line = self.rfile.readline()
            if not line:
                return  # killed in the middle of the text: nothing was taken
            text += line
        self.server.house.keep(text.decode("utf-8", "replace"))
        time.sleep(self.server.house.pause)
        self.say("250 taken")


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address, daemon_threads, block_on_close = True, True, False


class MailServer:
    """`taken` has the codes in all mails it took responsibility for, in order; `pause` makes it slow; while it is `busy` it takes none and
    counts those it turned away."""

    def __init__(self, pause=0.0):
        self.pause, self.taken, self.lock = pause, [], threading.Lock()
        self.busy, self.turned = False, 0
        self.server = _Server(("127.0.0.1", 0), _Session)
        self.server.house = self
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def keep(self, text):
        found = re.search(r"your code: ([A-Z0-9-]{9,})", text)
        with self.lock:
            self.taken.append(found.group(1).replace("-", "") if found else "")

    def settings(self):
        return {"channel-email.smtp.host": "127.0.0.1", "channel-email.smtp.port": str(self.port),
                "channel-email.from": "sender@example.test"}

    def close(self):
        self.server.shutdown()
        self.server.server_close()
