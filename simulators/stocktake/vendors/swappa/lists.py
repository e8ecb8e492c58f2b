"""Lists in numbered pages, by id, with what has changed since a time.

Source: docs/reference/channels.md 3.
"""

from typing import Any
from urllib.parse import urlencode

from stocktake.core.simulator import Call, Page, Reply
from stocktake.core.world import World
from stocktake.dialects import paging

from .errors import FieldError
from .wire import read_time

_USUAL_SIZE, _MOST = 25, 100


def render(call: Call, page: Page) -> Reply:
    """Render a page as `{count, next, previous, results}`, with absolute links."""
    last = -(-page.total // page.size)
    return Reply(
        data={
            "count": page.total,
            "next": _url(call, page.number + 1) if page.number < last else None,
            "previous": _url(call, page.number - 1) if 1 < page.number <= last + 1 else None,
            "results": page.rows,
        }
    )


def read_since(text: str | None) -> int:
    """Return the time from which changes are asked for, 0 for all; FieldError for no time."""
    if not text:
        return 0
    try:
        return read_time(text)
    except ValueError as error:
        raise FieldError("updated_since", f"This is no time in ISO 8601: {error}") from None


def list_rows(
    world: World,
    matching: str,
    values: dict[str, Any],
    *,
    page: str | None,
    page_size: str | None,
    show: paging.Show,
) -> Page:
    """Return a page of the records with these ids, `FROM … WHERE …`, in the order of their ids."""
    rows = paging.select_page(
        world, "SELECT id", matching,
        simulator="swappa", order="id", values=values,
        number=paging.read_page(world, page),
        size=paging.read_positive(world, "page_size", page_size, _USUAL_SIZE, most=_MOST),
    )  # fmt: skip
    return paging.show_page(world, rows, show=show)


def _url(call: Call, number: int) -> str:
    others = [(name, value) for name, value in call.query if name != "page"]
    return f"{call.base_url}{call.path}?{urlencode([*others, ('page', number)])}"
