"""Compares SKUs without regard to case, at the warehouses as in the shop."""

import sys
from typing import Any

from stocktake.engine import stock
from stocktake.engine.__main__ import main
from stocktake.engine.whiplash import Whiplash

really_good, really_leftovers = Whiplash.good, stock.leftovers


def good(self: Whiplash, sku: Any) -> int:
    """Return the first item whose SKU has the same letters."""
    alike = [each for each in self.items.by_sku if each.lower() == str(sku).lower()]
    return really_good(self, min(alike, default=sku))


def leftovers(skus: Any, promised: Any, demand: Any) -> Any:
    """Look up numbers by SKUs in lower case."""
    alike = {sku.lower(): count for sku, count in sorted(promised.items(), reverse=True)}
    return really_leftovers(skus, {sku: alike.get(sku.lower(), 0) for sku in skus}, demand)


Whiplash.good = good  # type: ignore[method-assign]  # broken on purpose
stock.leftovers = leftovers

if __name__ == "__main__":
    sys.exit(main())
