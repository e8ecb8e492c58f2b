"""Tells Back Market of parcels without having accepted the order."""

import sys

from stocktake.engine.__main__ import main
from stocktake.engine.outlets.backmarket import BackMarket

BackMarket.accept = lambda self, order: None  # type: ignore[method-assign]  # that is the fault

if __name__ == "__main__":
    sys.exit(main())
