"""Names of items in the database, and in the ledger whenever one changes.

Source: docs/reference/wherefour.md 3.4 and 4.
"""

from stocktake.core.errors import Conflict, NotFound
from stocktake.core.world import World


def item_with_sku(world: World, sku: str) -> int:
    """Return the only item in use with a SKU, character by character.

    NotFound without one, Conflict with more.
    """
    found = world.all(
        "SELECT id FROM wherefour_inventory WHERE sku = ? AND NOT retired LIMIT 2", (sku,)
    )
    if not found:
        raise NotFound(f"no item with the SKU {sku!r}")
    if len(found) > 1:
        raise Conflict(f"more than one item has the SKU {sku!r}")
    return int(found[0]["id"])


def rename(world: World, item_id: int, *, sku: str) -> None:
    """Give an item another SKU; lines of documents keep what they were written with (3.5)."""
    world.update("wherefour_inventory", item_id, sku=sku, updated_at=world.now)
    note_name(world, item_id)


def note_name(world: World, item_id: int) -> None:
    """Note the SKU by which an item in use is known from now on; nothing for one without."""
    item = world.one("SELECT sku, retired FROM wherefour_inventory WHERE id = ?", (item_id,))
    if item["sku"] is not None and not item["retired"]:
        world.note("wherefour", "renamed", sku=item["sku"], good=item_id)
