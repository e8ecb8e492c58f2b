"""A right engine that keeps nothing: each round reads all there is, and makes the world right.

What it has to remember it writes into the note of the warehouse's document: for which offers of the
shop the document asks, and whether the engine itself has called it off.
Written from the documentation alone.
"""

import fcntl
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))  # where `tests` is found

from tests.right_engines.stateless.api import TroubleError
from tests.right_engines.stateless.round import Round
from tests.right_engines.stateless.settings import ENV


def main() -> int:
    """One round at a time; the lock is gone with the process, however it ends."""
    with open(os.path.join(ENV["STOCKTAKE_STATE_DIR"], "lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            return Round().run()
        except TroubleError as error:
            print("failed:", error)
            return 1


if __name__ == "__main__":
    sys.exit(main())
