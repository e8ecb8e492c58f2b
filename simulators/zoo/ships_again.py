"""Takes a shipment without an answer for none, and ships the goods under a new document."""

import sys

from simulators.engine import wire
from simulators.engine.__main__ import main
from simulators.engine.wherefour import Document, Wherefour

really_auto_ship = Wherefour.auto_ship


def auto_ship(self: Wherefour, document: Document) -> None:
    """Ship; where no answer comes, begin anew."""
    try:
        really_auto_ship(self, document)
    except wire.Unsettled:
        customer, number = document.customer_id, document.number
        again = self.create_order(customer, number, date="2026-03-02", lines=document.lines)
        really_auto_ship(self, again)


Wherefour.auto_ship = auto_ship  # type: ignore[method-assign]  # broken on purpose

if __name__ == "__main__":
    sys.exit(main())
