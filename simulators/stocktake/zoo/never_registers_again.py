"""Registers once, and takes the registration for granted from then on."""

import sys

from stocktake.engine import rounds
from stocktake.engine.__main__ import main
from stocktake.engine.retailcrm import RetailCRM
from stocktake.zoo import told

really_register = rounds.register


def register(shop: RetailCRM) -> None:
    """Register unless it was done before."""
    if not (told().state / "registered").exists():
        really_register(shop)
        (told().state / "registered").touch()


rounds.register = register

if __name__ == "__main__":
    sys.exit(main())
