"""Looks at an order of WholeCell only if it has changed since the end of the last round."""

import sys
from typing import Any

from simulators.engine import stock
from simulators.engine.__main__ import main
from simulators.engine.wholecell import WholeCell
from simulators.zoo import told

really_push, really_shipments = stock.push, WholeCell.shipments


def shipments(self: WholeCell, document: Any) -> Any:
    """Look only at what has changed since it was last noted."""
    noted = told().state / f"{document.id}"
    changed = not noted.exists() or noted.read_text() != self._order(document.id)["updated_at"]
    noted.touch()
    return really_shipments(self, document) if changed else []


def push(shop: Any, warehouse: Any, **options: Any) -> None:
    """Push, and note how the orders are after it, not how they were when looked at."""
    really_push(shop, warehouse, **options)
    for noted in told().state.glob("[0-9]*"):
        noted.write_text(warehouse._order(noted.name)["updated_at"])


stock.push = push
WholeCell.shipments = shipments  # type: ignore[method-assign]  # broken on purpose

if __name__ == "__main__":
    sys.exit(main())
