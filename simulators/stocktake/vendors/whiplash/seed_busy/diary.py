"""A diary: what happened how long ago."""

from collections.abc import Callable, Iterable
from typing import Any

from stocktake.core.simulator import Call
from stocktake.core.world import World
from stocktake.vendors.whiplash.access import Account

HOUR = 3_600_000
DAY = 24 * HOUR

Entry = tuple[int, Callable[[World], Any]]
"""How many milliseconds ago something happened, and what does it again."""

MERCHANT = Call(method="POST", path="", account=Account(customer_id=1))
"""A request of the merchant's own program."""


def in_order_of_time(entries: Iterable[Entry]) -> list[Entry]:
    """Return what has happened by now, the oldest first; what lies ahead is left out."""
    return sorted((entry for entry in entries if entry[0] >= 0), key=lambda entry: -entry[0])
