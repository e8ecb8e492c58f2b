"""The server that shop and warehouse call."""

import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

from .engine import Engine
from .whiplash import HOOK_PATH
from .wire import DeniedError, UnknownError


class Handler(BaseHTTPRequestHandler):
    """What shop and warehouse call."""

    def do_POST(self) -> None:
        """Answer the shop's question; take note of a web hook."""
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        engine = LISTENER.engine
        code = 200
        answer: dict[str, Any] = {"success": True}
        try:
            if self.path.strip("/") == "inventories" and engine:
                form = parse_qs(body.decode(), keep_blank_values=True)
                fields = {name: values[-1] for name, values in form.items()}
                if fields.pop("clientId", None) != engine.client_id:
                    code, answer = 403, {"success": False, "errorMsg": "Unknown clientId"}
                else:
                    asked = json.loads(fields.get("inventoriesUpload") or "".join(fields.values()))
                    answer["offers"] = engine.answer(asked["offers"])
            elif self.path.strip("/") == HOOK_PATH:
                print(f"told by Whiplash: {body[:80]!r}", file=sys.stderr, flush=True)
        except (DeniedError, UnknownError, ValueError, KeyError) as trouble:
            code, answer = 503, {"success": False, "errorMsg": str(trouble)}
        content = json.dumps(answer).encode()
        self.send_response(code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:
        """Standard error is for what people should read."""


class Listener(ThreadingHTTPServer):
    """The door for callbacks, at a port of its own as long as the process lives."""

    daemon_threads = True
    engine: Engine | None = None

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.server_address[1]}/"


LISTENER = Listener(("127.0.0.1", 0), Handler)
