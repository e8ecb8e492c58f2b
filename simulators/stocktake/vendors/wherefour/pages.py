"""Wherefour's pages: bare arrays, and the three headers of the api-pagination gem.

Source: docs/reference/wherefour.md 1.4.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl, quote_plus

from stocktake.core.simulator import Call, Page, Reply
from stocktake.core.world import World
from stocktake.rules.paging import Window, page_of

from . import wire

_LARGEST_PAGE = 10**9
_MOST_PER_PAGE = 100

Show = Callable[[World, Sequence[int]], list[Any]]
"""Records as the wire shows them, from their ids, by id ascending."""


def window(world: World, total: int, *, page: str | None, per_page: str | None) -> Window:
    """Place the page that a client asks for; what is no positive number means 1 (1.4)."""
    size = _positive_or(per_page, world.quirk("wherefour.page_size"), most=_MOST_PER_PAGE)
    return page_of(_positive_or(page, 1, most=_LARGEST_PAGE), size, total=total)


def _positive_or(text: str | None, default: int, *, most: int) -> int:
    if text is None or not re.fullmatch(r"[0-9]{1,40}", text) or int(text) == 0:
        return default
    return min(int(text), most)


def page(rows: list[Any], window: Window) -> Page:
    """Return the rows of a window as a Page for `render`."""
    return Page(rows=rows, total=window.total, number=window.number, size=window.size)


def listed(
    world: World,
    found: str,
    *,
    wanted: Mapping[str, Any],
    page: str | None,
    per_page: str | None,
    show: Show,
) -> Page:
    """Return a page of the records that `found` names, by id (1.7).

    `found` is a literal, `FROM table WHERE …`; `wanted` are its named parameters.
    """
    place = window(
        world, world.value("SELECT count(*) " + found, wanted), page=page, per_page=per_page
    )
    rows = world.all(
        "SELECT id " + found + " ORDER BY id LIMIT :limit OFFSET :offset",
        {**wanted, "limit": place.limit, "offset": place.offset},
    )
    return Page(
        rows=show(world, [row["id"] for row in rows]),
        total=place.total,
        number=place.number,
        size=place.size,
    )


def changed(
    world: World,
    table: str,
    *,
    updated_at: str | None,
    page: str | None,
    per_page: str | None,
    show: Show,
) -> Page:
    """Return a page of a table's records, those changed at or after `updated_at` (1.7).

    `table` is a literal, `FROM table`.
    """
    oldest = wire.since(updated_at, strict=world.quirk("wherefour.strict_filters"))
    # Apart, so that the filter finds its index.
    found = table if oldest is None else table + " WHERE updated_at >= :oldest"
    return listed(world, found, wanted={"oldest": oldest}, page=page, per_page=per_page, show=show)


_FORMULAS = ("boms", "assemblies", "disassemblies", "kits")


def render(call: Call, page: Page) -> Reply:
    """Return a page as an array with `Total`, `Per-Page` and, unless it is alone, `Link`.

    Formulas come without headers, in an object with an array for each type (3.16, 1.4).
    """
    if page.key:
        return Reply(data={type_: [] for type_ in _FORMULAS} | {page.key: page.rows})
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
