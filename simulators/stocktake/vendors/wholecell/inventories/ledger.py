"""What the ledger notes when units come, move or leave. Source: docs/reference/duties.md D1."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from stocktake.core.world import World
from stocktake.rules.quantity import MICRO

Place = tuple[str, int, str | None]
"""A location, a variation and its SKU."""


@contextmanager
def record_stock(world: World, units: list[int], *, reference: str) -> Iterator[None]:
    """Note how the block changes the building's stock, as far as these units are concerned.

    `units` are ids; the block appends those of the units that it adds.
    """
    before = _count_physical(world, units)
    yield
    changes = _count_physical(world, units)
    changes.subtract(before)
    for (place, variation, sku), delta in changes.items():
        if delta:
            world.note(
                "wholecell", "stock", place=place, sku=sku, good=variation, reference=reference,
                delta=delta * MICRO, after=_level(world, place, variation) * MICRO,
            )  # fmt: skip


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
