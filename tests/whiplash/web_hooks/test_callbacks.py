"""Callbacks to web hooks: sent, failing, signed; over HTTP, to a real receiver.

Source: docs/reference/whiplash.md §8.1, §8.3, §11.
"""

import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from stocktake.vendors.whiplash.access import API_KEY
from stocktake.web.documents import read_document, schema_of

from tests.receivers import Receiver, receiving
from tests.support import Listening
from tests.whiplash.conftest import SKU, Lash

SHIPPED, STATUS, INVENTORY = "order.shipped", "shipnotice.status_changed", "item.inventory_changed"
DOCUMENT = read_document("whiplash-callbacks.yaml")
SCHEMAS = {
    item["post"]["operationId"]: schema_of(
        DOCUMENT, item["post"]["requestBody"]["content"]["application/json"]["schema"]
    )
    for item in DOCUMENT["paths"].values()
}


@dataclass(frozen=True)
class Shop:
    """A merchant with a receiver, and a client of a Whiplash on a socket."""

    listening: Listening
    receiver: Receiver
    client: httpx.Client

    def call(self, method: str, path: str, expect: int = 200, **body: Any) -> Any:
        """Send a request with a JSON body; return the JSON of the answer."""
        answer = self.client.request(method, path, json=body or None)
        assert answer.status_code == expect, answer.text
        return answer.json() if answer.content else None

    def hook(self, event_name: str, **more: Any) -> dict[str, Any]:
        """Register the receiver for an event, as the official client's acceptance steps do."""
        url = self.receiver.url + "/hook"
        given: dict[str, Any] = {"url": url, "format": "json", "event_name": event_name}
        made: dict[str, Any] = self.call("POST", "/web_hooks", **given, **more)
        return made

    def state(self, hook: dict[str, Any]) -> tuple[bool, int]:
        """Return whether a hook is active, and its failed attempts."""
        now = self.call("GET", f"/web_hooks/{hook['id']}")
        return now["active"], now["failed_attempts"]

    def item(self) -> dict[str, Any]:
        """Return the first item of the SKU that tests use."""
        found: dict[str, Any] = self.call("GET", f"/items/sku/{SKU}")[0]
        return found

    def adjust(self, change: int = 1) -> None:
        """Let staff adjust the item's stock."""
        self.listening.event("whiplash", "adjust_inventory", sku=SKU, change=change)

    def plant(self, operation: str, kind: str, **more: Any) -> None:
        """Plant a fault."""
        self.listening.fault("whiplash", operation, kind, **more)

    def switch(self, quirk: str, value: Any) -> None:
        """Set a quirk."""
        url = f"{self.listening.url}/_sim/quirks/{quirk}"
        httpx.put(url, json={"value": value}).raise_for_status()

    def received(self) -> list[dict[str, Any]]:
        """Return the bodies that the receiver got, checked against the document."""
        bodies = [json.loads(body) for body in self.receiver.bodies]
        for body in bodies:
            schema = SCHEMAS[body["event_name"]]
            assert schema is not None
            assert schema.problems(body, "body") == []
        return bodies

    def levels(self) -> list[int]:
        """Return the quantities that the receiver got, in order."""
        return [body["item"]["quantity"] for body in self.received()]

    def callbacks(self) -> list[dict[str, Any]]:
        """Return the log of the web hooks."""
        rows: list[dict[str, Any]] = self.listening.callbacks()
        return rows


@pytest.fixture
def shop(listening: Listening) -> Iterator[Shop]:
    base = listening.env["WHIPLASH_BASE_URL"]
    headers = {"X-API-KEY": API_KEY}
    with receiving() as receiver, httpx.Client(base_url=base, headers=headers) as client:
        yield Shop(listening, receiver, client)


# What is sent


def test_a_changed_quantity_is_sent_with_the_item_and_its_warehouses(shop: Shop) -> None:
    """§8.3: the object under its resource name, event_name, and the fields that a client reads."""
    shop.hook(INVENTORY)
    shop.adjust(+3)
    (body,) = shop.received()
    item = shop.item()
    quantities = shop.call("GET", f"/items/{item['id']}/warehouse_quantities")
    assert body == {
        "item": item | {"warehouse_quantities": quantities},
        "warehouse_quantities": quantities,
        "event_name": INVENTORY,
    }
    assert shop.receiver.media == ["application/json"]
    assert shop.receiver.paths == ["/hook"]
    assert list(body) == ["event_name", "item", "warehouse_quantities"]


def test_each_status_of_a_ship_notice_is_sent_in_turn(shop: Shop) -> None:
    """§8.3, §5.3, §11: arrived, processed, completed; as the API shows it then."""
    item = shop.item()["id"]
    line = {"item_id": item, "quantity": 5}
    shop.hook(STATUS)
    shop.hook(INVENTORY)
    made = shop.call("POST", "/shipnotices", sender="Acme", shipnotice_items=[line])
    assert shop.received() == []
    shop.listening.event("whiplash", "receive_shipnotice", shipnotice_id=made["id"])
    sent = shop.received()
    assert [body.get("shipnotice", {}).get("status") for body in sent] == [150, 200, None, 300]
    assert [body["event_name"] for body in sent] == [STATUS, STATUS, INVENTORY, STATUS]
    assert sent[0]["shipnotice"]["shipnotice_items"][0]["quantity_good"] == 0
    assert sent[-1]["shipnotice"] == shop.call("GET", f"/shipnotices/{made['id']}")
    assert sent[2]["item"]["quantity"] == shop.item()["quantity"]


