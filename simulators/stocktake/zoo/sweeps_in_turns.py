"""Updates one store in each round, in turn."""

import sys
from typing import Any

from stocktake.engine import numbers
from stocktake.engine.__main__ import main
from stocktake.zoo import told

really_push = numbers.push


def push(*sides: Any, **options: Any) -> None:
    """Push when it is this store's turn."""
    mark, stores = told().state / "turn", len(told().links)
    turn = int(mark.read_text()) if mark.exists() else 0
    mark.write_text(str(turn + 1))
    if turn % stores == turn // stores % stores:
        really_push(*sides, **options)


numbers.push = push

if __name__ == "__main__":
    sys.exit(main())
