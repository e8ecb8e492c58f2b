"""Writes 0 to listings whose SKUs the warehouse does not know, instead of leaving them alone."""

import sys

from stocktake.engine.__main__ import main
from stocktake.zoo.channels import CHANNELS

for outlet in CHANNELS:
    outlet.zeroes_unknown = True

if __name__ == "__main__":
    sys.exit(main())
