"""Takes a shipment without an answer as failed, and ships the goods under a new document."""

import sys

from stocktake.engine import wire
from stocktake.engine.__main__ import main
from stocktake.engine.warehouse import Document
from stocktake.engine.wherefour import Wherefour, read_document

really_ship = Wherefour.ship


def ship(self: Wherefour, document: Document) -> None:
    """Ship; without an answer, begin again."""
    try:
        really_ship(self, document)
    except wire.OutcomeUnknown:
        number, lines = document.number, [(line.good, line.count) for line in document.lines]
        row = self.account.create_order(document.owner, number, date="2026-03-02", lines=lines)
        really_ship(self, read_document(row))


Wherefour.ship = ship  # type: ignore[method-assign]  # broken on purpose

if __name__ == "__main__":
    sys.exit(main())
