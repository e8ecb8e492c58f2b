"""Takes a search that cannot be read for one that found nothing, and makes the document again."""

import sys
from typing import Any

from stocktake.engine import documents, wire
from stocktake.engine.__main__ import main

really_settle = documents.settle


def settle(order: Any, warehouse: Any) -> Any:
    """Find the document or make it; where nobody can tell whether it is there, make it."""
    try:
        return really_settle(order, warehouse)
    except wire.Unwell:
        return warehouse.make(order)


documents.settle = settle

if __name__ == "__main__":
    sys.exit(main())
