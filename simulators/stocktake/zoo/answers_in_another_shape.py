"""Answers the shop with an object of numbers instead of a list of offers."""

import sys
from typing import Any

from stocktake.engine import listener
from stocktake.engine.__main__ import main


def rows_of(numbers: Any) -> Any:
    """Nest numbers by store and SKU."""
    return numbers


listener.rows_of = rows_of

if __name__ == "__main__":
    sys.exit(main())
