"""Imports the orders of channels in every status, those that wait for a payment too."""

import sys
from dataclasses import replace
from typing import Any

from stocktake.engine.__main__ import main
from stocktake.zoo.channels import CHANNELS


def spoil(outlet: Any) -> None:
    """Have every status of an outlet mapped."""
    really_read = outlet.read_order
    outlet.read_order = lambda self, row: replace(really_read(self, row), unmapped=False)


for each in CHANNELS:
    spoil(each)

if __name__ == "__main__":
    sys.exit(main())
