"""Lists: filters, joined by AND, whose values are joined by OR; and pages of rows.

Only the conditions whose filter was sent become part of a query, so that a list without filters
stays fast in a large catalogue.
Source: docs/reference/warehouse-module.md 1.4, 4.1, 7.8, 7.9.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from stocktake.core.simulator import Call, Page
from stocktake.core.world import World
from stocktake.dialects.paging import select_page

from .errors import NOT_VALID, bad_filter, bad_input
from .wire import read_date, read_time, read_zone, spell_time

Row = dict[str, Any]
Values = dict[str, Any]

_SECOND = 1000
_DAY = 24 * 3600 * _SECOND
_HISTORY = {
    "visible": "crm_order.site IN (SELECT value FROM json_each(:visible))",
    "since_id": "history.id > :since_id",
    "order_id": "history.order_id = :order_id",
    "order_external_id": "crm_order.external_id = :order_external_id",
    "start_date": "history.created_at >= :start_date",
    "end_date": "history.created_at < :end_date",
}


def show_page(
    world: World,
    select: str,
    table: str,
    *,
    conditions: Mapping[str, str],
    values: Values,
    order: str,
    number: int,
    size: int,
    key: str,
    show: Callable[[list[Any]], list[Any]],
    extra: Mapping[str, Any] | None = None,
    tuples: bool = False,
) -> Page:
    """Return a page of the rows that meet the conditions, as `show` shows them.

    `select`, `table` (`FROM …`) and `order` are literals of ours; `key` names the list in the
    answer, `extra` holds the fields beside it. `show` gets dicts, or `tuples`.
    """
    page = select_page(
        world, select, table + where(conditions, values),
        order=order, values=values, number=number, size=size, simulator="retailcrm", tuples=tuples,
    )  # fmt: skip
    return Page(show(page.rows), page.total, page.number, page.size, key, extra or {})


def show_history(
    world: World,
    call: Call,
    records: str,
    filters: Mapping[str, Any],
    *,
    conditions: Mapping[str, str],
    number: int,
    size: int,
    show: Callable[[Row, ZoneInfo], Any],
) -> Page:
    """Return a page of the records of a history, oldest first, after `filter[sinceId]` (7.8, 7.9).

    `records` is a literal, `FROM … history JOIN … crm_order …`; `conditions` are those that only
    this history has. A record is shown with its times in the account's zone.
    """
    conditions = {**_HISTORY, **conditions}
    values = read_filters(filters, conditions) | {"visible": call.account.visible}
    values |= read_period(world, values["start_date"], values["end_date"])
    zone = read_zone(world)
    return show_page(
        world, "SELECT history.*", records,
        conditions=conditions, values=values, order="history.id",
        number=number, size=size, key="history",
        show=lambda rows: [show(row, zone) for row in rows],
        extra={"generatedAt": spell_time(world.now, zone)},
    )  # fmt: skip


def where(conditions: Mapping[str, str], values: Values) -> str:
    """Return a WHERE of the conditions, literals of ours, whose value was sent."""
    sent = [sql for name, sql in conditions.items() if values.get(name) is not None]
    return f" WHERE {' AND '.join(sent)}" if sent else ""


def as_json(values: list[Any] | None) -> str | None:
    """Return a list as JSON, for `IN (SELECT value FROM json_each(:name))`."""
    return None if values is None else json.dumps(values)


# In


def read_filters(filters: Mapping[str, Any], names: Iterable[str]) -> Values:
    """Return the filters of these names as a query takes them, None for one that was not sent."""
    sent = {name: filters.get(f"filter_{name}") for name in names}
    return {
        name: as_json(value) if isinstance(value, list) else value for name, value in sent.items()
    }


def read_day(text: str | None, name: str) -> str | None:
    """Return a filter's date; refused when it is not one."""
    try:
        return None if text is None else read_date(text)
    except ValueError:
        raise bad_filter(name) from None


def read_from(world: World, text: str | None, name: str) -> int | None:
    """Return the millisecond at which a `…From` filter begins."""
    try:
        return None if text is None else read_time(text, read_zone(world))
    except ValueError:
        raise bad_filter(name) from None


def read_to(world: World, text: str | None, name: str) -> int | None:
    """Return the millisecond at which a `…To` filter ends: after its second, or its day."""
    start = read_from(world, text, name)
    if start is None or text is None:
        return None
    return start + (_SECOND if ":" in text else _DAY)


def read_after(world: World, text: str | None, name: str) -> int | None:
    """Return the millisecond at which an exclusive bound begins: times have whole seconds."""
    start = read_from(world, text, name)
    return None if start is None else start + _SECOND


def read_period(world: World, start: str | None, end: str | None) -> Values:
    """Return the bounds of `filter[startDate]` and `filter[endDate]`, both inclusive (7.8)."""
    first, last = _read_bound(world, start, "startDate"), _read_bound(world, end, "endDate")
    return {"start_date": first, "end_date": None if last is None else last + _SECOND}


def _read_bound(world: World, text: str | None, name: str) -> int | None:
    try:
        return None if text is None else read_time(text, read_zone(world))
    except ValueError:
        raise bad_input({f"children[{name}]": NOT_VALID}) from None
