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


def quirk_past_the_end(*, evidence: str) -> Quirk:
    """Return the quirk `past_the_end` of a vendor, by default `empty`."""
    return Quirk(
        name="past_the_end",
        default=_EMPTY,
        values=(_EMPTY, _LAST_PAGE),
        sentence="What a list answers for a page past its end: no rows, or its last page again.",
        evidence=evidence,
    )


def turn_to(world: World, number: int, *, size: int, total: int, past_the_end: str) -> int:
    """Return the number of the page that is answered when a client asks for page `number`.

    `past_the_end` is the full name of the vendor's quirk.
    """
    last = page_of(number, size, total=total).last
    past = number > last
    return last if past and world.quirk(past_the_end) == _LAST_PAGE else number


def select_page(
    world: World,
    select: str,
    matching: str,
    *,
    past_the_end: str,
    order: str,
    values: Mapping[str, Any],
    number: int,
    size: int,
) -> Page:
    """Return a page of rows as they are in the database.

    `select`, `matching` and `order` are literals of ours, `SELECT …`, `FROM … WHERE …` and the
    columns of ORDER BY; `values` are their named parameters. `past_the_end` is the full name of
    the quirk that says what comes after the last page.
    """
    total = world.value(f"SELECT count(*) {matching}", values)
    number = turn_to(world, number, size=size, total=total, past_the_end=past_the_end)
    window = page_of(number, size, total=total)
    rows = world.all(
        f"{select} {matching} ORDER BY {order} LIMIT :page_limit OFFSET :page_offset",
        {**values, "page_limit": window.limit, "page_offset": window.offset},
    )
    return Page(rows=rows, total=total, number=number, size=size)


def show_page(world: World, page: Page, *, show: Show) -> Page:
    """Return a page of rows that have an `id` as `show` shows the records of these ids."""
    return replace(page, rows=show(world, [row["id"] for row in page.rows]))
