"""What hooks are told, over HTTP, to a real receiver.

Source: docs/reference/channels.md §4.4, §15.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from stocktake import SIMULATORS
from stocktake.vendors.shipstation.access import API_KEY, API_SECRET
from stocktake.web.documents import read_document, schema_of
from stocktake.web.sandbox import Sandbox

from tests.receivers import Receiver, receiving
from tests.shipstation.conftest import NOW, SKU, Ship, order
from tests.support import Listening

DOCUMENT = read_document("shipstation-callbacks.yaml")
POINTER = schema_of(
    DOCUMENT,
    DOCUMENT["paths"]["/hooks/orders"]["post"]["requestBody"]["content"]["application/json"][
        "schema"
    ],
)


@dataclass(frozen=True)
class Hub:
    """A program with a receiver, and a client of a ShipStation on a socket."""

    listening: Listening
    receiver: Receiver
    client: httpx.Client

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """Send a request; return the JSON of the answer."""
        answer = self.client.request(method, path, json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def hook(self, event: str, **more: Any) -> int:
        """Subscribe the receiver to an event."""
        body = {"target_url": f"{self.receiver.url}/hook", "event": event, **more}
        return int(self.call("POST", "/webhooks/subscribe", body)["id"])

    def create(self, number: str, **body: Any) -> Any:
        """Create an order."""
        return self.call("POST", "/orders/createorder", order(number, **body))

    def event(self, name: str, /, **arguments: Any) -> Any:
        """Trigger a business event."""
        return self.listening.event("shipstation", name, **arguments)

    def told(self, after: str = "2s") -> list[dict[str, Any]]:
        """Let time pass; return the bodies that the receiver got, checked by the document."""
        self.listening.advance(after)
        bodies = [json.loads(body) for body in self.receiver.bodies]
        assert POINTER is not None
        for body in bodies:
            assert POINTER.problems(body, "body") == []
        return bodies

    def follow(self, url: str) -> Any:
        """GET what a hook points at, with the account's credentials."""
        answer = self.client.get(url)
        assert answer.status_code == 200, answer.text
        return answer.json()


@pytest.fixture
def hub() -> Iterator[Hub]:
    with (
        Sandbox(SIMULATORS, seed_set="catalogue", now=NOW) as sandbox,
        sandbox.listening() as url,
        receiving() as receiver,
    ):
        listening = Listening(sandbox, url)
        base = listening.env["SHIPSTATION_BASE_URL"]
        with httpx.Client(base_url=base, auth=(API_KEY, API_SECRET)) as client:
            yield Hub(listening, receiver, client)


def query_of(body: dict[str, Any]) -> dict[str, str]:
    return {k: v[-1] for k, v in parse_qs(urlsplit(body["resource_url"]).query).items()}


# What is sent


def test_a_hook_is_a_pointer_and_nothing_else(hub: Hub) -> None:
    """§4.4: SHIP_NOTIFY; it is not signed."""
    hub.hook("SHIP_NOTIFY")
    hub.create("SO1")
    bought = hub.event("buy_label", order_number="SO1", carrier="ups")
    (body,) = hub.told()
    assert list(body) == ["resource_url", "resource_type"]
    assert body["resource_type"] == "SHIP_NOTIFY"
    base = hub.listening.env["SHIPSTATION_BASE_URL"]
    assert body["resource_url"].startswith(f"{base}/shipments?storeID=11&batchId=")
    assert query_of(body)["includeShipmentItems"] == "False"
    assert hub.receiver.media == ["application/json"]
    assert not any("sign" in name for name in hub.receiver.headers[0])
    (row,) = hub.follow(body["resource_url"])["shipments"]
    assert (row["shipmentId"], row["shipmentItems"]) == (bought["shipment_id"], None)


