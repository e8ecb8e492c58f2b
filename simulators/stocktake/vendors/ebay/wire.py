"""How eBay spells and reads times and money. Source: docs/reference/channels.md 2.2."""

import re
from collections.abc import Mapping
from datetime import UTC
from typing import Any
from urllib.parse import unquote

from stocktake.core.clock import iso
from stocktake.dialects.iso8601 import read_time as read_iso8601

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z")
_AMOUNT = re.compile(r"(\d{1,12})(?:\.(\d{1,2}))?")
CURRENCY = "USD"

# Out


def spell_time(milliseconds: int) -> str:
    """Spell a world time as `2015-08-04T19:09:02.768Z`."""
    return iso(milliseconds)


def spell_amount(cents: int, currency: str = CURRENCY) -> dict[str, str]:
    """Spell cents as `{value: "12.34", currency: "USD"}`."""
    return {"value": f"{cents // 100}.{cents % 100:02}", "currency": currency}


# In


def read_time(text: str) -> int:
    """Return a time as world time; ValueError for any other text, and for one without `Z`."""
    if not _TIME.fullmatch(text):
        raise ValueError(f"{text!r} is no time: write 2016-02-21T08:25:43.511Z")
    return read_iso8601(text, UTC)


def read_amount(amount: Any) -> int:
    """Return an Amount as cents; ValueError for what is none, or has more than two decimals."""
    value = amount.get("value") if isinstance(amount, Mapping) else None
    match = _AMOUNT.fullmatch(str(value)) if isinstance(value, str | int | float) else None
    if match is None:
        raise ValueError(f"{value!r} is no amount: write 12.34")
    whole, decimals = match.groups()
    return int(whole) * 100 + int((decimals or "").ljust(2, "0"))


def read_segment(segment: str) -> str:
    """Return a SKU as it was sent: `requests.normalize` keeps it in one segment of the path."""
    return unquote(segment)


def read_digits(text: str | None, default: int) -> int | None:
    """Return a number of a query, the default without one, None for what is no number."""
    if text is None:
        return default
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else None
