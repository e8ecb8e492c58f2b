"""Accepts that a warehouse has called off an order, and tells nobody."""

import sys

from stocktake.engine import follow
from stocktake.engine.__main__ import main

follow.leave = lambda *_: None  # type: ignore[attr-defined]  # broken on purpose

if __name__ == "__main__":
    sys.exit(main())
