"""Wherefour's pages: bare arrays, and the three headers of the api-pagination gem.

Source: docs/reference/wherefour.md 1.4.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, quote_plus

from stocktake.core.simulator import Call, Page, Reply
from stocktake.core.world import World
from stocktake.dialects.paging import Show, read_page, read_positive, show_page
from stocktake.rules.paging import Window, page_of

from . import wire

_MOST_PER_PAGE = 100


def window(world: World, total: int, *, page: str | None, per_page: str | None) -> Window:
    """Place the page that a client asks for; what is no positive number means 1 (1.4)."""
    return page_of(read_page(page), _size(world, per_page), total=total)


def _size(world: World, per_page: str | None) -> int:
    return read_positive(per_page, world.quirk("wherefour.page_size"), most=_MOST_PER_PAGE)


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
    return show_page(
        world, "SELECT id", found,
        order="id", values=wanted, number=read_page(page), size=_size(world, per_page), show=show,
    )  # fmt: skip


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
