"""Takes RetailCRM's callbacks at <listen>/inventories: docs/reference/warehouse-module.md 3."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from . import answers
from .rounds import FAILURES
from .settings import Settings

PATH = "inventories"
PATIENCE_S = 4.0
"""How long a callback waits for a round to end: the shop itself waits five seconds."""

Answer = tuple[int, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Told:
    """For whom the engine works now, and the clientId by which that shop is known."""

    settings: Settings
    client_id: str


class Listener:
    """A server on a free port of this machine. `busy` is held by a round under way."""

    def __init__(self) -> None:
        self.told: Told | None = None
        self.busy = threading.Lock()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler_of(self))
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/"

    def answer(self, target: str, fields: Mapping[str, str]) -> Answer:
        """Answer a callback; what is missing or unknown is said, and nothing is guessed."""
        told = self.told
        if urlsplit(target).path.strip("/") != PATH:
            return _no(404, "no such action")
        if told is None or fields.get("clientId") != told.client_id:
            return _no(403, "unknown clientId")
        try:
            offers = json.loads(fields["inventoriesUpload"])["offers"]
            skus = [offer["externalId"] for offer in offers]
        except (KeyError, TypeError, ValueError):
            return _no(400, "inventoriesUpload is not as it should be")
        if not self.busy.acquire(timeout=PATIENCE_S):
            return _no(503, "a round is under way")
        try:
            numbers = answers.leftovers_now(told.settings, skus)
        except FAILURES as error:
            return _no(502, f"{type(error).__name__}: {error}")
        finally:
            self.busy.release()
        return 200, {"success": True, "offers": rows_of(numbers)}


def rows_of(numbers: Mapping[str, Mapping[str, int]]) -> list[dict[str, Any]]:
    """Spell leftovers as the shop reads them; without a site they are meant for every site."""
    rows: dict[str, list[dict[str, Any]]] = {}
    for store, counts in numbers.items():
        for sku, count in counts.items():
            rows.setdefault(sku, []).append({"code": store, "available": count})
    return [{"externalId": sku, "stores": stores} for sku, stores in rows.items()]


def handler_of(listener: Listener) -> type[BaseHTTPRequestHandler]:
    """Return what the standard library's server wants: a class that knows its listener."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # noqa: N802  # the standard library's name
            body = self.rfile.read(int(self.headers["Content-Length"] or 0))
            self.reply(body.decode(errors="replace"))

        def do_GET(self) -> None:  # noqa: N802  # the standard library's name
            self.reply(urlsplit(self.path).query)

        def reply(self, form: str) -> None:
            status, data = listener.answer(self.path, dict(parse_qsl(form)))
            content = json.dumps(data).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            """Leave standard error to what a user must know."""

    return Handler


def _no(status: int, text: str) -> Answer:
    return status, {"success": False, "errorMsg": text}
