"""Reports an order as shipped as soon as its first part is."""

import sys
from typing import Any

from stocktake.engine import stock
from stocktake.engine.__main__ import main
from stocktake.engine.warehouse import Quantities

really_owed = stock.owed


def owed(document: Any, shipments: Any) -> Quantities:
    """Forget the rest after the first shipment."""
    return {} if shipments else really_owed(document, shipments)


stock.owed = owed

if __name__ == "__main__":
    sys.exit(main())
