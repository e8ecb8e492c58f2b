"""Settings: operations 50, 51, 52 and 55. No operation changes them.

Source: docs/reference/wherefour.md 3.15 and 4.
"""

import json
from collections.abc import Sequence
from typing import Any

from stocktake.core.simulator import Call, Page
from stocktake.core.world import World
from stocktake.dialects.paging import Show

from . import pages, wire

_CHANNELS = "FROM wherefour_sales_channel"
_SALESPEOPLE = "FROM wherefour_salesperson"
_TERMS = "FROM wherefour_payment_term"
_STATUSES = "FROM wherefour_order_status"

_NAMED = wire.names("id name created_at updated_at")
_TERM = wire.names("id name net created_at updated_at")
_FLAGS = wire.names("""
allow_holds allow_partial_shipments allow_shipments new_order_status open_order_status
order_archived_status order_canceled_status order_complete_status order_has_holds_status
order_has_released_all_holds_status order_has_shipments_status shipments_reversed_status
""")
_STATUS = ("id", "name", "organization_id", "position", *_FLAGS, "created_at", "updated_at")


def get_sales_channels(
    world: World, call: Call, *, page: str | None = None, per_page: str | None = None
) -> Page:
    """List all sales channels (4, operation 50)."""
    show = _columns(_CHANNELS, _NAMED)
    return pages.listed(world, _CHANNELS, wanted={}, page=page, per_page=per_page, show=show)


def get_salespeople(
    world: World, call: Call, *, page: str | None = None, per_page: str | None = None
) -> Page:
    """List all salespeople (4, operation 51)."""
    show = _columns(_SALESPEOPLE, _NAMED)
    return pages.listed(world, _SALESPEOPLE, wanted={}, page=page, per_page=per_page, show=show)


def get_payment_terms(
    world: World, call: Call, *, page: str | None = None, per_page: str | None = None
) -> Page:
    """List all payment terms (4, operation 52)."""
    show = _columns(_TERMS, _TERM)
    return pages.listed(world, _TERMS, wanted={}, page=page, per_page=per_page, show=show)


def get_order_statuses(
    world: World, call: Call, *, page: str | None = None, per_page: str | None = None
) -> Page:
    """List all order statuses with their flags (4, operation 55)."""
    show = _columns(_STATUSES, _STATUS)
    return pages.listed(world, _STATUSES, wanted={}, page=page, per_page=per_page, show=show)


def _columns(table: str, names: Sequence[str]) -> Show:
    """Return how to show rows of a table (a literal, `FROM table`) as their columns stand."""

    def shown(world: World, ids: Sequence[int]) -> list[Any]:
        rows = world.all(
            "SELECT * " + table + " WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id",
            (json.dumps(list(ids)),),
        )
        return [wire.spelled(row, names, flags=frozenset(_FLAGS)) for row in rows]

    return shown
