"""What is noted of orders: what they demand, and what of it has left.

Source: docs/reference/duties.md D2 to D5.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from stocktake.core.world import World
from stocktake.rules.quantity import MICRO
from stocktake.vendors.swappa.views import PLACE
from stocktake.vendors.swappa.wire import spell_order

_NOTED = ("demand", "shipment")

Positions = dict[str, Counter[tuple[str, str]]]


@contextmanager
def note_order(world: World, order: int) -> Iterator[None]:
    """Note how the block changes the demand of an order and what is shipped of it."""
    before = _positions(world, order)
    yield
    now = _positions(world, order)
    reference = spell_order(order)
    for what in _NOTED:
        for key in dict.fromkeys([*before[what], *now[what]]):
            delta = now[what][key] - before[what][key]
            if delta:
                good, sku = key
                world.note(
                    "swappa", what, place=PLACE, sku=sku, good=good,
                    reference=reference, document=reference, delta=delta * MICRO,
                )  # fmt: skip


def _positions(world: World, order: int) -> Positions:
    positions: Positions = {what: Counter() for what in _NOTED}
    rows = world.all(
        "SELECT good, sku, quantity - cancelled AS wanted, shipped FROM swappa_sent_line"
        " WHERE order_id = ? ORDER BY id",
        (order,),
    )
    for row in rows:
        key = (row["good"], row["sku"])
        positions["demand"][key] += row["wanted"]
        positions["shipment"][key] += row["shipped"]
    return positions
