"""Shelves and item transactions: what changes when units come, go or are promised.

Source: docs/reference/whiplash.md 2.5, 2.6.
"""

from stocktake.core.world import World
from stocktake.vendors.whiplash.orders.assignment import reassign

from .ledger import note_stock

# Descriptions of transactions

OPENING = "Opening Balance"


def describe_added(order_id: int, count: int) -> str:
    """Describe units that an order takes."""
    return f"Added items to Order {order_id}, -{count}"


def describe_removed(order_id: int, count: int) -> str:
    """Describe units that an order gives back."""
    return f"Removed items from Order {order_id}, + {count}"


def describe_received(sender: str, count: int) -> str:
    """Describe units that came on a ship notice."""
    return f"Inventory Received from {sender}, + {count}"


def describe_adjusted(world: World, change: int) -> str:
    """Describe a correction by hand."""
    sign = "+ " if change > 0 else "-"
    return f"{world.quirk('whiplash.adjusted_text')}, {sign}{abs(change)}"


# Shelves


def units_on_shelf(world: World, item_id: int, warehouse_id: int) -> int:
    """Return how many units of an item are on the shelf of a warehouse."""
    found = world.value(
        "SELECT quantity FROM whiplash_shelf WHERE item_id = ? AND warehouse_id = ?",
        (item_id, warehouse_id),
    )
    return int(found or 0)


def move_shelf(world: World, item_id: int, warehouse_id: int, *, by: int) -> None:
    """Put units on a shelf, or take them off it when `by` is negative; notes nothing."""
    world.run(
        "INSERT INTO whiplash_shelf (item_id, warehouse_id, quantity) VALUES (?, ?, ?)"
        " ON CONFLICT (item_id, warehouse_id)"
        " DO UPDATE SET quantity = quantity + excluded.quantity",
        (item_id, warehouse_id, by),
    )


# Transactions


def record_transaction(
    world: World,
    item_id: int,
    *,
    change: int,
    description: str,
    order_id: int | None = None,
    shipnotice_id: int | None = None,
    warehouse_id: int | None = None,
    reference: str | None = None,
) -> int:
    """Change an item's quantity and record why; return the transaction's id.

    With a `warehouse_id` units really came or went: the shelf changes as well, and the ledger notes
    it with the `reference`. Without one only the promise changes, as when an order takes units that
    are still on the shelf. Call it once for each item of an event, never for a bundle.
    """
    item = world.one(
        "UPDATE whiplash_item SET quantity = quantity + ?2,"
        " updated_at = CASE WHEN ?2 THEN ?3 ELSE updated_at END WHERE id = ?1"
        " RETURNING quantity, customer_id",
        (item_id, change, world.now),
    )
    transaction_id = world.insert(
        "whiplash_item_transaction",
        item_id=item_id, change=change, quantity=item["quantity"], description=description,
        order_id=order_id, shipnotice_id=shipnotice_id,
        created_at=world.now, updated_at=world.now,
    )  # fmt: skip
    if warehouse_id is not None:
        move_shelf(world, item_id, warehouse_id, by=change)
        note_stock(world, item_id, warehouse_id, delta=change, reference=reference)
        reassign(world, item["customer_id"])
    return transaction_id
