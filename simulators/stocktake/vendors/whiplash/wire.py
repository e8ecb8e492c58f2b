"""How Whiplash spells values, and how loosely it reads them. Times are Eastern, to the second.

Source: docs/reference/whiplash.md 1.1, 1.4, 1.5.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any
from urllib.parse import unquote
from zoneinfo import ZoneInfo

from stocktake.core.clock import to_datetime
from stocktake.dialects.ids import read_integer
from stocktake.dialects.iso8601 import read_time as read_iso8601
from stocktake.dialects.iso8601 import restore_plus
from stocktake.dialects.iso8601 import spell_time as spell_iso8601
from stocktake.dialects.rails import read_given, spell_decimal
from stocktake.rules import quantity

EASTERN = ZoneInfo("America/New_York")
_YES = ("true", "1", "t")
_NO = ("false", "0", "f")

# Out


@lru_cache(maxsize=4096)  # by the time alone: a page spells the same few times again and again
def spell_time(milliseconds: int | None) -> str | None:
    """Spell a world time as `2013-04-25T14:21:11-04:00`; None stays None (1.4)."""
    return spell_iso8601(milliseconds, EASTERN, timespec="seconds")


def spell_day(milliseconds: int) -> str:
    """Spell the Eastern day of a world time as `2013-04-25`."""
    return to_datetime(milliseconds).astimezone(EASTERN).date().isoformat()


def spell_flag(value: int | None) -> bool | None:
    """Spell a stored 0 or 1 as a boolean; None stays None."""
    return None if value is None else bool(value)


# In: paths and queries. None means "cannot be read", and then the parameter is ignored.


def read_segment(segment: str) -> tuple[str, ...]:
    """Return what a SKU, originator id or group in a path may mean, the likeliest first.

    First as it was sent, then without the `.json` that some clients add to every path (2.2).
    """
    sent = unquote(segment)
    short = sent.removesuffix(".json")
    return (sent, short) if short != sent and short else (sent,)


def read_flag(text: str) -> int | None:
    """Return 1 or 0 for a word that means yes or no, None for any other text."""
    word = text.strip().lower()
    return 1 if word in _YES else 0 if word in _NO else None


def read_number(text: str) -> int | None:
    """Return a decimal as millionths, None for any other text."""
    try:
        return quantity.parse(text.strip())
    except ValueError:
        return None


def read_time(text: str) -> int | None:
    """Return a time as world time, None for any other text.

    `2008-01-01 03:00`, a date alone, Ruby's `2015-10-03 06:45:13 UTC` or ISO 8601; Eastern when it
    names no zone (1.4).
    """
    candidate = re.sub(r" ?UTC$", "+00:00", text.strip())
    # Ruby puts a space before an offset, so there are two when the query lost the plus sign.
    candidate = re.sub(r" +(?=[+-]\d\d:?\d\d$)|(?<=.{11}) +(?= \d\d:?\d\d$)", "", candidate)
    try:
        return read_iso8601(restore_plus(candidate), EASTERN)
    except ValueError:
        return None


def read_date(text: str) -> str | None:
    """Return the date that a text begins with as ISO 8601, None for any other text."""
    try:
        return datetime.fromisoformat(text.strip()[:10]).date().isoformat()
    except ValueError:
        return None


def _read_second(text: str) -> int | None:
    milliseconds = read_time(text)
    return None if milliseconds is None else milliseconds // 1_000


# In: bodies. The document has checked their shape; numbers and flags may come as text (1.1).


def read_given_text(body: Mapping[str, Any], name: str) -> str | None:
    """Return a field as text, None when it is null or absent."""
    value = body.get(name)
    if value is None or isinstance(value, str):
        return value
    return str(value).lower() if isinstance(value, bool) else str(value)


def read_given_number(body: Mapping[str, Any], name: str) -> int | None:
    """Return a decimal field as millionths, None when it is null, blank or absent."""
    value = read_given(body, name)
    return None if value is None else quantity.parse(value)


def read_given_flag(body: Mapping[str, Any], name: str) -> int | None:
    """Return a field as 0 or 1, None when it is null, blank or absent."""
    value = read_given(body, name)
    return None if value is None else read_flag(str(value))


def read_given_flags(body: Mapping[str, Any], names: Iterable[str]) -> dict[str, int]:
    """Return the flags that a body sets as 0 or 1; one that is null or blank sets nothing."""
    flags = {name: read_given_flag(body, name) for name in names}
    return {name: flag for name, flag in flags.items() if flag is not None}


def read_given_integer(body: Mapping[str, Any], name: str) -> int | None:
    """Return a field as an integer, None when it is null, blank or absent."""
    value = read_given(body, name)
    return None if value is None else int(value)


def read_given_time(body: Mapping[str, Any], name: str) -> int | None:
    """Return a field as world time, None for anything that is no time."""
    return read_time(read_given_text(body, name) or "")


def read_lines(body: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """Return nested records: a list, or a form's map from position to record (1.1)."""
    given = body.get(name) or []
    return list(given.values() if isinstance(given, dict) else given)


# Attributes: what a record shows, and what its list filters by (1.5)

TEXT, INTEGER, DECIMAL, FLAG, TIME = "text", "integer", "decimal", "flag", "time"
"""Kinds of attributes."""

_STAMPS = ("created_at", "updated_at")

READERS: Mapping[str, Callable[[str], Any]] = {
    TEXT: str,
    INTEGER: read_integer,
    DECIMAL: read_number,
    FLAG: read_flag,
    TIME: _read_second,
}
"""How a filter's value is read: a time in whole seconds, since the wire shows no more."""

_SPELLERS: Mapping[str, Callable[[int | None], Any]] = {
    DECIMAL: spell_decimal,
    FLAG: spell_flag,
    TIME: spell_time,
}


def spell_rows(
    rows: Sequence[dict[str, Any]], attributes: Mapping[str, str]
) -> Sequence[dict[str, Any]]:
    """Spell these attributes and the time stamps of rows, in their places; return the rows."""
    for name, kind in (*attributes.items(), *((stamp, TIME) for stamp in _STAMPS)):
        spell = _SPELLERS.get(kind)
        if spell is not None:
            for row in rows:
                row[name] = spell(row[name])
    return rows


def spell_stamps(row: Mapping[str, Any]) -> dict[str, Any]:
    """Spell when a row was created and last updated."""
    return {name: spell_time(row[name]) for name in _STAMPS}
