"""What a new account holds: an App, its settings, the catalogue's phones and tablets as units.

Source: docs/reference/wholecell.md 1.4, 2, 6, 7; fixtures/wholecell/ and fixtures/catalogue.json.
"""

import json
from collections.abc import Mapping
from typing import Any

from stocktake.core.clock import parse_instant
from stocktake.core.config import WorldConfig
from stocktake.core.files import data_file
from stocktake.core.world import World

from .access import APP_ID, APP_SECRET, PERMISSIONS
from .seed_units import seed_units

# The last label of the seed's past, `CUYN`: documented labels lie below.
_LAST_LABEL = 599_999


def seed(world: World, config: WorldConfig, catalogue: Mapping[str, Any]) -> None:
    """Fill a new world's account; App and settings come with both sets."""
    world.insert(
        "wholecell_account",
        id=1, name=catalogue["organization"]["name"], zone=catalogue["zone"],
        units_numbered=_LAST_LABEL,
    )  # fmt: skip
    world.insert(
        "wholecell_app",
        name="Stocktake", app_id=APP_ID, app_secret=APP_SECRET, permissions=json.dumps(PERMISSIONS),
    )  # fmt: skip
    locations = _places(world, catalogue)
    _load(world, "settings.json")
    world.run(
        "UPDATE wholecell_account SET sold_status_id = (SELECT id FROM wholecell_status"
        " WHERE kind = 'Inventory' AND title = 'Sold')"
    )
    if "catalogue" in config.seeds:
        seed_units(world, catalogue, locations)
    if "documented" in config.seeds:
        _load(world, "documented.json")


def _places(world: World, catalogue: Mapping[str, Any]) -> dict[str, int]:
    """Add the catalogue's warehouse; return its locations' ids by their codes."""
    told = next(each for each in catalogue["warehouses"] if each["code"] == "wholecell")
    warehouse = world.insert("wholecell_warehouse", name=told["name"])
    return {
        place["code"]: world.insert(
            "wholecell_location", name=place["name"], warehouse_id=warehouse
        )
        for place in told["locations"]
    }


def _load(world: World, name: str) -> None:
    tables = json.loads(data_file("fixtures", f"wholecell/{name}").read_bytes())
    for table, rows in tables.items():
        for row in rows:
            columns = dict(_column(world, table, *pair) for pair in row.items())
            world.insert(f"wholecell_{table}", **columns)


def _column(world: World, table: str, name: str, value: Any) -> tuple[str, Any]:
    if name.endswith("_at"):
        return name, parse_instant(value)
    if name == "custom_field_values":
        return name, json.dumps(value)
    if name == "location":
        found = world.value("SELECT id FROM wholecell_location WHERE name = ?", (value,))
        return "location_id", found
    if name == "status":
        kind = "PurchaseOrder" if table == "purchase_order" else "Inventory"
        found = world.value(
            "SELECT id FROM wholecell_status WHERE kind = ? AND title = ?", (kind, value)
        )
        return "status_id", found
    return name, value
