"""Marks an order of WholeCell as shipped at once, and leaves its people nothing to ship."""

import sys

from simulators.engine import wire
from simulators.engine.__main__ import main
from simulators.engine.warehouse import Document
from simulators.engine.wholecell import WholeCell


def ship(self: WholeCell, document: Document) -> None:
    """Say that it left."""
    path = f"/sales_orders/{document.id}"
    wire.write(self.http, path, method="PATCH", json={"status": "Shipped"})


WholeCell.ship = ship  # type: ignore[method-assign]  # broken on purpose
WholeCell.can_ship = lambda *_: True  # type: ignore[method-assign]  # broken on purpose

if __name__ == "__main__":
    sys.exit(main())
