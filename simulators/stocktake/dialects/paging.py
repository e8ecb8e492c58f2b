"""Lists cut into numbered pages: reading `page` and `per_page`, selecting a page's rows."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from stocktake.core.simulator import Page
from stocktake.core.world import World
from stocktake.rules.paging import page_of

LARGEST_PAGE = 10**9

Show = Callable[[World, Sequence[int]], list[Any]]
"""Records as the wire shows them, from their ids, in the order of the ids."""


def read_page(text: str | None) -> int:
    """Return the number of the page that a client asks for, 1 for what is no positive number."""
    return read_positive(text, 1, most=LARGEST_PAGE)


def read_positive(text: str | None, default: int, *, most: int) -> int:
    """Return a positive number, cut at `most`; the default for any other text and for none."""
    if text is None or not re.fullmatch(r"[0-9]{1,40}", text) or int(text) == 0:
        return default
    return min(int(text), most)


def select_page(
    world: World,
    select: str,
    matching: str,
    *,
    order: str,
    values: Mapping[str, Any],
    number: int,
    size: int,
) -> Page:
    """Return a page of rows as they are in the database.

    `select`, `matching` and `order` are literals of ours, `SELECT …`, `FROM … WHERE …` and the
    columns of ORDER BY; `values` are their named parameters. No rows past the last page.
    """
    total = world.value(f"SELECT count(*) {matching}", values)
    window = page_of(number, size, total=total)
    rows = world.all(
        f"{select} {matching} ORDER BY {order} LIMIT :page_limit OFFSET :page_offset",
        {**values, "page_limit": window.limit, "page_offset": window.offset},
    )
    return Page(rows=rows, total=total, number=number, size=size)


def show_page(world: World, page: Page, *, show: Show) -> Page:
    """Return a page of rows that have an `id` as `show` shows the records of these ids."""
    return replace(page, rows=show(world, [row["id"] for row in page.rows]))
