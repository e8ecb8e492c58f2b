"""What people do on a channel's settings page, and orders of channels that have no simulator.

Source: docs/reference/channels.md 13, 14; docs/reference/wholecell.md 8.1, 8.6.
"""

from typing import Any

from stocktake.core.clock import iso
from stocktake.core.world import World
from stocktake.vendors.wholecell.sales_orders.rows import add_order

from .rows import find_channel_order, mark_synced


def sync_listings(world: World, *, channel: str) -> dict[str, Any]:
    """Press Sync Listings: what reads the channel's listings is to read them again (8.1)."""
    channel = channel.strip()
    mark_synced(world, channel)
    return {"channel": channel, "at": iso(world.now)}


def take_channel_order(
    world: World, *, channel: str, transaction_number: str, **order: Any
) -> dict[str, Any]:
    """Take in an order of a channel, once: the same number of the same channel is one order (8.6).

    It counts as outstanding at once, in the first open status unless another is named.
    """
    channel, transaction_number = channel.strip(), transaction_number.strip()
    known = find_channel_order(world, channel, transaction_number)
    if known is not None:
        return {"id": known["id"], "new": False}
    body = {**order, "channel": channel, "transaction_number": transaction_number}
    return {"id": add_order(world, body), "new": True}


EVENTS = (sync_listings, take_channel_order)
