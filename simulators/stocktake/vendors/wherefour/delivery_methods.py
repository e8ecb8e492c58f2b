"""Delivery methods: operation 42, and how documents carry them.

Source: docs/reference/wherefour.md 3.15 and 4.
"""

from typing import Any

from stocktake.core.simulator import Call, Page
from stocktake.core.world import World

from . import pages, wire

_SHOWN = wire.names("id name kind driver_name driver_email instructions created_at updated_at")


def get_delivery_methods(
    world: World, call: Call, *, page: str | None = None, per_page: str | None = None
) -> Page:
    """List all delivery methods (4, operation 42)."""
    total = world.value("SELECT count(*) FROM wherefour_delivery_method")
    window = pages.window(world, total, page=page, per_page=per_page)
    rows = world.all(
        "SELECT * FROM wherefour_delivery_method ORDER BY id LIMIT ? OFFSET ?",
        (window.limit, window.offset),
    )
    return pages.page([wire.spelled(row, _SHOWN) for row in rows], window)


def delivery_methods(world: World) -> dict[int, dict[str, Any]]:
    """Return every delivery method as documents carry it, by id (3.7)."""
    rows = world.all("SELECT id, name, kind, instructions FROM wherefour_delivery_method")
    return {row["id"]: row for row in rows}
