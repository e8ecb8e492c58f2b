"""Cancels the document of a cancelled order even when a part of it is on its way."""

import sys
from dataclasses import replace

from simulators.engine import shipping
from simulators.engine.__main__ import main
from simulators.engine.wherefour import CANCELED, Document, Wherefour


def cancel(document: Document, warehouse: Wherefour) -> Document:
    """Cancel what is open, without a look at its shipments."""
    if document.open:
        warehouse.cancel_order(document)
    return replace(document, status=CANCELED)


shipping.cancel = cancel

if __name__ == "__main__":
    sys.exit(main())
