"""The poller plays ShipStation against an integrator's URL.

Source: docs/reference/channels.md §4.6.
"""

import base64
import threading
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from stocktake import SIMULATORS, Refusal
from stocktake.web.sandbox import Sandbox

from tests.shipstation.conftest import NOW, Ship

ORDER = """<Order><OrderID>{id}</OrderID><OrderNumber>{number}</OrderNumber>
<OrderDate>03/02/2026 08:30</OrderDate><OrderStatus>{status}</OrderStatus>
<LastModified>03/02/2026 08:45</LastModified><ShippingMethod>Priority</ShippingMethod>
<OrderTotal>199.00</OrderTotal><TaxAmount>0.00</TaxAmount><ShippingAmount>5.00</ShippingAmount>
<CustomerNotes>Łódź &amp; more</CustomerNotes><InternalNotes/>
<Customer><CustomerCode>pat</CustomerCode><BillTo><Name>Pat</Name><Email>p@x.example</Email></BillTo>
<ShipTo><Name>Pat Example</Name><Address1>1 Test Street</Address1><City>Austin</City>
<State>TX</State><PostalCode>78701</PostalCode><Country>US</Country></ShipTo></Customer>
<Items><Item><LineItemID>{number}-1</LineItemID><SKU>IPHX-SLV-64</SKU><Name>iPhone X</Name>
<Quantity>{quantity}</Quantity><UnitPrice>199.00</UnitPrice></Item></Items></Order>"""


def feed(*orders: str, pages: int | None = 1) -> str:
    said = "" if pages is None else f' pages="{pages}"'
    return f'<?xml version="1.0" encoding="utf-8"?><Orders{said}>{"".join(orders)}</Orders>'


def one(number: str = "SO1", status: str = "paid", quantity: str = "1") -> str:
    return ORDER.format(id=f"id-{number}", number=number, status=status, quantity=quantity)


@dataclass
class Integrator:
    """A hub's URL: what it was asked and told, and what it answers."""

    url: str = ""
    export: Callable[[int], tuple[int, str]] = lambda page: (200, feed())
    take: int = 200
    asked: list[dict[str, str]] = field(default_factory=list)
    told: list[tuple[dict[str, str], ET.Element]] = field(default_factory=list)
    credentials: set[str] = field(default_factory=set)


