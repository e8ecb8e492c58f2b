"""Notes that an order was taken before taking it, so an order that failed once is never made."""

import sys
from typing import Any

from simulators.engine import documents
from simulators.engine.__main__ import main
from simulators.engine.warehouse import Left
from simulators.zoo import told

really_settle = documents.settle


def settle(order: Any, warehouse: Any) -> Any:
    """Take an order unless its key is there already."""
    key = told().state / order.number
    if key.exists():
        raise Left("it was taken before")
    key.touch()
    return really_settle(order, warehouse)


documents.settle = settle

if __name__ == "__main__":
    sys.exit(main())
