"""One round at a time: a lock in the engine's directory."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PATIENCE_S = 20.0
"""How long a round waits for another to end: less than the 30 s after which both are killed."""
PAUSE_S = 0.05


class Held(Exception):  # noqa: N818  # a state of affairs, not an error of ours
    """Another round is still running."""


@contextmanager
def hold(directory: Path) -> Iterator[None]:
    """Wait until no other round runs, then keep others out; Held if that takes too long.

    The operating system takes the lock off a process that ends, however it ends. So a round that
    was killed leaves nothing behind, unlike one that wrote "running" into a file.
    """
    directory.mkdir(parents=True, exist_ok=True)
    until = time.monotonic() + PATIENCE_S
    with (directory / "lock").open("w") as file:
        while not _taken(file.fileno()):
            if time.monotonic() > until:
                raise Held("another round is still running")
            time.sleep(PAUSE_S)
        yield


def _taken(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
