"""A right engine that asks many things at once: warehouses in parallel, a few calls to each.

Each vendor is a row in a table of small functions. A log of agreements, one line each, says what a
document was made to ask for and which ones the engine called off itself; all else is read anew.
Written from the documentation alone.
"""

import asyncio
import fcntl
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))  # where `tests` is found

from tests.right_engines.parallel.line import Unsure
from tests.right_engines.parallel.round import Round
from tests.right_engines.parallel.settings import DIR


async def main() -> int:
    """One round."""
    try:
        return await Round().run()
    except Unsure as error:
        print("unsure:", error)
        return 1


if __name__ == "__main__":
    with (DIR / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        sys.exit(asyncio.run(main()))
