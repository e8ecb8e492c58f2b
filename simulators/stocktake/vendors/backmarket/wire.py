"""How Back Market spells and reads times, money and numbers.

Three precisions stand in one object: microseconds, seconds, milliseconds.
Source: docs/reference/channels.md 1.1 to 1.3.
"""

import re
from datetime import UTC, datetime
from typing import Any

from stocktake.core.clock import iso, to_datetime
from stocktake.dialects.iso8601 import restore_plus, to_world_time

_PRICE = re.compile(r"(\d{1,9})(?:\.(\d{1,2}))?")
_DIGITS = re.compile(r"[0-9]{1,9}")

# Out


def spell_micros(milliseconds: int, micros: int) -> str:
    """Spell a world time and some microseconds as `2022-04-29T09:35:24.123456Z`."""
    return f"{iso(milliseconds)[:-1]}{micros:03}Z"


def spell_millis(milliseconds: int | None) -> str | None:
    """Spell a world time as `2022-04-29T09:35:24.123Z`; None stays None."""
    return None if milliseconds is None else iso(milliseconds)


def spell_seconds(milliseconds: int) -> str:
    """Spell a world time as `2022-04-29T09:35:24Z`."""
    return f"{spell_naive(milliseconds)}Z"


def spell_naive(milliseconds: int) -> str:
    """Spell a world time as `2022-04-29T09:35:24`, UTC without saying so."""
    return to_datetime(milliseconds).strftime("%Y-%m-%dT%H:%M:%S")


def spell_price(cents: int) -> str:
    """Spell cents as `160.99`."""
    return f"{cents // 100}.{cents % 100:02}"


# In


def read_micros(text: str) -> int:
    """Return a time in microseconds of world time, UTC when it names no zone; else ValueError."""
    try:
        moment = datetime.fromisoformat(restore_plus(text))
    except ValueError:
        raise ValueError(f"{text[:40]!r} is no time: write 2022-04-29T09:35:24Z") from None
    return to_world_time(moment, UTC) * 1_000 + moment.microsecond % 1_000


def read_time(text: str) -> int:
    """Return a time as world time, UTC when it names no zone; ValueError for any other text."""
    return read_micros(text) // 1_000


def read_price(value: Any) -> int:
    """Return a price, a string or a number, in cents; ValueError for what is none, and for 0."""
    is_number = isinstance(value, str | int | float) and not isinstance(value, bool)
    match = _PRICE.fullmatch(str(value)) if is_number else None
    whole, decimals = match.groups() if match else ("0", "0")
    cents = int(whole) * 100 + int((decimals or "").ljust(2, "0"))
    if cents <= 0:
        raise ValueError(f"{str(value)[:40]!r} is no price: write 160.99")
    return cents


def read_whole(value: Any) -> int:
    """Return a number from 0 on, sent as an integer or as digits; ValueError for anything else."""
    is_number = isinstance(value, str | int) and not isinstance(value, bool)
    if not is_number or not _DIGITS.fullmatch(str(value)):
        raise ValueError(f"{str(value)[:40]!r} is no whole number")
    return int(value)
