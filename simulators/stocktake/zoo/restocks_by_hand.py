"""Cancels a document, and then books its goods in once more."""

import sys

from stocktake.engine import wire
from stocktake.engine.__main__ import main
from stocktake.engine.warehouse import Document
from stocktake.engine.wherefour import Wherefour

really_cancel = Wherefour.cancel


def cancel(self: Wherefour, document: Document) -> None:
    """Cancel, and book the goods in."""
    really_cancel(self, document)
    lot = {"delivery_method_id": 1, "received_date": "03/02/26 09:00 AM", "cost": 0}
    for line in document.lines:
        body = {**lot, "count": int(line.count), "lot_code": document.number}
        wire.write(self.http, f"/inventory/{line.good}/stocks", json=body)


Wherefour.cancel = cancel  # type: ignore[method-assign]  # broken on purpose

if __name__ == "__main__":
    sys.exit(main())
