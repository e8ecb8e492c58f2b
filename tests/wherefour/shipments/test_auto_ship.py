"""auto_pick_and_ship and list_shipments: what is shipped, shown and refused.

Source: docs/reference/wherefour.md §3.10, §5.1, §5.2, §8.
"""

from typing import Any

import pytest

from tests.wherefour.conftest import Warehouse

SHIPMENT_KEYS = """
id order_id user_name ship_date shipment_number tracking_number note created_at updated_at
delivery_method order shipment_items
"""
ORDER_KEYS = """
id order_date produce_date deliver_date po_number status salesperson_id salesperson_name
delivery_method_id instructions subtotal discount tax shipping total order_number payment_term_id
created_at updated_at invoiced_at
"""
BAR = {"pull_strategy": "FEFO"}
CASE = {"pull_strategy": "FIFO", "unit": "case"}


def goods(warehouse: Warehouse) -> None:
    """Add the two items of the documented runs under their names of 2020, without stock."""
    warehouse.item("Chocolate bar", "BAR", **BAR)
    warehouse.item("Chocolate bar, finished case", "BARS", **CASE)


def documented_order(warehouse: Warehouse, *, bars: float = 10, cases: float = 5) -> dict[str, Any]:
    """Place the order of the documented runs."""
    return warehouse.order(
        {"sku": "BAR", "count": bars, "unit_price": 100, "override_unit_price": 0},
        {"sku": "BARS", "count": cases, "unit_price": 0, "override_unit_price": 0},
        order_number="SO100", produce_date="2020-09-04", deliver_date="2020-09-04",
        po_number="12345", delivery_method_id=1, discount=0, tax=0, shipping=0,
    )  # fmt: skip


def instructions(warehouse: Warehouse, order: dict[str, Any]) -> str:
    """Return an order's instructions as they are now."""
    return str(warehouse.get(f"/orders/{order['id']}").json()["instructions"])


def test_the_documented_partial_shipment(warehouse_in_2020: Warehouse) -> None:
    """§5.1 points 1 to 10 and §8: an expired lot is shipped, an empty line is not, "open" stays."""
    warehouse = warehouse_in_2020
    goods(warehouse)
    lot = warehouse.receive("BAR", 100, "1234", expires="2020-04-01", location="North Warehouse")
    order = documented_order(warehouse)
    warehouse.sandbox.advance("62s")
    answer = warehouse.ship(order, tracking_number="123456", location_name="North Warehouse")
    assert answer.status == 200
    shipment = answer.json()
    assert set(shipment) == set(SHIPMENT_KEYS.split())
    assert set(shipment["order"]) == set(ORDER_KEYS.split())
    assert shipment["ship_date"] == "2020-09-12T18:26:00.000Z"
    assert shipment["created_at"].startswith("2020-09-12T18:26:02.")
    assert (shipment["shipment_number"], shipment["tracking_number"]) == (1, "123456")
    assert (shipment["user_name"], shipment["note"]) == ("Tony Fiorello", None)
    assert shipment["delivery_method"]["name"] == "UPS Ground"
    assert shipment["order"]["status"] == "open"
    assert shipment["order"]["invoiced_at"] is None
    text = "\nShipment #1: 09/12/20\n10.0 Each - Chocolate bar (lot code: 1234)\n"
    assert shipment["order"]["instructions"] == text
    [item] = shipment["shipment_items"]
    assert (item["count"], item["inventory_name"], item["inventory_sku"]) == (
        "10.0", "Chocolate bar", "BAR",
    )  # fmt: skip
    [taken] = item["auto_ship"]
    assert taken == {
        "adjustment_id": taken["adjustment_id"], "stock_id": lot["stock_id"], "lot_code": "1234",
        "barcode": None, "count": "10.0", "change": "-10.0", "reason": "shipment",
    }  # fmt: skip


def test_the_documented_shipment_of_two_lines(warehouse_in_2020: Warehouse) -> None:
    """§5.1 point 8 and §8: the text of two lines, the unit in the plural."""
    warehouse = warehouse_in_2020
    goods(warehouse)
    warehouse.receive("BAR", 75, "SC-00000")
    warehouse.receive("BARS", 40, "SCC-0000")
    order = documented_order(warehouse, cases=40)
    shipment = warehouse.ship(order).json()
    assert shipment["order"]["instructions"] == (
        "\nShipment #1: 09/12/20\n10.0 Each - Chocolate bar (lot code: SC-00000)\n"
        "40.0 Cases - Chocolate bar, finished case (lot code: SCC-0000)\n"
    )
    assert [item["auto_ship"][0]["count"] for item in shipment["shipment_items"]] == [
        "10.0",
        "40.0",
    ]


