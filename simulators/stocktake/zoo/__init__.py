"""Engines that are wrong on purpose: the reference engine with a few lines changed.

Each proves that a check can fail. `python -m stocktake.zoo.<name>` runs one round of it, and with
`--lines` it stays up. What one of them remembers, it keeps in `told().state`, by play.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from stocktake.engine import rounds
from stocktake.engine.settings import Settings

_really_opened = rounds.opened
_told: list[Settings] = []


def told() -> Settings:
    """Return what the engine was told of the round under way, in whichever mode."""
    return _told[-1]


@contextmanager
def _opened(settings: Settings) -> Iterator[rounds.Round]:
    _told[:] = [settings]
    with _really_opened(settings) as now:
        yield now


rounds.opened = _opened
