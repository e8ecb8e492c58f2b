"""What the ledger notes when units come, move or leave. Source: docs/reference/duties.md D1."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from stocktake.core.world import World
from stocktake.rules.quantity import MICRO


@contextmanager
def record_stock(world: World, units: list[int], *, reference: str) -> Iterator[None]:
    """Note how the block changes the building's stock, as far as these units are concerned.

    `units` are ids; the block appends those of the units that it adds.
    """
    before = _count_physical(world, units)
    yield
    changes = _count_physical(world, units)
    changes.subtract(before)
    for (place, sku), delta in changes.items():
        if delta:
            world.note(
                "wholecell", "stock", place=place, sku=sku, reference=reference,
                delta=delta * MICRO, after=_level(world, place, sku) * MICRO,
            )  # fmt: skip


def _count_physical(world: World, units: Sequence[int]) -> Counter[tuple[str, str | None]]:
    """Count those of the units that lie in the building, by location and SKU."""
    rows = world.all(
        "SELECT place, sku FROM wholecell_standing"
        " WHERE physical AND id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(units)),),
    )
    return Counter((row["place"], row["sku"]) for row in rows)


def _level(world: World, place: str, sku: str | None) -> int:
    return int(
        world.value(
            "SELECT count(*) FROM wholecell_standing WHERE physical AND place = ? AND sku IS ?",
            (place, sku),
        )
    )
