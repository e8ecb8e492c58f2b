"""What staff and connections do with orders. Source: docs/reference/channels.md §4.2, §13, §15."""

from typing import Any

import pytest
from stocktake import Refusal

from tests.shipstation.conftest import SKU, Ship


def counts(order: dict[str, Any]) -> list[tuple[str, int]]:
    return [(item["lineItemKey"], item["quantity"]) for item in order["items"]]


def test_a_marketplace_connection_brings_an_order_into_its_store(ship: Ship) -> None:
    """§13, §14.4: Amazon is store 12; another marketplace gets a store of its own."""
    items = [{"sku": SKU, "quantity": 2, "unit_price": 199.0}, {"sku": "UNKNOWN"}]
    made = ship.event("import_order", marketplace="Amazon", order_number="A-1", items=items)
    assert made["store_id"] == 12
    shown = ship.order(made["order_id"])
    assert (shown["orderNumber"], shown["orderStatus"]) == ("A-1", "awaiting_shipment")
    assert counts(shown) == [("A-1-1", 2), ("A-1-2", 1)]
    assert (shown["orderTotal"], shown["amountPaid"]) == (398.0, 398.0)
    ebay = ship.event("import_order", marketplace="eBay", order_number="E-1", items=items)
    again = ship.event("import_order", marketplace="EBAY", order_number="E-2", items=items)
    assert ebay["store_id"] == again["store_id"] not in (11, 12)
    stores = {row["storeId"]: row["marketplaceName"] for row in ship.get("/stores")}
    assert stores[ebay["store_id"]] == "eBay"


def test_what_staff_noted_on_an_order_is_wiped_by_a_create_that_leaves_it_out(ship: Ship) -> None:
    """§4.2, §15 and failure-modes.md row 13: createorder is a full replace."""
    made = ship.create()
    ship.event("edit_order", order_number="SO1", internal_notes="no invoice")
    noted = ship.order(made["orderId"])
    assert (noted["internalNotes"], noted["items"]) == ("no invoice", made["items"])
    ship.create("SO1", internalNotes="no invoice")
    assert ship.order(made["orderId"])["internalNotes"] == "no invoice"
    ship.create("SO1")
    assert ship.order(made["orderId"])["internalNotes"] is None


def test_what_is_in_a_store_is_not_imported_again(ship: Ship) -> None:
    """§13."""
    order = {"marketplace": "Amazon", "order_number": "A-1", "items": [{"sku": SKU}]}
    ship.event("import_order", **order)
    with pytest.raises(Refusal, match="store 12 already"):
        ship.event("import_order", **order)


def test_the_same_channel_order_may_come_by_two_routes(ship: Ship) -> None:
    """§15 row 26: two ids, one order of a shopper."""
    ship.event("import_order", marketplace="eBay", order_number="01-1", items=[{"sku": SKU}])
    ship.create("01-1", orderKey="ebay-01-1")
    assert ship.numbers(orderNumber="01-1") == ["01-1", "01-1"]


def test_an_unpaid_order_of_a_marketplace_awaits_payment(ship: Ship) -> None:
    """§4.2."""
    items = [{"sku": SKU}]
    made = ship.event(
        "import_order", marketplace="Amazon", order_number="A-1", items=items, paid=False
    )
    assert ship.order(made["order_id"])["orderStatus"] == "awaiting_payment"


def test_a_split_order_keeps_number_and_key_and_says_where_it_comes_from(ship: Ship) -> None:
    """§4.2, §13."""
    made = ship.create("SO1", items=[{"lineItemKey": "1", "sku": SKU, "quantity": 3},
                                     {"lineItemKey": "2", "sku": "B", "quantity": 1}])  # fmt: skip
    items = [{"line_item_key": "1", "quantity": 2}, {"sku": "B"}]
    part = ship.order(ship.event("split_order", order_number="SO1", items=items)["order_id"])
    whole = ship.order(made["orderId"])
    assert (counts(whole), counts(part)) == ([("1", 1)], [("1", 2), ("2", 1)])
    assert (part["orderNumber"], part["orderKey"]) == ("SO1", "swappa-SO1")
    assert part["advancedOptions"]["parentId"] == made["orderId"]
    assert [each["advancedOptions"]["mergedOrSplit"] for each in (whole, part)] == [True, True]
    assert (whole["amountPaid"], part["amountPaid"]) == (199.0, 0.0)
    rows = ship.rows(
        "SELECT sum(ordered) / 1000000 AS n FROM v_orders WHERE simulator = 'shipstation'"
    )
    assert rows == [{"n": 4}]


def test_of_split_orders_with_one_key_the_id_chooses(ship: Ship) -> None:
    """§4.2: without an id it is the first."""
    first = ship.create("SO1", items=[{"sku": SKU, "quantity": 2}])["orderId"]
    second = ship.event("split_order", order_id=first, items=[{"sku": SKU}])["order_id"]
    assert ship.create("SO1", orderId=second, internalNotes="x")["orderId"] == second
    assert ship.create("SO1", internalNotes="y")["orderId"] == first


def test_a_split_takes_neither_all_nor_too_many(ship: Ship) -> None:
    """§13."""
    ship.create("SO1", items=[{"sku": SKU, "quantity": 2}])
    for items in ([{"sku": SKU, "quantity": 2}], [{"sku": SKU, "quantity": 3}], [{"sku": "B"}]):
        with pytest.raises(Refusal):
            ship.event("split_order", order_number="SO1", items=items)


def test_merged_orders_are_one_new_order_and_leave_the_lists(ship: Ship) -> None:
    """§4.2, §13."""
    ids = [ship.create(number)["orderId"] for number in ("SO1", "SO2")]
    made = ship.event("merge_orders", order_numbers=["SO1", "SO2"])["order_id"]
    merged = ship.order(made)
    assert (merged["orderNumber"], counts(merged)) == ("SO1", [("SO1-1", 1), ("SO2-1", 1)])
    assert merged["advancedOptions"]["mergedIds"] == ids
    assert (merged["amountPaid"], merged["orderTotal"]) == (398.0, 398.0)
    assert ship.numbers() == ["SO1"]
    for each in ids:
        ship.send("GET", f"/orders/{each}", 404)
    assert sum(delta for *_, delta in ship.ledger("demand")) == 2
    ship.event("buy_label", order_id=made, carrier="ups")
    (label,) = ship.shipments(includeShipmentItems="true")
    assert [item["lineItemKey"] for item in label["shipmentItems"]] == ["SO1-1", "SO2-1"]


def test_only_whole_orders_that_await_shipment_are_merged(ship: Ship) -> None:
    """§13."""
    ship.create("SO1", items=[{"sku": SKU, "quantity": 2}])
    ship.create("SO2", orderStatus="on_hold")
    ship.create("SO3")
    ship.event("buy_label", order_number="SO1", carrier="ups", items=[{"sku": SKU}])
    for numbers in (["SO1", "SO3"], ["SO2", "SO3"], ["SO3", "SO3"], ["SO3", "SO9"]):
        with pytest.raises(Refusal):
            ship.event("merge_orders", order_numbers=numbers)


def test_staff_cancel_what_has_not_shipped(ship: Ship) -> None:
    """§4.2."""
    made = ship.create("SO1")["orderId"]
    ship.event("cancel_order", order_number="SO1")
    assert ship.order(made)["orderStatus"] == "cancelled"
    with pytest.raises(Refusal, match="cancelled"):
        ship.event("cancel_order", order_id=made)
    with pytest.raises(Refusal, match="no order"):
        ship.event("cancel_order", order_number="SO9")
