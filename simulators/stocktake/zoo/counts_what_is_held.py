"""Shows all that the warehouse holds, including quarantined and locked goods."""

import sys

from stocktake.engine import wholecell
from stocktake.engine.__main__ import main
from stocktake.engine.wherefour import goods

goods.takeable = lambda item, lots: item.on_hand
wholecell.SELLS = ""  # of every status

if __name__ == "__main__":
    sys.exit(main())
