"""Shows what the warehouse holds, quarantined and locked away goods included."""

import sys

from simulators.engine import wholecell
from simulators.engine.__main__ import main
from simulators.engine.wherefour import goods

goods.takeable = lambda item, lots: item.on_hand
wholecell.SELLS = ""  # of every status

if __name__ == "__main__":
    sys.exit(main())
