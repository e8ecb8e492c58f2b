"""Marks an order as read before reading it: if the read fails, it never reads it again."""

import sys

from stocktake.engine.__main__ import main
from stocktake.engine.state import State

really_stale = State.stale


def stale(self: State) -> list[int]:
    """Return what to read, and mark it as read."""
    order_ids = really_stale(self)
    for order_id in order_ids:
        self.keep(order_id, None)
    return order_ids


State.stale = stale  # type: ignore[method-assign]  # broken on purpose

if __name__ == "__main__":
    sys.exit(main())
