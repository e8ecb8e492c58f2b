"""Leaves the document of a cancelled order open, so its goods stay reserved for nobody."""

import sys

from stocktake.engine import shipping
from stocktake.engine.__main__ import main

shipping.cancel = lambda document, warehouse: document

if __name__ == "__main__":
    sys.exit(main())
