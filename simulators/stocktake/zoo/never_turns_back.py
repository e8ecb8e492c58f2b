"""Never tells the shop that a shipment which it was told of is no longer there."""

import sys

from stocktake.engine import shipping
from stocktake.engine.__main__ import main

shipping.is_gone = lambda *_: False

if __name__ == "__main__":
    sys.exit(main())
