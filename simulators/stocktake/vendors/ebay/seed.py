"""What a new eBay account holds: an application with a seller's consent, and listings.

No listing of the catalogue shows anything in a new world: the engine has to write its quantity.
Source: docs/reference/channels.md 2, 12; docs/reference/duties.md (topology).
"""

from collections.abc import Mapping, Sequence
from typing import Any

from stocktake.core.config import WorldConfig
from stocktake.core.world import World
from stocktake.dialects import oauth2

from .access import (
    ACCESS_TOKEN,
    CLIENT_ID,
    CLIENT_SECRET,
    REFRESH_TOKEN,
    RU_NAME,
    SCOPES,
    SELLER,
    server_of,
)
from .listings import rows as listings
from .orders.events import place_order
from .seed_busy import OPENED_AGO, seed_busy
from .seed_goods import available_of, sold_items

_FIRST = {
    "ebay_offer": 9_000,
    "ebay_listing": 110_000_000_001,
    "ebay_line": 10_012_345_678_901,
    "ebay_refund": 5_000_001,
}
"""The first ids, as the examples of the reference have them."""
Item = Mapping[str, Any]


def seed(world: World, config: WorldConfig, catalogue: Mapping[str, Any]) -> None:
    """Fill a new world's account, with what `config.seeds` asks for."""
    _consent(world)
    busy = "busy" in config.seeds
    with world.earlier(OPENED_AGO if busy else 0):
        for table, first in _FIRST.items():
            world.insert("sqlite_sequence", name=table, seq=first - 1)
        if "documented" in config.seeds:
            _documented(world)
        if "catalogue" in config.seeds:
            _list_catalogue(world, catalogue["items"], shown=catalogue.get("shown", False))
    if busy:
        seed_busy(world, catalogue["items"])


def _consent(world: World) -> None:
    """Register the application, with a consent that was given at this moment."""
    server = server_of(world)
    world.insert("ebay_oauth_client", id=CLIENT_ID, secret=CLIENT_SECRET, redirect_uri=RU_NAME)
    consent = oauth2.give_consent(world, server, client_id=CLIENT_ID, user=SELLER, scope=SCOPES)
    oauth2.issue_token(world, server, consent, kind="refresh", value=REFRESH_TOKEN)
    oauth2.issue_token(world, server, consent, kind="access", value=ACCESS_TOKEN)


def _documented(world: World) -> None:
    """List the example of the reference, of which a buyer has taken one (12)."""
    listings.add(
        world, sku="IPHX-SLV-64", quantity=11, title="iPhone X", price=19_900,
        aspects={"Color": ["Silver"]},
    )  # fmt: skip
    place_order(world, lines=[{"sku": "IPHX-SLV-64", "quantity": 1}])


def _list_catalogue(world: World, items: Sequence[Item], *, shown: bool) -> None:
    for item in sold_items(items):
        quantity = available_of(item) if shown else 0
        listings.add(
            world, sku=item["sku"], quantity=quantity, title=item["name"], price=item["price"],
            aspects=_aspects(item),
        )  # fmt: skip


def _aspects(item: Item) -> dict[str, list[str]]:
    device = item.get("device") or {}
    named = {"Color": "color", "Storage Capacity": "capacity", "Network": "network"}
    return {name: [device[key]] for name, key in named.items() if device.get(key)}
