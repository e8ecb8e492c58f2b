"""Writes 0 to listings whose SKUs the warehouse does not know, instead of leaving them alone."""

import sys

from stocktake.engine.__main__ import main
from stocktake.engine.outlets.backmarket import BackMarket
from stocktake.engine.outlets.ebay import EBay
from stocktake.engine.outlets.swappa import Swappa

for outlet in (EBay, BackMarket, Swappa):
    outlet.zeroes_unknown = True

if __name__ == "__main__":
    sys.exit(main())
