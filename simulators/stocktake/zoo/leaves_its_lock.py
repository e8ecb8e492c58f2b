"""Writes into a file that it runs, and never starts again if it was killed meanwhile."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from stocktake.engine import lock
from stocktake.engine.__main__ import main


@contextmanager
def hold(directory: Path) -> Iterator[None]:
    """Keep other rounds out as long as the file is there."""
    if (directory / "running").exists():
        raise lock.Held("another round is still running")
    (directory / "running").touch()
    yield
    (directory / "running").unlink()


lock.hold = hold

if __name__ == "__main__":
    sys.exit(main())
