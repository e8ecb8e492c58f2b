"""Takes an order for shipped as soon as its first part is out."""

import sys
from typing import Any

from simulators.engine import stock
from simulators.engine.__main__ import main
from simulators.engine.warehouse import Quantities

really_owed = stock.owed


def owed(document: Any, shipments: Any) -> Quantities:
    """Forget the rest after the first shipment."""
    return {} if shipments else really_owed(document, shipments)


stock.owed = owed

if __name__ == "__main__":
    sys.exit(main())
