"""What the referee reads. Source: docs/reference/channels.md §4.2; docs/reference/duties.md D1."""

import pytest

from tests.shipstation.conftest import SKU, Ship, order

ORDERS = (
    "SELECT reference, sku, ordered / 1000000 AS n, shipped / 1000000 AS shipped,"
    " cancelled / 1000000 AS cancelled FROM v_orders WHERE simulator = 'shipstation' ORDER BY id"
)


def seen(ship: Ship) -> list[tuple[object, ...]]:
    return [tuple(row.values()) for row in ship.rows(ORDERS)]


def test_orders_are_seen_with_what_has_left_and_what_never_will(ship: Ship) -> None:
    """§4.2."""
    for number in ("SO1", "SO2", "SO3"):
        ship.create(number, items=[{"sku": SKU, "quantity": 3}])
    ship.event("buy_label", order_number="SO1", carrier="ups", items=[{"sku": SKU, "quantity": 1}])
    assert seen(ship)[0] == ("SO1", SKU, 3, 1, 0)
    ship.event("cancel_order", order_number="SO1")
    ship.event("mark_shipped", order_number="SO2", carrier="ups")
    ship.send("DELETE", f"/orders/{ship.get('/orders', orderNumber='SO3')['orders'][0]['orderId']}")
    assert seen(ship) == [("SO1", SKU, 3, 1, 2), ("SO2", SKU, 3, 3, 0), ("SO3", SKU, 3, 0, 3)]


def test_the_ledger_follows_orders_and_shipments(ship: Ship) -> None:
    """§4.2."""
    ship.create("SO1", items=[{"sku": SKU, "quantity": 2}])
    ship.create("SO1", items=[{"sku": SKU, "quantity": 5}, {"sku": "B", "quantity": 1}])
    ship.event("cancel_order", order_number="SO1")
    ship.create("SO2")
    ship.event("mark_shipped", order_number="SO2", carrier="ups")
    assert ship.ledger("demand") == [
        ("SO1", SKU, 2), ("SO1", "B", 1), ("SO1", SKU, 3), ("SO1", "B", -1), ("SO1", SKU, -5),
        ("SO2", SKU, 1),
    ]  # fmt: skip
    assert ship.ledger("shipment") == [("SO2", SKU, 1)]


def test_it_holds_no_stock(ship: Ship) -> None:
    """§4."""
    assert ship.rows("SELECT * FROM v_stock WHERE simulator = 'shipstation'") == []


def test_the_same_requests_write_the_same_journal_under_another_address(ship: Ship) -> None:
    """§7 (c): what a hook points at is our own address, which is nobody's business."""

    def play(host: str) -> bytes:
        ship.sandbox.reset()
        headers = {"Host": host}
        body = {"target_url": "http://127.0.0.1:9/", "event": "ORDER_NOTIFY"}
        ship.send("POST", "/webhooks/subscribe", json=body, headers=headers)
        ship.create("SO1")
        ship.sandbox.advance("2s")
        lines = ship.sandbox.request("GET", "/_sim/journal?format=ndjson").body
        assert b"{base}/orders?storeID=11" in lines
        return lines

    assert play("127.0.0.1:8001") == play("127.0.0.1:8002")


def test_an_order_is_in_the_ledger_once_however_often_it_is_sent(ship: Ship) -> None:
    """§4.2."""
    for _ in range(3):
        ship.create("SO1")
    ship.send("POST", "/orders/createorders", json=[order("SO1"), order("SO2")])
    assert ship.ledger("demand") == [("SO1", SKU, 1), ("SO2", SKU, 1)]


@pytest.mark.parametrize("kind", ["list_lag", "same_timestamp", "short_list", "empty_list"])
@pytest.mark.parametrize("operation", ["list_orders", "list_shipments", "list_fulfillments"])
def test_faults_on_lists_fit_each_list(ship: Ship, operation: str, kind: str) -> None:
    """§4.2, §4.3: their rows come from a table with a time stamp."""
    ship.create("SO1")
    ship.create("SO2")
    ship.event("buy_label", order_number="SO1", carrier="ups")
    ship.event("mark_shipped", order_number="SO2", carrier="ups")
    ship.sandbox.fault("shipstation", operation, kind)
    name = operation.removeprefix("list_")
    lagging = ship.get(f"/{name}")
    assert lagging.keys() == {name, "total", "page", "pages"}
    assert len(ship.get(f"/{name}")[name]) == (2 if name == "orders" else 1)
