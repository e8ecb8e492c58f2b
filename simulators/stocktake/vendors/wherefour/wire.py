"""How Wherefour spells values: decimals, nulls, times, dates, pages. `spell_*` out, `read_*` in.

Source: docs/reference/wherefour.md 1.4, 1.6 and 1.7.
"""

import functools
import json
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, tzinfo
from operator import itemgetter
from typing import Any
from urllib.parse import parse_qsl, quote_plus
from zoneinfo import ZoneInfo

from stocktake.core.clock import iso, to_datetime
from stocktake.core.simulator import Call, Page, Reply
from stocktake.core.world import World
from stocktake.dialects import iso8601
from stocktake.dialects.ids import LARGEST_ID
from stocktake.dialects.rails import invalid, read_given, spell_decimal
from stocktake.dialects.rails_requests import read_ruby_time
from stocktake.rules import quantity
from stocktake.rules.paging import page_of

Body = Mapping[str, Any]

# Above it a count or price is refused, so that sums of many lots stay within 64 bits.
_LARGEST_NUMBER = 10**9 * quantity.MICRO
_DATE_FORMATS = ("%Y-%m-%d", "%m/%d/%y", "%m/%d/%Y")
_TIME_FORMATS = ("%Y-%m-%d %I:%M %p", "%m/%d/%Y %I:%M %p", "%m/%d/%y %I:%M %p")
_FORMULA_TYPES = ("boms", "assemblies", "disassemblies", "kits")


# Out


def spell_time(milliseconds: int | None) -> str | None:
    """Spell a world time as `2020-09-12T18:26:02.037Z`; None stays None (1.6)."""
    return None if milliseconds is None else iso(milliseconds)


def spell_midnight(day: str) -> str:
    """Spell an ISO date as a whole time, as credits alone do (1.6)."""
    return f"{day}T00:00:00.000Z"


def spell_short_date(day: str | None) -> str | None:
    """Spell an ISO date as `3/1/20`, as one documented answer does; None stays None (1.6)."""
    if day is None:
        return None
    parsed = date.fromisoformat(day)
    return f"{parsed.month}/{parsed.day}/{parsed:%y}"


def spell_row(
    row: Mapping[str, Any],
    names: tuple[str, ...],
    *,
    decimals: frozenset[str] = frozenset(),
    flags: frozenset[str] = frozenset(),
) -> dict[str, Any]:
    """Return the named columns of a row as the wire shows them; `…_at` are times."""
    pick, _ = _spelling(names, decimals, flags)
    return spell_in_place(
        dict(zip(names, pick(row), strict=True)), names, decimals=decimals, flags=flags
    )


def spell_in_place(
    row: dict[str, Any],
    names: tuple[str, ...],
    *,
    decimals: frozenset[str] = frozenset(),
    flags: frozenset[str] = frozenset(),
) -> dict[str, Any]:
    """Spell a row that was read with these columns only; return it."""
    _, spellers = _spelling(names, decimals, flags)
    for name, spell in spellers:
        row[name] = spell(row[name])
    return row


@functools.cache  # one entry for each kind of row that the API shows
def _spelling(
    names: tuple[str, ...], decimals: frozenset[str], flags: frozenset[str]
) -> tuple[Callable[[Mapping[str, Any]], tuple[Any, ...]], list[tuple[str, Callable[..., Any]]]]:
    """Return what picks the columns of a row, and how those are spelled that are not as stored."""
    spellers: list[tuple[str, Callable[..., Any]]] = []
    for name in names:
        if name in decimals:
            spellers.append((name, spell_decimal))
        elif name in flags:
            spellers.append((name, bool))
        elif name.endswith("_at"):
            spellers.append((name, spell_time))
    return itemgetter(*names), spellers


def spell_local_time(milliseconds: int, zone: str) -> datetime:
    """Return a world time in the API user's zone."""
    return to_datetime(milliseconds).astimezone(ZoneInfo(zone))


def render(call: Call, page: Page) -> Reply:
    """Return a page as an array with `Total`, `Per-Page` and, if there are others, `Link` (1.4).

    Formulas come without headers, in an object with an array for each type (3.16). The headers are
    those of the api-pagination gem.
    """
    if page.key:
        return Reply(data={type_: [] for type_ in _FORMULA_TYPES} | {page.key: page.rows})
    headers = {"Total": str(page.total), "Per-Page": str(page.size)}
    around = page_of(page.number, page.size, total=page.total)
    targets: dict[str, int] = {}
    if around.previous is not None:
        targets |= {"first": 1, "prev": around.previous}
    if around.following is not None:
        targets |= {"last": around.last, "next": around.following}
    if targets:
        headers["Link"] = ", ".join(
            f'<{_page_url(call, number)}>; rel="{rel}"' for rel, number in targets.items()
        )
    return Reply(data=page.rows, headers=headers)


def _page_url(call: Call, number: int) -> str:
    sent = parse_qsl(call.sent_query, keep_blank_values=True)
    pairs = [pair for pair in sent if pair[0] != "page"] + [("page", str(number))]
    pairs.sort(key=lambda pair: pair[0])
    query = "&".join(f"{quote_plus(name)}={quote_plus(value)}" for name, value in pairs)
    return f"{call.base_url}{call.path}?{query}"


