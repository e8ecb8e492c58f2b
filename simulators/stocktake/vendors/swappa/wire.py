"""How times, money and ids are spelled and read. Source: docs/reference/channels.md 3, 12."""

import re
from datetime import UTC

from stocktake.core.clock import to_datetime
from stocktake.dialects import iso8601

CURRENCY = "USD"
_LONGEST_ID = 15  # digits

# Out


def spell_time(milliseconds: int) -> str:
    """Spell a world time as `2026-03-02T09:00:00Z`."""
    return to_datetime(milliseconds).strftime("%Y-%m-%dT%H:%M:%SZ")


def spell_amount(cents: int) -> str:
    """Spell cents as `199.00`."""
    return f"{cents // 100}.{cents % 100:02}"


def spell_listing(listing: int) -> str:
    """Spell the id of a listing as `L1`."""
    return f"L{listing}"


def spell_order(order: int) -> str:
    """Spell the id of an order as `SO1`."""
    return f"SO{order}"


def spell_line(order: int, number: int) -> str:
    """Spell the id of an order's line as `SO1-1`."""
    return f"SO{order}-{number}"


# In


def read_time(text: str) -> int:
    """Return an ISO 8601 time as world time, UTC where it names no zone; ValueError for others."""
    return iso8601.read_time(iso8601.restore_plus(text), UTC)


def read_listing(text: str) -> int:
    """Return the number of a listing's id, 0 for what is none."""
    return _read_id("L", text)


def read_order(text: str) -> int:
    """Return the number of an order's id, 0 for what is none."""
    return _read_id("SO", text)


def _read_id(before: str, text: str) -> int:
    match = re.fullmatch(rf"{before}([1-9][0-9]{{0,{_LONGEST_ID - 1}}})", text)
    return int(match[1]) if match else 0
