"""What is noted of listings: each change of a number that buyers see.

Source: docs/reference/duties.md D1.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from stocktake.core.world import World
from stocktake.rules.quantity import MICRO

_PLACE = "backmarket"


@contextmanager
def note_shown(world: World, listing_id: int) -> Iterator[None]:
    """Note how the block changes what a listing shows."""
    before = _shown(world, listing_id)
    yield
    after = _shown(world, listing_id)
    if after != before:
        sku = world.value("SELECT sku FROM backmarket_listing WHERE id = ?", (listing_id,))
        world.note(
            "backmarket", "shown", place=_PLACE, sku=sku, good=listing_id,
            delta=(after - before) * MICRO, after=after * MICRO,
        )  # fmt: skip


def _shown(world: World, listing_id: int) -> int:
    query = "SELECT shown FROM backmarket_shown WHERE id = ?"
    return int(world.value(query, (listing_id,)) or 0)
