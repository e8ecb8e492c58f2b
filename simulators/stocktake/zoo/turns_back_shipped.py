"""Tells the shop that a shipped order is not shipped when it is cancelled afterwards."""

import sys
from typing import Any

from stocktake.engine import rounds
from stocktake.engine.__main__ import main

really_advance = rounds.advance


def advance(now: Any, side: Any, tracked: Any, document: Any) -> None:
    """Serve an order, then tell the shop that it is not shipped."""
    really_advance(now, side, tracked, document)
    order = tracked.order
    if order.cancelled and order.shipped:
        path = f"/api/v5/orders/{order.id}/edit"
        now.shop._write(path, order={"shipped": False}, by="id", site=order.site)


rounds.advance = advance

if __name__ == "__main__":
    sys.exit(main())