def test_the_pointer_of_an_item_hook_asks_for_items(hub: Hub) -> None:
    """§4.4: ITEM_SHIP_NOTIFY."""
    hub.hook("ITEM_SHIP_NOTIFY")
    hub.create("SO1")
    hub.event("buy_label", order_number="SO1", carrier="ups")
    (body,) = hub.told()
    (row,) = hub.follow(body["resource_url"])["shipments"]
    assert row["shipmentItems"][0]["sku"] == SKU


@pytest.mark.parametrize("event", ["ORDER_NOTIFY", "ITEM_ORDER_NOTIFY"])
def test_orders_that_came_together_are_one_hook(hub: Hub, event: str) -> None:
    """§4.4."""
    hub.hook(event)
    rows = [order("SO1"), order("SO2", orderStatus="awaiting_payment"), order("SO3")]
    hub.call("POST", "/orders/createorders", rows)
    (body,) = hub.told()
    assert body["resource_type"] == event
    shown = hub.follow(body["resource_url"])["orders"]
    assert [row["orderNumber"] for row in shown] == ["SO1", "SO3"]


def test_an_order_is_told_once_as_it_needs_no_payment_any_more(hub: Hub) -> None:
    """§4.4."""
    hub.hook("ORDER_NOTIFY")
    hub.create("SO1", orderStatus="awaiting_payment")
    assert hub.told() == []
    hub.create("SO1")
    hub.create("SO1", internalNotes="changed")
    assert len(hub.told()) == 1
    hub.event("import_order", marketplace="Amazon", order_number="A-1", items=[{"sku": SKU}])
    assert query_of(hub.told()[1])["storeID"] == "12"


def test_a_replaced_order_twice_in_one_batch_is_in_it_once(hub: Hub) -> None:
    """§4.4."""
    hub.hook("ORDER_NOTIFY")
    statuses = ("awaiting_shipment", "awaiting_payment", "awaiting_shipment")
    rows = [order("SO1", orderStatus=status) for status in statuses]
    hub.call("POST", "/orders/createorders", rows)
    (body,) = hub.told()
    assert hub.follow(body["resource_url"])["total"] == 1


def test_marks_returns_and_voids_are_no_shipments_to_a_hook(hub: Hub) -> None:
    """§4.4: FULFILLMENT_SHIPPED tells of a mark."""
    hub.hook("SHIP_NOTIFY")
    hub.hook("FULFILLMENT_SHIPPED")
    hub.hook("FULFILLMENT_REJECTED")
    hub.create("SO1")
    hub.create("SO2")
    bought = hub.event("buy_label", order_number="SO1", carrier="ups")
    hub.event("return_label", shipment_id=bought["shipment_id"])
    hub.event("void_label", shipment_id=bought["shipment_id"])
    hub.event("mark_shipped", order_number="SO2", carrier="ups", tracking_number="T")
    told = hub.told()
    assert [body["resource_type"] for body in told] == ["SHIP_NOTIFY", "FULFILLMENT_SHIPPED"]
    (row,) = hub.follow(told[1]["resource_url"])["fulfillments"]
    assert row["trackingNumber"] == "T"


def test_a_late_hook_shows_the_newest_state(hub: Hub) -> None:
    """§4.4: the pointer is evaluated when it is followed."""
    hub.hook("SHIP_NOTIFY")
    hub.create("SO1")
    bought = hub.event("buy_label", order_number="SO1", carrier="ups")
    hub.event("void_label", shipment_id=bought["shipment_id"])
    (body,) = hub.told()
    assert hub.follow(body["resource_url"])["shipments"][0]["voided"] is True


def test_the_address_of_a_batch_has_pages(hub: Hub) -> None:
    """§4.4: an engine that reads only the first one loses the rest."""
    hub.hook("SHIP_NOTIFY")
    numbers = [f"SO{number}" for number in range(101)]
    for some in (numbers[:100], numbers[100:]):
        hub.call("POST", "/orders/createorders", [order(number) for number in some])
    hub.event("buy_labels", order_numbers=numbers, carrier="stamps_com")
    (body,) = hub.told()
    first = hub.follow(body["resource_url"])
    assert (first["total"], first["pages"], len(first["shipments"])) == (101, 2, 100)
    second = hub.follow(f"{body['resource_url']}&page=2")["shipments"]
    assert [row["orderNumber"] for row in second] == ["SO100"]


