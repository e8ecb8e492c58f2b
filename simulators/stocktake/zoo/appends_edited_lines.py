"""Sends the lines of a changed order to Wherefour as new ones, on top of the old ones."""

import sys

from stocktake.engine.__main__ import main
from stocktake.engine.wherefour import lines

really_changes = lines.changes
lines.changes = lambda lines, asked: really_changes((), asked)

if __name__ == "__main__":
    sys.exit(main())
