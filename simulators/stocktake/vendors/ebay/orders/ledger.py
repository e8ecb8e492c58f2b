"""What is noted of orders: what they demand, and what of it has left.

Source: docs/reference/duties.md D2 to D5.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from stocktake.core.world import World
from stocktake.rules.quantity import MICRO
from stocktake.vendors.ebay.views import PLACE

_NOTED = ("demand", "shipment")

Positions = dict[str, Counter[tuple[int | None, str]]]


@contextmanager
def note_order(world: World, order: int) -> Iterator[None]:
    """Note how the block changes the demand of an order and what is shipped of it."""
    before = _positions(world, order)
    yield
    now = _positions(world, order)
    reference = world.value("SELECT order_id FROM ebay_order WHERE id = ?", (order,))
    for what in _NOTED:
        for key in dict.fromkeys([*before[what], *now[what]]):
            delta = now[what][key] - before[what][key]
            if delta:
                offer, sku = key
                world.note(
                    "ebay", what, place=PLACE, sku=sku, good=offer, reference=reference,
                    document=reference, delta=delta * MICRO,
                )  # fmt: skip


def _positions(world: World, order: int) -> Positions:
    positions: Positions = {what: Counter() for what in _NOTED}
    rows: list[dict[str, Any]] = world.all(
        "SELECT offer_id, coalesce(sku, title) AS sku, quantity - cancelled AS wanted, shipped"
        " FROM ebay_sent_line WHERE order_id = ? ORDER BY id",
        (order,),
    )
    for row in rows:
        key = (row["offer_id"], row["sku"])
        positions["demand"][key] += row["wanted"]
        positions["shipment"][key] += row["shipped"]
    return positions
