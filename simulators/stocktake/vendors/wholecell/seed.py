"""A new account: an App, its settings, the catalogue's phones and tablets as units.

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
from .seed_busy import seed_busy
from .seed_units import seed_units

# The last label of the seeded past, `CUYN`: documented labels lie below.
_LAST_LABEL = 599_999
# What a fixture's status is the title of; other tables have words of their own.
_KINDS = {
    "purchase_order": "PurchaseOrder", "sales_order": "SalesOrder", "inventory": "Inventory",
}  # fmt: skip


def seed(world: World, config: WorldConfig, catalogue: Mapping[str, Any]) -> None:
    """Fill a new world's account; every seed set brings the App and the settings."""
    world.insert(
        "wholecell_account",
        id=1, name=catalogue["organization"]["name"], zone=catalogue["zone"],
        units_numbered=_LAST_LABEL,
    )  # fmt: skip
    world.insert(
        "wholecell_app",
        name="Stocktake", app_id=APP_ID, app_secret=APP_SECRET, permissions=json.dumps(PERMISSIONS),
    )  # fmt: skip
    locations = _add_locations(world, catalogue)
    _load(world, "settings.json")
    world.run(
        "UPDATE wholecell_account SET sold_status_id = (SELECT id FROM wholecell_status"
        " WHERE kind = 'Inventory' AND title = 'Sold')"
    )
    if "catalogue" in config.seeds:
        seed_units(world, catalogue, locations)
    if "documented" in config.seeds:
        _load(world, "documented.json")
    if "busy" in config.seeds:
        # Copies of the catalogue's items come after the items themselves.
        items = catalogue["items"][: len(catalogue["items"]) // config.scale]
        seed_busy(world, items, catalogue["customers"])
        _load(world, "busy.json")  # ids that are the same at any time


def _add_locations(world: World, catalogue: Mapping[str, Any]) -> dict[str, int]:
    """Add the catalogue's warehouse; return the ids of its locations by their codes."""
    building = next(each for each in catalogue["warehouses"] if each["code"] == "wholecell")
    warehouse = world.insert("wholecell_warehouse", name=building["name"])
    return {
        location["code"]: world.insert(
            "wholecell_location", name=location["name"], warehouse_id=warehouse
        )
        for location in building["locations"]
    }


def _load(world: World, name: str) -> None:
    """Insert the rows of a fixture, which maps tables to lists of rows."""
    tables = json.loads(data_file("fixtures", f"wholecell/{name}").read_bytes())
    for table, rows in tables.items():
        for row in rows:
            columns = dict(_read_column(world, pair, table=table) for pair in row.items())
            world.insert(f"wholecell_{table}", **columns)


def _read_column(world: World, pair: tuple[str, Any], *, table: str) -> tuple[str, Any]:
    """Return a column and its value; fixtures spell times out and name locations and statuses."""
    name, value = pair
    if name.endswith("_at"):
        return name, parse_instant(value)
    if name in ("custom_field_values", "shipping_address", "filter"):
        return name, json.dumps(value)
    if name == "location":
        found = world.value("SELECT id FROM wholecell_location WHERE name = ?", (value,))
        return "location_id", found
    if name == "status":
        kind = _KINDS.get(table)
        if kind is None:
            return name, value
        found = world.value(
            "SELECT id FROM wholecell_status WHERE kind = ? AND title = ?", (kind, value)
        )
        return "status_id", found
    return name, value
