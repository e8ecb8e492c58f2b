"""Sends every order to the first warehouse, whatever store it was placed at."""

import sys
from dataclasses import replace
from typing import Any

from stocktake.engine.__main__ import main
from stocktake.engine.state import State
from stocktake.zoo import told

really_tracked = State.tracked


def tracked(self: State) -> Any:
    """Return the orders as if all were placed at the store of the first warehouse."""
    store = told().links[0].stores[0]
    return [replace(each, order=replace(each.order, store=store)) for each in really_tracked(self)]


State.tracked = tracked  # type: ignore[method-assign]  # broken on purpose

if __name__ == "__main__":
    sys.exit(main())
