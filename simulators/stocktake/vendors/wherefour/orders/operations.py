"""Lists of orders: operations 13, 19 and 21. Source: docs/reference/wherefour.md 1.7 and 4."""

import json
from collections.abc import Callable
from typing import Any, TypeVar

from stocktake.core.errors import Refusal
from stocktake.core.simulator import Call, Page
from stocktake.core.world import World

from . import pages, wire
from .orders import shown_orders
from .refusals import not_found

T = TypeVar("T")

_OF_CUSTOMER = "FROM wherefour_order WHERE customer_id = :customer"
# Only what a client filters by is asked, so that a filter finds its index.
_CONDITIONS = {
    "oldest": "updated_at >= :oldest",
    "statuses": "order_status_id IN (SELECT value FROM json_each(:statuses))",
    "start": (
        "(order_date BETWEEN :start AND :end OR produce_date BETWEEN :start AND :end"
        " OR deliver_date BETWEEN :start AND :end OR ship_date BETWEEN :start AND :end)"
    ),
}
_FIRST_DAY, _LAST_DAY = "0001-01-01", "9999-12-31"


def list_orders(
    world: World,
    call: Call,
    *,
    customer_id: int,
    updated_at: str | None = None,
    page: str | None = None,
    per_page: str | None = None,
) -> Page:
    """List a customer's orders, those changed at or after `updated_at` (4, operation 13)."""
    if world.find("SELECT id FROM wherefour_customer WHERE id = ?", (customer_id,)) is None:
        raise not_found()
    oldest = wire.since(updated_at, strict=world.quirk("wherefour.strict_filters"))
    return pages.listed(
        world,
        _OF_CUSTOMER if oldest is None else _OF_CUSTOMER + " AND updated_at >= :oldest",
        wanted={"customer": customer_id, "oldest": oldest},
        page=page,
        per_page=per_page,
        show=shown_orders,
    )


def list_all_orders(
    world: World,
    call: Call,
    *,
    updated_at: str | None = None,
    status: str | None = None,
    search_start_date: str | None = None,
    search_end_date: str | None = None,
    page: str | None = None,
    per_page: str | None = None,
) -> Page:
    """List all orders that every filter sent lets pass (4, operation 19)."""
    strict = world.quirk("wherefour.strict_filters")
    wanted: dict[str, Any] = {
        "oldest": wire.since(updated_at, strict=strict),
        "statuses": _statuses(world, status) if status else None,
        **_days(search_start_date, search_end_date, strict=strict),
    }
    conditions = [text for name, text in _CONDITIONS.items() if wanted.get(name) is not None]
    return pages.listed(
        world,
        "FROM wherefour_order" + (" WHERE " + " AND ".join(conditions) if conditions else ""),
        wanted=wanted,
        page=page,
        per_page=per_page,
        show=shown_orders,
    )


def search_orders(
    world: World,
    call: Call,
    *,
    order_number: str | None = None,
    page: str | None = None,
    per_page: str | None = None,
) -> Page:
    """Find all orders of a number, the whole number (4, operation 21)."""
    return pages.listed(
        world,
        "FROM wherefour_order WHERE order_number = :number",
        wanted={"number": order_number},
        page=page,
        per_page=per_page,
        show=shown_orders,
    )


def _statuses(world: World, name: str) -> str:
    rows = world.all("SELECT id, name FROM wherefour_order_status")
    return json.dumps([row["id"] for row in rows if row["name"].casefold() == name.casefold()])


def _days(start: str | None, end: str | None, *, strict: bool) -> dict[str, str]:
    """Return the closed range that at least one of an order's four dates must lie in."""
    sent = {"search_start_date": start, "search_end_date": end}
    first = _lenient(lambda: wire.day(sent, "search_start_date"), strict=strict)
    last = _lenient(lambda: wire.day(sent, "search_end_date"), strict=strict)
    if first is None and last is None:
        return {}
    return {"start": first or _FIRST_DAY, "end": last or _LAST_DAY}


def _lenient(read: Callable[[], T], *, strict: bool) -> T | None:
    try:
        return read()
    except Refusal:
        if strict:
            raise
        return None
