"""Lets two rounds run at the same time."""

import sys
from contextlib import nullcontext

from stocktake.engine import lock
from stocktake.engine.__main__ import main

lock.hold = lambda directory: nullcontext()

if __name__ == "__main__":
    sys.exit(main())
