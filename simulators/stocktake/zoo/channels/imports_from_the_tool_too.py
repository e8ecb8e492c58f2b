"""Imports orders from the carrier tool as well: what both have is two sales orders."""

import sys
from dataclasses import replace
from typing import Any

from stocktake.engine import labels
from stocktake.engine.__main__ import main

really_serve = labels.serve


def serve(now: Any, side: Any, tracked: Any, document: Any) -> Any:
    """Make a sales order of what the tool has under this number, unless there is one."""
    found = now.tool.find(tracked.order)
    is_new = side.warehouse.find(document.number, channel="ShipStation") is None
    if found and is_new and not now.tool.is_sent(tracked.order, found):
        side.warehouse.make(replace(tracked.order, channel="ShipStation"))
    return really_serve(now, side, tracked, document)


labels.serve = serve

if __name__ == "__main__":
    sys.exit(main())
