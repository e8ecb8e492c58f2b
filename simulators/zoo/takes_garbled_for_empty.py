"""Takes a search that cannot be read for one that found nothing."""

import sys
from typing import Any

from simulators.engine import wire
from simulators.engine.__main__ import main
from simulators.engine.wherefour import Wherefour
from simulators.engine.wholecell import WholeCell


def hopeful(find: Any) -> Any:
    """Return a search that always has an answer."""

    def found(self: Any, number: str) -> Any:
        try:
            return find(self, number)
        except wire.Unwell:
            return None

    return found


Wherefour.find = hopeful(Wherefour.find)  # type: ignore[method-assign]  # broken on purpose
WholeCell.find = hopeful(WholeCell.find)  # type: ignore[method-assign]  # broken on purpose

if __name__ == "__main__":
    sys.exit(main())
