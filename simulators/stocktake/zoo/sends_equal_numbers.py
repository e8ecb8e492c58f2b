"""Sends every number in every round, whether the shop shows it or not."""

import sys
from dataclasses import replace
from typing import Any

from stocktake.engine import stock
from stocktake.engine.__main__ import main

really_differ = stock.differences


def differences(offers: Any, wanted: Any, store: str) -> Any:
    """Return the shop as if it showed nothing."""
    return really_differ([replace(offer, shown={store: -1}) for offer in offers], wanted, store)


stock.differences = differences

if __name__ == "__main__":
    sys.exit(main())
