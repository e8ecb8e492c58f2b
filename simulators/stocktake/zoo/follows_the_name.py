"""Knows goods by their SKUs only: it takes a line off whose item has another SKU by now."""

import sys
from typing import Any

from stocktake.engine import follow
from stocktake.engine.__main__ import main


def wanted_of(now: Any, side: Any, tracked: Any, document: Any) -> follow.Wanted:
    """Find what an order wants among the present names of its document's goods."""
    named = {line.now or line.sku: line.good for line in document.lines}
    wanted = tracked.order.wanted()
    goods = {named[sku]: count for sku, count in wanted.items() if sku in named}
    return follow.Wanted(goods, goods)


follow.wanted_of = wanted_of

if __name__ == "__main__":
    sys.exit(main())
