"""commit_units, release_units, ship_order, cancel_order: docs/reference/wholecell.md §7.1."""

import pytest
from stocktake.core.errors import Conflict, NotFound, Unprocessable

from tests.wholecell.conftest import Cell
from tests.wholecell.sales_orders.support import (
    SKU,
    change,
    esns,
    ledger,
    levels,
    order,
    read,
    seen,
    stocked,
)


def test_staff_scan_the_oldest_units_that_an_order_needs_and_ship_it(cell: Cell) -> None:
    """§7.1; duties.md: staff ship. Committing and shipping are two steps."""
    units = stocked(cell, 3)
    cell.event("set_unit_status", id=units[0]["id"], status="Moving")
    made = order(
        cell, transaction_number="R1", items=[{"sku": SKU, "quantity": 4}, {"sku": "UNKNOWN"}]
    )
    done = cell.event("commit_units", transaction_number="R1")
    assert done == {
        "id": made["id"], "committed": [units[1]["hex_id"], units[2]["hex_id"]],
        "without_item": [], "short": {SKU: 2},
    }  # fmt: skip
    parcel = cell.event(
        "ship_order", id=made["id"], carrier="UPS", service="Ground", tracking_number="1Z"
    )
    now = read(cell, made)
    assert (now["status"], now["shipped_at"]) == ("Shipped", now["shipments"][0]["shipped_at"])
    assert now["shipments"] == [
        {"id": parcel["shipment_id"], "carrier": "UPS", "service": "Ground",
         "tracking_number": "1Z", "shipped_at": now["updated_at"]},
    ]  # fmt: skip
    assert [line[3] for line in ledger(cell, "stock")][-1] == -2
    cell.event("ship_order", id=made["id"], tracking_number="2Z")
    again = read(cell, made)
    assert [row["tracking_number"] for row in again["shipments"]] == ["1Z", "2Z"]
    assert again["shipped_at"] == now["shipped_at"]
    assert [line[3] for line in ledger(cell, "shipment")] == [4, 1]
    (row,) = {r["id"] for r in cell.world("SELECT id FROM v_shipments WHERE reference = 'R1'")}
    assert row == parcel["shipment_id"]


def test_of_two_orders_with_one_number_staff_mean_the_one_that_is_not_canceled(cell: Cell) -> None:
    """§7.1; a proxy may have repeated a create, and the engine cancels one of both."""
    stocked(cell, 1)
    first = order(cell, transaction_number="R1", items=[{"sku": SKU}])
    second = order(cell, transaction_number="R1", items=[{"sku": SKU}])
    with pytest.raises(Conflict):
        cell.event("commit_units", transaction_number="R1")
    cell.event("cancel_order", id=first["id"])
    assert cell.event("commit_units", transaction_number="R1")["id"] == second["id"]


def test_staff_commit_and_release_named_units(cell: Cell) -> None:
    """§7.1: by ESN or hex id; committing adds to the units that are there."""
    one, two, three = stocked(cell, 3)
    made = order(cell, items=[{"sku": SKU, "quantity": 2}])
    cell.event("commit_units", id=made["id"], units=[{"hex_id": one["hex_id"].lower()}])
    cell.event("commit_units", id=made["id"], units=esns([two]))
    assert len(read(cell, made)["inventories"]) == 2
    with pytest.raises(Conflict):
        cell.event("release_units", id=made["id"], units=esns([three]))
    done = cell.event("release_units", id=made["id"], units=esns([one]))
    assert done["released"] == [one["hex_id"]]
    assert cell.event("release_units", id=made["id"])["released"] == [two["hex_id"]]
    change(cell, made, status="Unpaid")
    with pytest.raises(Unprocessable):
        cell.event("commit_units", id=made["id"])


def test_staff_cancel_an_unshipped_order_and_put_its_units_back(cell: Cell) -> None:
    """§7.1; a client that sets the status releases no units: staff must put them back."""
    units = stocked(cell)
    made = order(cell, transaction_number="R1", items=[{"sku": SKU}])
    cell.event("commit_units", id=made["id"])
    change(cell, made, status="Canceled")
    assert levels(cell) == (9, 0, 9)
    with pytest.raises(Conflict):
        cell.event("cancel_order", id=made["id"])
    cell.event("release_units", id=made["id"])
    assert levels(cell) == (10, 0, 10)
    change(cell, made, status="New")
    cell.event("commit_units", id=made["id"])
    done = cell.event("cancel_order", transaction_number="R1")
    assert done == {"id": made["id"], "released": [units[0]["hex_id"]]}
    assert levels(cell) == (10, 0, 10)
    assert seen(cell, "R1") == [(SKU, 1, 0, 1)]
    for status in ("Draft", "New", "Shipped"):
        other = order(cell)
        change(cell, other, status="Ready to Pick")
        if status == "Draft":
            cell.event("cancel_order", id=other["id"], status=status, release_units=False)
        else:
            with pytest.raises(Conflict):
                cell.event("cancel_order", id=other["id"], status=status)


def test_an_unknown_or_closed_order_is_not_shipped(cell: Cell) -> None:
    """§7.1."""
    made = order(cell, transaction_number="R1", status="Draft")
    with pytest.raises(Conflict):
        cell.event("ship_order", id=made["id"])
    change(cell, made, status="New")
    with pytest.raises(Conflict):
        cell.event("ship_order", id=made["id"], status="Ready to Ship")
    with pytest.raises(NotFound):
        cell.event("ship_order", transaction_number="R2")
    order(cell, transaction_number="R1")
    with pytest.raises(Conflict):
        cell.event("ship_order", transaction_number="R1")