# In


def read_text(body: Body, name: str) -> str | None:
    """Return a field as text, None when it is absent, null or empty."""
    value = read_given(body, name)
    return None if value is None else str(value)


def read_required_text(body: Body, name: str) -> str:
    """Return a field as text; refuse a body without it."""
    value = read_text(body, name)
    if value is None:
        raise invalid(name, "can't be blank")
    return value


def read_number(body: Body, name: str, *, field: str = "") -> int | None:
    """Return a JSON number or numeric string as millionths; None when absent or empty (1.6).

    `field` names the field in the refusal, where that is not `name`.
    """
    value = read_given(body, name)
    if value is None:
        return None
    try:
        micro = quantity.parse(value)
    except ValueError as error:
        reason = "is too large" if "out of range" in str(error) else "is not a number"
        raise invalid(field or name, reason) from None
    if abs(micro) > _LARGEST_NUMBER:
        raise invalid(field or name, "is too large")
    return micro


def read_amount(body: Body, name: str, *, field: str = "") -> int | None:
    """Return a number that is zero or more, otherwise as `read_number` does."""
    micro = read_number(body, name, field=field)
    if micro is not None and micro < 0:
        raise invalid(field or name, "must be greater than or equal to 0")
    return micro


def read_count(body: Body, name: str) -> int:
    """Return a count above zero as millionths; refuse a body without it."""
    micro = read_amount(body, name)
    if not micro:
        raise invalid(name, "must be greater than 0")
    return micro


def read_id(body: Body, name: str) -> int | None:
    """Return the id in a field, None when it is absent; 0 for a number that no id can be."""
    value = read_given(body, name)
    if value is None:
        return None
    identifier = int(value)
    return identifier if 0 < identifier <= LARGEST_ID else 0


def read_flag(body: Body, name: str) -> bool | None:
    """Return a boolean, also from `"1"` or `"true"`; None when absent, null or empty."""
    value = read_given(body, name)
    if value is None:
        return None
    return value if isinstance(value, bool) else str(value).lower() in ("1", "true")


def read_date(body: Body, name: str) -> str | None:
    """Return a date as ISO from ISO or the user's format, None when absent or null (1.6).

    Of a whole time it is the date as written, whatever its zone, as Rails casts it.
    """
    value = read_text(body, name)
    if value is None:
        return None
    for form in _DATE_FORMATS:
        if (parsed := _parse(value, form)) is not None:
            return parsed.date().isoformat()
    try:
        return datetime.fromisoformat(read_ruby_time(value)).date().isoformat()
    except ValueError:
        raise invalid(name, "is not a date") from None


def read_required_date(body: Body, name: str) -> str:
    """Return a date as `read_date` does; refuse a body without it."""
    day = read_date(body, name)
    if day is None:
        raise invalid(name, "can't be blank")
    return day


def read_time(body: Body, name: str, *, zone: str) -> int | None:
    """Return `2021-02-02 12:00 AM` in the user's zone, or an ISO 8601 time, as world time (1.6)."""
    value = read_text(body, name)
    if value is None:
        return None
    try:
        return _to_world_time(value, ZoneInfo(zone))
    except ValueError:
        raise invalid(name, "is not a time") from None


def read_required_time(body: Body, name: str, *, zone: str) -> int:
    """Return a time as `read_time` does; refuse a body without it."""
    time = read_time(body, name, zone=zone)
    if time is None:
        raise invalid(name, "can't be blank")
    return time


def read_updated_at(world: World, value: str | None) -> int | None:
    """Return the lower bound that `updated_at` names: ISO 8601, UTC without a zone (1.7).

    None for none, and for a text that is no time unless filters are strict: that is refused.
    """
    if not value:
        return None
    try:
        return _read_iso(value, UTC)
    except ValueError:
        if world.quirk("wherefour.strict_filters"):
            raise invalid("updated_at", "is not a time") from None
        world.name_unusable("updated_at", value)
        return None


def read_searched(world: World, name: str, value: str | None) -> str | None:
    """Return the number that a search names: `SO1`, or as documented `{"order_number": "SO1"}`."""
    if value is None or not value.lstrip().startswith("{"):
        return value
    if not world.quirk("wherefour.json_in_query"):
        return value
    try:
        spelled = json.loads(value)[name]
    except (ValueError, KeyError, RecursionError):
        return value
    return str(spelled) if isinstance(spelled, str | int | float) else value


def _to_world_time(value: str, zone: tzinfo) -> int:
    for form in _TIME_FORMATS:
        if (parsed := _parse(value, form)) is not None:
            return iso8601.to_world_time(parsed, zone)
    return _read_iso(value, zone)


def _parse(value: str, form: str) -> datetime | None:
    try:
        return datetime.strptime(value.strip(), form)
    except ValueError:
        return None


def _read_iso(value: str, zone: tzinfo) -> int:
    text = read_ruby_time(value)
    return iso8601.read_time(iso8601.restore_plus(text) if "T" in text else text, zone)
