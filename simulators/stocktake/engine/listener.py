"""A server for callbacks of RetailCRM and Whiplash.

RetailCRM asks at <listen>/inventories (docs/reference/warehouse-module.md 3), Whiplash's web hooks
come to <listen>/hooks/whiplash (docs/reference/whiplash.md 8).
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from . import answers
from .context import FAILURES
from .settings import Settings
from .whiplash import HOOKS

PATH = "inventories"
PATIENCE_S = 4.0
"""How long a callback waits for a round to end: the shop itself waits five seconds."""

Answer = tuple[int, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Session:
    """The settings that the engine works with now, and the clientId of their shop."""

    settings: Settings
    client_id: str


class Listener:
    """A server on a free port of this machine. `busy` is held by a round under way."""

    def __init__(self) -> None:
        self.told: Session | None = None
        self.busy = threading.Lock()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler_of(self))
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/"

    def answer(self, target: str, body: str) -> Answer:
        """Answer a callback; refuse what is missing or unknown, guess nothing."""
        actions = {PATH: self._inventories, HOOKS: self._hook}
        action = actions.get(re.sub("/+", "/", urlsplit(target).path).strip("/"))
        if action is None:
            return _no(404, "no such action")
        if self.told is None:
            return _no(403, "nobody is served here yet")
        if not self.busy.acquire(timeout=PATIENCE_S):
            return _no(503, "a round is under way")
        try:
            return action(self.told, body)
        except FAILURES as error:
            return _no(502, f"{type(error).__name__}: {error}")
        except (KeyError, TypeError, ValueError):
            return _no(400, "the body is not as it should be")
        finally:
            self.busy.release()

    def _inventories(self, told: Session, body: str) -> Answer:
        fields = dict(parse_qsl(body))
        if fields.get("clientId") != told.client_id:
            return _no(403, "unknown clientId")
        offers = json.loads(fields["inventoriesUpload"])["offers"]
        numbers = answers.leftovers_now(told.settings, [offer["externalId"] for offer in offers])
        return 200, {"success": True, "offers": rows_of(numbers)}

    def _hook(self, told: Session, body: str) -> Answer:
        answers.tell_shipped(told.settings, "whiplash", int(json.loads(body)["order"]["id"]))
        return 200, {"success": True}


def rows_of(numbers: Mapping[str, Mapping[str, int]]) -> list[dict[str, Any]]:
    """Write leftovers as the shop reads them; without a site they are for every site."""
    rows: dict[str, list[dict[str, Any]]] = {}
    for store, counts in numbers.items():
        for sku, count in counts.items():
            rows.setdefault(sku, []).append({"code": store, "available": count})
    return [{"externalId": sku, "stores": stores} for sku, stores in rows.items()]


def handler_of(listener: Listener) -> type[BaseHTTPRequestHandler]:
    """Return the handler class of a listener, as the standard library's server needs one."""

    class Handler(BaseHTTPRequestHandler):
        # An answer is one packet: a second one may wait for the first one's acknowledgement.
        wbufsize = -1

        def do_POST(self) -> None:  # noqa: N802  # the standard library's name
            body = self.rfile.read(int(self.headers["Content-Length"] or 0))
            self.reply(body.decode(errors="replace"))

        def do_GET(self) -> None:  # noqa: N802  # the standard library's name
            self.reply(urlsplit(self.path).query)

        def reply(self, text: str) -> None:
            status, data = listener.answer(self.path, text)
            content = json.dumps(data).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            """Log nothing: standard error is for what a user must know."""

    return Handler


def _no(status: int, text: str) -> Answer:
    return status, {"success": False, "errorMsg": text}
