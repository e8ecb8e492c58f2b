"""Item transactions: why an item's quantity changed, and what it was then.

Source: docs/reference/whiplash.md 2.5.
"""

from stocktake.core.world import World

from . import stock
from .assignment import reassign

OPENING = "Opening Balance"

# What they say


def added_to_order(order_id: int, count: int) -> str:
    """Return the text of units that an order takes."""
    return f"Added items to Order {order_id}, -{count}"


def removed_from_order(order_id: int, count: int) -> str:
    """Return the text of units that an order gives back."""
    return f"Removed items from Order {order_id}, + {count}"


def received_from(sender: str, count: int) -> str:
    """Return the text of units that came on a ship notice."""
    return f"Inventory Received from {sender}, + {count}"


def adjusted(world: World, change: int) -> str:
    """Return the text of a correction by hand."""
    sign = "+ " if change > 0 else "-"
    return f"{world.quirk('whiplash.adjusted_text')}, {sign}{abs(change)}"


# How they come about


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
    """Change an item's quantity and write down why; return the transaction's id.

    With a `warehouse_id` the units are really there or gone: its shelf changes as well, and the
    ledger says so with the `reference`. Without one only what is promised changes, as when an order
    takes units that still lie on the shelf. One call for each item of an event; never for a bundle.
    """
    quantity = world.value(
        "UPDATE whiplash_item SET quantity = quantity + ?2,"
        " updated_at = CASE WHEN ?2 THEN ?3 ELSE updated_at END WHERE id = ?1 RETURNING quantity",
        (item_id, change, world.now),
    )
    made = world.insert(
        "whiplash_item_transaction",
        item_id=item_id, change=change, quantity=quantity, description=description,
        order_id=order_id, shipnotice_id=shipnotice_id,
        created_at=world.now, updated_at=world.now,
    )  # fmt: skip
    if warehouse_id is not None:
        stock.move_shelf(world, item_id, warehouse_id, by=change)
        stock.note_stock(world, item_id, warehouse_id, delta=change, reference=reference)
        reassign(world, stock.customer_of(world, item_id))
    return made
