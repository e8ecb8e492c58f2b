"""Goods come in, lots are counted, staff ship. Source: docs/reference/wherefour.md §5.1 to 5.5."""

from typing import Any

import pytest
from stocktake.core.errors import Conflict, Invalid, NotFound, Refusal, Unprocessable

from .conftest import Warehouse


def adjustments(warehouse: Warehouse, lot_code: str) -> list[dict[str, Any]]:
    """Return the adjustments of the lots of a code."""
    return warehouse.sandbox.world().all(
        "SELECT * FROM wherefour_adjustment WHERE lot_code = ? ORDER BY id", (lot_code,)
    )


def test_goods_received_are_a_new_lot_with_its_adjustment(warehouse: Warehouse) -> None:
    """§5.3: base_count, details from the item, adjustment of reason purchase, on_hand."""
    warehouse.receive("SK0002", 2.5, "L-1", location="north warehouse", expires="11/05/26")
    [lot] = warehouse.get("/inventory/6/stocks").json()
    assert (lot["lot_code"], lot["count"], lot["status"]) == ("L-1", "2.5", "active")
    assert (lot["expiration_date"], lot["details"]) == ("2026-11-05", "Case of finished good B")
    [adjustment] = adjustments(warehouse, "L-1")
    assert (adjustment["reason"], adjustment["change"]) == ("purchase", 2_500_000)
    ledger = warehouse.sandbox.world().all("SELECT * FROM ledger")
    assert [(row["what"], row["place"], row["reference"], row["delta"]) for row in ledger] == [
        ("stock", "NORW", "L-1", 2_500_000)
    ]


def test_a_lot_without_a_code_gets_the_next_number(warehouse: Warehouse) -> None:
    """§5.3: L000001, counting per organization."""
    received = [
        warehouse.sandbox.event(
            "wherefour", "receive_stock", sku="SK0002", count=1, location="NORW"
        )
        for _ in range(2)
    ]
    assert [lot["lot_code"] for lot in received] == ["L000001", "L000002"]


def test_the_ledger_counts_a_case_item_in_cases(warehouse: Warehouse) -> None:
    """§5.1 "Units": levels are in the unit of order; the event counts in the unit of use."""
    warehouse.receive("CHK-CAN-CS12", 7, "X", location="MAIN")
    [row] = warehouse.sandbox.world().all("SELECT * FROM ledger")
    assert (row["delta"], row["after"]) == (11_000_000 - 10_416_666, 11_000_000)


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"sku": "nobody's"}, NotFound),
        ({"sku": "TWL-PAPER-6"}, Conflict),
        ({"location": "Nowhere"}, NotFound),
        ({"expires": "someday"}, Unprocessable),
        ({"count": 0}, Invalid),
        ({"count": -3}, Invalid),
    ],
)
def test_invalid_receipts_are_refused(
    warehouse: Warehouse, change: dict[str, Any], refusal: type[Exception]
) -> None:
    """§5.3: unknown item or place, no count."""
    arguments: dict[str, Any] = {"sku": "SK0002", "count": 1, "location": "NORW"} | change
    with pytest.raises(refusal):
        warehouse.sandbox.event("wherefour", "receive_stock", **arguments)
    assert warehouse.get("/inventory/6/stocks").json() == []


def test_a_count_that_differs_becomes_an_adjustment_with_a_reason(warehouse: Warehouse) -> None:
    """§5.5: the change is signed; the lot is what was counted."""
    counted = warehouse.sandbox.event("wherefour", "cycle_count", lot_code="SC-00000", count=60)
    assert counted == {"stock_id": 13, "change": "-5.0"}
    assert adjustments(warehouse, "SC-00000")[-1]["reason"] == "cycle count"
    assert warehouse.get("/inventory/4/stocks").json()[0]["count"] == "60.0"


def test_a_count_that_matches_changes_nothing(warehouse: Warehouse) -> None:
    """§5.5: no change, no adjustment, nothing that pollers would see."""
    before = adjustments(warehouse, "SC-00000")
    warehouse.sandbox.event("wherefour", "cycle_count", lot_code="SC-00000", count=65)
    assert adjustments(warehouse, "SC-00000") == before
    assert warehouse.sandbox.world().all("SELECT * FROM ledger") == []


def test_a_lot_can_be_counted_down_to_zero_and_up_again(warehouse: Warehouse) -> None:
    """§5.1 "Lot emptied": the row stays."""
    for count in (0, 7):
        warehouse.sandbox.event("wherefour", "cycle_count", lot_code="SCC-0000", count=count)
    assert warehouse.get("/inventory/6/stocks").json()[0]["count"] == "7.0"


def test_a_count_must_name_one_lot(warehouse: Warehouse) -> None:
    """§5.3: duplicate lot codes are allowed, so a code alone may say too little."""
    with pytest.raises(NotFound):
        warehouse.sandbox.event("wherefour", "cycle_count", lot_code="nobody's", count=1)
    warehouse.receive("SK0002", 1, "SC-00000", location="SYDW")
    with pytest.raises(Conflict):
        warehouse.sandbox.event("wherefour", "cycle_count", lot_code="SC-00000", count=1)


def test_staff_ship_an_order_from_the_lots_that_auto_ship_picks(
    warehouse: Warehouse,
) -> None:
    """§5.1: the same picks, the same status afterwards, the same refusal of a second time."""
    order = warehouse.order({"inventory_id": 4, "count": 2})
    made = warehouse.sandbox.event("wherefour", "ship_order", order_number="R1")
    [shipment] = warehouse.get(f"/customers/1/orders/{order['id']}/shipments").json()
    assert shipment["id"] == made["shipment_id"]
    assert [each["count"] for each in shipment["shipment_items"]] == ["2.0"]
    assert warehouse.get(f"/orders/{order['id']}").json()["status"] == "complete"
    with pytest.raises(Refusal):
        warehouse.sandbox.event("wherefour", "ship_order", order_number="R1")


def test_an_order_to_ship_needs_a_number_that_only_one_order_has(warehouse: Warehouse) -> None:
    """§5.2: order numbers may repeat, so a number alone may say too little."""
    with pytest.raises(NotFound):
        warehouse.sandbox.event("wherefour", "ship_order", order_number="R1")
    for _ in range(2):
        warehouse.order({"inventory_id": 4, "count": 1})
    with pytest.raises(Conflict):
        warehouse.sandbox.event("wherefour", "ship_order", order_number="R1")
