"""Reports an order as shipped as soon as its first part is."""

import sys

from stocktake.engine import follow, shipping
from stocktake.engine.__main__ import main

follow.is_out = lambda wanted, out: bool(out)
shipping.is_gone = lambda *_: False

if __name__ == "__main__":
    sys.exit(main())
