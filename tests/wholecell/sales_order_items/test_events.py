"""match_order_items, refresh_item, connect_item.

Source: docs/reference/wholecell.md §7.1, §8.5.
"""

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


def test_items_added_by_matching_come_last(cell: Cell) -> None:
    """§7.1: even after it has deleted earlier items."""
    units = [stocked(cell, 1, sku=sku, color=sku)[0] for sku in ("ONE", "TWO", "THREE", "FOUR")]
    made = order(cell, items=[{"sku": "TWO"}, {"sku": "TWO"}, {"sku": "ONE"}])
    change(cell, made, inventories=esns([units[0], units[2]]))
    cell.event("match_order_items", id=made["id"])
    cell.event("commit_units", id=made["id"], units=esns([units[3]]))
    matched = cell.event("match_order_items", id=made["id"])
    assert [item["sku"] for item in matched["items"]] == ["ONE", "THREE", "FOUR"]


def test_an_unknown_sku_reduces_nothing_until_it_is_refreshed(cell: Cell) -> None:
    """§8.5, §13 scenario 11: the catalog alone changes nothing; a person presses Refresh."""
    made = order(
        cell, transaction_number="R1",
        items=[{"sku": "NEW-1", "quantity": 2, "description": "From the channel"}],
    )  # fmt: skip
    (item,) = made["items"]
    assert (item["product_variation"], item["description"]) == (None, "From the channel")
    pressed = cell.event("refresh_item", item_id=item["id"])
    assert pressed == {"id": item["id"], "product_variation_id": None}
    stocked(cell, 3, sku="NEW-1")
    assert levels(cell, "NEW-1") == (3, 0, 3)
    assert seen(cell, "R1") == [(None, 2, 0, 0)]
    assert read(cell, made)["items"][0]["product_variation"] is None
    cell.event("refresh_item", item_id=item["id"])
    assert levels(cell, "NEW-1") == (3, 2, 1)
    assert seen(cell, "R1") == [("NEW-1", 2, 0, 0)]
    (known,) = read(cell, made)["items"]
    assert known["product_variation"]["sku"] == "NEW-1"
    assert cell.event("refresh_item", item_id=item["id"])["product_variation_id"] is not None
    with pytest.raises(NotFound):
        cell.event("refresh_item", item_id=7)


def test_an_item_of_unknown_sku_is_connected_to_a_variation(cell: Cell) -> None:
    """§8.5: from then on it is outstanding for that variation's SKU."""
    units = stocked(cell, 3)
    made = order(cell, transaction_number="R1", items=[{"sku": "TYPO-1", "quantity": 2}])
    (item,) = made["items"]
    cell.event("connect_item", item_id=item["id"], sku=SKU)
    assert levels(cell) == (3, 2, 1)
    (known,) = read(cell, made)["items"]
    assert (known["id"], known["sku"]) == (item["id"], SKU)
    assert ledger(cell, "demand")[1:] == [
        ("demand", None, "R1", -2), ("demand", SKU, "R1", 2),
    ]  # fmt: skip
    with pytest.raises(NotFound):
        cell.event("connect_item", item_id=item["id"])
    with pytest.raises(Unprocessable):
        cell.event("connect_item", item_id=item["id"], sku="nobody's")
    change(cell, made, inventories=esns(units[:1]))
    with pytest.raises(Conflict):
        cell.event("connect_item", item_id=item["id"], sku=SKU)
