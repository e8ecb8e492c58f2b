"""Shows what lies on the shelf, without a thought of what open orders are owed."""

import sys

from stocktake.engine import rounds
from stocktake.engine.__main__ import main

rounds.add_demand = lambda *_: None

if __name__ == "__main__":
    sys.exit(main())