@contextmanager
def integrating() -> Iterator[Integrator]:
    hub = Integrator()

    class Door(BaseHTTPRequestHandler):
        def query(self) -> dict[str, str]:
            hub.credentials.add(self.headers["Authorization"])
            parsed = parse_qs(urlsplit(self.path).query, keep_blank_values=True)
            return {name: values[-1] for name, values in parsed.items()}

        def answer(self, status: int, body: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/xml")
            self.send_header("Content-Length", str(len(body.encode())))
            self.end_headers()
            self.wfile.write(body.encode())

        def do_GET(self) -> None:  # noqa: N802  # the standard library's name
            asked = self.query()
            hub.asked.append(asked | {"raw": self.path})
            self.answer(*hub.export(int(asked["page"])))

        def do_POST(self) -> None:  # noqa: N802  # the standard library's name
            body = self.rfile.read(int(self.headers["Content-Length"]))
            hub.told.append((self.query(), ET.fromstring(body)))
            self.answer(hub.take, "")

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    hub.url = f"http://127.0.0.1:{server.server_port}/integrations/shipstation/"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield hub
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass(frozen=True)
class Store:
    """A connected Custom Store and its integrator."""

    ship: Ship
    hub: Integrator
    id: int = 0

    def connect(self, **more: Any) -> "Store":
        made = self.ship.event("connect_custom_store", url=self.hub.url, username="wc",
                               password="p:w", **more)  # fmt: skip
        return Store(self.ship, self.hub, made["store_id"])

    def says(self, *orders: str, pages: int | None = 1) -> None:
        self.hub.export = lambda page: (200, feed(*orders, pages=pages))

    def pass_time(self, span: str = "61m") -> None:
        self.ship.sandbox.advance(span)


@pytest.fixture
def store() -> Iterator[Store]:
    with (
        Sandbox(SIMULATORS, seed_set="catalogue", now=NOW) as sandbox,
        integrating() as hub,
    ):
        sandbox.set_quirk("shipstation.custom_store", True)
        yield Store(Ship(sandbox), hub)


def test_a_custom_store_is_off_by_default(ship: Ship) -> None:
    """§4.6, §13: both ways at once would import a parcel twice; shipstation.custom_store."""
    with pytest.raises(Refusal, match="shipstation.custom_store"):
        ship.event("connect_custom_store", url="http://127.0.0.1:9/", username="a", password="b")


def test_its_url_is_asked_for_what_was_modified_in_utc_minutes(store: Store) -> None:
    """§4.6: custom_store_export, url-encoded, with Basic credentials."""
    store.connect()
    (asked,) = store.hub.asked
    assert asked["raw"].endswith(
        "?action=export&start_date=03%2F01%2F2026%2009%3A00&end_date=03%2F02%2F2026%2009%3A00&page=1"
    )
    assert store.hub.credentials == {"Basic " + base64.b64encode(b"wc:p:w").decode()}
    store.pass_time("60m")
    asked = store.hub.asked[1]
    window = (asked["start_date"], asked["end_date"])
    assert window == ("03/02/2026 09:00", "03/02/2026 10:00")


def test_an_order_of_the_feed_is_an_order(store: Store) -> None:
    """§4.6."""
    store.says(one("SO1"))
    store = store.connect()
    (row,) = store.ship.get("/orders", storeId=store.id)["orders"]
    assert (row["orderNumber"], row["orderStatus"]) == ("SO1", "awaiting_shipment")
    assert row["orderDate"] == "2026-03-02T00:30:00.0000000"  # UTC there, Pacific here
    assert (row["customerNotes"], row["customerEmail"]) == ("Łódź & more", "p@x.example")
    assert row["shipTo"]["street1"] == "1 Test Street"
    (item,) = row["items"]
    assert (item["lineItemKey"], item["sku"], item["unitPrice"]) == ("SO1-1", "IPHX-SLV-64", 199.0)
    assert store.ship.get("/stores")[-1]["marketplaceName"] == "Custom Store"


def test_pages_are_read_to_the_last_and_one_without_the_attribute_alone(store: Store) -> None:
    """§4.6."""
    store.hub.export = lambda page: (200, feed(one(f"SO{page}"), pages=3))
    store.connect()
    assert store.ship.numbers() == ["SO1", "SO2", "SO3"]
    store.hub.export = lambda page: (200, feed(one(f"SP{page}"), pages=None))
    store.pass_time("60m")
    assert store.ship.numbers(orderNumber="SP") == ["SP1"]


def test_an_order_that_changes_is_the_same_order(store: Store) -> None:
    """§4.6: by its OrderID, whatever its status is in the feed."""
    store.says(one("SO1", "unpaid"))
    store.connect()
    assert store.ship.numbers(orderStatus="awaiting_payment") == ["SO1"]
    for status, here in (("paid", "awaiting_shipment"), ("on_hold", "on_hold"),
                         ("Canceled", "cancelled"), ("paid", "cancelled")):  # fmt: skip
        store.says(one("SO1", status))
        store.pass_time("60m")
        assert store.ship.numbers() == store.ship.numbers(orderStatus=here) == ["SO1"]
    assert [delta for *_, delta in store.ship.ledger("demand")] == [1, -1]


def test_what_was_shipped_by_the_hub_is_shipped_here(store: Store) -> None:
    """§4.6."""
    store.says(one("SO1", "shipped"))
    store.connect()
    assert store.ship.numbers(orderStatus="shipped") == ["SO1"]


def test_a_bad_order_is_left_out_and_named_and_the_others_come(store: Store) -> None:
    """§4.6."""
    store.says(one("SO1", "exploded"), one("SO2", quantity="some"), one("SO3"), "<Order/>")
    store.connect()
    assert store.ship.numbers() == ["SO3"]
    (entry,) = store.ship.sandbox.callbacks()
    applied = entry["attempts"][0]["applied"]
    assert applied["orders"] == 1
    assert [name.partition(":")[0] for name in applied["left_out"]] == ["SO1", "SO2", "an order"]


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (500, feed(one("SO1")), "answered 500"),
        (200, "<Orders><Order></Orders>", "no XML"),
        (200, "<Shop/>", "not Orders"),
        (200, '<!DOCTYPE x [<!ENTITY a "b">]><Orders/>', "document type"),
        (200, "\x00", "no XML"),
    ],
)
def test_a_window_that_failed_is_asked_for_again(
    store: Store, status: int, body: str, said: str
) -> None:
    """§4.6."""
    store.hub.export = lambda page: (status, body)
    store.connect()
    assert said in store.ship.sandbox.callbacks()[0]["reason"]
    store.says(one("SO1"))
    store.pass_time("60m")
    assert store.hub.asked[1]["start_date"] == "03/01/2026 09:00"
    assert store.ship.numbers() == ["SO1"]


def test_a_failed_second_page_keeps_the_window_open(store: Store) -> None:
    """§4.6: orders of the first page are there, and are not doubled when they come again."""
    store.hub.export = lambda page: (200 if page == 1 else 503, feed(one(f"SO{page}"), pages=2))
    store.connect()
    assert store.ship.numbers() == ["SO1"]
    store.hub.export = lambda page: (200, feed(one(f"SO{page}"), pages=2))
    store.pass_time("60m")
    assert store.ship.numbers() == ["SO1", "SO2"]


