"""Times in ISO 8601, out and in, in the zone of an account."""

import functools
import re
from datetime import datetime, tzinfo
from typing import Literal

from stocktake.core.clock import from_datetime, to_datetime

# What stands before the offset is longer than a date: `2008-01-01 03:00` ends in a time of day.
_LOST_PLUS = re.compile(r"(?<=.{11}) (?=\d\d:?\d\d$)")


@functools.lru_cache(maxsize=4096)  # a page spells the same few times again and again
def spell_time(
    milliseconds: int | None, zone: tzinfo, *, timespec: Literal["seconds", "milliseconds"]
) -> str | None:
    """Spell a world time in a zone, `2013-04-25T14:21:11-04:00`; None stays None."""
    if milliseconds is None:
        return None
    return to_datetime(milliseconds).astimezone(zone).isoformat(timespec=timespec)


def restore_plus(text: str) -> str:
    """Return a time with its lost plus sign: one that a query did not escape arrives as a space."""
    return _LOST_PLUS.sub("+", text)


def read_time(text: str, zone: tzinfo) -> int:
    """Return an ISO 8601 time or date as world time, in `zone` when it names none.

    ValueError for any other text, and for a year outside of 1900 to 9000.
    """
    return to_world_time(datetime.fromisoformat(text), zone)


def to_world_time(moment: datetime, zone: tzinfo) -> int:
    """Return a datetime as world time, in `zone` when it has none.

    ValueError for a year outside of 1900 to 9000: near the ends of the calendar, another zone's
    date would not exist.
    """
    if not 1900 <= moment.year <= 9000:
        raise ValueError(f"the year {moment.year} is not between 1900 and 9000")
    return from_datetime(moment if moment.tzinfo else moment.replace(tzinfo=zone))
