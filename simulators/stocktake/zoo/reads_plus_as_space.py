"""Reads a plus in an SKU as a space, as in a query that was not escaped."""

import sys
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from stocktake.engine import retailcrm
from stocktake.engine.__main__ import main

really_read = retailcrm.read_offer


def read_offer(row: Mapping[str, Any]) -> retailcrm.Offer:
    """Read what the shop shows under another name."""
    offer = really_read(row)
    return replace(offer, sku=offer.sku and offer.sku.replace("+", " "))


retailcrm.read_offer = read_offer

if __name__ == "__main__":
    sys.exit(main())
