"""What is noted of listings: each change of a number that buyers see.

Source: docs/reference/duties.md D1.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from stocktake.core.world import World
from stocktake.rules.quantity import MICRO
from stocktake.vendors.swappa.views import PLACE


@contextmanager
def note_shown(world: World, listing: int) -> Iterator[None]:
    """Note how the block changes what the variants of a listing show."""
    before = _shown(world, listing)
    yield
    for good, (sku, after) in _shown(world, listing).items():
        _, earlier = before.get(good, (sku, 0))
        if after != earlier:
            world.note(
                "swappa", "shown", place=PLACE, sku=sku, good=good,
                delta=(after - earlier) * MICRO, after=after * MICRO,
            )  # fmt: skip


def _shown(world: World, listing: int) -> dict[str, tuple[str, int]]:
    rows = world.all(
        "SELECT good, sku, shown FROM swappa_shown WHERE listing_id = ? ORDER BY variant_id",
        (listing,),
    )
    return {row["good"]: (row["sku"], row["shown"]) for row in rows}
