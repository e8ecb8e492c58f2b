"""Tells a channel with the first parcel of a line that all of its units are in it."""

import sys
from dataclasses import replace
from typing import Any

from stocktake.engine import telling
from stocktake.engine.__main__ import main

really_told_of = telling.told_of


def told_of(now: Any, channel: Any, order: Any, parcel: Any, document: Any) -> bool:
    """Forget what is in the parcel."""
    whole = parcel and replace(parcel, counts={})
    return really_told_of(now, channel, order, whole, document)


telling.told_of = told_of

if __name__ == "__main__":
    sys.exit(main())
