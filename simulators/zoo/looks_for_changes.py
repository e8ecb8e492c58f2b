"""Looks at an order of WholeCell only if it has changed since the end of the last round."""

import sys
from typing import Any

from simulators.engine import stock
from simulators.engine.__main__ import main
from simulators.engine.wholecell import WholeCell
from simulators.zoo import told

really_push, really_shipments = stock.push, WholeCell.shipments


def shipments(self: WholeCell, document: Any) -> Any:
    """Look only at what is younger than the mark."""
    mark = told().state / "mark"
    old = mark.exists() and self._order(document.id)["updated_at"] <= mark.read_text()
    return [] if old else really_shipments(self, document)


def push(shop: Any, warehouse: Any, **options: Any) -> None:
    """Push, and mark the youngest change that there is by now, whether it was seen or not."""
    really_push(shop, warehouse, **options)
    if not isinstance(warehouse, WholeCell):
        return
    rows = warehouse._pages("/sales_orders")
    (told().state / "mark").write_text(max((row["updated_at"] for row in rows), default=""))


stock.push, WholeCell.shipments = push, shipments  # type: ignore[method-assign]  # on purpose

if __name__ == "__main__":
    sys.exit(main())
