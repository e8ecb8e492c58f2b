"""Writes numbers to the first outlet only, once the others show any."""

import sys
from typing import Any

from stocktake.engine import numbers
from stocktake.engine.__main__ import main

really_write = numbers.write


def write(now: Any, outlet: Any, wanted: Any, listings: Any) -> None:
    """Leave out what another outlet than the first shows already."""
    first = outlet.name == now.sides[0].outlets[0].name
    news = [each for each in listings if first or not any(each.shown.values())]
    really_write(now, outlet, wanted, news)


numbers.write = write

if __name__ == "__main__":
    sys.exit(main())
