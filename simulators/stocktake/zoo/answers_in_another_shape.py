"""Answers the shop with an object of numbers where it wants a list of offers."""

import sys
from typing import Any

from stocktake.engine import listener
from stocktake.engine.__main__ import main


def rows_of(numbers: Any) -> Any:
    """Put numbers under SKUs under the store."""
    return numbers


listener.rows_of = rows_of

if __name__ == "__main__":
    sys.exit(main())
