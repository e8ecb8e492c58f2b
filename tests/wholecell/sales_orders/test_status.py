"""What the status of a sales order decides. Source: docs/reference/wholecell.md §7.1."""

from tests.wholecell.conftest import Cell
from tests.wholecell.sales_orders.support import (
    SKU,
    change,
    esns,
    ledger,
    levels,
    order,
    seen,
    stocked,
)


def test_a_status_decides_what_is_outstanding(cell: Cell) -> None:
    """§7.1: only open ones count; 10 less one ordered is 9; cancelled, it is 10 again."""
    stocked(cell)
    assert levels(cell) == (10, 0, 10)
    made = order(cell, transaction_number="R1", items=[{"sku": SKU}])
    assert levels(cell) == (10, 1, 9)
    change(cell, made, status="Ready to Ship")
    assert levels(cell) == (10, 1, 9)
    cancelled = change(cell, made, status="Canceled")
    assert (levels(cell), cancelled["shipped_at"]) == ((10, 0, 10), None)
    assert seen(cell, "R1") == [(SKU, 1, 0, 1)]
    change(cell, made, status="New")
    assert [line[3] for line in ledger(cell, "demand")] == [1, -1, 1]


def test_shipping_without_commitment_raises_the_quantity_again(cell: Cell) -> None:
    """§7.1, §13 scenario 10: the oversell. Outstanding drops, on hand stays."""
    stocked(cell)
    made = order(cell, transaction_number="R1", items=[{"sku": SKU}])
    assert levels(cell) == (10, 1, 9)
    shipped = change(cell, made, status="Shipped")
    assert levels(cell) == (10, 0, 10)
    assert shipped["shipped_at"] == shipped["updated_at"]
    assert seen(cell, "R1") == [(SKU, 1, 1, 0)]
    assert [line[3] for line in ledger(cell, "stock")] == [10]  # they came in, none has left
    assert ledger(cell, "shipment") == [("shipment", SKU, "R1", 1)]


def test_shipping_with_commitment_leaves_the_quantity(cell: Cell) -> None:
    """§7.1: 9, 9, 9."""
    units = stocked(cell)
    made = order(cell, transaction_number="R1", items=[{"sku": SKU, "sale_price": 20000}])
    change(cell, made, inventories=esns(units[:1]))
    assert levels(cell) == (9, 0, 9)
    assert [line[3] for line in ledger(cell, "stock")] == [10]
    change(cell, made, status="Shipped")
    assert levels(cell) == (9, 0, 9)
    assert ledger(cell, "stock")[-1] == ("stock", SKU, "R1", -1)
    rows = cell.world("SELECT * FROM v_shipments WHERE reference = 'R1'")
    assert [(row["sku"], row["quantity"]) for row in rows] == [(SKU, 1_000_000)]


def test_an_open_status_undoes_shipping_unless_a_parcel_is_recorded(cell: Cell) -> None:
    """§7.1: shipped_at is when it first shipped; cancelling later does not undo it."""
    made = order(cell, items=[{"sku": "X"}])
    at = change(cell, made, status="Shipped")["shipped_at"]
    cell.sandbox.advance("1h")
    assert change(cell, made, status="Shipped")["shipped_at"] == at
    assert change(cell, made, status="Canceled")["shipped_at"] == at
    assert change(cell, made, status="New")["shipped_at"] is None
    cell.event("ship_order", id=made["id"])
    assert change(cell, made, status="New")["shipped_at"] is not None


def test_without_an_open_status_an_order_must_name_one(cell: Cell) -> None:
    """§7.2."""
    cell.write("UPDATE wholecell_status SET open = 0")
    assert order(cell, 422) == {"errors": {"status": ["can't be blank"]}}
    assert order(cell, status="Draft")["status"] == "Draft"
