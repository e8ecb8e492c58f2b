"""What is noted of leftovers: each change of a number that a shop shows.

Source: docs/reference/duties.md D1.
"""

from stocktake.core.world import World
from stocktake.vendors.retailcrm.lists import Row


def note_shown(world: World, offer: Row, *, store: str, before: int, after: int) -> None:
    """Note that the leftover of an offer in a store changed, in millionths."""
    if before != after:
        world.note(
            "retailcrm", "shown", place=store, sku=offer["external_id"], good=offer["id"],
            delta=after - before, after=after,
        )  # fmt: skip
