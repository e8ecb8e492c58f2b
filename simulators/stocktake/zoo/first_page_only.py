"""Reads only the first page of a warehouse's lists."""

import sys
from collections.abc import Iterator
from typing import Any

from stocktake.engine import wire
from stocktake.engine.__main__ import main
from stocktake.engine.wherefour.account import Account


def first_page(self: Account, path: str, **query: Any) -> Iterator[dict[str, Any]]:
    """Yield the rows of one answer."""
    yield from wire.read(self.http, path, query).json()


Account.pages = first_page  # type: ignore[method-assign]  # broken on purpose

if __name__ == "__main__":
    sys.exit(main())
