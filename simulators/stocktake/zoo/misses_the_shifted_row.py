"""Reads the list of open orders from the first page on while rows leave it."""

import sys

from stocktake.engine.__main__ import main
from stocktake.engine.wherefour.account import Account

Account.shrinking = Account.pages  # type: ignore[assignment]  # broken on purpose

if __name__ == "__main__":
    sys.exit(main())
