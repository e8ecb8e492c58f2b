"""Misspells the filter for new changes; the shop ignores it and sends all of them."""

import sys
from collections.abc import Iterator
from typing import Any

from stocktake.engine.__main__ import main
from stocktake.engine.retailcrm import RetailCRM


def history(self: RetailCRM, since: int) -> Iterator[dict[str, Any]]:
    """Yield every change after `since`, selected from all of them."""
    rows = self.pages("/api/v5/orders/history", "history", **{"filter[since_id]": since})
    yield from (row for row in rows if row["id"] > since)


RetailCRM.history = history  # type: ignore[method-assign]  # broken on purpose

if __name__ == "__main__":
    sys.exit(main())
