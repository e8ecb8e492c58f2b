"""Lists in pages, with the absolute URLs of their neighbours.

Source: docs/reference/channels.md 1.2, 1.3.
"""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from stocktake.core.simulator import Call, Page, Reply
from stocktake.core.world import World

from .errors import bad, unknown

_USUAL, _MOST = 10, 50
_PAGE = "page"


def render(call: Call, page: Page) -> Reply:
    """Render a page as `{count, next, previous, results}`; a null where there is no neighbour."""
    last = -(-page.total // page.size)
    return Reply(
        data={
            "count": page.total,
            "next": _url(call, page.number + 1) if page.number < last else None,
            "previous": _url(call, page.number - 1) if page.number > 1 else None,
            "results": page.rows,
        }
    )


def select_page(
    world: World,
    select: str,
    *,
    order: str,
    values: Mapping[str, Any],
    page: str,
    page_size: str,
    count: str | None = None,
) -> Page:
    """Return a page of rows; refused for a page that is none, or past the end.

    `select` and `order` are literals of ours, `values` the named parameters. `count` is a
    cheaper query for how many rows there are, where one is known.
    """
    number = _read(_PAGE, page)
    size = min(_read("page-size", page_size), _MOST)
    most = world.quirk("backmarket.most_per_page")
    size = min(size, most) if most else size
    total = world.value(count or f"SELECT count(*) FROM ({select})", values)
    if number > 1 and (number - 1) * size >= total:
        raise unknown(f"page {number}")
    rows = world.all(
        f"{select} ORDER BY {order} LIMIT :limit OFFSET :offset",
        {**values, "limit": size, "offset": (number - 1) * size},
    )
    return Page(rows, total, number, size)


def usual_size() -> str:
    """Return the size of a page that is not asked for."""
    return str(_USUAL)


def _read(name: str, text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,12}", text) or int(text) < 1:
        raise bad(f"{text[:40]!r} is no {name}: write a number from 1", name)
    return int(text)


def _url(call: Call, number: int) -> str:
    others = [(name, value) for name, value in call.query if name != _PAGE]
    return f"{call.base_url}{call.path}?{urlencode([*others, (_PAGE, number)])}"
