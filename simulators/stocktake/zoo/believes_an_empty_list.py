"""Takes what a list leaves out for gone, and asks for nothing one by one before it shows zero."""

import sys
from typing import Any

from stocktake.engine import numbers
from stocktake.engine.__main__ import main


def promised(now: Any, side: Any, skus: Any, shown: Any) -> numbers.Promise:
    """Believe the list."""
    return numbers.Promise(side.warehouse.sellable(skus).counts)


numbers.promised = promised

if __name__ == "__main__":
    sys.exit(main())
