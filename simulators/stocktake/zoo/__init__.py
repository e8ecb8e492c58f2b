"""Engines that are wrong on purpose: the reference engine with a few lines changed.

Each proves that a check can fail. `python -m stocktake.zoo.<name>` runs one round; with `--lines`
it stays up. What an engine keeps between rounds is in `told().state`, one per play.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from stocktake.engine import context
from stocktake.engine.settings import Settings

_really_opened = context.opened
_told: list[Settings] = []


def told() -> Settings:
    """Return the settings of the present round, in either mode."""
    return _told[-1]


@contextmanager
def _opened(settings: Settings) -> Iterator[context.Round]:
    _told[:] = [settings]
    with _really_opened(settings) as now:
        yield now


context.opened = _opened
