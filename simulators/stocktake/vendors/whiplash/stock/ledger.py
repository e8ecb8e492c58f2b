"""Units that come into a building or leave it, for the ledger.

Source: docs/reference/whiplash.md 2.6; docs/reference/duties.md D1.
"""

from stocktake.core.world import World
from stocktake.rules.quantity import MICRO


def note_stock(
    world: World, item_id: int, warehouse_id: int, *, delta: int, reference: str | None
) -> None:
    """Note that units came into a building or left it; call it after the shelf has changed.

    Batching moves units inside the building, so it is no change of stock.
    """
    sku = world.value("SELECT sku FROM whiplash_item WHERE id = ?", (item_id,))
    place = world.value("SELECT name FROM whiplash_warehouse WHERE id = ?", (warehouse_id,))
    physical = world.value(
        "SELECT coalesce(sum(quantity), 0) FROM ("
        " SELECT quantity FROM whiplash_shelf WHERE item_id = ?1 AND warehouse_id = ?2 UNION ALL"
        " SELECT quantity FROM whiplash_demand"
        " WHERE item_id = ?1 AND warehouse_id = ?2 AND batched)",
        (item_id, warehouse_id),
    )
    world.note(
        "whiplash", "stock", place=place, sku=sku, good=item_id, reference=reference,
        delta=delta * MICRO, after=physical * MICRO,
    )  # fmt: skip
