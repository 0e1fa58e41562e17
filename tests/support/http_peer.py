"""Somebody else's HTTP server: a process of its own with real sockets, as an SMS provider or a telephone system is one. Each
request it gets is written to a file before it is answered, so that a test counts what really arrived, whoever died meanwhile.

What it does with the next requests stands in a list of moods: `ok` answers with a name, `say:word` with that decision, `500`, `503`, `400` … answer so, `503:3`
asks for a pause of three seconds with it, a redirect leads to its own path /elsewhere,
`silent` reads the request and never answers, `cut` reads it and ends the connection, `half` ends it within the answer, `wait`
holds the answer until `go()`. After the list all is ok."""
import json
import multiprocessing
import pathlib
import socket
import tempfile
import threading
import time


def serve(listener, folder):
    lock = threading.Lock()

    def mood():
        with lock:
            path = folder / "moods"
            words = path.read_text().split() if path.exists() else []
            if words:
                path.write_text(" ".join(words[1:]))
            return words[0] if words else "ok"

    def request_of(connection):
        data = b""
        while b"\r\n\r\n" not in data:
            more = connection.recv(65536)
            if not more:
                return None
            data += more
        head, body = data.split(b"\r\n\r\n", 1)
        lines = head.decode("latin-1").split("\r\n")
        headers = {k.lower(): v.strip() for k, v in (line.split(":", 1) for line in lines[1:])}
        while len(body) < int(headers.get("content-length", 0)):
            body += connection.recv(65536)
        return {"line": lines[0], "headers": headers, "body": body.decode()}

    def answer(connection):
        with connection:
            request = request_of(connection)
            if request is None:
                return
            with lock:
                number = sum(1 for _ in folder.glob("request-*")) + 1
                draft = folder / "draft"
                draft.write_text(json.dumps(request))
                draft.rename(folder / f"request-{number:06}")  # whole for whoever reads
            how = mood()
            if how == "silent":
                time.sleep(600)
            if how == "cut":
                return
            if how == "wait":
                while not (folder / "go").exists():
                    time.sleep(0.02)
            how, _, pause = how.partition(":")
            status = how if how.isdigit() else "200"
            content = {"decision": pause, "reason": "as the file says"} if how == "say" else {"message": {"id": f"name-{number}"}}
            body = json.dumps(content).encode() if status == "200" else b'{"error": "no"}'
            head = f"HTTP/1.1 {status} Said\r\nContent-Type: application/json\r\n"
            head += (f"Retry-After: {pause}\r\n" if pause and how != "say" else "") + ("Location: /elsewhere\r\n" if status[0] == "3" else "")
            head = f"{head}Content-Length: {len(body)}\r\n\r\n".encode()
            try:
                connection.sendall(head[:9] if how == "half" else head + body)
            except OSError:
                pass  # who asked is gone

    while True:
        connection, _ = listener.accept()
        threading.Thread(target=answer, args=(connection,), daemon=True).start()


class Peer:
    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="rejoinder-peer-"))
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self.listener.getsockname()[1]
        self.process = multiprocessing.get_context("fork").Process(target=serve, args=(self.listener, self.folder), daemon=True)
        self.process.start()
        self.listener.close()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}/send"

    def moods(self, *words):
        (self.folder / "moods").write_text(" ".join(words))

    def go(self):
        (self.folder / "go").write_text("")

    def requests(self):
        return [json.loads(path.read_text()) for path in sorted(self.folder.glob("request-*"))]

    def close(self):
        self.process.kill()
        self.process.join()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
