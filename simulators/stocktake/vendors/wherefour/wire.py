"""How Wherefour spells things: decimals, nulls, times and dates, out and in.

Source: docs/reference/wherefour.md 1.6 and 1.7.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from stocktake.core.clock import iso, to_datetime
from stocktake.dialects.ids import LARGEST_ID
from stocktake.dialects.iso8601 import read_time, restore_plus, to_world_time
from stocktake.dialects.rails import invalid, read_given, spell_decimal
from stocktake.rules import quantity

LARGEST_NUMBER = 10**9 * quantity.MICRO
"""Above it a count or price is refused, so that sums of many lots stay within 64 bits."""

_DAY_FORMATS = ("%Y-%m-%d", "%m/%d/%y", "%m/%d/%Y")
_TIME_FORMATS = ("%Y-%m-%d %I:%M %p", "%m/%d/%Y %I:%M %p", "%m/%d/%y %I:%M %p")


# Out


def names(text: str) -> tuple[str, ...]:
    """Return the column names that a text lists."""
    return tuple(text.split())


def instant(milliseconds: int | None) -> str | None:
    """Spell a world time as `2020-09-12T18:26:02.037Z`; null stays null (1.6)."""
    return None if milliseconds is None else iso(milliseconds)


def spelled(
    row: Mapping[str, Any],
    names: Iterable[str],
    *,
    decimals: frozenset[str] = frozenset(),
    flags: frozenset[str] = frozenset(),
) -> dict[str, Any]:
    """Return the named columns of a row as the wire shows them; `…_at` are times."""
    shown: dict[str, Any] = {}
    for name in names:
        value = row[name]
        if name in decimals:
            value = spell_decimal(value)
        elif name in flags:
            value = bool(value)
        elif name.endswith("_at"):
            value = instant(value)
        shown[name] = value
    return shown


def midnight(day: str) -> str:
    """Spell an ISO date as a whole time, as credits alone do (1.6)."""
    return f"{day}T00:00:00.000Z"


def short_day(day: str | None) -> str | None:
    """Spell an ISO date as `3/1/20`, what one documented answer shows (1.6)."""
    if day is None:
        return None
    moment = date.fromisoformat(day)
    return f"{moment.month}/{moment.day}/{moment:%y}"


def local(milliseconds: int, zone: str) -> datetime:
    """Return a world time in the API user's zone."""
    return to_datetime(milliseconds).astimezone(ZoneInfo(zone))


# In


def text(body: Mapping[str, Any], name: str) -> str | None:
    """Return a field as text, None when it is absent, null or empty."""
    value = read_given(body, name)
    return None if value is None else str(value)


def required_text(body: Mapping[str, Any], name: str) -> str:
    """Return a field as text; refuse a body without it."""
    value = text(body, name)
    if value is None:
        raise invalid(name, "can't be blank")
    return value


def number(body: Mapping[str, Any], name: str, *, field: str = "") -> int | None:
    """Return a JSON number or numeric string as millionths; None when absent or empty (1.6)."""
    value = read_given(body, name)
    if value is None:
        return None
    try:
        micro = quantity.parse(value)
    except ValueError as error:
        said = "is too large" if "out of range" in str(error) else "is not a number"
        raise invalid(field or name, said) from None
    if abs(micro) > LARGEST_NUMBER:
        raise invalid(field or name, "is too large")
    return micro


def positive(body: Mapping[str, Any], name: str, *, field: str = "") -> int | None:
    """Return a number that is zero or more, as `number` does."""
    micro = number(body, name, field=field)
    if micro is not None and micro < 0:
        raise invalid(field or name, "must be greater than or equal to 0")
    return micro


def counted(value: object, *, zero: bool = False) -> int:
    """Return the count of a business event as millionths: above zero, or from zero on."""
    micro = positive({"count": value}, "count")
    if micro is None or (micro == 0 and not zero):
        raise invalid("count", "must be greater than 0")
    return micro


def reference(body: Mapping[str, Any], name: str) -> int | None:
    """Return an id that the body names, None when absent; 0, which nobody has, when absurd."""
    value = read_given(body, name)
    if value is None:
        return None
    identifier = int(value)
    return identifier if 0 < identifier <= LARGEST_ID else 0


def flag(body: Mapping[str, Any], name: str) -> bool | None:
    """Return a boolean, also from `"1"` or `"true"`; None when absent, null or empty."""
    value = read_given(body, name)
    if value is None:
        return None
    return value if isinstance(value, bool) else str(value).lower() in ("1", "true")


def day(body: Mapping[str, Any], name: str) -> str | None:
    """Return a date as ISO from ISO or the user's format, None when absent or null (1.6)."""
    value = text(body, name)
    if value is None:
        return None
    for form in _DAY_FORMATS:
        if (moment := _parsed(value, form)) is not None:
            return moment.date().isoformat()
    raise invalid(name, "is not a date")


def moment(body: Mapping[str, Any], name: str, *, zone: str) -> int | None:
    """Return `2021-02-02 12:00 AM` in the user's zone, or an ISO 8601 time, as world time (1.6)."""
    value = text(body, name)
    if value is None:
        return None
    try:
        return _read_moment(value, ZoneInfo(zone))
    except ValueError:
        raise invalid(name, "is not a time") from None


def since(value: str | None, *, strict: bool) -> int | None:
    """Return the lower bound that `updated_at` names: ISO 8601, UTC without a zone (1.7)."""
    if not value:
        return None
    try:
        return _read_iso(value, UTC)
    except ValueError:
        if strict:
            raise invalid("updated_at", "is not a time") from None
        return None


def _parsed(value: str, form: str) -> datetime | None:
    try:
        return datetime.strptime(value.strip(), form)
    except ValueError:
        return None


def _read_moment(value: str, zone: tzinfo) -> int:
    for form in _TIME_FORMATS:
        if (parsed := _parsed(value, form)) is not None:
            return to_world_time(parsed, zone)
    return _read_iso(value, zone)


def _read_iso(value: str, zone: tzinfo) -> int:
    return read_time(restore_plus(value) if "T" in value else value, zone)
