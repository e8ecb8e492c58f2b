"""Locations and their warehouses. Source: docs/reference/wholecell.md 2.3.

Location names are unique over all warehouses, so a name decides the warehouse too.
"""

from typing import Any

from stocktake.core.errors import Conflict
from stocktake.core.world import World
from stocktake.vendors.wholecell.errors import invalid


def read_location(world: World, value: Any) -> int | None:
    """Return the location that a body names, alone or as `{name}`; None for a blank name."""
    name = value.get("name") if isinstance(value, dict) else value
    if not name:
        return None
    found = world.value("SELECT id FROM wholecell_location WHERE name = ?", (name,))
    if found is None:
        raise invalid("location", "is not a location")
    return int(found)


def add_location(world: World, *, name: str, warehouse: str) -> dict[str, Any]:
    """Add a location to a warehouse; a new warehouse is added too."""
    if world.value("SELECT 1 FROM wholecell_location WHERE name = ?", (name,)):
        raise Conflict(f"there is a location {name!r}")
    place = world.value("SELECT id FROM wholecell_warehouse WHERE name = ?", (warehouse,))
    if place is None:
        place = world.insert("wholecell_warehouse", name=warehouse)
    return {"id": world.insert("wholecell_location", name=name, warehouse_id=place)}


EVENTS = (add_location,)
