"""The wire format: how times, numbers and empty values are sent, and how loosely they are read.

Quantities and prices are millionths inside.
Source: docs/reference/warehouse-module.md 1, 1.5.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from stocktake.core.clock import from_datetime, to_datetime
from stocktake.core.simulator import Call, Page, Reply
from stocktake.core.world import World
from stocktake.rules.paging import page_of
from stocktake.rules.quantity import parse, to_number

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}")
_TRUE = frozenset({"true", "1"})


@cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def read_zone(world: World) -> ZoneInfo:
    """Return the account's time zone; times on the wire are in it, without an offset."""
    return _zone(world.quirk("retailcrm.zone"))


# Out


@lru_cache(maxsize=4096)  # a page spells the same few times again and again
def spell_time(milliseconds: int, zone: ZoneInfo) -> str:
    """Spell a world time as `Y-m-d H:i:s` in the account's zone."""
    return to_datetime(milliseconds).astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")


@lru_cache(maxsize=4096)
def spell_number(micro: int | None) -> int | float | None:
    """Spell millionths as an int when whole, else as a float; None stays None."""
    return None if micro is None else to_number(micro)


def spell_map(data: Mapping[str, Any]) -> Any:
    """Spell a map as PHP does: an empty one is `[]`."""
    return dict(data) or []


def spell_object(data: Mapping[str, Any]) -> dict[str, Any]:
    """Drop the fields that are null: the vendor omits them."""
    return {name: value for name, value in data.items() if value is not None}


def render(call: Call, page: Page) -> Reply:
    """Render a page with its `pagination` object; an empty list has 0 pages (1.7)."""
    window = page_of(page.number, page.size, total=page.total, last_when_empty=0)
    pagination = {
        "limit": page.size,
        "totalCount": page.total,
        "currentPage": page.number,
        "totalPageCount": window.last,
    }
    data = {"success": True, **page.extra, "pagination": pagination, page.key: page.rows}
    return Reply(data=data)


# In


def read_text(value: Any) -> str | None:
    """Return a text that may have come as a number; None for an empty one."""
    return None if value is None or value == "" else str(value)


def read_flag(value: Any) -> bool:
    """Return a boolean that may have come as "true", "1", 1 and the like."""
    return str(value).lower() in _TRUE


def read_number(value: Any) -> int | None:
    """Return a number or a numeric text as millionths; None stays None."""
    return None if value is None else parse(value)


def read_date(value: Any) -> str | None:
    """Return a `Y-m-d` date, cut from a date-time if need be (7.6).

    None for an empty text, ValueError for any other.
    """
    text = read_text(value)
    if text is None:
        return None
    if not (_DATE.fullmatch(text) or _TIME.fullmatch(text)):
        raise ValueError(f"not a date: {text[:40]!r}")
    return date.fromisoformat(text[:10]).isoformat()


def read_time(text: str, zone: ZoneInfo) -> int:
    """Return `Y-m-d[ H:i:s]` in the account's zone as world time; ValueError for another text."""
    if _DATE.fullmatch(text):
        text += " 00:00:00"
    if not _TIME.fullmatch(text):
        raise ValueError(f"not a date-time: {text[:40]!r}")
    return from_datetime(datetime.fromisoformat(text).replace(tzinfo=zone))
