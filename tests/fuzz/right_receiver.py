"""A receiver of RetailCRM's callbacks that is right by `openapi/retailcrm-callbacks.yaml`.

Nothing of ours in it, as an engine would have it: the standard library, and strict. It knows one
client, and has something of every offer with a name; what it cannot read is refused with 400.
Source: docs/reference/warehouse-module.md §2.4, §3.
"""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

DOCUMENT = "retailcrm-callbacks.yaml"
CLIENT = "client-1"
_LONGEST_NAME = 255
FORM = "application/x-www-form-urlencoded"

Reply = dict[str, Any]


def inventories(asked: Any) -> Reply:
    """Answer with the leftovers of the offers that are known: those with a name, once each."""
    if not isinstance(asked["offers"], list):
        raise ValueError("offers is a list")
    for offer in asked["offers"]:
        if not _whole(offer["id"]) or not _texts(offer["externalId"], offer["xmlId"]):
            raise ValueError("an offer has id, externalId and xmlId")
    rows = [
        {"externalId": sku, "stores": [{"code": "wherefour", "available": len(sku) / 2}]}
        for sku in dict.fromkeys(offer["externalId"] for offer in asked["offers"])
        if 0 < len(sku) <= _LONGEST_NAME
    ]
    return {"success": True, "offers": rows}


def activity(told: Any) -> Reply:
    """Note that the module was switched or frozen."""
    if not all(isinstance(told[name], bool) for name in ("active", "freeze")):
        raise ValueError("active and freeze are booleans")
    return {"success": True}


CALLBACKS: dict[str, tuple[str, tuple[str, ...], Callable[[Any], Reply]]] = {
    "/inventories": ("inventoriesUpload", (), inventories),
    "/activity": ("activity", ("systemUrl",), activity),
}


def _whole(value: Any) -> bool:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return number and value == int(value)


def _texts(*values: Any) -> bool:
    return all(isinstance(value, str) for value in values)


def answered(path: str, media: str, body: bytes) -> tuple[int, Reply]:
    """Return the status and the answer to a POST."""
    field, addresses, act = CALLBACKS[path]
    try:
        if media.split(";")[0].strip().lower() != FORM:
            raise ValueError(f"send {FORM}")
        fields = parse_qs(body.decode(), keep_blank_values=True)
        if fields["clientId"][-1] != CLIENT:
            raise ValueError("who are you?")
        if not all(fields[name][-1].startswith(("http://", "https://")) for name in addresses):
            raise ValueError("no address")
        return 200, act(json.loads(fields[field][-1]))
    except KeyError as missing:
        return 400, {"success": False, "errorMsg": f"{missing} is missing"}
    except (ValueError, TypeError, OverflowError, RecursionError) as error:
        return 400, {"success": False, "errorMsg": str(error)}


Answering = Callable[[str, str, bytes], tuple[int, Reply]]


@contextmanager
def listening(answer: Answering = answered) -> Iterator[str]:
    """Serve on a free port of this machine; yields the URL before the callbacks' paths."""

    class Handler(BaseHTTPRequestHandler):
        def handle_any(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            path = self.path.partition("?")[0]
            if path not in CALLBACKS:
                self.reply(404, {"success": False, "errorMsg": "nothing here"})
            elif self.command != "POST":
                self.reply(405, {"success": False, "errorMsg": "POST it"})
            else:
                self.reply(*answer(path, self.headers.get("Content-Type") or "", body))

        def reply(self, status: int, data: Reply) -> None:
            content = json.dumps(data).encode()
            self.send_response(status)
            self.send_header("Allow", "POST")
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(content)

        def __getattr__(self, name: str) -> Any:
            if name.startswith("do_"):
                return self.handle_any
            raise AttributeError(name)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
