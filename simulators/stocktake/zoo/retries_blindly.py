"""Repeats an order create whose answer was lost, without looking whether the order is there."""

import sys

from tenacity import retry, retry_if_exception_type, stop_after_attempt, wait_exponential

from stocktake.engine import wire
from stocktake.engine.__main__ import main
from stocktake.engine.wherefour import Wherefour
from stocktake.engine.wholecell import WholeCell

again = retry(
    retry=retry_if_exception_type(wire.OutcomeUnknown),
    stop=stop_after_attempt(3),
    wait=wait_exponential(multiplier=0.05),
    reraise=True,
)
Wherefour.make = again(Wherefour.make)  # type: ignore[method-assign]  # broken on purpose
WholeCell.make = again(WholeCell.make)  # type: ignore[method-assign]  # broken on purpose

if __name__ == "__main__":
    sys.exit(main())
