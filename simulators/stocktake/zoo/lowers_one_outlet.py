"""Keeps the numbers of a warehouse's first store; its other stores get theirs only once."""

import sys
from typing import Any

from stocktake.engine import stock
from stocktake.engine.__main__ import main
from stocktake.zoo import told

really_differences = stock.differences


def differences(offers: Any, wanted: Any, store: str) -> Any:
    """Leave out what another store than the first shows already."""
    first = store in [link.stores[0] for link in told().links]
    mine = [offer for offer in offers if first or not offer.shown.get(store)]
    return really_differences(mine, wanted, store)


stock.differences = differences

if __name__ == "__main__":
    sys.exit(main())
