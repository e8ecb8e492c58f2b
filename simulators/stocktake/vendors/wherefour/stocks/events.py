"""What may be sold changes although nothing moves: lots on hold, places closed, items by hand.

Source: docs/reference/wherefour.md 5.1 and 5.3; the events themselves are this suite's.
"""

from typing import Any

from stocktake.core.world import World
from stocktake.vendors.wherefour.inventory.rows import item_with_sku
from stocktake.vendors.wherefour.locations import only_location

from .ledger import note_stock, physical, record_held
from .rows import only_lot


def set_lot_status(world: World, *, lot_code: str, status: str) -> dict[str, Any]:
    """Give a lot another status: put on hold, quarantined, retired, or active again.

    The lot and its item count as updated. An inactive lot is no stock any more (5.5).
    """
    lot = world.one(
        "SELECT * FROM wherefour_stock WHERE id = ?", (only_lot(world, lot_code)["id"],)
    )
    if lot["status"] != status:
        before = physical(world, lot)
        with record_held(world, [lot["inventory_id"]], reference=lot_code):
            world.update("wherefour_stock", lot["id"], status=status, updated_at=world.now)
            world.update("wherefour_inventory", lot["inventory_id"], updated_at=world.now)
            if "inactive" in (lot["status"], status):
                note_stock(world, lot, before=before)
    return {"stock_id": lot["id"], "status": status}


def set_picking(world: World, *, location: str, allowed: bool) -> dict[str, Any]:
    """Close a place to picking and shipping, or open it; places inside it have their own flag."""
    location_id = only_location(world, location)
    lots = world.all(
        "SELECT DISTINCT inventory_id AS item FROM wherefour_stock WHERE location_id = ?",
        (location_id,),
    )
    code = world.value("SELECT locator_code FROM wherefour_location WHERE id = ?", (location_id,))
    with record_held(world, [lot["item"] for lot in lots], reference=code):
        world.update(
            "wherefour_location", location_id,
            allowed_for_pick_and_ship=int(allowed), updated_at=world.now,
        )  # fmt: skip
    return {"location_id": location_id, "allowed_for_pick_and_ship": allowed}


def set_pull_strategy(world: World, *, sku: str, pull_strategy: str) -> dict[str, Any]:
    """Say how lots of an item are chosen: FIFO, LIFO, FEFO, or Hand Pick by a person."""
    item_id = item_with_sku(world, sku)
    with record_held(world, [item_id], reference=None):
        world.update(
            "wherefour_inventory", item_id, pull_strategy=pull_strategy, updated_at=world.now
        )
    return {"inventory_id": item_id, "pull_strategy": pull_strategy}


EVENTS = (set_lot_status, set_picking, set_pull_strategy)
