"""What is noted of orders: what they demand, and what of it has left.

Source: docs/reference/duties.md D2 to D5.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from stocktake.core.world import World
from stocktake.rules.quantity import MICRO

_NOTED = ("demand", "shipment")
_PLACE = "backmarket"

Positions = dict[str, Counter[tuple[int, str]]]


@contextmanager
def note_order(world: World, order: int) -> Iterator[None]:
    """Note how the block changes the demand of an order and what is shipped of it."""
    before = _positions(world, order)
    yield
    now = _positions(world, order)
    for what in _NOTED:
        for key in dict.fromkeys([*before[what], *now[what]]):
            delta = now[what][key] - before[what][key]
            if delta:
                listing, sku = key
                world.note(
                    "backmarket", what, place=_PLACE, sku=sku, good=listing, reference=str(order),
                    document=order, delta=delta * MICRO,
                )  # fmt: skip


def _positions(world: World, order: int) -> Positions:
    positions: Positions = {what: Counter() for what in _NOTED}
    rows = world.all(
        "SELECT listing_id, sku, iif(state IN (4, 5, 7), 0, quantity) AS wanted,"
        " iif(state IN (3, 6), quantity, 0) AS shipped FROM backmarket_line WHERE order_id = ?"
        " ORDER BY id",
        (order,),
    )
    for row in rows:
        key = (row["listing_id"], row["sku"])
        positions["demand"][key] += row["wanted"]
        positions["shipment"][key] += row["shipped"]
    return positions
