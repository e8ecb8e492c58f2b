"""Shows what is on the shelf without subtracting what open orders need."""

import sys

from stocktake.engine import rounds
from stocktake.engine.__main__ import main

rounds.add_demand = lambda *_: None

if __name__ == "__main__":
    sys.exit(main())
