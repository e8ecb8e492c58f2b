"""Takes a list that cannot be read for a list of nothing."""

import sys
from collections.abc import Iterator
from typing import Any

from simulators.engine import wire
from simulators.engine.__main__ import main
from simulators.engine.wherefour.account import Account

really_pages = Account.pages


def pages(self: Account, path: str, **query: Any) -> Iterator[dict[str, Any]]:
    """Yield what there is to be read."""
    try:
        yield from really_pages(self, path, **query)
    except wire.Unwell:
        return


Account.pages = pages  # type: ignore[method-assign]  # broken on purpose

if __name__ == "__main__":
    sys.exit(main())
