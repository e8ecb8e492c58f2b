"""Lists: filters, newest first, 100 to a page. Source: docs/reference/wholecell.md 1.3, 2.2.

Each list names its filters and their SQL. Unknown names, blank values and unreadable times filter
nothing.
"""

from collections.abc import Mapping
from typing import Any

from stocktake.core.simulator import Page
from stocktake.core.world import World
from stocktake.dialects.ids import read_integer
from stocktake.dialects.paging import Show, read_page, read_positive, show_page
from stocktake.rules.paging import Window, page_of

from . import wire

PAGE_SIZE = 100

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
    *,
    conditions: Mapping[str, str],
    filters: Mapping[str, str],
    page: str | None,
    per_page: str | None,
    show: Show,
) -> Page:
    """Return a page of a table's records, newest first, those that match all filters.

    `table` is a literal of ours, aliased `t` (`wholecell_inventory t`); `conditions` holds the SQL
    of each known filter, with the filter's name as parameter. Filters whose names end in
    `order_id` are read as ids, those of `TIME_FILTERS` as times.
    """
    known = {name: filters[name] for name in conditions if filters.get(name)}
    values = _read_filters(world, known)
    # Literals of ours, chosen by name, so that each filter can use its index.
    where = " AND ".join(conditions[name] for name in values) or "1"
    return show_page(
        world, "SELECT t.id", "FROM " + table + " WHERE " + where,
        order="t.id DESC", values=values, number=read_page(page),
        size=_page_size(world, per_page), show=show,
    )  # fmt: skip


def window(world: World, *, page: str | None, per_page: str | None, total: int) -> Window:
    """Return which of `total` rows a page holds."""
    return page_of(read_page(page), _page_size(world, per_page), total=total)


def _read_filters(world: World, filters: Mapping[str, str]) -> dict[str, Any]:
    zone = wire.zone(world)
    values: dict[str, Any] = {}
    for name, text in filters.items():
        if name in TIME_FILTERS:
            time = wire.read_time(text, zone)
            if time is not None:
                values[name] = time
        elif name.endswith("order_id"):
            values[name] = read_integer(text) or 0  # no record has the id 0
        else:
            values[name] = text
    return values


def _page_size(world: World, per_page: str | None) -> int:
    if per_page is None or not world.quirk("wholecell.per_page"):
        return PAGE_SIZE
    return read_positive(per_page, PAGE_SIZE, most=PAGE_SIZE)
