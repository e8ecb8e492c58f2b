"""The catalogue as Wherefour has it: places, categories, items, lots, customers.

Source: docs/reference/wherefour.md 7; fixtures/catalogue.json.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from stocktake.core.world import World
from stocktake.rules import money, quantity

from . import wire
from .access import Account, staff
from .addresses import add_address
from .stocks.rows import Adjustment, seed_lot

_DAY_MS = 86_400_000


def seed_catalogue(world: World, catalogue: Mapping[str, Any]) -> None:
    """Add the catalogue's goods that this warehouse stocks, and all of its customers."""
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
    days, today = lot["expires_in_days"], wire.spell_local_time(world.now, account.zone)
    expires = None if days is None else today + timedelta(days=days)
    seed_lot(
        world,
        Adjustment(reason="purchase", account=account, effective_at=received_at),
        count=lot["count"] * quantity.MICRO,
        location_id=locations[lot["location"]],
        lot_code=lot["lot"],
        status=lot["status"],
        cost=money.from_minor(lot["cost"]),
        expiration_date=expires.date().isoformat() if expires else None,
        **of_item,
    )


def _add_customer(world: World, customer: Mapping[str, Any]) -> None:
    customer_id = world.insert(
        "wherefour_customer",
        display_name=customer["name"],
        folded_name=customer["name"].casefold(),
        first_name=customer["first_name"],
        last_name=customer["last_name"],
        email=customer["email"],
        phone=customer["phone"],
        kind="consumer",
        created_at=world.now,
        updated_at=world.now,
    )
    address = customer["address"]
    body = {
        "line1": address["line1"],
        "city": address["city"],
        "country_subdivision_code": address["region"],
        "postal_code": address["postal_code"],
        "country": address["country"],
    }
    for kind in ("Billing", "Shipping"):
        add_address(world, customer_id, kind=kind, body=body)
