"""A receiver of callbacks for tests: a server in a thread that records requests."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

Answering = Callable[[dict[str, str]], tuple[int, Any]]


@dataclass
class Receiver:
    """Requests that a receiver got, and its answer: a status and a body, JSON unless text."""

    url: str = ""
    answer: Answering = lambda fields: (200, {"success": True})
    paths: list[str] = field(default_factory=list)
    media: list[str] = field(default_factory=list)
    forms: list[dict[str, str]] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    def says(self, data: Any, status: int = 200) -> None:
        """Set the answer to every request."""
        self.answer = lambda fields: (status, data)

    def wanted(self) -> list[Any]:
        """Return the JSON of each inventoriesUpload."""
        return [json.loads(form["inventoriesUpload"]) for form in self.forms]


@contextmanager
def receiving() -> Iterator[Receiver]:
    """Run a receiver on a free port of this machine."""
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # noqa: N802  # the standard library's name
            body = self.rfile.read(int(self.headers["content-length"]))
            fields = {name: values[0] for name, values in parse_qs(body.decode()).items()}
            receiver.paths.append(self.path)
            receiver.media.append(self.headers["content-type"])
            receiver.forms.append(fields)
            receiver.bodies.append(body)
            receiver.headers.append({name.lower(): text for name, text in self.headers.items()})
            status, data = receiver.answer(fields)
            content = data.encode() if isinstance(data, str) else json.dumps(data).encode()
            try:
                self.send_response(status)
                self.send_header("Location", "/elsewhere")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)
            except OSError:
                pass  # the client has gone

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    receiver.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield receiver
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