def test_the_documented_totals_come_with_the_quirk(warehouse_in_2020: Warehouse) -> None:
    """§8: the answer shows subtotal "100.0" and total "0.0" where legacy_totals is on."""
    warehouse = warehouse_in_2020
    warehouse.sandbox.set_quirk("wherefour.legacy_totals", True)
    order = warehouse.order({"inventory_id": 4, "count": 1}, subtotal=100, total=0)
    shown = warehouse.ship(order).json()["order"]
    assert (shown["subtotal"], shown["total"]) == ("100.0", "0.0")


def test_an_order_ships_in_two_parts(warehouse: Warehouse) -> None:
    """§5.1: shipments are numbered per order; a repeat ships the rest and completes it."""
    order = warehouse.order({"sku": "SK0002", "count": 5}, instructions="Ring twice")
    warehouse.receive("SK0002", 2, "A")
    assert warehouse.ship(order).json()["order"]["status"] == "open"
    warehouse.receive("SK0002", 9, "B")
    second = warehouse.ship(order).json()
    assert second["shipment_number"] == 2
    assert second["shipment_items"][0]["count"] == "3.0"
    assert second["order"]["status"] == "complete"
    assert second["order"]["instructions"] == (
        "Ring twice\nShipment #1: 01/05/26\n2.0 Cases - Case of finished good B (lot code: A)\n"
        "\nShipment #2: 01/05/26\n3.0 Cases - Case of finished good B (lot code: B)\n"
    )
    answer = warehouse.get(f"/customers/1/orders/{order['id']}/shipments")
    assert [row["shipment_number"] for row in answer.json()] == [1, 2]
    assert answer.json()[1] == second
    assert answer.headers["total"] == "2"
    assert warehouse.ship(order).status == 422


def test_shipping_lowers_lots_and_on_hand_and_updates_item_and_order(
    warehouse: Warehouse,
) -> None:
    """§5.1 "After shipping": lot, item and order count as updated."""
    order = warehouse.order({"inventory_id": 4, "count": 70})
    warehouse.sandbox.advance("1h")
    shipment = warehouse.ship(order).json()
    [item] = warehouse.get("/inventory?updated_at=2026-01-05T10:00:00Z").json()
    assert (item["id"], item["on_hand"]) == (4, "1095.0")
    [lot] = warehouse.get("/inventory/4/stocks").json()
    assert (lot["lot_code"], lot["count"]) == ("SC-00001", "1095.0")
    assert lot["updated_at"] == item["updated_at"] == shipment["order"]["updated_at"]


def test_an_order_without_available_stock_is_refused_and_stores_nothing(
    warehouse: Warehouse,
) -> None:
    """§5.1: 422 "No available stock lots", nothing written."""
    order = warehouse.order({"sku": "SK0002", "count": 5})
    world = warehouse.sandbox.world()
    tables = "SELECT (SELECT count(*) FROM wherefour_shipment), (SELECT count(*) FROM ledger)"
    before = world.all(tables)
    answer = warehouse.ship(order)
    assert answer.status == 422
    assert "No available stock lots" in answer.json()["message"]
    assert world.all(tables) == before
    assert instructions(warehouse, order) == ""
    assert warehouse.get(f"/customers/1/orders/{order['id']}/shipments").json() == []


def test_shipments_to_a_blocked_customer_are_refused(warehouse: Warehouse) -> None:
    """§5.1: block_shipments is 422."""
    customer = warehouse.post("/customers", {"display_name": "B", "block_shipments": True}).json()
    path = f"/customers/{customer['id']}/orders"
    line = {"inventory_id": 4, "count": 1}
    order = warehouse.post(
        path,
        {"order_number": "1", "order_date": "2026-01-05", "order_items_attributes": [line]},
    ).json()
    answer = warehouse.post(f"{path}/{order['id']}/auto_ship", {"delivery_method": "UPS"})
    assert answer.status == 422
    assert "blocked" in answer.json()["message"]


@pytest.mark.parametrize("status", ["On Hold", "Complete", "Canceled"])
def test_a_status_may_forbid_shipments(warehouse: Warehouse, status: str) -> None:
    """§5.1 and §5.2: allow_shipments false is 422."""
    order = warehouse.order({"inventory_id": 4, "count": 1}, status=status)
    assert warehouse.ship(order).status == 422


def test_a_status_may_forbid_partial_shipments(warehouse: Warehouse) -> None:
    """§5.1: allow_partial_shipments false and stock short is 422, nothing written."""
    warehouse.write("UPDATE wherefour_order_status SET allow_partial_shipments = 0 WHERE id = 2")
    order = warehouse.order({"inventory_id": 4, "count": 1}, {"sku": "SK0002", "count": 1})
    assert warehouse.ship(order).status == 422
    assert warehouse.get("/inventory?per_page=3").json()[2]["on_hand"] == "1165.0"
    warehouse.receive("SK0002", 1, "A")
    assert warehouse.ship(order).json()["order"]["status"] == "complete"


