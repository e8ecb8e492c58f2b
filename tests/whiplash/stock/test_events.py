"""Staff correct and move stock, and turn the switch of an item.

Source: docs/reference/whiplash.md §2.1, §2.5, §2.6.
"""

import pytest
from stocktake.core.errors import Conflict, NotFound

from tests.whiplash.conftest import SKU, Lash

MICRO = 1_000_000


def test_an_adjustment_changes_the_shelf_and_is_noted_in_the_ledger(lash: Lash) -> None:
    """§2.5: in the customer's default warehouse unless one is named."""
    item = lash.item(SKU)
    done = lash.event("adjust_inventory", sku=SKU, change=-3)
    assert done == {
        "transaction_id": lash.transactions(item)[0]["id"], "item_id": item["id"], "quantity": 57,
    }  # fmt: skip
    lash.event("adjust_inventory", item_id=item["id"], change=2, warehouse="San Francisco")
    assert lash.quantities(item) == {"Ann Arbor": (30, 30, 30), "San Francisco": (29, 29, 29)}
    lines = lash.world("SELECT what, place, sku, delta, after FROM ledger ORDER BY seq")
    assert [tuple(line.values()) for line in lines] == [
        ("stock", "Ann Arbor", SKU, -3 * MICRO, 30 * MICRO),
        ("stock", "San Francisco", SKU, 2 * MICRO, 29 * MICRO),
    ]
    after = lash.item(SKU)
    assert (after["quantity"], after["updated_at"]) == (59, "2026-01-05T04:00:00-05:00")


def test_a_move_changes_two_shelves_and_no_quantity(lash: Lash) -> None:
    """§2.5, §2.6: no transaction, since the item's quantity stays."""
    item, history = lash.item(SKU), lash.transactions(lash.item(SKU))
    places = {"from_warehouse": "Ann Arbor", "to_warehouse": "San Francisco"}
    lash.event("move_inventory", sku=SKU, quantity=33, **places)
    assert lash.quantities(item) == {"Ann Arbor": (0, 0, 0), "San Francisco": (60, 60, 60)}
    assert (lash.item(SKU), lash.transactions(item)) == (item, history)
    deltas = [row["delta"] for row in lash.world("SELECT delta FROM ledger")]
    assert deltas == [-33 * MICRO, 33 * MICRO]


def test_staff_cannot_move_units_that_are_not_there(lash: Lash) -> None:
    """§2.6."""
    places = {"from_warehouse": "Ann Arbor", "to_warehouse": "San Francisco"}
    with pytest.raises(Conflict):
        lash.event("move_inventory", sku=SKU, quantity=34, **places)
    with pytest.raises(Conflict):
        lash.event("adjust_inventory", sku=SKU, change=-34)
    with pytest.raises(NotFound):
        lash.event("adjust_inventory", sku=SKU, change=1, warehouse="London")
    with pytest.raises(NotFound):
        lash.event("adjust_inventory", sku="NOBODY", change=1)
    with pytest.raises(NotFound):
        lash.event("set_available", available=True)
    with pytest.raises(Conflict):
        lash.event("adjust_inventory", sku="STKR-LOGO-3", change=1)
    with pytest.raises(Conflict):
        lash.event("adjust_inventory", sku="BDL-PIN-5", change=1)


def test_staff_set_whether_an_item_is_available(lash: Lash) -> None:
    """§2.1: `available` says whether orders are processed, not whether there is stock."""
    assert lash.event("set_available", sku=SKU, available=False)["available"] is False
    item = lash.item(SKU)
    assert (item["available"], item["quantity"]) == (False, 60)
    lash.event("set_available", item_id=item["id"], available=True)
    assert lash.item(SKU)["available"] is True
