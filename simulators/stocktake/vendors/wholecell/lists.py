"""Lists: filters, newest first, 100 to a page. Source: docs/reference/wholecell.md 1.3, 2.2.

Each list names its filters and their SQL. Unknown names, blank values and unreadable times filter
nothing.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from stocktake.core.simulator import Page
from stocktake.core.world import World
from stocktake.dialects.ids import read_integer
from stocktake.dialects.paging import (
    Show,
    cut_size,
    read_page,
    read_positive,
    select_page,
    show_page,
    turn_to,
)
from stocktake.rules.paging import Window, page_of

from . import wire
from .errors import invalid_fields

PAGE_SIZE = 100

Query = Mapping[str, str | None]
"""The parameters of a list by name: filters, `page`, `per_page`."""

# Every list of orders or units has these, on the columns of the table itself (2.2).
TIME_FILTERS: Mapping[str, str] = {
    "created_at_gt": "t.created_at > :created_at_gt",
    "created_at_gteq": "t.created_at >= :created_at_gteq",
    "created_at_lt": "t.created_at < :created_at_lt",
    "created_at_lteq": "t.created_at <= :created_at_lteq",
    "updated_at_gt": "t.updated_at > :updated_at_gt",
    "updated_at_gteq": "t.updated_at >= :updated_at_gteq",
    "updated_at_lt": "t.updated_at < :updated_at_lt",
    "updated_at_lteq": "t.updated_at <= :updated_at_lteq",
}


def list_page(
    world: World,
    table: str,
    query: Query,
    *,
    conditions: Mapping[str, str],
    show: Show,
) -> Page:
    """Return the page of a table's records that a query asks for, newest first.

    `table` is a literal of ours, aliased `t` (`wholecell_inventory t`); `conditions` holds the SQL
    of each filter, with the filter's name as parameter. Filters whose names end in `order_id` are
    read as ids, those of `TIME_FILTERS` as times.
    """
    values = _read_filters(world, query, conditions)
    # Literals of ours, chosen by name, so that each filter can use its index.
    # Without any, no WHERE at all: SQLite then counts a table by its pages, not row by row.
    where = " WHERE " * bool(values) + " AND ".join(conditions[name] for name in values)
    page = select_page(
        world, "SELECT t.id", f"FROM {table}{where}",
        order="t.id DESC", values=values, number=read_page(world, query.get("page")),
        size=_page_size(world, query.get("per_page")), simulator="wholecell",
    )  # fmt: skip
    return show_page(world, page, show=show)


def window(world: World, *, page: str | None, per_page: str | None, total: int) -> Window:
    """Return which of `total` rows a page holds."""
    size = cut_size(world, _page_size(world, per_page), simulator="wholecell")
    number = read_page(world, page)
    number = turn_to(world, number, size=size, total=total, simulator="wholecell")
    return page_of(number, size, total=total)


def check_filters(world: World, given: Mapping[str, str], known: Iterable[str]) -> None:
    """Refuse filters that a list does not know, or whose values it could only ignore."""
    zone, errors = wire.read_zone(world), {}
    for name, text in given.items():
        if name not in known:
            errors[f"filter.{name}"] = ["is not a filter of inventories"]
        elif text and name in TIME_FILTERS and wire.read_time(text, zone) is None:
            errors[f"filter.{name}"] = ["is not a time"]
        elif text and name.endswith("order_id") and read_integer(text) is None:
            errors[f"filter.{name}"] = ["is not an id"]
    if errors:
        raise invalid_fields(errors)


def _read_filters(world: World, query: Query, names: Iterable[str]) -> dict[str, Any]:
    zone = wire.read_zone(world)
    values: dict[str, Any] = {}
    for name in names:
        text = query.get(name)
        if not text:
            continue
        if name in TIME_FILTERS:
            time = wire.read_time(text, zone)
            if time is None:
                world.name_unusable(name, text)
            else:
                values[name] = time
        elif name.endswith("order_id"):
            values[name] = read_integer(text) or 0  # no record has the id 0
        else:
            values[name] = text
    return values


def _page_size(world: World, per_page: str | None) -> int:
    if per_page is None or not world.quirk("wholecell.per_page"):
        return PAGE_SIZE
    return read_positive(world, "per_page", per_page, PAGE_SIZE, most=PAGE_SIZE)
