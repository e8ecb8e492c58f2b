"""Six weeks of business: goods, ship notices, orders and a web hook, each at its time in the past.

Everything is done by the same operations and events that clients and staff use, in the order of
time, so stock, transactions and the ledger follow from it. Nothing here is drawn by chance.
Source: docs/reference/whiplash.md 2 to 5, 8.
"""

from stocktake.core.world import World
from stocktake.vendors.whiplash.web_hooks.operations import create_web_hook

from . import goods, notices, orders
from .diary import DAY, MERCHANT, in_order_of_time


def seed_business(world: World) -> None:
    """Fill every list of the account with weeks of business, up to the present."""
    with world.earlier(44 * DAY):
        goods.add_goods(world)
    known = goods.goods_by_sku(world)
    entries = (*notices.entries(known), *orders.entries(known))
    for ago, act in in_order_of_time(entries):
        with world.earlier(ago):
            act(world)
    _save_hook(world)


def _save_hook(world: World) -> None:
    """Save a web hook that went off weeks ago: its receiver is gone, and nothing is sent to it."""
    # Last of all, so that no order of the past is sent to it either. Nobody listens on port 9.
    from_then = {"url": "http://127.0.0.1:9/whiplash-hooks", "event_name": "order.shipped"}
    with world.earlier(30 * DAY):
        made = create_web_hook(world, MERCHANT, body=from_then)
    with world.earlier(29 * DAY):
        world.update(
            "whiplash_web_hook", made["id"], active=0, failed_attempts=100, updated_at=world.now
        )
