"""Claims after every failed round that nothing was written."""

import sys
from dataclasses import replace

from stocktake.engine import rounds
from stocktake.engine.__main__ import main

really_run_round = rounds.run_round
rounds.run_round = lambda settings: replace(really_run_round(settings), wrote=False)

if __name__ == "__main__":
    sys.exit(main())
