"""The operations on stock lots: 4 and 43. Source: docs/reference/wherefour.md 3.11, 4 and 5.3."""

import json
from typing import Any

from stocktake.core.simulator import Call, Page
from stocktake.core.world import World
from stocktake.vendors.wherefour import lists, wire
from stocktake.vendors.wherefour.access import Account
from stocktake.vendors.wherefour.errors import not_found
from stocktake.vendors.wherefour.locations import find_locations

from .input import read_lot
from .rows import Adjustment, add_lot
from .shown import added_lot, listed_lots

_MATCHING = """
FROM wherefour_stock s JOIN wherefour_inventory i ON i.id = s.inventory_id
WHERE s.inventory_id = :inventory AND s.count > 0
AND (:statuses = 'all' OR s.status = 'active')
AND (:places IS NULL OR s.location_id IN (SELECT value FROM json_each(:places)))
"""


def add_stock_lot(world: World, call: Call, *, inventory_id: int, body: wire.Body) -> Any:
    """Add a lot of an item, with its adjustment; on_hand rises by the count (4, operation 4)."""
    item = world.find("SELECT * FROM wherefour_inventory WHERE id = ?", (inventory_id,))
    if item is None:
        raise not_found()
    account: Account = call.account
    columns = read_lot(world, account, body, item=item)
    received_at = wire.read_required_time(body, "received_date", zone=account.zone)
    purchase = Adjustment(reason="purchase", account=account, effective_at=received_at)
    return added_lot(world, add_lot(world, purchase, inventory_id=inventory_id, **columns))


def list_stock_lots(
    world: World,
    call: Call,
    *,
    inventory_id: int,
    location_name: str | None = None,
    location_locator_code: str | None = None,
    **query: str,
) -> Page:
    """List an item's lots that are not empty, at one location if it is named (4, operation 43)."""
    if world.find("SELECT id FROM wherefour_inventory WHERE id = ?", (inventory_id,)) is None:
        raise not_found()
    name, code = location_name or None, location_locator_code or None
    places = find_locations(world, name=name, locator_code=code) if name or code else None
    values = {
        "inventory": inventory_id,
        "statuses": world.quirk("wherefour.stocks_list"),
        "places": None if places is None else json.dumps(places),
    }
    return lists.show_rows(
        world, "SELECT s.*, i.name AS name", _MATCHING,
        order="s.id", values=values, show=listed_lots, **query,
    )  # fmt: skip


HANDLERS = (add_stock_lot, list_stock_lots)
