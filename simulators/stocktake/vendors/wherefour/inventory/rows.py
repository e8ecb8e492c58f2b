"""Names of items in the database, and in the ledger whenever one changes.

Source: docs/reference/wherefour.md 3.4 and 4.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager

from stocktake.core.errors import Conflict, NotFound
from stocktake.core.world import World
from stocktake.vendors.wherefour.stocks.ledger import record_held


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
    old = world.value("SELECT sku FROM wherefour_inventory WHERE id = ?", (item_id,))
    with record_carriers(world, old, sku):
        world.update("wherefour_inventory", item_id, sku=sku, updated_at=world.now)
    note_name(world, item_id)


@contextmanager
def record_carriers(world: World, *skus: str | None) -> Iterator[None]:
    """Note what can no longer be sold, or again, of items with these SKUs: two may carry one."""
    found = world.all(
        "SELECT id FROM wherefour_inventory WHERE sku IN (SELECT value FROM json_each(?))",
        (json.dumps([sku for sku in skus if sku is not None]),),
    )
    with record_held(world, [row["id"] for row in found], reference=None):
        yield


def note_name(world: World, item_id: int) -> None:
    """Note the SKU by which an item in use is known from now on; nothing for one without."""
    item = world.one("SELECT sku, retired FROM wherefour_inventory WHERE id = ?", (item_id,))
    if item["sku"] is not None and not item["retired"]:
        world.note("wherefour", "renamed", sku=item["sku"], good=item_id)
