"""World time: integer milliseconds since 1970 UTC.

This is the only file of a world that may read the wall clock.
"""

import asyncio
import functools
import re
import sqlite3
import time
from datetime import UTC, datetime, timedelta

from .memory import ClockRow, Memory

_UNITS = {"ms": 1, "s": 1_000, "m": 60_000, "h": 3_600_000, "d": 86_400_000}
_SPAN = re.compile(r"(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

LONGEST = 36_500 * _UNITS["d"]
LATEST = 221_845_392_000_000  # the year 9000: file formats end soon after

MODES = ("manual", "flowing")
ONLY_MANUAL = "idle_advance moves a manual clock on, and this one flows: give clock manual with it"


def wall_now() -> int:
    """Return the real time in milliseconds."""
    return time.time_ns() // 1_000_000


async def pause(seconds: float) -> None:
    """Wait for real seconds, outside any turn: for a fault, or until somebody else has acted."""
    await asyncio.sleep(seconds)


def parse_span(text: str) -> int:
    """Return the milliseconds of a span such as `2h`, `90s`, `250ms` or `1h30m`, or ValueError."""
    compact = text.replace(" ", "")
    matches = list(_SPAN.finditer(compact))
    if not matches or "".join(match.group(0) for match in matches) != compact:
        raise ValueError(f"{text!r} is no span of time; write 250ms, 90s, 5m, 2h, 1d or 1h30m")
    span = round(sum(float(match.group(1)) * _UNITS[match.group(2)] for match in matches))
    if span > LONGEST:
        raise ValueError(f"{text!r} is too long: a span is at most 36500d")
    return span


def parse_instant(text: str) -> int:
    """Return the milliseconds of an ISO 8601 instant, UTC when it names no zone, or ValueError."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} is no instant; write 2026-01-31T09:00:00Z") from None
    instant = from_datetime(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    if not 0 <= instant <= LATEST:
        raise ValueError(f"{text!r}: a world's time lies between 1970 and 8999")
    return instant


def to_datetime(milliseconds: int) -> datetime:
    """Return a world time as an aware UTC datetime."""
    return _EPOCH + timedelta(milliseconds=milliseconds)


def from_datetime(moment: datetime) -> int:
    """Return an aware datetime as world time."""
    return (moment - _EPOCH) // timedelta(milliseconds=1)


@functools.lru_cache(maxsize=4096)  # a page spells the same few times again and again
def iso(milliseconds: int) -> str:
    """Return `2026-01-31T09:00:00.000Z`."""
    return to_datetime(milliseconds).isoformat(timespec="milliseconds")[:-6] + "Z"


def _read(row: ClockRow) -> int:
    if row.mode == "manual":
        return row.now
    flowed = int(row.anchor + (wall_now() - row.wall) * row.factor)
    return max(row.now, min(flowed, LATEST))


class Clock:
    """The clock of a world.

    *manual* moves by `tick` at each turn and by `advance`; an *idle* one also by what a client was
    told to wait, when it comes back (core/idle.py). *flowing* follows the wall clock times
    `factor`, and advances at least `tick` at each turn.
    """

    __slots__ = ("_db", "_memory")

    def __init__(self, db: sqlite3.Connection, memory: Memory | None = None) -> None:
        self._db = db
        self._memory = memory or Memory()

    def _row(self) -> ClockRow:
        row = self._memory.clock
        if row is None:
            found = self._db.execute(
                "SELECT turn, now, mode, tick, factor, anchor, wall, idle FROM world"
            ).fetchone()
            row = self._memory.clock = ClockRow(*found)
        return row

    @property
    def stands_still(self) -> bool:
        """Whether the time passes neither by itself nor for clients that wait."""
        row = self._row()
        return row.mode == "manual" and not row.idle

    def read(self) -> int:
        """Return the present time, in a turn or between turns, without moving a manual clock."""
        return _read(self._row())

    def start_turn(self, *, tick: bool) -> tuple[int, int]:
        """Move to the next turn, inside its transaction; return its number and its time."""
        row = self._row()
        now, number = _read(row), row.turn + 1
        if tick and now < row.now + row.tick:
            now = row.now + row.tick
        self._db.execute("UPDATE world SET turn = ?, now = ?", (number, now))
        row.turn, row.now = number, now
        return number, now

    def show(self, now: int) -> None:
        """Show another time within a turn: a job's, which may have been due before."""
        self._db.execute("UPDATE world SET now = ?", (now,))
        self._memory.clock = None

    def advance(self, by: int) -> int:
        """Advance the time by `by` milliseconds; return the new time."""
        return self.set(self.read() + by)

    def set(self, now: int) -> int:
        """Set the time, no later than LATEST; a flowing clock continues from there."""
        now = min(now, LATEST)
        self._db.execute("UPDATE world SET now = ?1, anchor = ?1, wall = ?2", (now, wall_now()))
        self._memory.clock = None
        return now

    def flow_on(self, present: int) -> None:
        """Continue a flowing clock from `present` (ms) if that is later than its time.

        A restore puts a clock back, and time must not run backwards. A manual clock stays.
        """
        now, mode = self._db.execute("SELECT now, mode FROM world").fetchone()
        if mode == "flowing":
            self.set(max(int(now), present))

    def configure(
        self,
        *,
        mode: str | None = None,
        tick: int | None = None,
        factor: float | None = None,
        idle: bool | None = None,
    ) -> None:
        """Change how the clock moves; None leaves a setting as it is. The time does not jump.

        A clock that is set flowing is idle no more; ValueError for one that shall be both.
        """
        if idle and (mode or self._row().mode) != "manual":
            raise ValueError(ONLY_MANUAL)
        self.set(self.read())
        self._db.execute(
            "UPDATE world SET mode = coalesce(?1, mode), tick = coalesce(?2, tick),"
            " factor = coalesce(?3, factor),"
            " idle = coalesce(?1, mode) = 'manual' AND coalesce(?4, idle)",
            (mode, tick, factor, idle),
        )
        self._memory.clock = None

    def describe(self) -> dict[str, object]:
        """Return the clock as the control plane shows it."""
        row = self._row()
        return {
            "now": iso(self.read()),
            "mode": row.mode,
            "tick_ms": row.tick,
            "factor": row.factor,
            "idle_advance": bool(row.idle),
        }
