"""Orders that were shipped with labels from elsewhere.

Source: docs/reference/channels.md §4.2, §4.3. list_fulfillments, mark_order_as_shipped.
"""

from typing import Any

import pytest

from tests.shipstation.conftest import SKU, Ship


def test_a_marked_order_is_in_the_fulfillments_and_in_no_list_of_shipments(ship: Ship) -> None:
    """§4.3: an engine that polls shipments alone never gets the number."""
    made = ship.create("SO1")["orderId"]
    body = {"orderId": made, "carrierCode": "usps", "trackingNumber": "T1"}
    more = {"shipDate": "2026-03-01", "notifySalesChannel": True}
    answer = ship.post("/orders/markasshipped", **body, **more)
    assert answer == {"orderId": made, "orderNumber": "SO1"}
    assert ship.shipments() == []
    (row,) = ship.get("/fulfillments")["fulfillments"]
    assert list(row) == [
        "fulfillmentId", "orderId", "orderNumber", "trackingNumber", "createDate", "shipDate",
        "voidDate", "deliveryDate", "carrierCode", "fulfillmentServiceCode", "voidRequested",
        "voided", "marketplaceNotified", "notifyErrorMessage", "shipTo",
    ]  # fmt: skip
    assert (row["trackingNumber"], row["shipDate"]) == ("T1", "2026-03-01")
    assert (row["carrierCode"], row["marketplaceNotified"]) == ("usps", True)
    shown = ship.order(made)
    assert (shown["orderStatus"], shown["shipDate"]) == ("shipped", "2026-03-01")
    assert ship.ledger("shipment") == [("SO1", SKU, 1)]


def test_an_order_is_marked_once_and_only_when_it_awaits_shipment(ship: Ship) -> None:
    """§4.2 [decide]."""
    made = ship.create("SO1")["orderId"]
    body = {"orderId": made, "carrierCode": "ups"}
    ship.post("/orders/markasshipped", **body)
    state = ship.post("/orders/markasshipped", 400, **body)["ModelState"]
    assert list(state) == ["apiOrder.orderStatus"]
    ship.post("/orders/markasshipped", 404, orderId=99, carrierCode="ups")
    ship.post("/orders/markasshipped", 400, orderId=made)


def test_staff_mark_orders_too(ship: Ship) -> None:
    """§13."""
    ship.create("SO1")
    made = ship.event("mark_shipped", order_number="SO1", carrier="ups", tracking_number="T1")
    (row,) = ship.get("/fulfillments")["fulfillments"]
    assert row["fulfillmentId"] == made["fulfillment_id"]
    assert row["marketplaceNotified"] is False


def test_a_marked_order_stays_shipped_whatever_becomes_of_its_labels(ship: Ship) -> None:
    """§4.2."""
    made = ship.create("SO1", items=[{"sku": SKU, "quantity": 2}])["orderId"]
    bought = ship.event("buy_label", order_id=made, carrier="ups", items=[{"sku": SKU}])
    ship.event("mark_shipped", order_id=made, carrier="ups")
    rows = "SELECT quantity / 1000000 AS n FROM v_shipments WHERE simulator = 'shipstation'"
    assert sorted(row["n"] for row in ship.rows(rows)) == [1, 1]
    ship.event("void_label", shipment_id=bought["shipment_id"])
    assert ship.order(made)["orderStatus"] == "shipped"


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ({}, ["SO1", "SO2", "A-1"]),
        ({"orderNumber": "SO1"}, ["SO1"]),
        ({"trackingNumber": "T-SO2"}, ["SO2"]),
        ({"recipientName": "nobody"}, []),
        ({"storeId": 12}, ["A-1"]),
        ({"createDateStart": "2026-03-03"}, ["SO2", "A-1"]),
        ({"shipDateStart": "2026-03-03", "shipDateEnd": "2026-03-03"}, ["SO2"]),
        ({"sortBy": "ShipDate", "sortDir": "DESC"}, ["A-1", "SO2", "SO1"]),
        ({"page": 2, "pageSize": 2}, ["A-1"]),
    ],
)
def test_a_filter_finds_its_fulfillments(
    ship: Ship, query: dict[str, Any], numbers: list[str]
) -> None:
    """§4.3."""
    ship.create("SO1")
    ship.create("SO2")
    ship.event("import_order", marketplace="Amazon", order_number="A-1", items=[{"sku": SKU}])
    for number in ("SO1", "SO2", "A-1"):
        ship.event("mark_shipped", order_number=number, carrier="x", tracking_number=f"T-{number}")
        ship.sandbox.advance("1d")
    rows = ship.get("/fulfillments", **query)["fulfillments"]
    assert [row["orderNumber"] for row in rows] == numbers
    for row in rows:
        assert ship.get("/fulfillments", orderId=row["orderId"])["total"] == 1
        (again,) = ship.get("/fulfillments", fulfillmentId=row["fulfillmentId"])["fulfillments"]
        assert again == row
