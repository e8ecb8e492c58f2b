"""Pushes only when the warehouse has changed since the end of the last push."""

import os
import sys
from pathlib import Path
from typing import Any

from simulators.engine import stock
from simulators.engine.__main__ import main

really_push = stock.push


def push(shop: Any, warehouse: Any, **options: Any) -> None:
    """Compare what is on hand with how it was after the last push, not before it."""
    seen = Path(os.environ["STOCKTAKE_STATE_DIR"], "seen")
    if not seen.exists() or seen.read_text() != repr(warehouse.account.items()):
        really_push(shop, warehouse, **options)
        seen.write_text(repr(warehouse.account.items()))


stock.push = push

if __name__ == "__main__":
    sys.exit(main())
