"""Which item a unit fills. Source: docs/reference/wholecell.md §7.1, §8.5."""

import pytest
from stocktake.core.errors import Conflict

from tests.wholecell.conftest import Cell
from tests.wholecell.sales_orders.support import (
    SKU,
    change,
    esns,
    levels,
    order,
    read,
    seen,
    stocked,
    unit,
)


def test_an_item_may_be_overcommitted(cell: Cell) -> None:
    """§7.1: two units on a quantity of one: 8, 0, 8."""
    units = stocked(cell)
    made = order(cell, items=[{"sku": SKU, "sale_price": 100}], inventories=esns(units[:2]))
    (item,) = made["items"]
    assert (item["quantity"], item["committed_quantity"]) == (1, 2)
    assert levels(cell) == (8, 0, 8)


def test_items_of_one_sku_are_filled_one_after_the_other(cell: Cell) -> None:
    """§7.1: an item that needs a unit comes before one that would be overcommitted."""
    units = stocked(cell, 3)
    made = order(cell, items=[{"sku": SKU}, {"sku": SKU}], inventories=esns(units))
    assert [item["committed_quantity"] for item in made["items"]] == [2, 1]


def test_a_unit_that_matches_no_item_may_be_committed(cell: Cell) -> None:
    """§7.1: items are optional, and can be updated to match the committed inventory."""
    units = stocked(cell, 2)
    (other,) = stocked(cell, 1, sku="FP4-RED", color="Red")
    made = order(cell, transaction_number="R1", items=[{"sku": SKU, "quantity": 5}])
    named = [*esns(units), {"esn": other["esn"], "sale_price": 700}]
    filled = change(cell, made, inventories=named)
    assert [row["order_item_id"] for row in filled["inventories"]][2] is None
    assert filled["total"] == 700
    matched = cell.event("match_order_items", transaction_number="R1")
    assert [(item["sku"], item["quantity"]) for item in matched["items"]] == [
        (SKU, 2), ("FP4-RED", 1),
    ]  # fmt: skip
    now = read(cell, made)
    assert [item["committed_quantity"] for item in now["items"]] == [2, 1]
    assert (now["total"], now["items"][1]["sale_price"]) == (700, 700)
    assert seen(cell, "R1") == [(SKU, 2, 0, 0), ("FP4-RED", 1, 0, 0)]
    empty = order(cell, items=[{"sku": SKU}])
    with pytest.raises(Conflict):
        cell.event("match_order_items", id=empty["id"])


def test_committing_to_an_item_of_unknown_sku_makes_a_second_item(cell: Cell) -> None:
    """§8.5, §13 scenario 11: below the original, which stays open; without a channel line."""
    units = stocked(cell, 4)
    made = order(
        cell,
        items=[{"sku": "TYPO-1", "quantity": 2, "sale_price": 500}, {"sku": "TYPO-2"}],
    )  # fmt: skip
    filled = change(cell, made, inventories=esns(units[:2]))
    first, second, last = filled["items"]
    assert (first["committed_quantity"], first["product_variation"]) == (0, None)
    assert (second["sku"], second["quantity"], second["committed_quantity"]) == (SKU, 2, 2)
    assert (last["sku"], filled["total"]) == ("TYPO-2", 1000)
    assert unit(cell, units[0])["sale_price"] == 500
    (row,) = cell.world(
        "SELECT original_item_id, channel_item_id FROM wholecell_sales_order_item WHERE id = ?",
        second["id"],
    )
    assert row == {"original_item_id": first["id"], "channel_item_id": None}
    assert levels(cell) == (2, 0, 2)
    more = change(cell, made, inventories=esns(units))
    assert [item["sku"] for item in more["items"]] == ["TYPO-1", SKU, "TYPO-2", SKU]
    assert more["inventories"][3]["order_item_id"] is None
    shorter = change(cell, made, inventories=esns(units[:1]))
    assert [(i["sku"], i["quantity"]) for i in shorter["items"]] == [
        ("TYPO-1", 2), (SKU, 1), ("TYPO-2", 1),
    ]  # fmt: skip
    bare = change(cell, made, inventories=[])
    assert bare["items"] == made["items"]


def test_deleting_the_unknown_item_leaves_the_right_product(cell: Cell) -> None:
    """§8.5: the other way to fix it."""
    units = stocked(cell, 1)
    made = order(cell, items=[{"sku": "TYPO-1"}], inventories=esns(units))
    _, right = made["items"]
    cured = change(cell, made, items=[{"id": right["id"]}])
    assert cured["items"] == [right]
    assert levels(cell) == (0, 0, 0)


def test_a_sku_of_several_variations_means_the_oldest_and_is_filled_by_any(cell: Cell) -> None:
    """§7.2, §8.2."""
    shared = "IPHONESE2A227564GBWHTAB"
    made = order(cell, items=[{"sku": shared}])
    known = [row["product_variation"]["id"] for row in cell.pull(sku=shared)]
    assert len(set(known)) == 2
    assert made["items"][0]["product_variation"]["id"] == min(known)
    newest = cell.pull(sku=shared, status="Available")
    other = next(row for row in newest if row["product_variation"]["id"] == max(known))
    filled = change(cell, made, inventories=[{"id": other["id"]}])
    assert filled["items"][0]["committed_quantity"] == 1
    assert len(filled["items"]) == 1
