"""Compares SKUs that look like numbers as numbers, so that 000417 is 417."""

import sys
from typing import Any

from stocktake.engine import stock
from stocktake.engine.__main__ import main
from stocktake.engine.wherefour import Wherefour

really_good, really_leftovers = Wherefour.good, stock.leftovers


def good(self: Wherefour, sku: Any) -> int:
    """Return the first item whose SKU is the same number."""
    alike = [each for each in self.catalogue.by_sku if each.lstrip("0") == str(sku).lstrip("0")]
    return really_good(self, min(alike, default=sku))


def leftovers(skus: Any, promised: Any, demand: Any) -> Any:
    """Look up numbers in which zeros before them do not count."""
    alike = {sku.lstrip("0"): count for sku, count in sorted(promised.items(), reverse=True)}
    return really_leftovers(skus, {sku: alike.get(sku.lstrip("0"), 0) for sku in skus}, demand)


Wherefour.good = good  # type: ignore[method-assign]  # broken on purpose
stock.leftovers = leftovers

if __name__ == "__main__":
    sys.exit(main())
