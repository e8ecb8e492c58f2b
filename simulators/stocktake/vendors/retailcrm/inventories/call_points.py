"""Call points: at which order events the CRM calls a module by itself.

What the vendor's words are is not known, so the quirk `call_points` says what each one means.
Source: docs/reference/warehouse-module.md 3, 10.
"""

import json
from collections.abc import Collection
from typing import Any

from stocktake.core.world import World

ORDER_EVENTS = (
    "order_created", "order_edited", "order_moved", "order_cancelled", "order_reopened",
)  # fmt: skip


def check_call_points(value: dict[str, Any]) -> bool:
    """Return True for a map of words to lists of order events; ValueError says what is wrong."""
    for word, events in value.items():
        if not isinstance(events, list):
            raise ValueError(f"retailcrm.call_points: {word!r} needs a list of order events")
        for event in events:
            if event not in ORDER_EVENTS:
                known = ", ".join(ORDER_EVENTS)
                raise ValueError(
                    f"retailcrm.call_points: no order event {json.dumps(event)}; there are {known}"
                )
    return True


def listens(world: World) -> bool:
    """Return whether any word means an order event in this world."""
    return bool(world.quirk("retailcrm.call_points"))


def words_for(world: World, happened: Collection[str]) -> frozenset[str]:
    """Return the words that mean one of these order events in this world."""
    points: dict[str, list[str]] = world.quirk("retailcrm.call_points")
    return frozenset(
        word for word, events in points.items() if not set(events).isdisjoint(happened)
    )
