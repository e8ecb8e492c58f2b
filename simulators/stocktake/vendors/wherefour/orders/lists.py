"""The filters of the list of all orders. Source: docs/reference/wherefour.md 1.7 and 4."""

import json
from typing import Any

from stocktake.core.errors import Refusal
from stocktake.core.world import World
from stocktake.vendors.wherefour import wire

# Only the filters that a client sends become conditions, so that each finds its index.
_CONDITIONS = {
    "oldest": "updated_at >= :oldest",
    "statuses": "order_status_id IN (SELECT value FROM json_each(:statuses))",
    "start": (
        "(order_date BETWEEN :start AND :end OR produce_date BETWEEN :start AND :end"
        " OR deliver_date BETWEEN :start AND :end OR ship_date BETWEEN :start AND :end)"
    ),
}
_FIRST_DAY, _LAST_DAY = "0001-01-01", "9999-12-31"


def read_filters(
    world: World, *, updated_at: str | None, status: str | None, start: str | None, end: str | None
) -> tuple[str, dict[str, Any]]:
    """Return `FROM … WHERE …` for the filters that a client sent, and its parameters."""
    values: dict[str, Any] = {
        "oldest": wire.read_updated_at(world, updated_at),
        "statuses": _read_statuses(world, status) if status else None,
        **_read_dates(world, start, end),
    }
    conditions = [text for name, text in _CONDITIONS.items() if values.get(name) is not None]
    where = " WHERE " + " AND ".join(conditions) if conditions else ""
    return "FROM wherefour_order" + where, values


def _read_statuses(world: World, name: str) -> str:
    rows = world.all("SELECT id, name FROM wherefour_order_status")
    return json.dumps([row["id"] for row in rows if row["name"].casefold() == name.casefold()])


def _read_dates(world: World, start: str | None, end: str | None) -> dict[str, str]:
    """Return the closed range in which at least one of an order's four dates must be."""
    first = _read_date(world, start, "search_start_date")
    last = _read_date(world, end, "search_end_date")
    if first is None and last is None:
        return {}
    return {"start": first or _FIRST_DAY, "end": last or _LAST_DAY}


def _read_date(world: World, text: str | None, name: str) -> str | None:
    try:
        return wire.read_date({name: text}, name)
    except Refusal:
        if world.quirk("wherefour.strict_filters"):
            raise
        world.name_unusable(name, text or "")
        return None
