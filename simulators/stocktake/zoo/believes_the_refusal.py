"""Concludes from a refusal to ship that the order is not shipped, and never reports it."""

import sys
from typing import Any

from stocktake.engine import shipping
from stocktake.engine.__main__ import main
from stocktake.engine.warehouse import Document
from stocktake.engine.wherefour import Wherefour
from stocktake.zoo import told

really_ship, really_report = Wherefour.ship, shipping.report


def ship(self: Wherefour, document: Document) -> None:
    """Ship, and keep the mark if that is refused."""
    (told().state / document.number).touch()
    really_ship(self, document)
    (told().state / document.number).unlink()


def report(order: Any, *shipments: Any, **options: Any) -> None:
    """Report what is not marked as refused."""
    if not (told().state / order.number).exists():
        really_report(order, *shipments, **options)


Wherefour.ship, shipping.report = ship, report  # type: ignore[method-assign]  # broken on purpose

if __name__ == "__main__":
    sys.exit(main())
