"""Sends an order to the carrier tool although a connection of the tool has brought it in."""

import sys
from typing import Any

from stocktake.engine.__main__ import main
from stocktake.engine.carriers.shipstation import ShipStation


def stores_of(self: Any, outlet: str) -> set[int]:
    """Know of no connection."""
    return set()


ShipStation._stores_of = stores_of  # type: ignore[method-assign]  # that is the fault

if __name__ == "__main__":
    sys.exit(main())
