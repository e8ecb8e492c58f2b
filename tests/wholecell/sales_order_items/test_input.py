"""The items of create_sales_order and update_sales_order.

Source: docs/reference/wholecell.md §7.2.
"""

from tests.wholecell.conftest import Cell
from tests.wholecell.sales_orders.support import SKU, change, esns, ledger, order, stocked


def test_items_are_the_whole_list(cell: Cell) -> None:
    """§7.2: one with its id changes, one without is new, the others are deleted."""
    stocked(cell, 1)
    made = order(
        cell, transaction_number="R1", items=[{"sku": SKU, "sale_price": 100}, {"sku": "X"}]
    )
    first, second = made["items"]
    changed = change(
        cell, made, items=[{"sku": "Y"}, {"id": first["id"], "quantity": 3}]
    )  # fmt: skip
    new, kept = changed["items"]
    assert kept == {**first, "quantity": 3}
    assert (new["sku"], new["quantity"]) == ("Y", 1)
    assert new["id"] not in (first["id"], second["id"])
    assert changed["total"] == 300
    assert ledger(cell, "demand")[2:] == [("demand", SKU, "R1", 2)]  # X and Y are nobody's
    assert change(cell, made, items=[])["items"] == []
    other = order(cell, items=[{"sku": "Z"}])
    refused = change(cell, made, 422, items=[{"id": other["items"][0]["id"]}])
    assert refused == {"errors": {"items.0.id": ["must exist"]}}
    twice = [{"id": other["items"][0]["id"]}] * 2
    assert set(change(cell, other, 422, items=twice)["errors"]) == {"items"}


def test_an_order_sent_back_unchanged_stays_the_same(cell: Cell) -> None:
    """§7.2: an item of unknown SKU stays unknown even if the catalog has it now."""
    units = stocked(cell, 2)
    made = order(cell, customer="Ada", items=[{"sku": SKU, "quantity": 2}, {"sku": "NEW-1"}])
    made = change(cell, made, inventories=esns(units))
    stocked(cell, 1, sku="NEW-1", color="Red")
    again = change(cell, made, **made)
    assert {**again, "updated_at": None} == {**made, "updated_at": None}
    assert again["items"][1]["product_variation"] is None


def test_an_item_with_committed_units_is_neither_deleted_nor_changed(cell: Cell) -> None:
    """§7.2: release them first."""
    units = stocked(cell, 1)
    made = order(cell, items=[{"sku": SKU}], inventories=esns(units))
    (item,) = made["items"]
    assert set(change(cell, made, 422, items=[])["errors"]) == {"items"}
    refused = change(cell, made, 422, items=[{"id": item["id"], "sku": "Y"}])
    assert set(refused["errors"]) == {"items.0.sku"}
    assert change(cell, made, items=[{"id": item["id"], "sale_price": 5}])["total"] == 5
    change(cell, made, inventories=[])
    assert change(cell, made, items=[])["items"] == []
