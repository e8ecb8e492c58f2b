"""Records an order as taken before taking it, so an order that failed once is never created."""

import sys
from typing import Any

from stocktake.engine import documents
from stocktake.engine.__main__ import main
from stocktake.engine.warehouse import NeedsAttention
from stocktake.zoo import told

really_settle = documents.settle


def settle(order: Any, warehouse: Any) -> Any:
    """Take an order unless its key is stored."""
    key = told().state / order.number
    if key.exists():
        raise NeedsAttention("it was taken before")
    key.touch()
    return really_settle(order, warehouse)


documents.settle = settle

if __name__ == "__main__":
    sys.exit(main())
