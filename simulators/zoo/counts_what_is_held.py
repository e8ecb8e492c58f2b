"""Shows what the warehouse holds, quarantined and locked away goods included."""

import sys

from simulators.engine.__main__ import main
from simulators.engine.wherefour import goods

goods.takeable = lambda item, lots: item.on_hand

if __name__ == "__main__":
    sys.exit(main())
