"""Lists: pages, dates that are bounds, what they are ordered by.

Source: docs/reference/channels.md 4.2, 4.3.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from stocktake.core.simulator import Page
from stocktake.core.world import World
from stocktake.dialects.paging import Show, read_page, read_positive, select_page, show_page

from . import wire
from .errors import bad_date

PAGE_SIZE, LARGEST_PAGE_SIZE = 100, 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a list can be asked for, as literals of ours about its table `t`.

    `conditions` by argument, with a parameter of the same name; `dates` are columns of times, and
    `days` of days, by what stands before `_start` and `_end`; `orders` are columns by `sortBy`.
    """

    table: str
    conditions: Mapping[str, str]
    dates: Mapping[str, str]
    orders: Mapping[str, str]
    days: Mapping[str, str] = field(default_factory=dict)
    where: str = "1"


def list_page(
    world: World, filters: Filters, query: Mapping[str, Any], *, key: str, show: Show
) -> Page:
    """Return the page that a query asks for, in the order of the ids unless it names another."""
    where, values = [filters.where], {}
    for name, given in query.items():
        condition = filters.conditions.get(name) or _bound(filters, name)
        if condition is not None:
            where.append(condition)
            values[name] = given if name in filters.conditions else _read(filters, name, given)
    column = filters.orders.get(query.get("sort_by", ""), "t.id")
    direction = query.get("sort_dir", "ASC")
    page = select_page(
        world,
        "SELECT t.id",
        f"FROM {filters.table} t WHERE {' AND '.join(where)}",
        order=f"{column} {direction}, t.id {direction}",
        values=values,
        number=read_page(world, _text(query.get("page"))),
        size=read_positive(
            world, "pageSize", _text(query.get("page_size")), PAGE_SIZE, most=LARGEST_PAGE_SIZE
        ),
        simulator="shipstation",
    )
    page = show_page(world, page, show=show)
    return Page(page.rows, page.total, page.number, page.size, key=key)


def _bound(filters: Filters, name: str) -> str | None:
    """Return the condition of a bound, which is inclusive; None for another argument."""
    prefix, _, end = name.rpartition("_")
    column = filters.dates.get(prefix) or filters.days.get(prefix)
    if column is None or end not in ("start", "end"):
        return None
    return f"{column} {'>=' if end == 'start' else '<='} :{name}"


def _read(filters: Filters, name: str, text: str) -> int | str:
    is_day = name.rpartition("_")[0] in filters.days
    read = wire.read_day(text) if is_day else wire.read_time(text)
    if read is None:
        raise bad_date(_as_sent(name), text)
    return read


def _as_sent(name: str) -> str:
    """Return an argument's name as a query has it: `createDateStart`."""
    first, *others = name.split("_")
    return first + "".join(word.title() for word in others)


def _text(number: int | None) -> str | None:
    return None if number is None else str(number)
