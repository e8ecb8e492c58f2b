"""What is noted of listings: each change of a number that buyers see.

Source: docs/reference/duties.md D1.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from stocktake.core.world import World
from stocktake.rules.quantity import MICRO
from stocktake.vendors.ebay.views import PLACE


@contextmanager
def note_shown(world: World, item_id: int | None) -> Iterator[None]:
    """Note how the block changes what the listings of an item show; of none where it is None."""
    before = _shown(world, item_id)
    yield
    for offer, (sku, after) in _shown(world, item_id).items():
        _, earlier = before.get(offer, (sku, 0))
        if after != earlier:
            world.note(
                "ebay", "shown", place=PLACE, sku=sku, good=offer,
                delta=(after - earlier) * MICRO, after=after * MICRO,
            )  # fmt: skip


def _shown(world: World, item_id: int | None) -> dict[int, tuple[str, int]]:
    rows = world.all(
        "SELECT offer_id, sku, shown FROM ebay_shown WHERE item_id = ? ORDER BY offer_id",
        (item_id,),
    )
    return {row["offer_id"]: (row["sku"], row["shown"]) for row in rows}
