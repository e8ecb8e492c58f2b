"""Repeats an order create whose answer was lost, without looking whether the order is there."""

import sys

import stamina

from stocktake.engine import wire
from stocktake.engine.__main__ import main
from stocktake.engine.wherefour import Wherefour
from stocktake.engine.wholecell import WholeCell

again = stamina.retry(on=wire.Unsettled, attempts=3, wait_initial=0.05, wait_jitter=0)
Wherefour.make = again(Wherefour.make)  # type: ignore[method-assign]  # broken on purpose
WholeCell.make = again(WholeCell.make)  # type: ignore[method-assign]  # broken on purpose

if __name__ == "__main__":
    sys.exit(main())
