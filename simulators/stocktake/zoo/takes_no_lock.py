"""Lets two rounds run at the same time, each as if it were alone."""

import sys
from contextlib import nullcontext

from stocktake.engine import lock
from stocktake.engine.__main__ import main

lock.hold = lambda directory: nullcontext(directory.mkdir(parents=True, exist_ok=True))

if __name__ == "__main__":
    sys.exit(main())
