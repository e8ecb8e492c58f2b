"""What a new world holds: Wherefour's documented records, the catalogue as it has it.

Source: docs/reference/wherefour.md 5.2 and 7; fixtures/wherefour/ and fixtures/catalogue.json.
"""

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from stocktake.core.clock import parse_instant
from stocktake.core.config import WorldConfig
from stocktake.core.files import data_file
from stocktake.core.world import World
from stocktake.rules import money, quantity

from . import wire
from .accounts import PASSWORD, USERNAME, Account, staff
from .stocks import Change, seed_lot

_DAY_MS = 86_400_000
# Ids of the documented records stay free for them in every world.
_LAST_DOCUMENTED_ID = 1_000
_DECIMALS = frozenset(
    wire.names("""
count base_count change cost price discount tax shipping sent_subtotal sent_total quantity
taken standard_cost reorder_point weight height width length standard_unit_cost percentage_cost
prorated_cost
""")
)


def seed(world: World, config: WorldConfig, catalogue: Mapping[str, Any]) -> None:
    """Fill a new world with the sets asked for; user, organization and settings come with both."""
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
        _expand(world, catalogue)


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


def _expand(world: World, catalogue: Mapping[str, Any]) -> None:
    warehouse = next(each for each in catalogue["warehouses"] if each["code"] == "wherefour")
    locations = _add_places(world, warehouse)
    items = [item for item in catalogue["items"] if "wherefour" in item["stock"]]
    categories = {
        name: world.insert("wherefour_category", name=name, updated_at=world.now)
        for name in dict.fromkeys(item["category"] for item in items)
    }
    account = staff(world)
    for item in items:
        inventory_id = _add_item(world, item, categories[item["category"]])
        for lot in item["stock"]["wherefour"]:
            details = {"inventory_id": inventory_id, "details": item["name"]}
            _add_lot(world, account, lot=lot, locations=locations, **details)
    for customer in catalogue["customers"]:
        _add_customer(world, customer)


def _add_places(world: World, warehouse: Mapping[str, Any]) -> dict[str, int]:
    facility_id = world.insert(
        "wherefour_facility",
        name=warehouse["name"],
        locator_code=warehouse["name"][:3].upper(),
        level_1_name="Zone",
        updated_at=world.now,
    )
    return {
        place["code"]: world.insert(
            "wherefour_location",
            facility_id=facility_id,
            name=place["name"],
            locator_code=place["code"],
            global_identifier=world.uuid("wherefour location"),
            allowed_for_pick_and_ship=int(place["pick_and_ship"]),
            updated_at=world.now,
        )
        for place in warehouse["locations"]
    }


def _add_item(world: World, item: Mapping[str, Any], category_id: int) -> int:
    sold_by, unit = item["sold_by"], item["unit"]
    inventory_id = world.insert(
        "wherefour_inventory",
        name=item["name"],
        folded_name=item["name"].casefold(),
        public_name=item["name"],
        category_id=category_id,
        unit_of_use=unit,
        unit_of_purchase=unit,
        unit_of_order=sold_by,
        unit_of_invoice=sold_by,
        unit_of_pick_and_ship=sold_by,
        property="finished_good",
        sku=item["sku"],
        pull_strategy=item["pull_strategy"],
        standard_cost=money.from_minor(item["cost"]) // item["units_per_sold"],
        price=money.from_minor(item["price"]),
        created_at=world.now,
        updated_at=world.now,
    )
    if sold_by != unit:
        world.insert(
            "wherefour_conversion",
            inventory_id=inventory_id,
            unit_of_measurement=sold_by,
            to_count=item["units_per_sold"] * quantity.MICRO,
            from_count=quantity.MICRO,
        )
    return inventory_id


def _add_lot(
    world: World,
    account: Account,
    *,
    lot: Mapping[str, Any],
    locations: Mapping[str, int],
    **of_item: Any,
) -> None:
    received_at = world.now - lot["received_days_ago"] * _DAY_MS
    days = lot["expires_in_days"]
    expires = None if days is None else wire.local(world.now, account.zone) + timedelta(days=days)
    seed_lot(
        world,
        Change(reason="purchase", account=account, effective_at=received_at),
        count=lot["count"] * quantity.MICRO,
        location_id=locations[lot["location"]],
        lot_code=lot["lot"],
        status=lot["status"],
        cost=money.from_minor(lot["cost"]),
        expiration_date=expires.date().isoformat() if expires else None,
        **of_item,
    )


def _add_customer(world: World, customer: Mapping[str, Any]) -> None:
    moments = {"created_at": world.now, "updated_at": world.now}
    customer_id = world.insert(
        "wherefour_customer",
        display_name=customer["name"],
        folded_name=customer["name"].casefold(),
        first_name=customer["first_name"],
        last_name=customer["last_name"],
        email=customer["email"],
        phone=customer["phone"],
        kind="consumer",
        **moments,
    )
    address = customer["address"]
    for kind in ("Billing", "Shipping"):
        world.insert(
            "wherefour_address",
            customer_id=customer_id,
            type=f"{kind}Address",
            descriptive_name=f"Default {kind}",
            line1=address["line1"],
            city=address["city"],
            country_subdivision_code=address["region"],
            postal_code=address["postal_code"],
            country=address["country"],
            **moments,
        )
