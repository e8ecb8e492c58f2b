"""Takes a page that cannot be read for the end of its list, and what is not in it for unknown."""

import sys
from collections.abc import Iterator
from typing import Any

from stocktake.engine import numbers, wire
from stocktake.engine.__main__ import main
from stocktake.engine.wholecell import WholeCell

really_page = WholeCell._pages


def pages(self: Any, path: str, **query: Any) -> Iterator[Any]:
    """Yield what comes before the first failure."""
    try:
        yield from really_page(self, path, **query)
    except wire.ReadFailed:
        return


WholeCell._pages = pages  # type: ignore[method-assign]  # that is the fault
numbers.confirm_zero = lambda side, shelf, missing: shelf

if __name__ == "__main__":
    sys.exit(main())
