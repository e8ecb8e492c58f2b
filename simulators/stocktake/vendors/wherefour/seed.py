"""What a new world holds: organization, user, settings; documented records, catalogue, business.

Source: docs/reference/wherefour.md 5.2 and 7; fixtures/wherefour/.
"""

import json
from collections.abc import Mapping
from typing import Any

from stocktake.core.clock import parse_instant
from stocktake.core.config import WorldConfig
from stocktake.core.files import data_file
from stocktake.core.world import World
from stocktake.rules import quantity

from .access import PASSWORD, USERNAME
from .columns import columns
from .seed_busy.weeks import seed_weeks
from .seed_catalogue import seed_catalogue

# Up to it, ids are reserved for the documented records in every world.
_LAST_DOCUMENTED_ID = 1_000
_DECIMALS = frozenset(
    columns("""
count base_count change cost price discount tax shipping sent_subtotal sent_total quantity
taken standard_cost reorder_point weight height width length standard_unit_cost percentage_cost
prorated_cost unit_price amount
""")
)


def seed(world: World, config: WorldConfig, catalogue: Mapping[str, Any]) -> None:
    """Fill a new world with the seed sets of its configuration, on top of settings and a user."""
    world.insert("wherefour_organization", id=1, name="ABC Product Co.")
    world.insert(
        "wherefour_user",
        id=1,
        organization_id=1,
        username=USERNAME,
        password=PASSWORD,
        first_name="Tony",
        last_name="Fiorello",
        zone="America/Los_Angeles",
    )
    _load(world, "settings.json")
    if "documented" in config.seeds:
        _load(world, "documented.json")
    _reserve_ids(world)
    if "catalogue" in config.seeds:
        seed_catalogue(world, catalogue)
    if "busy" in config.seeds:
        seed_weeks(world)


def _load(world: World, name: str) -> None:
    tables = json.loads(data_file("fixtures", f"wherefour/{name}").read_bytes())
    for table, rows in tables.items():
        for row in rows:
            values = {column: _stored(column, value, table) for column, value in row.items()}
            if table in ("customer", "inventory", "vendor"):
                named = row["name" if table == "inventory" else "display_name"]
                values["folded_name"] = named.casefold()
            if table in ("location", "stock"):
                values["global_identifier"] = world.uuid(f"wherefour {table}")
            world.insert(f"wherefour_{table}", **values)


def _stored(column: str, value: Any, table: str) -> Any:
    if value is None:
        return None
    if column in _DECIMALS:
        return quantity.parse(value)
    if column.endswith("_at") or (table, column) == ("shipment", "ship_date"):
        return parse_instant(value)
    return value


def _reserve_ids(world: World) -> None:
    tables = world.all(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND substr(name, 1, 10) = 'wherefour_'"
    )
    for table in tables:
        world.run("DELETE FROM sqlite_sequence WHERE name = ?", (table["name"],))
        world.insert("sqlite_sequence", name=table["name"], seq=_LAST_DOCUMENTED_ID)
