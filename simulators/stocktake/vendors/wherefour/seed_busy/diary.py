"""The diary of a business: what happened how long ago, done in the order of time."""

from collections.abc import Callable, Iterable

from stocktake.core.world import World

MINUTE = 60_000
DAY = 1_440 * MINUTE
WEEKS = 6
FIRST_DAY = 7 * WEEKS
OPENING = (FIRST_DAY + 3) * DAY
"""How long ago (ms) customers, suppliers and goods were entered."""

Entry = tuple[int, Callable[[], object]]
"""How many milliseconds ago something happened, and what."""


def at(days: int, hour: int, minute: int = 0) -> int:
    """Return how long ago (ms) it was `hour` hours after the beginning of the day `days` ago."""
    return days * DAY - (60 * hour + minute) * MINUTE


def live(world: World, entries: Iterable[Entry]) -> None:
    """Let everything happen, what is longest ago first; of one time, in the order given."""
    for ago, act in sorted(entries, key=lambda entry: -entry[0]):
        with world.earlier(ago):
            act()
