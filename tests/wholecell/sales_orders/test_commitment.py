"""Units on orders: check then save, release, overcommit, unknown SKUs.

Source: docs/reference/wholecell.md §7.1, §7.2, §8.5.
"""

import pytest
from stocktake.core.errors import Unprocessable

from tests.wholecell.conftest import Cell
from tests.wholecell.sales_orders.support import (
    SKU,
    change,
    esns,
    ledger,
    levels,
    order,
    read,
    stocked,
    unit,
)


def test_a_committed_unit_is_sold_and_has_its_order_and_price(cell: Cell) -> None:
    """§7.1, §7.2, §2.1: by esn, by hex id in upper or lower case, by id."""
    units = stocked(cell, 3)
    made = order(cell, items=[{"sku": SKU, "quantity": 3, "sale_price": 19900}])
    named = [
        {"esn": units[0]["esn"]}, {"hex_id": units[1]["hex_id"].lower()}, {"id": units[2]["id"]},
    ]  # fmt: skip
    filled = change(cell, made, inventories=named)
    (item,) = filled["items"]
    assert item["committed_quantity"] == 3
    assert [row["id"] for row in filled["inventories"]] == [row["id"] for row in units]
    assert {row["order_item_id"] for row in filled["inventories"]} == {item["id"]}
    for each in units:
        now = unit(cell, each)
        assert (now["status"], now["order_id"], now["sale_price"]) == ("Sold", made["id"], 19900)
        assert now["updated_at"] == filled["updated_at"]
    assert [row["id"] for row in cell.units(order_id=made["id"])] == sorted(
        (row["id"] for row in units), reverse=True
    )
    assert levels(cell) == (0, 0, 0)


def test_a_unit_may_have_a_price_of_its_own(cell: Cell) -> None:
    """§7.1: sale prices are set on the order."""
    (bought,) = stocked(cell, 1)
    made = order(cell, items=[{"sku": SKU, "sale_price": 100}])
    change(cell, made, inventories=[{"esn": bought["esn"], "sale_price": 90}])
    assert unit(cell, bought)["sale_price"] == 90
    change(cell, made, inventories=[{"esn": bought["esn"]}])
    assert unit(cell, bought)["sale_price"] == 90
    change(cell, made, inventories=[{"esn": bought["esn"], "sale_price": 80}])
    assert unit(cell, bought)["sale_price"] == 80


def test_the_list_is_whole_and_a_released_unit_gets_its_status_back(cell: Cell) -> None:
    """§7.2: removed units get the previous status back; repeating the list changes nothing."""
    one, two, three = stocked(cell, 3)
    cell.event("set_unit_status", id=two["id"], status="EcomReady")
    made = order(cell, items=[{"sku": SKU, "quantity": 2}])
    filled = change(cell, made, inventories=esns([one, two]))
    again = change(cell, made, inventories=esns([one, two]))
    assert {**again, "updated_at": None} == {**filled, "updated_at": None}
    swapped = change(cell, made, inventories=esns([one, three]))
    assert [row["id"] for row in swapped["inventories"]] == [one["id"], three["id"]]
    back = unit(cell, two)
    assert (back["status"], back["order_id"], back["sale_price"]) == ("EcomReady", None, None)
    change(cell, made, notes="units are not named")
    assert len(read(cell, made)["inventories"]) == 2
    change(cell, made, inventories=[])
    assert {unit(cell, each)["status"] for each in (one, three)} == {"Available"}


def test_each_refused_unit_is_named_and_nothing_is_saved(cell: Cell) -> None:
    """§7.2: check then save, as the web UI does."""
    units = stocked(cell, 4)
    order(cell, inventories=esns(units[:1]))
    made = order(cell, items=[{"sku": SKU}])
    named = [
        *esns(units[:2]), {"hex_id": "NOBODY"}, {"id": units[2]["id"]}, {"id": units[2]["id"]}, {},
    ]  # fmt: skip
    refused = change(cell, made, 422, notes="lost", inventories=named)
    assert refused["errors"]["inventories"] == [
        f"{units[0]['esn']} is on another order", "NOBODY is not known",
        f"{units[2]['id']} is named twice", "a unit has no id, hex_id or esn",
    ]  # fmt: skip
    assert read(cell, made) == made
    assert {unit(cell, each)["order_id"] for each in units[1:]} == {None}


def test_a_status_may_not_allow_commitment(cell: Cell) -> None:
    """§7.1, §7.2: the order's new status decides; releasing is always allowed."""
    one, two = stocked(cell, 2)
    made = order(cell, status="Unpaid")
    refused = change(cell, made, 422, inventories=esns([one, two]))
    sentence = "cannot be committed while the order is Unpaid"
    assert refused["errors"]["inventories"] == [f"{e['esn']} {sentence}" for e in (one, two)]
    assert set(order(cell, 422, status="Draft", inventories=esns([one]))["errors"]) == {
        "inventories"
    }
    change(cell, made, status="New", inventories=esns([one, two]))
    kept = change(cell, made, status="Unpaid", inventories=esns([one]))
    assert [row["id"] for row in kept["inventories"]] == [one["id"]]


def test_a_unit_that_has_shipped_is_not_released(cell: Cell) -> None:
    """§7.1: it has left the building; only an RMA brings it back."""
    (one,) = stocked(cell, 1)
    made = order(cell, transaction_number="R1", items=[{"sku": SKU}], inventories=esns([one]))
    change(cell, made, status="Shipped")
    refused = change(cell, made, 422, inventories=[])
    assert refused == {"errors": {"inventories": [f"{one['hex_id']} has shipped"]}}
    with pytest.raises(Unprocessable):
        cell.event("release_units", transaction_number="R1")
    change(cell, made, status="New", inventories=[])
    assert unit(cell, one)["status"] == "Available"
    assert [line[3] for line in ledger(cell, "stock")] == [1, -1, 1]
    assert [line[3] for line in ledger(cell, "shipment")] == [1, -1]


def test_a_serial_of_two_units_means_the_available_one(cell: Cell) -> None:
    """§2.3: the same phone is bought again after it was sold."""
    first = cell.create(esn="A1")
    sold = order(cell, inventories=[{"esn": "a1"}])
    again = cell.create(esn="A1")
    made = order(cell, inventories=[{"esn": "A1"}])
    assert [row["id"] for row in made["inventories"]] == [again["id"]]
    kept = change(cell, sold, inventories=[{"esn": "A1"}])
    assert [row["id"] for row in kept["inventories"]] == [first["id"]]
    change(cell, sold, inventories=[])
    change(cell, made, inventories=[])
    refused = order(cell, 422, inventories=[{"esn": "A1"}])
    assert refused["errors"]["inventories"] == ["A1 is more than one unit"]
