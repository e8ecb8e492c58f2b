"""Inventory items as the wire shows them. Source: docs/reference/channels.md 2.3, 12."""

import json
from typing import Any

from stocktake.core.world import World

from .rows import Row, auctioned


def show_item(world: World, item: Row) -> dict[str, Any]:
    """Return an item; its availability is absent where it has none."""
    shown = {"sku": item["sku"], "locale": item["locale"], **json.loads(item["details"])}
    if item["quantity"] is None:
        return shown
    held = auctioned(world, item["id"])
    allocation = {"auction": held, "fixedPrice": item["quantity"] - held}
    ship_to = {"quantity": item["quantity"], "allocationByFormat": allocation}
    return {**shown, "availability": {"shipToLocationAvailability": ship_to}}
