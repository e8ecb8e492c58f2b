"""Item transactions: why an item's quantity changed. Source: docs/reference/whiplash.md §2.5."""

from stocktake.vendors.whiplash.stock.rows import (
    OPENING,
    describe_added,
    describe_received,
    describe_removed,
    record_transaction,
)

from tests.whiplash.conftest import SKU, Lash
from tests.whiplash.support import insert_order


def test_list_item_transactions_shows_the_documented_history(lash: Lash) -> None:
    """§2.5: newest first; the quantity is the running balance (§10, 6)."""
    assert lash.get("/items/1234/transactions") == [
        {
            "change": 14, "description": "Inventory Received from Example Customer, + 14",
            "id": 1111, "item_id": 1234, "order_id": None, "quantity": 14, "shipnotice_id": 1122,
            "created_at": "2013-08-30T15:01:52-04:00", "updated_at": "2013-08-30T15:01:52-04:00",
        },
        {
            "change": 0, "description": "Opening Balance", "id": 1001, "item_id": 1234,
            "order_id": None, "quantity": 0, "shipnotice_id": None,
            "created_at": "2013-04-25T14:21:11-04:00", "updated_at": "2013-04-25T14:21:11-04:00",
        },
    ]  # fmt: skip


def test_the_transactions_of_every_item_add_up_to_its_quantity(lash: Lash) -> None:
    """§2.5: in the seed as well."""
    for item in lash.get("/items", limit=250, is_bundle="false"):
        rows = lash.transactions(item, order_by="id")
        balance = 0
        for row in rows:
            balance += row["change"]
            assert row["quantity"] == balance
        assert item["quantity"] == balance
        assert rows[0]["description"] == OPENING


def test_incoming_shows_ship_notices_and_outgoing_shows_orders(lash: Lash) -> None:
    """§2.5: with both or neither the list shows all."""
    item = lash.item(SKU)
    order = insert_order(lash, item, 2)
    world = lash.sandbox.world()
    with world.turn(tick=False):
        said = describe_added(order, 2)
        record_transaction(
            world, item["id"], change=-2, description=said, order_id=order
        )  # fmt: skip
    received = len(lash.transactions(item)) - 2
    for query, count in (
        ({"incoming": "true"}, received), ({"outgoing": "1"}, 1), ({"incoming": 0}, received + 2),
        ({"incoming": "true", "outgoing": "true"}, received + 2), ({"outgoing": "x"}, received + 2),
        ({"order_id": str(order)}, received + 2), ({"limit": 1, "offset": 2}, 1),
        ({"since_id": 10**6}, 0), ({"created_at_min": "2026-01-05"}, 1),
    ):  # fmt: skip
        assert len(lash.transactions(item, **query)) == count, query
    newest = lash.transactions(item)[0]
    assert newest["description"] == f"Added items to Order {order}, -2"
    assert (newest["change"], newest["order_id"]) == (-2, order)
    assert newest["quantity"] == item["quantity"] - 2


def test_descriptions_are_the_documented_ones(lash: Lash) -> None:
    """§2.5."""
    assert describe_removed(7, 3) == "Removed items from Order 7, + 3"
    assert describe_received("S", 3) == "Inventory Received from S, + 3"
    lash.event("adjust_inventory", sku=SKU, change=5)
    lash.event("adjust_inventory", sku=SKU, change=-2)
    lash.sandbox.set_quirk("whiplash.adjusted_text", "Cycle Count")
    lash.event("adjust_inventory", sku=SKU, change=1)
    said = [row["description"] for row in lash.transactions(lash.item(SKU))[:3]]
    assert said == ["Cycle Count, + 1", "Inventory Adjusted, -2", "Inventory Adjusted, + 5"]
