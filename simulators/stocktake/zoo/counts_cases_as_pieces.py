"""Shows pieces where the shop sells cases."""

import sys
from fractions import Fraction

from stocktake.engine.__main__ import main
from stocktake.engine.wherefour import Wherefour, goods


def takeable(self: Wherefour, item: goods.Item) -> tuple[Fraction, Fraction]:
    """Return what there is in the unit of stock, and that nothing is hidden."""
    return goods.takeable(item, self.account.lots(item.id)), Fraction(0)


Wherefour._takeable = takeable  # type: ignore[method-assign]  # broken on purpose

if __name__ == "__main__":
    sys.exit(main())
