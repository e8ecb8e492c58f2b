"""Inventory categories: operation 1. Source: docs/reference/wherefour.md 3.15 and 4."""

from stocktake.core.simulator import Call, Page
from stocktake.core.world import World

from . import pages


def get_categories(
    world: World, call: Call, *, page: str | None = None, per_page: str | None = None
) -> Page:
    """List all categories by name, the one list whose order is documented (1.7; 4, operation 1)."""
    total = world.value("SELECT count(*) FROM wherefour_category")
    window = pages.window(world, total, page=page, per_page=per_page)
    rows = world.all(
        "SELECT id, name FROM wherefour_category ORDER BY name COLLATE NOCASE, id LIMIT ? OFFSET ?",
        (window.limit, window.offset),
    )
    return pages.page(rows, window)
