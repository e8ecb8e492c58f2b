"""Turns pages until one is empty, fifty at most, and takes rows that come again for others."""

import sys
from collections.abc import Iterator
from typing import Any

from stocktake.engine import wire
from stocktake.engine.__main__ import main
from stocktake.engine.whiplash import PAGE, Whiplash


def pages(self: Whiplash, path: str) -> Iterator[dict[str, Any]]:
    """Yield rows until a page has none."""
    for page in range(1, 51):
        query = {"limit": PAGE, "page": page, "order_by": "id ASC"}
        rows = wire.read(self.http, path, query).json()
        if not rows:
            return
        yield from rows


Whiplash._pages = pages  # type: ignore[method-assign]  # broken on purpose

if __name__ == "__main__":
    sys.exit(main())
