"""Pushes stock only if the warehouse has changed since the end of the last push."""

import sys
from typing import Any

from stocktake.engine import numbers
from stocktake.engine.__main__ import main
from stocktake.zoo import told

really_push = numbers.push


def push(now: Any, side: Any) -> None:
    """Compare stock with the stock after the last push, not before it."""
    seen, skus = told().state / side.name, [offer.sku for offer in now.shop.offers() if offer.sku]
    if not seen.exists() or seen.read_text() != counted(side, skus):
        really_push(now, side)
        seen.write_text(counted(side, skus))


def counted(side: Any, skus: Any) -> str:
    """Write down what the warehouse can promise."""
    return str(sorted(side.warehouse.sellable(skus).counts.items()))


numbers.push = push

if __name__ == "__main__":
    sys.exit(main())
