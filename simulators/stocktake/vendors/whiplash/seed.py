"""A new account: its key, the warehouses, the documented records, the catalogue's goods.

Source: docs/reference/whiplash.md 2.1, 2.5, 2.6; fixtures/whiplash/ and fixtures/catalogue.json.
"""

import json
from collections.abc import Mapping
from typing import Any

from stocktake.core.clock import parse_instant
from stocktake.core.config import WorldConfig
from stocktake.core.files import data_file
from stocktake.core.world import World
from stocktake.rules import quantity

from .access import API_KEY
from .seed_busy import seed_business
from .seed_goods import seed_goods

# New records get larger ids in every world, so that the documented ones keep theirs.
_LAST_DOCUMENTED_ID = 2_000
_WAREHOUSES = (1, 2)  # where this customer keeps stock, the default one first
_DECIMALS = ("price", "wholesale_cost", "length", "width", "height", "weight")
_WITH_CUSTOMER = ("item", "shipnotice")


def seed(world: World, config: WorldConfig, catalogue: Mapping[str, Any]) -> None:
    """Fill a new world's account; every seed set has the key and the warehouses."""
    _load(world, "settings.json")
    world.insert(
        "whiplash_customer",
        id=1, name=catalogue["organization"]["name"], default_warehouse_id=_WAREHOUSES[0],
    )  # fmt: skip
    world.insert("whiplash_api_key", value=API_KEY, customer_id=1)
    for warehouse_id in _WAREHOUSES:
        world.insert("whiplash_customer_warehouse", customer_id=1, warehouse_id=warehouse_id)
    if "documented" in config.seeds:
        _load(world, "documented.json")
    _reserve_ids(world)
    if "catalogue" in config.seeds:
        seed_goods(world, catalogue, customer_id=1)
    if "busy" in config.seeds:
        seed_business(world)


def _load(world: World, name: str) -> None:
    tables = json.loads(data_file("fixtures", f"whiplash/{name}").read_bytes())
    for table, rows in tables.items():
        for row in rows:
            values = {column: _read(column, value) for column, value in row.items()}
            if table in _WITH_CUSTOMER:
                values["customer_id"] = 1
            world.insert(f"whiplash_{table}", **values)


def _read(column: str, value: Any) -> Any:
    if column in _DECIMALS:
        return quantity.parse(value)
    return parse_instant(value) if column.endswith("_at") or column == "eta" else value


def _reserve_ids(world: World) -> None:
    tables = world.all(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND substr(name, 1, 9) = 'whiplash_'"
        " AND instr(sql, 'AUTOINCREMENT') AND name NOT IN ('whiplash_customer',"
        " 'whiplash_warehouse')"
    )
    for table in tables:
        world.run("DELETE FROM sqlite_sequence WHERE name = ?", (table["name"],))
        world.insert("sqlite_sequence", name=table["name"], seq=_LAST_DOCUMENTED_ID)
