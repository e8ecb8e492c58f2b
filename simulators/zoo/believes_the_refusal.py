"""Takes a refusal to ship for an order that is not out, and reports nothing of it, now or later."""

import sys

from simulators.engine import shipping, wire
from simulators.engine.__main__ import main
from simulators.engine.warehouse import Document
from simulators.engine.wherefour import Wherefour

really_ship = Wherefour.ship


def ship(self: Wherefour, document: Document) -> None:
    """Ship, and have nothing to report where that is refused."""
    try:
        really_ship(self, document)
    except wire.Refused:
        shipping.report = lambda *_, **__: None


Wherefour.ship = ship  # type: ignore[method-assign]  # broken on purpose

if __name__ == "__main__":
    sys.exit(main())