def test_refreshing_the_store_asks_at_once(store: Store) -> None:
    """§4.3, §4.6: without a store all of them are refreshed."""
    store = store.connect(every_minutes=600)
    store.ship.sandbox.advance("5m")
    store.ship.post("/stores/refreshstore", storeId=store.id)
    store.ship.send("POST", "/stores/refreshstore")
    assert [asked["end_date"] for asked in store.hub.asked[1:]] == ["03/02/2026 09:05"] * 2


def test_nothing_is_asked_while_the_store_or_the_quirk_is_off(store: Store) -> None:
    """§4.6."""
    store = store.connect()
    store.ship.event("switch_store", store_id=store.id, active=False)
    store.pass_time("3h")
    assert len(store.hub.asked) == 1
    store.ship.event("switch_store", store_id=store.id, active=True)
    store.pass_time("60m")
    assert len(store.hub.asked) == 2
    store.ship.sandbox.set_quirk("shipstation.custom_store", False)
    store.pass_time("3h")
    store.ship.send("POST", "/stores/refreshstore")
    assert len(store.hub.asked) == 2


# Told of shipments


def test_a_label_is_told_to_the_hub_in_its_query_and_in_xml(store: Store) -> None:
    """§4.6: custom_store_shipnotify."""
    store.says(one("SO1"))
    store = store.connect()
    bought = store.ship.event("buy_label", order_number="SO1", carrier="stamps_com")
    ((query, notice),) = store.hub.told
    assert query == {
        "action": "shipnotify", "order_number": "SO1", "carrier": "stamps_com",
        "service": "usps_priority_mail", "tracking_number": bought["tracking_number"],
    }  # fmt: skip
    texts = {child.tag: child.text for child in notice if len(child) == 0}
    assert texts == {
        "OrderNumber": "SO1", "OrderID": "id-SO1", "CustomerCode": "pat",
        "LabelCreateDate": "03/02/2026 09:00", "ShipDate": "03/02/2026", "Carrier": "stamps_com",
        "Service": "usps_priority_mail", "TrackingNumber": bought["tracking_number"],
        "ShippingCost": "7.95",
    }  # fmt: skip
    assert notice.findtext("Recipient/Name") == "Pat Example"
    assert notice.findtext("Items/Item/LineItemID") == "SO1-1"
    assert notice.findtext("Items/Item/Quantity") == "1"
    (row,) = store.ship.shipments()
    assert (row["marketplaceNotified"], row["notifyErrorMessage"]) == (True, None)


def test_a_notice_that_is_not_taken_is_an_error_and_can_be_sent_again(store: Store) -> None:
    """§4.6 [decide]."""
    store.says(one("SO1"))
    store = store.connect()
    store.hub.take = 500
    bought = store.ship.event("buy_label", order_number="SO1", carrier="ups")
    (row,) = store.ship.shipments()
    assert (row["marketplaceNotified"], row["notifyErrorMessage"]) == (False, "answered 500")
    store.pass_time("1d")
    assert len(store.hub.told) == 1  # not by itself
    store.hub.take = 204
    store.ship.event("resend_ship_notice", shipment_id=bought["shipment_id"])
    (row,) = store.ship.shipments()
    assert (row["marketplaceNotified"], row["notifyErrorMessage"]) == (True, None)


def test_a_mark_is_told_when_the_channel_is_to_be_notified(store: Store) -> None:
    """§4.2, §4.6."""
    store.says(one("SO1"), one("SO2"))
    store = store.connect()
    for number, notify in (("SO1", False), ("SO2", True)):
        store.ship.event("mark_shipped", order_number=number, carrier="ups", tracking_number="T",
                         notify_sales_channel=notify)  # fmt: skip
    ((query, notice),) = store.hub.told
    assert (query["order_number"], query["tracking_number"]) == ("SO2", "T")
    assert notice.findtext("Items/Item/SKU") == "IPHX-SLV-64"


def test_returns_and_orders_of_other_stores_are_not_told(store: Store) -> None:
    """§4.6."""
    store.says(one("SO1"))
    store = store.connect()
    store.ship.create("SO9")
    other = store.ship.event("buy_label", order_number="SO9", carrier="ups")
    bought = store.ship.event("buy_label", order_number="SO1", carrier="ups")
    store.ship.event("return_label", shipment_id=bought["shipment_id"])
    assert [query["order_number"] for query, _ in store.hub.told] == ["SO1"]
    with pytest.raises(Refusal, match="no Custom Store"):
        store.ship.event("resend_ship_notice", shipment_id=other["shipment_id"])


def test_a_dropped_question_is_believed_to_have_arrived(store: Store) -> None:
    """§4.6: a fault on the poller's own request."""
    store.ship.sandbox.fault("shipstation", "custom_store_export", "drop")
    store.says(one("SO1"))
    store.connect()
    assert store.hub.asked == []
    store.pass_time("60m")
    assert store.ship.numbers() == ["SO1"]
