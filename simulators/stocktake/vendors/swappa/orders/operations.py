"""Orders are listed and shown. Source: docs/reference/channels.md 3."""

from typing import Any

from stocktake.core.simulator import Call, Page
from stocktake.core.world import World
from stocktake.vendors.swappa.lists import list_rows, read_since

from .rows import require
from .shown import show_order, show_orders

_MATCHING = "FROM swappa_order WHERE updated_at >= :since AND :status IN ('', status)"


def list_orders(
    world: World,
    call: Call,
    *,
    updated_since: str | None = None,
    status: str = "",
    page: str | None = None,
    page_size: str | None = None,
) -> Page:
    """List orders by id."""
    values = {"since": read_since(updated_since), "status": status}
    found = list_rows(world, _MATCHING, values, page=page, page_size=page_size, show=show_orders)
    if found.rows and world.quirk("swappa.unknown_values"):
        found.rows[0] |= {"status": "awaiting_pickup", "loyalty": {"tier": "gold"}}
    return found


def get_order(world: World, call: Call, *, order_id: str) -> dict[str, Any]:
    """Show one order."""
    return show_order(world, require(world, order_id))


HANDLERS = (list_orders, get_order)
