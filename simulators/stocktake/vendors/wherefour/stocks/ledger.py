"""What is noted of lots in the ledger: the physical stock of an item at a location.

In the unit of order, inactive lots left out. Source: docs/reference/wherefour.md 5.5; of what may
not be sold, docs/reference/duties.md D1.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from stocktake.core.held import Held, note_held
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


@contextmanager
def record_held(world: World, items: Iterable[int], *, reference: str | None) -> Iterator[None]:
    """Note how the block changes what may not be sold of these items."""
    ids = json.dumps(sorted(set(items)))
    before = _held(world, ids)
    yield
    note_held(world, "wherefour", before=before, after=_held(world, ids), reference=reference)


_HELD = """
SELECT i.id, i.sku, i.unit_of_order, coalesce(l.locator_code, '') AS place,
  sum(s.count) FILTER (WHERE s.status <> 'active' OR i.pull_strategy = 'Hand Pick'
    OR NOT coalesce(l.allowed_for_pick_and_ship, 1) OR i.retired OR i.quantity_not_tracked
    OR EXISTS (SELECT 1 FROM wherefour_inventory twin
      WHERE twin.sku = i.sku AND twin.id <> i.id AND NOT twin.retired)) AS held
FROM wherefour_inventory i
JOIN wherefour_stock s ON s.inventory_id = i.id AND s.status <> 'inactive'
LEFT JOIN wherefour_location l ON l.id = s.location_id
WHERE i.id IN (SELECT value FROM json_each(?)) AND i.sku IS NOT NULL
GROUP BY i.id, l.id
"""


def _held(world: World, ids: str) -> Held:
    """Return what may not be sold of items: their views say the same (views.py)."""
    held: dict[tuple[str, str], tuple[int, str | None]] = {}
    for row in world.all(_HELD, (ids,)):
        if row["held"]:
            unit = unit_of(world, row["id"], name=row["unit_of_order"])
            held[row["place"], str(row["id"])] = (unit.from_use(row["held"]), row["sku"])
    return held
