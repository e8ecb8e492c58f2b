"""Replaces an order at the carrier tool with what it knows itself, and wipes what staff noted."""

import sys

from stocktake.engine.__main__ import main
from stocktake.engine.carriers.shipstation import ShipStation

really_send = ShipStation.send
ShipStation.send = (  # type: ignore[method-assign]  # that is the fault
    lambda self, body, found: really_send(self, body, None)
)

if __name__ == "__main__":
    sys.exit(main())
