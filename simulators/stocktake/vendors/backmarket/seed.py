"""What a new Back Market account holds: a token and listings.

No listing of the catalogue shows anything in a new world: the engine has to write its quantity.
Source: docs/reference/channels.md 1, 12; docs/reference/duties.md (topology).
"""

from collections.abc import Mapping, Sequence
from typing import Any

from stocktake.core.config import WorldConfig
from stocktake.core.world import World

from .access import TOKEN
from .listings import rows as listings
from .orders.events import place_order
from .seed_busy import OPENED_AGO, seed_busy
from .seed_goods import Item, available_of, sold_items

_FIRST = {
    "backmarket_listing": 4_567,
    "backmarket_order": 5_978,
    "backmarket_line": 37_195,
    "backmarket_task": 1_001,
}
"""The first ids, as the examples of the reference have them."""


def seed(world: World, config: WorldConfig, catalogue: Mapping[str, Any]) -> None:
    """Fill a new world's account, with what `config.seeds` asks for."""
    world.insert("backmarket_token", value=TOKEN)
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


def _documented(world: World) -> None:
    """List the example of the reference, of which a buyer has taken one (12)."""
    listings.add(world, sku="IPHX-SLV-64", quantity=11, title="iPhone X", price=19_900)
    place_order(world, lines=[{"sku": "IPHX-SLV-64", "quantity": 1}])


def _list_catalogue(world: World, items: Sequence[Item], *, shown: bool) -> None:
    for item in sold_items(items):
        quantity = available_of(item) if shown else 0
        listings.add(
            world, sku=item["sku"], quantity=quantity, title=item["name"], price=item["price"]
        )
