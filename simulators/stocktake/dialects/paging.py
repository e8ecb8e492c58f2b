"""Lists cut into numbered pages: reading `page` and `per_page`, past the end, a page's rows."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from stocktake.core.simulator import Page, Quirk
from stocktake.core.world import World
from stocktake.rules.paging import page_of

LARGEST_PAGE = 10**9

_EMPTY, _LAST_PAGE = "empty", "last_page"

Show = Callable[[World, Sequence[int]], list[Any]]
"""Records as the wire shows them, from their ids, in the order of the ids."""


def read_page(world: World, text: str | None, *, name: str = "page") -> int:
    """Return the number of the page that a client asks for, 1 for what is no positive number."""
    return read_positive(world, name, text, 1, most=LARGEST_PAGE)


def read_positive(world: World, name: str, text: str | None, default: int, *, most: int) -> int:
    """Return a positive number, cut at `most`; the default for any other text and for none.

    The journal names the parameter `name` if its value was not used as it is.
    """
    if not text:
        return default
    number = int(text) if re.fullmatch(r"[0-9]{1,40}", text) else 0
    if not 1 <= number <= most:
        world.name_unusable(name, text)
    return min(number, most) or default


def quirks_of_pages(*, evidence: str) -> tuple[Quirk, ...]:
    """Return the quirks of a vendor's lists; `evidence` is for what comes past their end."""
    past_the_end = Quirk(
        name="past_the_end",
        default=_EMPTY,
        values=(_EMPTY, _LAST_PAGE),
        sentence="What a list answers for a page past its end: no rows, or its last page again.",
        evidence=evidence,
    )
    most_per_page = Quirk(
        name="most_per_page",
        default=0,
        sentence="The most rows that a page ever holds, so that few rows have pages; 0 is off.",
        evidence="Not the vendor's: a test with little data turns pages all the same.",
    )
    return past_the_end, most_per_page


def cut_size(world: World, size: int, *, simulator: str) -> int:
    """Return how many rows a page holds when `size` are asked for."""
    most = int(world.quirk(f"{simulator}.most_per_page"))
    return min(size, most) if most > 0 else size


def turn_to(world: World, number: int, *, size: int, total: int, simulator: str) -> int:
    """Return the number of the page that is answered when a client asks for page `number`."""
    if (number - 1) * size < total:
        return number
    last = page_of(number, size, total=total).last
    past = number > last
    return last if past and world.quirk(f"{simulator}.past_the_end") == _LAST_PAGE else number


def select_page(
    world: World,
    select: str,
    matching: str,
    *,
    simulator: str,
    order: str,
    values: Mapping[str, Any],
    number: int,
    size: int,
    counted: bool = True,
    tuples: bool = False,
) -> Page:
    """Return a page of rows as they are in the database.

    `select`, `matching` and `order` are literals of ours, `SELECT …`, `FROM … WHERE …` and the
    columns of ORDER BY; `values` are their named parameters. The quirks of the simulator say how
    many rows a page holds at most, and what comes after the last one. A list that shows no total is
    not `counted`, for that would cost all its rows: its total is then that of the rows up to here.
    Rows are dicts, or `tuples` for a list that is asked often.
    """
    size = cut_size(world, size, simulator=simulator)
    offset, limit, total = (number - 1) * size, size, None
    if counted or world.quirk(f"{simulator}.past_the_end") == _LAST_PAGE:
        total = int(world.value(f"SELECT count(*) {matching}", values))
        number = turn_to(world, number, size=size, total=total, simulator=simulator)
        window = page_of(number, size, total=total)
        offset, limit = window.offset, window.limit
    read = world.tuples if tuples else world.all
    rows = read(
        f"{select} {matching} ORDER BY {order} LIMIT :page_limit OFFSET :page_offset",
        {**values, "page_limit": limit, "page_offset": offset},
    )
    if total is None:
        total = offset + len(rows)
    return Page(rows=rows, total=total, number=number, size=size)


def show_page(world: World, page: Page, *, show: Show) -> Page:
    """Return a page of rows that have an `id` as `show` shows the records of these ids."""
    return replace(page, rows=show(world, [row["id"] for row in page.rows]))
