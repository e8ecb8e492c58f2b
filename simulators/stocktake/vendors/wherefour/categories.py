"""Inventory categories: operation 1. Source: docs/reference/wherefour.md 3.15 and 4."""

from stocktake.core.simulator import Call, Page
from stocktake.core.world import World

from . import lists


def get_categories(world: World, call: Call, **query: str) -> Page:
    """List all categories by name, the one list whose order is documented (1.7; 4, operation 1)."""
    return lists.show_rows(
        world, "SELECT id, name", "FROM wherefour_category",
        order="name COLLATE NOCASE, id", values={}, **query,
        show=lambda _, rows: rows,
    )  # fmt: skip


HANDLERS = (get_categories,)
