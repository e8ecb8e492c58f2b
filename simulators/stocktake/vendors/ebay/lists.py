"""Lists and their two envelopes: an offset is a page's index here and a record's there.

Source: docs/reference/channels.md 2.3 (items, offers), 2.4 (orders).
"""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from stocktake.core.simulator import Call, Page, Reply

ITEMS, OFFERS, ORDERS = "inventoryItems", "offers", "orders"
"""The keys of the lists."""
_PLACES = ("limit", "offset")


def render(call: Call, page: Page) -> Reply:
    """Render a page in the envelope of its list."""
    return Reply(data=_orders(call, page) if page.key == ORDERS else _by_index(call, page))


def _by_index(call: Call, page: Page) -> dict[str, Any]:
    """Return the envelope of the Inventory API: `offset` is the index of a page."""
    index, pages = page.number - 1, -(-page.total // page.size)
    size = pages if page.key == ITEMS else len(page.rows)
    return {
        "href": _url(call, page.size, index),
        **_neighbours(call, page.size, previous=index - 1, following=index + 1, end=pages),
        "limit": page.size, "size": size, "total": page.total, page.key: page.rows,
    }  # fmt: skip


def _orders(call: Call, page: Page) -> dict[str, Any]:
    """Return the envelope of the Fulfillment API: `offset` counts the records that are skipped."""
    offset = page.extra["offset"]
    before = -1 if offset == 0 else max(0, offset - page.size)
    return {
        "href": _url(call, page.size, offset),
        "total": page.total, "limit": page.size, "offset": offset,
        **_neighbours(
            call, page.size, previous=before, following=offset + page.size, end=page.total
        ),
        page.key: page.rows,
    }  # fmt: skip


def _neighbours(
    call: Call, limit: int, *, previous: int, following: int, end: int
) -> dict[str, str]:
    """Return `next` and `prev` where there is such a page."""
    found = {}
    if following < end:
        found["next"] = _url(call, limit, following)
    if 0 <= previous < end:
        found["prev"] = _url(call, limit, previous)
    return found


def _url(call: Call, limit: int, offset: int) -> str:
    query = urlencode([*_others(call), ("limit", limit), ("offset", offset)])
    return f"{call.base_url}{call.path}?{query}"


def _others(call: Call) -> Iterator[tuple[str, str]]:
    return ((name, value) for name, value in call.query if name not in _PLACES)
