"""A new account: its key, stores, warehouse, carriers; documented records; weeks of business.

Source: docs/reference/channels.md 4.2, 4.3, 12, 14.4. It has no goods of its own, so the catalogue
adds nothing but in the busy weeks, whose orders are for its devices.
"""

import json
from collections.abc import Mapping
from typing import Any

from stocktake.core.clock import parse_instant
from stocktake.core.config import WorldConfig
from stocktake.core.files import data_file
from stocktake.core.world import World

from .access import API_KEY, API_SECRET
from .orders.input import read_address
from .orders.operations import create_order
from .seed_busy import MERCHANT, seed_business
from .wire import read_json

# Ids of new records begin above these, as those of an account that is years old.
_LAST_IDS = {"order": 10_000, "order_item": 10_009, "shipment": 33_974_372, "fulfillment": 33_974}


def seed(world: World, config: WorldConfig, catalogue: Mapping[str, Any]) -> None:
    """Fill a new world's account; every seed set has the key and the settings."""
    world.insert("shipstation_api_key", id=1, key=API_KEY, secret=API_SECRET)
    tables = json.loads(data_file("fixtures", "shipstation/settings.json").read_bytes())
    for table, rows in tables.items():
        for row in rows:
            world.insert(f"shipstation_{table}", **{k: _read(k, v) for k, v in row.items()})
    for table, last in _LAST_IDS.items():
        world.insert("sqlite_sequence", name=f"shipstation_{table}", seq=last)
    if "documented" in config.seeds:
        _add_documented(world)
    if "busy" in config.seeds:
        seed_business(world, catalogue)


def _read(column: str, value: Any) -> Any:
    if column == "origin":
        return read_address(value)
    if column.endswith("_at") and isinstance(value, str):
        return parse_instant(value)
    return read_json(value) if isinstance(value, dict | list) else value


def _add_documented(world: World) -> None:
    """Add the order of the vendor's own pages, at the time that they show."""
    order = json.loads(data_file("fixtures", "shipstation/documented.json").read_bytes())
    with world.earlier(world.now - parse_instant(order["createdAt"])):
        create_order(world, MERCHANT, body=order["body"])
