"""What orders take from stock: transactions and the ledger.

Source: docs/reference/whiplash.md §2.5, §10.
"""

from tests.whiplash.conftest import SKU, Lash
from tests.whiplash.support import TEE, act, count, ledger, newest_transaction, order


def test_stock_falls_when_an_order_is_created_and_returns_when_it_is_cancelled(
    lash: Lash,
) -> None:
    """§2.5, §10.7: one row for each item and event, with the running balance."""
    before = count(lash, SKU)
    made = order(lash, {SKU: 3, TEE: 1}, originator_id="R1")
    number = made["id"]
    assert count(lash, SKU) == before - 3
    assert newest_transaction(lash, SKU) == (-3, f"Added items to Order {number}, -3", before - 3)
    assert lash.transactions(lash.item(SKU))[0]["order_id"] == number
    act(lash, made, "cancel")
    assert newest_transaction(lash, SKU) == (3, f"Removed items from Order {number}, + 3", before)
    act(lash, made, "uncancel")
    assert newest_transaction(lash, SKU) == (-3, f"Added items to Order {number}, -3", before - 3)
    assert ledger(lash, "demand") == [
        (None, sku, "R1", sign * n)
        for sign in (1, -1, 1)
        for sku, n in ((SKU, 3), (TEE, 1))
    ]  # fmt: skip
    assert ledger(lash, "stock") == []


def test_two_lines_of_one_item_are_one_transaction(lash: Lash) -> None:
    """§2.5: one row per item per event."""
    item = lash.item(SKU)
    rows = len(lash.transactions(item))
    order(lash, order_items=[{"item_id": item["id"], "quantity": n} for n in (1, 2)])
    assert len(lash.transactions(item)) == rows + 1
    assert newest_transaction(lash, SKU)[0] == -3
