"""Takes an unreadable search result as empty, and creates the document again."""

import sys
from typing import Any

from stocktake.engine import documents, wire
from stocktake.engine.__main__ import main

really_settle = documents.settle


def settle(order: Any, warehouse: Any) -> Any:
    """Find or create the document; create it too if the search fails."""
    try:
        return really_settle(order, warehouse)
    except wire.ReadFailed:
        return warehouse.make(order)


documents.settle = settle

if __name__ == "__main__":
    sys.exit(main())
