"""Planted faults that kill an engine: from the server that meets one to the driver of the play."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

_plays: dict[str, Callable[[], None]] = {}


def strike(world: str) -> None:
    """Kill the engine whose play this world is, if it is one; the hook `Host.on_kill`."""
    if kill := _plays.get(world):
        kill()


@contextmanager
def killable(world: str, kill: Callable[[], None]) -> Iterator[None]:
    """Let faults of a world call `kill`, from the thread of the server, while the block runs."""
    _plays[world] = kill
    try:
        yield
    finally:
        _plays.pop(world, None)
