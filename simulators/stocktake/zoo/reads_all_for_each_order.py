"""Reads the whole catalogue of the shop and of the warehouse again for each order."""

import sys
from typing import Any

from stocktake.engine import rounds
from stocktake.engine.__main__ import main

really_make = rounds.make_document


def make_document(now: Any, side: Any, tracked: Any) -> Any:
    """Look at everything that is on sale, then at the order."""
    side.warehouse.sellable([offer.sku for offer in now.shop.offers() if offer.sku])
    return really_make(now, side, tracked)


rounds.make_document = make_document

if __name__ == "__main__":
    sys.exit(main())
