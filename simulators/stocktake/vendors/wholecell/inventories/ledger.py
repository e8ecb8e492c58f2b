"""What the ledger notes when units come, move or leave. Source: docs/reference/duties.md D1."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from stocktake.core.held import Held, note_held
from stocktake.core.world import World
from stocktake.rules.quantity import MICRO

Place = tuple[str, int, str | None]
"""A location, a variation and its SKU."""


@contextmanager
def record_stock(world: World, units: list[int], *, reference: str) -> Iterator[None]:
    """Note how the block changes the building's stock, as far as these units are concerned.

    `units` are ids; the block appends those of the units that it adds.
    """
    before, held = _count_physical(world, units), _held(world, units)
    yield
    changes = _count_physical(world, units)
    changes.subtract(before)
    for (place, variation, sku), delta in changes.items():
        if delta:
            world.note(
                "wholecell", "stock", place=place, sku=sku, good=variation, reference=reference,
                delta=delta * MICRO, after=_level(world, place, variation) * MICRO,
            )  # fmt: skip
    note_held(world, "wholecell", before=held, after=_held(world, units), reference=reference)


_UNSOLD = """
WITH touched AS (
  SELECT value AS id FROM json_each(?)
), promised AS (
  SELECT id FROM (
    SELECT i.id, li.quantity, row_number() OVER (PARTITION BY i.order_item_id ORDER BY i.id) AS n
    FROM wholecell_inventory i
    JOIN wholecell_sales_order_item li ON li.id = i.order_item_id
    JOIN wholecell_sales_order o ON o.id = li.sales_order_id
    JOIN wholecell_status s ON s.id = o.status_id
    WHERE s.open AND o.shipped_at IS NULL AND i.order_item_id IN (
      SELECT order_item_id FROM wholecell_inventory WHERE id IN (SELECT id FROM touched))
  ) WHERE n <= quantity
)
SELECT place, variation_id, sku, sum(physical - CASE WHEN order_id IS NULL
    THEN status = 'Available' ELSE id IN (SELECT id FROM promised) END) AS held
FROM wholecell_standing
WHERE id IN (SELECT id FROM touched) AND sku IS NOT NULL
GROUP BY place, variation_id
"""


def _held(world: World, units: Sequence[int]) -> Held:
    """Count those of the units that are there and may not be sold (views.py says the same)."""
    return {
        (row["place"], str(row["variation_id"])): (row["held"] * MICRO, row["sku"])
        for row in world.all(_UNSOLD, (json.dumps(list(units)),))
    }


def _count_physical(world: World, units: Sequence[int]) -> Counter[Place]:
    """Count those of the units that lie in the building, by location and variation."""
    rows = world.all(
        "SELECT place, variation_id, sku FROM wholecell_standing"
        " WHERE physical AND id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(units)),),
    )
    return Counter((row["place"], row["variation_id"], row["sku"]) for row in rows)


def _level(world: World, place: str, variation: int) -> int:
    return int(
        world.value(
            "SELECT count(*) FROM wholecell_standing"
            " WHERE physical AND place = ? AND variation_id = ?",
            (place, variation),
        )
    )
