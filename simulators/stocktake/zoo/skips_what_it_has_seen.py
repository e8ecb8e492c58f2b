"""Pushes stock only if the warehouse has changed since the end of the last push."""

import sys
from typing import Any

from stocktake.engine import stock
from stocktake.engine.__main__ import main
from stocktake.zoo import told

really_push = stock.push


def push(shop: Any, warehouse: Any, **options: Any) -> None:
    """Compare stock with the stock after the last push, not before it."""
    seen, skus = told().state / options["store"], [offer.sku for offer in shop.offers()]
    if not seen.exists() or seen.read_text() != str(sorted(warehouse.sellable(skus).items())):
        really_push(shop, warehouse, **options)
        seen.write_text(str(sorted(warehouse.sellable(skus).items())))


stock.push = push

if __name__ == "__main__":
    sys.exit(main())