def test_a_shipped_order_is_sent_with_its_tracking(shop: Shop) -> None:
    """§8.3, §3.4, §11."""
    shop.hook(SHIPPED)
    line = {"item_id": shop.item()["id"], "quantity": 1}
    made = shop.call(
        "POST", "/orders", originator_id="A-1", shipping_name="Ann", order_items=[line]
    )
    for status in ("batched", "packed"):
        shop.listening.event("whiplash", "process_order", order_id=made["id"], status=status)
    assert shop.received() == []
    shop.listening.event("whiplash", "process_order", order_id=made["id"], status="shipped")
    (body,) = shop.received()
    assert body == {"order": shop.call("GET", f"/orders/{made['id']}"), "event_name": SHIPPED}
    assert body["order"]["tracking"]


def test_a_new_order_sends_the_items_that_it_takes(shop: Shop) -> None:
    """§8.3, §2.5: stock is taken when the order is created."""
    shop.hook(INVENTORY)
    before = shop.item()["quantity"]
    line = {"item_id": shop.item()["id"], "quantity": 2}
    shop.call("POST", "/orders", originator_id="A-1", shipping_name="Ann", order_items=[line])
    shop.listening.deliver()
    (body,) = shop.received()
    assert body["item"]["quantity"] == before - 2
    assert body["item"] | {"warehouse_quantities": 0} == shop.item() | {"warehouse_quantities": 0}
    places = shop.call("GET", f"/items/{line['item_id']}/warehouse_quantities")
    assert body["warehouse_quantities"] == places


def test_nothing_is_sent_for_other_events_or_to_other_merchants(lash: Lash) -> None:
    """§8.1."""
    for owner, event_name in ((lash, SHIPPED), (lash.other_merchant(), INVENTORY)):
        body = {"url": "http://127.0.0.1:9/hook", "event_name": event_name}
        owner.send("POST", "/web_hooks", json=body)
    lash.event("adjust_inventory", sku=SKU, change=1)
    assert lash.sandbox.callbacks() == []


# Failing


def test_a_failed_callback_is_counted_and_sent_again(shop: Shop) -> None:
    """§8.3: failed_attempts; the schedule (a minute, then twice as long) is decided."""
    made = shop.hook(INVENTORY)
    shop.receiver.says("not now", status=503)
    shop.adjust()
    assert shop.state(made) == (True, 1)
    shop.listening.advance("59s")
    assert len(shop.receiver.bodies) == 1
    shop.listening.advance("2s")
    assert shop.state(made) == (True, 2)
    shop.receiver.says("any text will do", status=202)
    shop.listening.advance("2m")
    assert shop.state(made) == (True, 0)  # a success begins the count anew
    assert [entry["reason"] for entry in shop.callbacks()] == ["answered 503", "answered 503", None]
    assert [entry["tries"] for entry in shop.callbacks()] == [0, 1, 2]
    assert len(set(shop.receiver.bodies)) == 1
    shop.listening.advance("1d")
    assert len(shop.receiver.bodies) == 3


def test_a_callback_is_sent_ten_times_and_then_given_up(shop: Shop) -> None:
    """§8.3: its failures stay counted, and the hook stays on for the next event."""
    made = shop.hook(INVENTORY)
    shop.receiver.says({}, status=500)
    shop.adjust()
    shop.listening.advance("7d")
    assert [entry["tries"] for entry in shop.callbacks()] == list(range(10))
    assert shop.state(made) == (True, 10)
    shop.receiver.says({})
    shop.adjust()
    assert shop.state(made) == (True, 0)
    assert len(shop.receiver.bodies) == 11


def test_a_hundred_failures_in_a_row_switch_a_hook_off(shop: Shop) -> None:
    """§8.3: it is not active any more, and what still waits is never sent."""
    made = shop.hook(INVENTORY)
    shop.receiver.says({}, status=500)
    for _ in range(12):
        shop.adjust()
    shop.listening.advance("7d")
    assert shop.state(made) == (False, 100)
    assert len(shop.receiver.bodies) == 100
    waited = [entry for entry in shop.callbacks() if not entry["attempts"]]
    assert {entry["reason"] for entry in waited} == {"not sent: the web hook was switched off"}
    shop.adjust()
    assert len(shop.receiver.bodies) == 100
    shop.receiver.says({})
    again = shop.hook(INVENTORY)
    shop.adjust()
    assert shop.state(again) == (True, 0)


