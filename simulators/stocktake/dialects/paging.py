"""Lists cut into numbered pages: reading `page` and `per_page`, selecting a page's rows."""

import re
from collections.abc import Callable, Mapping, Sequence
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
) -> tuple[list[dict[str, Any]], int]:
    """Return the rows of a page and how many match in all.

    `select`, `matching` and `order` are literals of ours, `SELECT …`, `FROM … WHERE …` and the
    columns of ORDER BY; `values` are their named parameters. No rows past the last page.
    """
    total = world.value(f"SELECT count(*) {matching}", values)
    window = page_of(number, size, total=total)
    rows = world.all(
        f"{select} {matching} ORDER BY {order} LIMIT :page_limit OFFSET :page_offset",
        {**values, "page_limit": window.limit, "page_offset": window.offset},
    )
    return rows, total


def show_page(
    world: World,
    select: str,
    matching: str,
    *,
    order: str,
    values: Mapping[str, Any],
    number: int,
    size: int,
    show: Show,
) -> Page:
    """Return a page of records as `show` shows them.

    `select` selects their ids (`SELECT t.id`); all else is as in `select_page`.
    """
    rows, total = select_page(
        world, select, matching, order=order, values=values, number=number, size=size
    )
    shown = show(world, [row["id"] for row in rows])
    return Page(rows=shown, total=total, number=number, size=size)
