"""cancel_order with lines, reverse_shipment: docs/reference/wholecell.md §7.1, duties D18, D20."""

import pytest
from stocktake.core.errors import Conflict, Invalid, NotFound

from tests.wholecell.conftest import Cell
from tests.wholecell.sales_orders.support import (
    SKU,
    change,
    ledger,
    levels,
    order,
    read,
    seen,
    stocked,
)

OTHER = "FP4-256-B"


def quantities(cell: Cell, made: dict[str, int]) -> list[tuple[str, int, int]]:
    return [
        (item["sku"], item["quantity"], item["committed_quantity"])
        for item in read(cell, made)["items"]
    ]


def test_a_part_of_an_order_is_called_off_and_its_units_are_free(cell: Cell) -> None:
    """D18, row 37: items fall, the order stands, the units committed last go back."""
    units = stocked(cell, 5)
    stocked(cell, 2, OTHER, capacity="256GB")
    made = order(
        cell, transaction_number="R1",
        items=[{"sku": SKU, "quantity": 4}, {"sku": OTHER, "quantity": 2}],
    )  # fmt: skip
    cell.event("commit_units", id=made["id"])
    before = len(ledger(cell, "demand"))
    done = cell.event(
        "cancel_order", transaction_number="R1",
        lines=[{"sku": SKU, "quantity": 3}, {"sku": OTHER, "quantity": 2}],
    )  # fmt: skip
    assert done["id"] == made["id"]
    assert done["released"][:3] == [unit["hex_id"] for unit in units[1:4]]
    assert quantities(cell, made) == [(SKU, 1, 1)]
    assert read(cell, made)["status"] == "New"
    assert levels(cell) == (4, 0, 4)
    assert levels(cell, OTHER) == (2, 0, 2)
    assert ledger(cell, "demand")[before:] == [
        ("demand", SKU, "R1", -3), ("demand", OTHER, "R1", -2),
    ]  # fmt: skip
    assert seen(cell, "R1") == [(SKU, 1, 0, 0)]


def test_calling_off_every_line_cancels_the_order(cell: Cell) -> None:
    """§7.1: then it is `Canceled`, as if no lines were named."""
    stocked(cell, 2)
    made = order(cell, transaction_number="R1", items=[{"sku": SKU, "quantity": 2}])
    cell.event("cancel_order", id=made["id"], lines=[{"sku": SKU, "quantity": 2}])
    assert read(cell, made)["status"] == "Canceled"
    assert seen(cell, "R1") == [(SKU, 2, 0, 2)]


def test_of_two_items_of_one_sku_the_last_falls_first(cell: Cell) -> None:
    """D21, row 39."""
    stocked(cell, 1)
    twice = [{"sku": SKU, "quantity": 2}, {"sku": SKU, "quantity": 3}]
    made = order(cell, items=twice)
    cell.event("cancel_order", id=made["id"], lines=[{"sku": SKU, "quantity": 4}])
    assert quantities(cell, made) == [(SKU, 1, 0)]


def test_a_part_can_be_called_off_without_releasing_units(cell: Cell) -> None:
    """§7.1: an item that still holds units stays, overcommitted."""
    stocked(cell, 3)
    made = order(cell, items=[{"sku": SKU, "quantity": 1}, {"sku": "UNKNOWN", "quantity": 2}])
    cell.event("commit_units", id=made["id"])
    lines = [{"sku": SKU, "quantity": 1}, {"sku": "UNKNOWN", "quantity": 1}]
    done = cell.event("cancel_order", id=made["id"], lines=lines, release_units=False)
    assert done["released"] == []
    assert quantities(cell, made) == [(SKU, 0, 1), ("UNKNOWN", 1, 0)]


@pytest.mark.parametrize(
    ("lines", "refusal"),
    [
        ([{"sku": SKU, "quantity": 3}], Conflict),
        ([{"sku": SKU, "quantity": 1}, {"sku": SKU, "quantity": 2}], Conflict),
        ([{"sku": SKU.lower(), "quantity": 1}], NotFound),
        ([{"sku": SKU, "quantity": 0}], Invalid),
        ([], Invalid),
    ],
)
def test_what_an_order_does_not_ask_for_cannot_be_called_off(
    cell: Cell, lines: list[dict[str, object]], refusal: type[Exception]
) -> None:
    """D21: SKUs are compared character by character."""
    stocked(cell, 1)
    made = order(cell, items=[{"sku": SKU, "quantity": 2}])
    with pytest.raises(refusal):
        cell.event("cancel_order", id=made["id"], lines=lines)
    assert quantities(cell, made) == [(SKU, 2, 0)]


def test_a_shipment_that_was_entered_by_mistake_is_taken_back(cell: Cell) -> None:
    """D20: the order has not shipped any more; its units are still committed, and here."""
    stocked(cell, 3)
    made = order(cell, transaction_number="R1", items=[{"sku": SKU, "quantity": 2}])
    cell.event("commit_units", id=made["id"])
    cell.event("ship_order", id=made["id"], tracking_number="1Z")
    done = cell.event("reverse_shipment", transaction_number="R1")
    assert done == {"id": made["id"], "status": "New"}
    now = read(cell, made)
    assert (now["status"], now["shipped_at"], now["shipments"]) == ("New", None, [])
    assert quantities(cell, made) == [(SKU, 2, 2)]
    assert seen(cell, "R1") == [(SKU, 2, 0, 0)]
    assert [line[3] for line in ledger(cell, "shipment")] == [2, -2]
    assert [line[3] for line in ledger(cell, "stock")][-2:] == [-2, 2]
    assert cell.world("SELECT 1 FROM v_shipments WHERE reference = 'R1'") == []
    assert levels(cell) == (1, 0, 1)
    cell.event("ship_order", id=made["id"])
    assert cell.event("reverse_shipment", id=made["id"], status="Ready to Ship")["status"] == (
        "Ready to Ship"
    )


def test_only_a_shipped_order_can_be_opened_again_so(cell: Cell) -> None:
    """§7.1."""
    made = order(cell)
    with pytest.raises(Conflict):
        cell.event("reverse_shipment", id=made["id"])
    change(cell, made, status="Shipped")
    for status in ("Shipped", "Canceled"):
        with pytest.raises(Conflict):
            cell.event("reverse_shipment", id=made["id"], status=status)
    assert read(cell, made)["shipped_at"]