def test_a_success_resets_the_count_so_that_99_failures_and_one_more_switch_nothing_off(
    shop: Shop,
) -> None:
    """§8.3: in a row, over all callbacks of the hook."""
    made = shop.hook(INVENTORY)
    shop.switch("whiplash.hook_retry_s", 0)
    shop.receiver.says({}, status=500)
    for _ in range(99):
        shop.adjust()
    assert shop.state(made) == (True, 99)
    shop.receiver.says({})
    shop.adjust()
    shop.receiver.says({}, status=500)
    shop.adjust()
    assert shop.state(made) == (True, 1)


def test_each_hook_counts_its_own_failures(shop: Shop) -> None:
    """§8.3: a dead address takes no other hook with it."""
    shop.switch("whiplash.hook_retry_s", 0)
    url = "http://127.0.0.1:9/dead"
    dead = shop.call("POST", "/web_hooks", url=url, event_name=INVENTORY)
    made = shop.hook(INVENTORY)
    for _ in range(3):
        shop.adjust()
    assert (shop.state(dead), shop.state(made)) == ((True, 3), (True, 0))


def test_switch_web_hook_switches_a_hook_off_and_on_again_with_nothing_counted(shop: Shop) -> None:
    """§8.3: on again by hand; what happened meanwhile is not sent later."""
    made = shop.hook(INVENTORY)
    shop.receiver.says({}, status=500)
    shop.adjust()
    switched = {"web_hook_id": made["id"], "active": False}
    assert shop.listening.event("whiplash", "switch_web_hook", **switched) == switched
    assert shop.callbacks()[-1]["reason"] == "not sent: the web hook was switched off"
    shop.adjust()
    shop.listening.advance("1d")
    assert shop.state(made) == (False, 1)
    shop.receiver.says({})
    shop.listening.event("whiplash", "switch_web_hook", web_hook_id=made["id"], active=True)
    assert shop.state(made) == (True, 0)
    shop.adjust()
    assert len(shop.receiver.bodies) == 2


def test_whiplash_hook_retry_s_sets_the_wait_before_a_retry(shop: Shop) -> None:
    """§8.3: 0 is never."""
    shop.switch("whiplash.hook_retry_s", 5)
    shop.hook(INVENTORY)
    shop.receiver.says({}, status=404)
    shop.adjust()
    shop.listening.advance("6s")
    assert len(shop.receiver.bodies) == 2
    shop.switch("whiplash.hook_retry_s", 0)
    shop.listening.advance("1d")
    assert len(shop.receiver.bodies) == 3


def test_a_deleted_hook_receives_nothing_more(shop: Shop) -> None:
    """§8.1."""
    made = shop.hook(INVENTORY)
    shop.receiver.says({}, status=500)
    shop.adjust()
    shop.call("DELETE", f"/web_hooks/{made['id']}", 204)
    shop.listening.advance("1d")
    assert len(shop.receiver.bodies) == 1
    assert shop.callbacks()[-1]["reason"] == "not sent: the web hook was deleted"


# Faults


def test_a_dropped_callback_is_lost_and_polling_finds_the_change(shop: Shop) -> None:
    """§8.3: the sender believes that it arrived: no failure, no second try."""
    made = shop.hook(INVENTORY)
    before = shop.item()["quantity"]
    shop.plant(INVENTORY, "drop")
    shop.adjust(+4)
    shop.listening.advance("1d")
    assert shop.received() == []
    assert shop.state(made) == (True, 0)
    assert shop.item()["quantity"] == before + 4


def test_callbacks_may_be_duplicated_delayed_and_reordered(shop: Shop) -> None:
    """§8.3: each body shows the state when it was created."""
    shop.hook(INVENTORY)
    start = shop.item()["quantity"]
    shop.plant(INVENTORY, "duplicate")
    shop.plant(INVENTORY, "reorder", nth=2)
    shop.plant("*", "delay", nth=4, ms=60_000)
    for _ in range(5):
        shop.adjust()
    assert [each - start for each in shop.levels()] == [1, 1, 3, 2, 5]
    shop.listening.advance("2m")
    assert [each - start for each in shop.levels()] == [1, 1, 3, 2, 5, 4]


def test_hooks_are_signed_with_the_api_key_and_bad_signature_strikes_that(shop: Shop) -> None:
    """§8.3: X-WHIPLASH-SIGNATURE, hex HMAC-SHA256 of the raw body."""
    shop.hook(INVENTORY)
    shop.plant(INVENTORY, "bad_signature", nth=2)
    shop.adjust()
    shop.adjust()
    right = [
        hmac.new(API_KEY.encode(), body, hashlib.sha256).hexdigest()
        for body in shop.receiver.bodies
    ]
    got = [headers["x-whiplash-signature"] for headers in shop.receiver.headers]
    assert got == [right[0], "0" * 64]


def test_without_whiplash_signed_hooks_no_hook_is_signed(shop: Shop) -> None:
    """§8.3, §12: the pages of version 1 say nothing of a signature."""
    shop.switch("whiplash.signed_hooks", False)
    shop.hook(INVENTORY)
    shop.adjust()
    assert "x-whiplash-signature" not in shop.receiver.headers[0]
