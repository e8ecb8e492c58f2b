"""What is noted of lots in the ledger: the physical stock of an item at a location.

In the unit of order, inactive lots left out. Source: docs/reference/wherefour.md 5.5.
"""

from collections.abc import Mapping
from typing import Any

from stocktake.core.world import World
from stocktake.vendors.wherefour.inventory.units import unit_of


def physical(world: World, lot: Mapping[str, Any]) -> int:
    """Return how much there is of a lot's item at its location, in all lots."""
    found = world.one(
        "SELECT i.unit_of_order, coalesce(sum(s.count), 0) AS count FROM wherefour_inventory i"
        " LEFT JOIN wherefour_stock s ON s.inventory_id = i.id AND s.status <> 'inactive'"
        " AND s.location_id IS ? WHERE i.id = ?",
        (lot["location_id"], lot["inventory_id"]),
    )
    unit = unit_of(world, lot["inventory_id"], name=found["unit_of_order"])
    return unit.from_use(found["count"])


def note_stock(world: World, lot: Mapping[str, Any], *, before: int) -> None:
    """Note how the physical stock differs from what it was before."""
    after = physical(world, lot)
    place = world.value(
        "SELECT locator_code FROM wherefour_location WHERE id = ?", (lot["location_id"],)
    )
    sku = world.value("SELECT sku FROM wherefour_inventory WHERE id = ?", (lot["inventory_id"],))
    world.note(
        "wherefour",
        "stock",
        place=place or "",
        sku=sku,
        good=lot["inventory_id"],
        reference=lot["lot_code"],
        delta=after - before,
        after=after,
    )
