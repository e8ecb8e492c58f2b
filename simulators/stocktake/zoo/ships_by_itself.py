"""Marks an order of WholeCell as shipped at once, so its staff ship nothing."""

import sys

from stocktake.engine import wire
from stocktake.engine.__main__ import main
from stocktake.engine.warehouse import Document
from stocktake.engine.wholecell import WholeCell


def ship(self: WholeCell, document: Document) -> None:
    """Mark the order as shipped."""
    path = f"/sales_orders/{document.id}"
    wire.write(self.http, path, method="PATCH", json={"status": "Shipped"})


WholeCell.ship = ship  # type: ignore[method-assign]  # broken on purpose
WholeCell.can_ship = lambda *_: True  # type: ignore[method-assign]  # broken on purpose

if __name__ == "__main__":
    sys.exit(main())
