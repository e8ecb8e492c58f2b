"""How Whiplash spells things: Eastern times to the second; and how loosely it reads them.

Source: docs/reference/whiplash.md 1.1, 1.4, 1.5.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import unquote
from zoneinfo import ZoneInfo

from stocktake.dialects.iso8601 import read_time, restore_plus, spell_time
from stocktake.dialects.rails import read_given
from stocktake.rules import quantity

_EASTERN = ZoneInfo("America/New_York")
_YES = ("true", "1", "t")
_NO = ("false", "0", "f")


# Out


def instant(milliseconds: int | None) -> str | None:
    """Spell a world time as `2013-04-25T14:21:11-04:00`; null stays null (1.4)."""
    return spell_time(milliseconds, _EASTERN, timespec="seconds")


def flag(value: int | None) -> bool | None:
    """Spell a stored 0 or 1 as a boolean; null stays null."""
    return None if value is None else bool(value)


# In: paths and queries, where what cannot be read is nothing


def words(segment: str) -> tuple[str, ...]:
    """Return what a SKU, originator id or group in a path may mean, the likeliest first.

    As it was given, then without the `.json` that some clients add to every path (2.2).
    """
    given = unquote(segment)
    short = given.removesuffix(".json")
    return (given, short) if short != given and short else (given,)


def boolean(text: str) -> int | None:
    """Return 1 or 0 for a word that means yes or no, None for any other."""
    word = text.strip().lower()
    return 1 if word in _YES else 0 if word in _NO else None


def micro(text: str) -> int | None:
    """Return a decimal as millionths, None for what is none."""
    try:
        return quantity.parse(text.strip())
    except ValueError:
        return None


def moment(text: str) -> int | None:
    """Return a time as world time, None for what is none.

    `2008-01-01 03:00`, a date alone, Ruby's `2015-10-03 06:45:13 UTC` or ISO 8601; Eastern when it
    names no zone (1.4).
    """
    candidate = re.sub(r" ?UTC$", "+00:00", text.strip())
    # Ruby puts a space before an offset, so there are two when the query lost the plus sign.
    candidate = re.sub(r" +(?=[+-]\d\d:?\d\d$)|(?<=.{11}) +(?= \d\d:?\d\d$)", "", candidate)
    try:
        return read_time(restore_plus(candidate), _EASTERN)
    except ValueError:
        return None


def day(text: str) -> str | None:
    """Return the date that a text begins with as ISO, None for what is none."""
    try:
        return datetime.fromisoformat(text.strip()[:10]).date().isoformat()
    except ValueError:
        return None


# In: bodies, whose shape the document has checked; numbers and flags may come as text (1.1)


def given_text(body: Mapping[str, Any], name: str) -> str | None:
    """Return a field as text, None when it is null."""
    value = body.get(name)
    if value is None or isinstance(value, str):
        return value
    return str(value).lower() if isinstance(value, bool) else str(value)


def given_decimal(body: Mapping[str, Any], name: str) -> int | None:
    """Return a field as millionths, None when it is null or blank."""
    value = read_given(body, name)
    return None if value is None else quantity.parse(value)


def given_flag(body: Mapping[str, Any], name: str) -> int | None:
    """Return a field as 0 or 1, None when it is null or blank."""
    value = read_given(body, name)
    return None if value is None else boolean(str(value))


def given_integer(body: Mapping[str, Any], name: str) -> int | None:
    """Return a field as an integer, None when it is null or blank."""
    value = read_given(body, name)
    return None if value is None else int(value)
