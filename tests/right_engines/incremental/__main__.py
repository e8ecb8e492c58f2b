"""A right engine that follows the shop's history: it reads the orders that others have changed.

It keeps in `state.json` how far it has read, a copy of every order, and for each what its document
was made to ask for. What to do about an order is planned by a function without side effects, and
every intent is written down before it is carried out. Written from the documentation alone.
"""

import fcntl
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))  # where `tests` is found

from tests.right_engines.incremental.engine import Engine
from tests.right_engines.incremental.settings import HERE
from tests.right_engines.incremental.wire import NotDone

if __name__ == "__main__":
    with (HERE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            sys.exit(Engine().run())
        except NotDone as error:
            print("trouble:", error)
            sys.exit(1)
