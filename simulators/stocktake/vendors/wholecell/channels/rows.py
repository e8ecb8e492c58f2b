"""Channels and their orders as rows. Source: docs/reference/wholecell.md 8.3, 8.6."""

from stocktake.core.world import World
from stocktake.vendors.wholecell.wire import Row


def mark_synced(world: World, channel: str) -> None:
    """Note that a channel's listings are asked for now."""
    known = world.value("SELECT id FROM wholecell_channel WHERE name = ?", (channel,))
    if known is None:
        world.insert("wholecell_channel", name=channel, listings_synced_at=world.now)
    else:
        world.update("wholecell_channel", known, listings_synced_at=world.now)


def find_channel_order(world: World, channel: str, transaction_number: str) -> Row | None:
    """Return the oldest order that a channel calls by this number, None if there is none."""
    return world.find(
        "SELECT * FROM wholecell_sales_order WHERE channel = ? AND transaction_number = ?"
        " ORDER BY id LIMIT 1",
        (channel, transaction_number),
    )
