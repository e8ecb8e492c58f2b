"""What orders ask for and what has left for them, in the ledger.

Source: docs/reference/duties.md D1; docs/reference/channels.md 4.2.
"""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from stocktake.core.world import World
from stocktake.rules.quantity import MICRO

Key = tuple[int, str, str | None]
"""An order: its id and its number, and an SKU."""


@contextmanager
def record_changes(world: World, *order_ids: int) -> Iterator[list[int]]:
    """Record how much more or less is ordered, and how much has left, after the block.

    The block gets the list of ids, and appends the orders that it creates.
    """
    ids = list(order_ids)
    before = _totals(world, ids)
    yield ids
    after = _totals(world, ids)
    for what, counted in after.items():
        counted.subtract(before[what])
        for (order_id, number, sku), count in sorted(counted.items(), key=_in_order):
            if count:
                world.note(
                    "shipstation", what,
                    sku=sku, reference=number, document=order_id, delta=count * MICRO,
                )  # fmt: skip


def _in_order(pair: tuple[Key, int]) -> tuple[int, str]:
    (order_id, _, sku), _ = pair
    return order_id, sku or ""


def _totals(world: World, ids: list[int]) -> dict[str, Counter[Key]]:
    demand: Counter[Key] = Counter()
    shipment: Counter[Key] = Counter()
    for row in world.all(
        "SELECT order_id, number, sku, ordered - cancelled AS wanted, shipped"
        " FROM shipstation_demand WHERE order_id IN (SELECT value FROM json_each(?))",
        (json.dumps(ids),),
    ):
        key = (row["order_id"], row["number"], row["sku"])
        demand[key] += row["wanted"]
        shipment[key] += row["shipped"]
    return {"demand": demand, "shipment": shipment}
