"""Cancels a document with its order, and does not open it when the order is taken up again."""

import sys

from stocktake.engine import follow
from stocktake.engine.__main__ import main

follow.reopen = lambda now, side, tracked, document: document

if __name__ == "__main__":
    sys.exit(main())
