"""How RetailCRM spells dates, numbers and emptiness, and how loosely it reads them.

Source: docs/reference/warehouse-module.md 1, 1.5.
Quantities and prices are millionths inside.
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
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}")
_TRUE = frozenset({"true", "1"})


@cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def zone_of(world: World) -> ZoneInfo:
    """Return the account's time zone: dates on the wire are in it, without an offset."""
    return _zone(world.value("SELECT zone FROM retailcrm_account"))


# Writing


@lru_cache(maxsize=4096)  # a list shows the same few moments over and over
def moment(milliseconds: int, zone: ZoneInfo) -> str:
    """Return `Y-m-d H:i:s` in the account's zone."""
    return to_datetime(milliseconds).astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")


def number(micro: int | None) -> int | float | None:
    """Return millionths as a plain int when whole, else as a float; None stays None."""
    return None if micro is None else to_number(micro)


def without_nulls(data: Mapping[str, Any]) -> dict[str, Any]:
    """Drop what is null: the vendor omits such fields."""
    return {name: value for name, value in data.items() if value is not None}


def php_map(data: Mapping[str, Any]) -> Any:
    """Return a map, or `[]` for an empty one, as PHP serialises it."""
    return dict(data) or []


def render(call: Call, page: Page) -> Reply:
    """Render a page with its `pagination` object; no rows make no pages (1.7)."""
    window = page_of(page.number, page.size, total=page.total, last_when_empty=0)
    pagination = {
        "limit": page.size,
        "totalCount": page.total,
        "currentPage": page.number,
        "totalPageCount": window.last,
    }
    data = {"success": True, **page.extra, "pagination": pagination, page.key: page.rows}
    return Reply(data=data)


# Reading


def too_deep(value: Any, *, levels: int = 32) -> bool:
    """Say whether JSON that is kept as it came nests deeper than an answer could show."""
    if not isinstance(value, dict | list):
        return False
    inside = value.values() if isinstance(value, dict) else value
    return levels == 0 or any(too_deep(item, levels=levels - 1) for item in inside)


def read_text(value: Any) -> str | None:
    """Return a text that may have come as a number; an empty one is none."""
    return None if value is None or value == "" else str(value)


def read_flag(value: Any) -> bool:
    """Return a boolean that may have come as "true", "1", 1 and the like."""
    return str(value).lower() in _TRUE


def read_number(value: Any) -> int | None:
    """Return a number or a numeric string as millionths; None stays None."""
    return None if value is None else parse(value)


def read_date(value: Any) -> str | None:
    """Return a `Y-m-d` date, cut from a date-time if need be (7.6); ValueError for another text."""
    text = read_text(value)
    if text is None:
        return None
    if not (_DATE.fullmatch(text) or _MOMENT.fullmatch(text)):
        raise ValueError(f"not a date: {text[:40]!r}")
    return date.fromisoformat(text[:10]).isoformat()


def read_moment(text: str, zone: ZoneInfo) -> int:
    """Return the milliseconds of `Y-m-d[ H:i:s]` in the account's zone; ValueError otherwise."""
    if _DATE.fullmatch(text):
        text += " 00:00:00"
    if not _MOMENT.fullmatch(text):
        raise ValueError(f"not a date-time: {text[:40]!r}")
    return from_datetime(datetime.fromisoformat(text).replace(tzinfo=zone))
