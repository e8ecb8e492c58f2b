"""What a new account holds: an application with the seller's consent, and listings.

No listing of the catalogue shows anything in a new world: the engine has to write its quantity.
Source: docs/reference/channels.md 3, 12; docs/reference/duties.md (topology).
"""

from collections.abc import Mapping, Sequence
from typing import Any

from stocktake.core.config import WorldConfig
from stocktake.core.world import World
from stocktake.dialects import oauth2

from .access import CLIENT_ID, CLIENT_SECRET, REDIRECT_URI, REFRESH_TOKEN, server_of
from .authorization import consent
from .listings.rows import add
from .orders.events import place_order
from .seed_busy import OPENED_AGO, seed_busy
from .seed_goods import Item, available_of, condition_of, sold_items


def seed(world: World, config: WorldConfig, catalogue: Mapping[str, Any]) -> None:
    """Fill a new world's account, with what `config.seeds` asks for."""
    world.insert(
        "swappa_oauth_client", id=CLIENT_ID, secret=CLIENT_SECRET, redirect_uri=REDIRECT_URI
    )
    oauth2.issue_token(world, server_of(), consent(world), kind="refresh", value=REFRESH_TOKEN)
    busy = "busy" in config.seeds
    with world.earlier(OPENED_AGO if busy else 0):
        if "documented" in config.seeds:
            _documented(world)
        if "catalogue" in config.seeds:
            _list_catalogue(world, catalogue["items"], shown=catalogue.get("shown", False))
    if busy:
        seed_busy(world, catalogue["items"])


def _documented(world: World) -> None:
    """List the example of the reference, of which a buyer has taken one (12)."""
    add(
        world, [("IPHX-SLV-64", 11)],
        title="iPhone X", price=19_900, condition="good", device=True,
    )  # fmt: skip
    place_order(world, lines=[{"sku": "IPHX-SLV-64", "quantity": 1}])


def _list_catalogue(world: World, items: Sequence[Item], *, shown: bool) -> None:
    for item in sold_items(items):
        quantity = available_of(item) if shown else 0
        add(
            world, [(item["sku"], quantity)],
            title=item["name"], price=item["price"], condition=condition_of(item),
            device=bool(item.get("device")),
        )  # fmt: skip