def test_a_hook_of_one_store_hears_of_that_one_and_a_batch_of_two_is_two_hooks(hub: Hub) -> None:
    """§4.4."""
    hub.hook("SHIP_NOTIFY", store_id=12)
    hub.hook("SHIP_NOTIFY")
    hub.create("SO1")
    hub.event("import_order", marketplace="Amazon", order_number="A-1", items=[{"sku": SKU}])
    hub.event("buy_labels", order_numbers=["SO1", "A-1"], carrier="ups")
    told = [query_of(body) for body in hub.told()]
    assert sorted(each["storeID"] for each in told) == ["11", "12", "12"]
    assert len({each["batchId"] for each in told}) == 1
    for each, body in zip(told, hub.told("1ms"), strict=True):
        rows = hub.follow(body["resource_url"])["shipments"]
        assert [row["advancedOptions"]["storeId"] for row in rows] == [int(each["storeID"])]


# When it fails


def test_a_hook_is_tried_after_1_5_and_25_seconds_and_then_dropped(hub: Hub) -> None:
    """§4.4 [decide]."""
    hub.hook("ORDER_NOTIFY")
    hub.receiver.says("not now", status=503)
    hub.create("SO1")
    seen = []
    for after in ("900ms", "200ms", "3800ms", "200ms", "19800ms", "300ms", "1d"):
        hub.told(after)
        seen.append(len(hub.receiver.bodies))
    assert seen == [0, 1, 1, 2, 2, 3, 3]
    assert len(set(hub.receiver.bodies)) == 1
    assert [entry["tries"] for entry in hub.listening.callbacks()] == [0, 1, 2]


def test_any_2xx_is_good_and_nothing_is_sent_again(hub: Hub) -> None:
    """§4.4 [decide]."""
    hub.hook("ORDER_NOTIFY")
    hub.receiver.says("any text will do", status=202)
    hub.create("SO1")
    assert len(hub.told("1h")) == 1
    assert [entry["reason"] for entry in hub.listening.callbacks()] == [None]


@pytest.mark.parametrize(
    ("kind", "times"), [("drop", 0), ("duplicate", 2), ("delay", 1), ("reorder", 1)]
)
def test_faults_drop_repeat_and_delay_hooks(hub: Hub, kind: str, times: int) -> None:
    """§4.4: duplicates and reordering are faults."""
    hub.hook("ORDER_NOTIFY")
    hub.listening.fault("shipstation", "ORDER_NOTIFY", kind)
    hub.create("SO1")
    hub.create("SO2")
    assert len(hub.told("1h")) == times + 1


def test_a_hook_may_come_while_the_label_is_being_bought(hub: Hub) -> None:
    """§15 row 30: a planted `duplicate` buys two labels, and each is told."""
    hub.hook("SHIP_NOTIFY")
    made = hub.create("SO1")["orderId"]
    hub.listening.fault("shipstation", "create_label_for_order", "duplicate")
    body = {"orderId": made, "carrierCode": "ups", "serviceCode": "ups_ground"}
    hub.call("POST", "/orders/createlabelfororder", body)
    assert len(hub.told()) == 2
    assert hub.call("GET", "/shipments")["total"] == 2


def test_a_pointer_follows_the_address_of_the_subscriber(ship: Ship) -> None:
    """§7 (c): built from the request's host."""
    host = {"Host": "ssapi.shipstation.com"}
    body = {"target_url": "http://127.0.0.1:9/", "event": "ORDER_NOTIFY"}
    ship.sandbox.request("POST", "/webhooks/subscribe", json=body, headers=host, auth=ship.auth)
    ship.create("SO1")
    (entry,) = ship.sandbox.callbacks()
    pointer = json.loads(entry["body"])["resource_url"]
    assert pointer.startswith("http://ssapi.shipstation.com/orders?storeID=11&importBatch=")
