"""Reads orders of channels strictly: one with a status that no document has spoils its list."""

import sys
from typing import Any

from stocktake.engine import wire
from stocktake.engine.__main__ import main
from stocktake.engine.outlets.swappa import MAPPED
from stocktake.zoo.channels import CHANNELS

KNOWN = {None, "NOT_STARTED", "IN_PROGRESS", "FULFILLED", *MAPPED}


def spoil(outlet: Any) -> None:
    """Refuse a row with any other status."""
    really_read = outlet.read_order

    def read_order(self: Any, row: Any) -> Any:
        if row.get("orderFulfillmentStatus", row.get("status")) not in KNOWN:
            raise wire.ReadFailed("an order has a status that no document has")
        return really_read(self, row)

    outlet.read_order = read_order


for each in CHANNELS:
    spoil(each)

if __name__ == "__main__":
    sys.exit(main())
