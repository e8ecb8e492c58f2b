"""Continues after the time of a page's last row, and misses other rows of the same time."""

import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from stocktake.engine import wire
from stocktake.engine.__main__ import main
from stocktake.engine.retailcrm import RetailCRM
from stocktake.zoo import told


def history(self: RetailCRM, since: int) -> Iterator[dict[str, Any]]:
    """Yield changes from a second after the last one that was read."""
    mark = told().state / "time"
    query = {"filter[startDate]": mark.read_text()} if mark.exists() else {}
    while rows := wire.read(self.http, "/api/v5/orders/history", query).json()["history"]:
        yield from rows
        after = datetime.fromisoformat(rows[-1]["createdAt"]) + timedelta(seconds=1)
        mark.write_text(str(after))
        query = {"filter[startDate]": str(after)}


RetailCRM.history = history  # type: ignore[method-assign]  # broken on purpose

if __name__ == "__main__":
    sys.exit(main())
