"""A sync engine of small steps: a note on the document, then its units, then its status.

One round for each start: a house for each warehouse, and a clerk who settles one order after
another. SQLite keeps the place in the shop's history, the orders, and a pact for each order and
house: what its offers meant there, what was agreed on, whether it was called off with the order.
Written from the documentation alone.
"""

import fcntl
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))  # where `tests` is found

from tests.right_engines.two_steps.clerk import Clerk
from tests.right_engines.two_steps.wire import ENV, RefusedError, UnsureError


def main() -> int:
    """One round at a time in this directory; 0 says that it is complete."""
    state = ENV["STOCKTAKE_STATE_DIR"]
    with open(f"{state}/lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            return 0 if Clerk(state).round() else 1
        except (RefusedError, UnsureError) as trouble:
            print(f"the round failed: {trouble}")
            return 1


if __name__ == "__main__":
    sys.exit(main())
