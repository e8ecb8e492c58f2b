"""Takes SKUs that differ in upper and lower case for one."""

import sys
from collections.abc import Iterable
from dataclasses import replace

from simulators.engine.__main__ import main
from simulators.engine.wherefour import goods

really_sort = goods.catalogue_of


def catalogue_of(items: Iterable[goods.Item]) -> goods.Catalogue:
    """Sort items; of those that are spelled alike the last one counts."""
    found = really_sort(items)
    last = {sku.casefold(): item for sku, item in found.by_sku.items()}
    return replace(found, by_sku={sku: last[sku.casefold()] for sku in found.by_sku})


goods.catalogue_of = catalogue_of

if __name__ == "__main__":
    sys.exit(main())
