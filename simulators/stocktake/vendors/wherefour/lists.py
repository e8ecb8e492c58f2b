"""Lists: the filter `updated_at`, ids ascending, 25 to a page unless the client asks for others.

Handlers of lists pass on as `**query` what they do not read themselves: `page` and `per_page`,
where the list has it `updated_at` too.

Source: docs/reference/wherefour.md 1.4 and 1.7.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from stocktake.core.simulator import Page
from stocktake.core.world import World
from stocktake.dialects import paging
from stocktake.rules.paging import page_of

from . import wire
from .errors import not_found

Rows = list[dict[str, Any]]

_MOST_PER_PAGE = 100
_PAST_THE_END = "wherefour.past_the_end"


def show_page(
    world: World,
    matching: str,
    *,
    values: Mapping[str, Any],
    show: paging.Show,
    order: str = "id",
    page: str | None = None,
    per_page: str | None = None,
) -> Page:
    """Return a page of the records that `matching` selects, as `show` shows them by their ids.

    `matching` is a literal, `FROM table WHERE …`, and `values` its named parameters.
    """
    found = paging.select_page(
        world, "SELECT id", matching,
        order=order, values=values, number=paging.read_page(world, page),
        size=_size(world, per_page), past_the_end=_PAST_THE_END,
    )  # fmt: skip
    return paging.show_page(world, found, show=show)


def show_changed(
    world: World, table: str, *, show: paging.Show, updated_at: str | None = None, **query: str
) -> Page:
    """Return a page of a table's records, those changed at or after `updated_at` (1.7).

    `table` is a literal, `FROM table`.
    """
    oldest = wire.read_updated_at(world, updated_at)
    # Two statements, so that the filter finds its index.
    matching = table if oldest is None else table + " WHERE updated_at >= :oldest"
    values = {"oldest": oldest}
    return show_page(world, matching, values=values, show=show, **query)


def show_rows(
    world: World,
    select: str,
    matching: str,
    *,
    order: str,
    values: Mapping[str, Any],
    show: Callable[[World, Rows], list[Any]],
    page: str | None = None,
    per_page: str | None = None,
) -> Page:
    """Return a page of rows as `show` shows them; `select`, `matching`, `order` are literals."""
    found = paging.select_page(
        world, select, matching,
        order=order, values=values, number=paging.read_page(world, page),
        size=_size(world, per_page), past_the_end=_PAST_THE_END,
    )  # fmt: skip
    return replace(found, rows=show(world, found.rows))


def cut_page(
    world: World, rows: list[Any], *, page: str | None = None, per_page: str | None = None
) -> Page:
    """Return a page of rows that were all loaded, because SQL cannot compare their names."""
    size, total = _size(world, per_page), len(rows)
    number = paging.turn_to(
        world, paging.read_page(world, page), size=size, total=total, past_the_end=_PAST_THE_END
    )
    window = page_of(number, size, total=total)
    return Page(rows=rows[window.offset :][: window.limit], total=total, number=number, size=size)


def show_one(world: World, record_id: int, *, show: paging.Show) -> Any:
    """Return one record as `show` shows it; NotFound when there is none."""
    shown = show(world, [record_id])
    if not shown:
        raise not_found()
    return shown[0]


def _size(world: World, per_page: str | None) -> int:
    default = world.quirk("wherefour.page_size")
    return paging.read_positive(world, "per_page", per_page, default, most=_MOST_PER_PAGE)
