"""`shipments` of a sales order. Source: docs/reference/channels.md §13; wholecell.md §7.2."""

from typing import Any

from tests.wholecell.conftest import Cell
from tests.wholecell.sales_orders.support import SKU, change, levels, order, read, stocked

T1 = {"carrier": "USPS", "tracking_number": "9400111899223197"}
T2 = {"carrier": "UPS", "service": "Ground", "tracking_number": "1Z999"}


def numbers(shown: dict[str, Any]) -> list[str]:
    return [each["tracking_number"] for each in shown["shipments"]]


def test_a_parcel_is_added_with_the_status_that_means_shipped(cell: Cell) -> None:
    """§13: the order leaves, its unit is committed, 9, 0, 9."""
    stocked(cell)
    made = order(cell, transaction_number="R1", items=[{"sku": SKU}])
    cell.event("commit_units", transaction_number="R1")
    shown = change(cell, made, status="Shipped", shipments=[T1])
    (parcel,) = shown["shipments"]
    assert {**parcel, **T1, "service": None} == parcel
    assert parcel["shipped_at"] == shown["shipped_at"]
    assert levels(cell) == (9, 0, 9)
    rows = cell.world("SELECT id FROM v_shipments WHERE reference = 'R1'")
    assert [row["id"] for row in rows] == [parcel["id"]]


def test_the_same_number_twice_is_one_and_the_list_is_added_to(cell: Cell) -> None:
    """§13: in one request, in the next, with blanks around it, under another carrier."""
    made = order(cell, items=[{"sku": "X", "quantity": 3}])
    change(cell, made, status="Shipped", shipments=[T1, T1])
    blanks = f" {T1['tracking_number']} "
    change(cell, made, shipments=[{"carrier": "FedEx", "tracking_number": blanks}])
    shown = change(cell, made, shipments=[T2])
    assert numbers(shown) == [T1["tracking_number"], "1Z999"]
    assert [each["carrier"] for each in shown["shipments"]] == ["USPS", "UPS"]
    cell.event("ship_order", id=made["id"], **T2)
    assert numbers(change(cell, made, shipments=[])) == numbers(shown)
    assert numbers(change(cell, made, shipments=None)) == numbers(shown)


def test_an_order_sent_back_as_it_was_read_keeps_its_parcels(cell: Cell) -> None:
    """§7.2: those without a number too, by their ids."""
    made = order(cell, items=[{"sku": "X"}])
    cell.event("ship_order", id=made["id"], carrier="Courier")
    shown = change(cell, made, shipments=[T1])
    again = change(cell, made, shipments=shown["shipments"])
    assert again["shipments"] == shown["shipments"]
    assert numbers(again) == [None, T1["tracking_number"]]


def test_a_parcel_alone_leaves_the_status_as_it_is(cell: Cell) -> None:
    """§7.2 [decide]: the first of two parcels of an order is no shipped order."""
    stocked(cell)
    made = order(cell, items=[{"sku": SKU, "quantity": 2}])
    shown = change(cell, made, shipments=[T1])
    assert (shown["status"], shown["shipped_at"], numbers(shown)) == (
        "New", None, [T1["tracking_number"]],
    )  # fmt: skip
    assert levels(cell) == (10, 2, 8)


def test_a_new_order_may_have_parcels(cell: Cell) -> None:
    """§7.2 [decide]: one that a channel has shipped already."""
    made = order(cell, status="Shipped", items=[{"sku": "X"}], shipments=[T1])
    assert numbers(read(cell, made)) == [T1["tracking_number"]]


def test_a_parcel_without_a_number_is_refused_and_nothing_is_saved(cell: Cell) -> None:
    """§7.2 [decide]: each by its place, beside what else is wrong; so is another order's parcel."""
    made = order(cell, items=[{"sku": "X"}])
    other = order(cell, status="Shipped", shipments=[T2])
    (foreign,) = other["shipments"]
    bad = [T1, {"carrier": "UPS"}, {"tracking_number": " "}, {"id": foreign["id"]}]
    refused = change(cell, made, 422, status="Gone", shipments=bad)
    assert refused["errors"] == {
        "status": ["is not a status"],
        "shipments.1.tracking_number": ["can't be blank"],
        "shipments.2.tracking_number": ["can't be blank"],
        "shipments.3.id": ["must exist"],
    }
    assert read(cell, made) == made


def test_a_form_spells_parcels_with_brackets(cell: Cell) -> None:
    """§1.4: an element begins where a name comes again; blank is none."""
    made = order(cell, items=[{"sku": "X"}])
    form = (
        "status=Shipped&shipments[][tracking_number]=T1&shipments[][carrier]=UPS"
        "&shipments[][tracking_number]=T2"
    )
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    path = f"/sales_orders/{made['id']}"
    assert cell.send("PUT", path, data=form.encode(), headers=headers).status == 200
    assert cell.send("PUT", path, data=b"shipments=", headers=headers).status == 200
    assert numbers(read(cell, made)) == ["T1", "T2"]
