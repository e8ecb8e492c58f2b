"""A client of somebody else: plain urllib and a bare HTTP server, written from the pages for users.

Nothing of this suite is in it but an address and a key. Source: docs/reference/whiplash.md §8.1,
§8.3; docs/whiplash.md and docs/callbacks.md are all that its author has read.
"""

import hashlib
import hmac
import json
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

from tests.support import Listening


def call(url: str, method: str = "GET", body: Any = None, *, key: str = "") -> Any:
    """Send JSON; return JSON, None for an empty answer."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data=data, method=method)
    request.add_header("Content-Type", "application/json")
    if key:
        request.add_header("X-API-KEY", key)
    with urllib.request.urlopen(request, timeout=20) as answer:
        text = answer.read()
    return json.loads(text) if text else None


class Shop:
    """A shop's server: notes each message and whether it is signed right, and answers `status`."""

    def __init__(self, key: str) -> None:
        self.key = key.encode()
        self.status = 200
        self.messages: list[dict[str, Any]] = []
        self.forged = 0
        self.url = ""

    def take(self, body: bytes, signature: str | None) -> None:
        """Take a message in, if its signature is right."""
        right = hmac.new(self.key, body, hashlib.sha256).hexdigest()
        if signature is None or not hmac.compare_digest(signature, right):
            self.forged += 1
            return
        self.messages.append(json.loads(body))


@contextmanager
def open_shop(key: str) -> Iterator[Shop]:
    """Run the shop's server on a free port."""
    shop = Shop(key)

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # noqa: N802  # the standard library's name
            body = self.rfile.read(int(self.headers["Content-Length"]))
            shop.take(body, self.headers["X-WHIPLASH-SIGNATURE"])
            self.send_response(shop.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Door)
    shop.url = f"http://127.0.0.1:{server.server_port}/whiplash"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield shop
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_client_registers_a_hook_checks_its_signature_and_sees_it_go_off_after_100_failures(
    listening: Listening,
) -> None:
    """§8.1, §8.3."""
    env, control = listening.env, f"{listening.url}/_sim"
    base, key = env["WHIPLASH_BASE_URL"], env["WHIPLASH_API_KEY"]
    (tote,) = call(f"{base}/items/sku/TOTE-MARKET", key=key)
    with open_shop(key) as shop:
        hook = call(
            f"{base}/web_hooks", "POST",
            {"url": shop.url, "format": "json", "event_name": "item.inventory_changed"}, key=key,
        )  # fmt: skip
        assert (hook["active"], hook["failed_attempts"]) == (True, 0)

        def order_one(number: int) -> None:
            line = {"item_id": tote["id"], "quantity": 1}
            order = {"originator_id": f"S-{number}", "shipping_name": "A", "order_items": [line]}
            call(f"{base}/orders", "POST", {"order": order}, key=key)
            call(f"{control}/callbacks/deliver", "POST", {})

        def state() -> tuple[bool, int]:
            now = call(f"{base}/web_hooks/{hook['id']}", key=key)
            return now["active"], now["failed_attempts"]

        order_one(0)
        assert shop.messages[0]["event_name"] == "item.inventory_changed"
        assert shop.messages[0]["item"]["quantity"] == tote["quantity"] - 1
        shop.status = 500
        for number in range(1, 100):
            order_one(number)
        assert state() == (True, 99)
        order_one(100)
        assert state() == (False, 100)
        order_one(101)
        assert (len(shop.messages), shop.forged) == (101, 0)
        # Back on by hand: what was missed is polled, what is new is told.
        shop.status = 204
        event = {"simulator": "whiplash", "event": "switch_web_hook", "active": True}
        call(f"{control}/events", "POST", {**event, "web_hook_id": hook["id"]})
        order_one(102)
        assert state() == (True, 0)
        assert shop.messages[-1]["item"]["quantity"] == tote["quantity"] - 103
