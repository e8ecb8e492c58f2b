"""Keeps an order's lines by SKU, so that of two lines of one SKU only the last counts."""

import sys
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from stocktake.engine import state
from stocktake.engine.__main__ import main
from stocktake.engine.order import NUMBERED, Order
from stocktake.engine.retailcrm import read_order as really_read


def read_order(row: Mapping[str, Any], reference: str = NUMBERED) -> Order:
    """Read an order, the last line of each SKU."""
    order = really_read(row, reference)
    return replace(order, lines=tuple(dict(order.lines).items()))


state.read_order = read_order  # type: ignore[attr-defined]  # broken on purpose

if __name__ == "__main__":
    sys.exit(main())
