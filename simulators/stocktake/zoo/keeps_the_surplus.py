"""Never notices that a create was delivered twice."""

import sys

from stocktake.engine import rounds
from stocktake.engine.__main__ import main

rounds.withdraw = lambda *_: False

if __name__ == "__main__":
    sys.exit(main())
