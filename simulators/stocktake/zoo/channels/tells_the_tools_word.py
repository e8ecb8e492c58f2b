"""Tells channels of carriers by the codes of the tool that bought the label."""

import sys

from stocktake.engine.__main__ import main
from stocktake.engine.carriers import shipstation

shipstation.WORDS = {}

if __name__ == "__main__":
    sys.exit(main())
