"""Repeats an order create whose answer was lost, without looking whether the order is there."""

import sys
from collections.abc import Callable
from typing import Any

from stocktake.engine import wire
from stocktake.engine.__main__ import main
from stocktake.engine.wherefour import Wherefour
from stocktake.engine.wholecell import WholeCell


def again(make: Callable[..., Any]) -> Callable[..., Any]:
    """Return a create that is sent once more where nobody knows what became of it."""

    def made(*args: Any, **kwargs: Any) -> Any:
        try:
            return make(*args, **kwargs)
        except wire.OutcomeUnknown:
            return make(*args, **kwargs)

    return made


Wherefour.make = again(Wherefour.make)  # type: ignore[method-assign]  # broken on purpose
WholeCell.make = again(WholeCell.make)  # type: ignore[method-assign]  # broken on purpose

if __name__ == "__main__":
    sys.exit(main())