def test_the_status_after_a_shipment_is_a_quirk(warehouse: Warehouse) -> None:
    """§5.2 and §10: partial_ship_status and full_ship_status."""
    warehouse.sandbox.set_quirk("wherefour.partial_ship_status", "partially shipped")
    warehouse.sandbox.set_quirk("wherefour.full_ship_status", "invoiced")
    order = warehouse.order({"inventory_id": 4, "count": 1200})
    assert warehouse.ship(order).json()["order"]["status"] == "partially shipped"
    warehouse.receive("SK0001", 35, "A")
    assert warehouse.ship(order).json()["order"]["status"] == "invoiced"


def test_a_partly_shipped_order_gets_the_status_with_that_flag(warehouse: Warehouse) -> None:
    """§5.1: the status flagged order_has_shipments_status, if one exists."""
    warehouse.write("UPDATE wherefour_order_status SET order_has_shipments_status = 1 WHERE id = 3")
    order = warehouse.order({"inventory_id": 4, "count": 1200})
    assert warehouse.ship(order).json()["order"]["status"] == "partially shipped"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 422),
        ({"delivery_method": ""}, 422),
        ({"delivery_method": None}, 422),
        ({"delivery_method": "UPS", "ship_date": "tomorrow"}, 422),
        ({"delivery_method": "UPS", "ship_date": "0001-01-01 12:00 AM"}, 422),
        ({"delivery_method": "UPS", "location_id": 2}, 404),
        ({"delivery_method": "UPS", "location_id": 10**30}, 422),
        (None, 422),
    ],
)
def test_auto_ship_refuses_invalid_requests(warehouse: Warehouse, body: Any, status: int) -> None:
    """§5.1: a missing delivery method, an unreadable date: 422; an unknown location id: 404."""
    order = warehouse.order({"inventory_id": 4, "count": 1})
    assert warehouse.post(f"/customers/1/orders/{order['id']}/auto_ship", body).status == status


@pytest.mark.parametrize(
    "path", ["/customers/1/orders/3", "/customers/9/orders/1", "/customers/9/orders/x"]
)
def test_an_order_of_another_customer_is_not_found(warehouse: Warehouse, path: str) -> None:
    """§4: unknown ids, and a child of another parent, are 404."""
    assert warehouse.post(path + "/auto_ship", {"delivery_method": "UPS"}).status == 404
    assert warehouse.get(path + "/shipments").status == 404


def test_the_ship_date_is_read_in_the_users_zone(warehouse: Warehouse) -> None:
    """§1.6 and §4, operation 18b: California time; the text has the day there."""
    order = warehouse.order({"inventory_id": 4, "count": 1})
    shipment = warehouse.ship(order, ship_date="2021-02-02 11:30 PM").json()
    assert shipment["ship_date"] == "2021-02-03T07:30:00.000Z"
    assert shipment["order"]["instructions"].startswith("\nShipment #1: 02/02/21\n")
    again = warehouse.order({"inventory_id": 4, "count": 1})
    iso = warehouse.ship(again, ship_date="2021-02-02T10:15:42+02:00").json()
    assert iso["ship_date"] == "2021-02-02T08:15:00.000Z"


def test_a_delivery_method_is_the_closest_name_or_none(warehouse: Warehouse) -> None:
    """§5.1: closest name; no match is null, and the shipment is made all the same."""
    shown = []
    for name in ("ups ground", "Pick", "Embarcadero", "UPS Grond", "Zeppelin"):
        order = warehouse.order({"inventory_id": 4, "count": 1})
        shown.append(warehouse.ship(order, delivery_method=name).json()["delivery_method"])
    assert [method and method["name"] for method in shown] == [
        "UPS Ground", "Pickup", "Route: Embarcadero North", "UPS Ground", None,
    ]  # fmt: skip


def test_the_documented_shipment_is_listed(warehouse: Warehouse) -> None:
    """§7: shipment 1 of SO2, adjustments 25 and 26."""
    [shipment] = warehouse.get("/customers/1/orders/2/shipments").json()
    assert shipment["id"] == 1
    lots = [taken for item in shipment["shipment_items"] for taken in item["auto_ship"]]
    assert [(lot["adjustment_id"], lot["stock_id"], lot["change"]) for lot in lots] == [
        (25, 13, "-10.0"), (26, 14, "-40.0"),
    ]  # fmt: skip
    assert shipment["order"]["status"] == "invoiced"
