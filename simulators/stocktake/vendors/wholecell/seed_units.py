"""The catalogue's serialized goods: bought on purchase orders, some sold and shipped since.

Source: docs/reference/wholecell.md 1.4, 2.1, 2.2, 6; fixtures/catalogue.json.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from stocktake.core.world import World

from . import ids
from .catalog import find_or_make

_DAY_MS = 86_400_000
_SUPPLIERS = ("Bayview Trade-In", "Carrier Returns West", "Walk-in Counter")
_PERIOD_DAYS = 15  # what a supplier sends within it is one purchase order


@dataclass(frozen=True, slots=True, kw_only=True)
class _Unit:
    """A unit of the catalogue, its item's name resolved, and when it came."""

    told: Mapping[str, Any]
    variation_id: int
    sku: str | None
    price: int
    created_at: int
    supplier: int
    id: int = 0


def seed_units(world: World, catalogue: Mapping[str, Any], locations: Mapping[str, int]) -> None:
    """Write products, variations, purchase orders, units, and the orders of those sold."""
    conditions = {row["title"]: row["id"] for row in world.all("SELECT * FROM wholecell_condition")}
    found: list[_Unit] = []
    for item in catalogue["items"]:
        if "wholecell" in item["stock"]:
            found += _units_of(world, item, conditions, len(found))
    units = _numbered(sorted(found, key=lambda unit: unit.created_at))
    orders = _purchase_orders(world, units)
    sold = _sales_orders(world, units, catalogue["customers"])
    _write(world, units, orders=orders, sold=sold, locations=locations)


def _units_of(
    world: World, item: Mapping[str, Any], conditions: Mapping[str, int], ordinal: int
) -> Iterator[_Unit]:
    variations = [
        find_or_make(
            world,
            {**_device(item), "grade": each["grade"]},
            conditions=[conditions[title] for title in each["conditions"]],
            sku=item["sku"],
        )
        for each in item["variations"]
    ]
    for place, told in enumerate(item["stock"]["wholecell"], ordinal):
        # Within a day no two at one moment.
        moment = told["received_days_ago"] * _DAY_MS + place * 61_037 % _DAY_MS
        yield _Unit(
            told=told,
            variation_id=variations[told["variation"]],
            sku=item["sku"],
            price=item["price"],
            created_at=world.now - moment,
            supplier=place % len(_SUPPLIERS),
        )


def _device(item: Mapping[str, Any]) -> dict[str, str]:
    """The item's device; a copy of the catalogue differs from its original in the name alone."""
    _, mark, copy = str(item["name"]).rpartition(" #")
    device = dict(item["device"])
    return device | {"model": f"{device['model']} #{copy}"} if mark else device


def _numbered(units: Sequence[_Unit]) -> list[_Unit]:
    numbered: list[_Unit] = []
    newest = 0
    for unit in units:
        newest = ids.after("wholecell_inventory", unit.created_at, newest=newest)
        numbered.append(replace(unit, id=newest))
    return numbered


def _purchase_orders(world: World, units: Sequence[_Unit]) -> dict[int, int]:
    """Write the orders that the units came on; return each unit's."""
    statuses = _statuses(world, "PurchaseOrder")
    groups: dict[tuple[int, int, bool], list[_Unit]] = {}
    for unit in units:
        age = (world.now - unit.created_at) // _DAY_MS // _PERIOD_DAYS
        groups.setdefault((-age, unit.supplier, unit.told["status"] == "Inbound"), []).append(unit)
    suppliers = _organizations(world, _SUPPLIERS)
    placed: dict[int, int] = {}
    for (age, supplier, inbound), group in groups.items():
        opened = group[0].created_at
        made = ids.next_id(world, "wholecell_purchase_order", at=opened)
        status = "Open" if inbound else "Receiving" if age == 0 else "Received"
        world.insert(
            "wholecell_purchase_order",
            id=made, number=f"PO-{made}", vendor_id=suppliers[supplier],
            status_id=statuses[status],
            expected_inventory_count=len(group) + (status == "Receiving"),
            expected_total_price_paid=sum(unit.told["paid"] for unit in group),
            created_at=opened, updated_at=group[-1].created_at,
        )  # fmt: skip
        placed |= dict.fromkeys((unit.id for unit in group), made)
    return placed


def _sales_orders(
    world: World, units: Sequence[_Unit], customers: Sequence[Mapping[str, Any]]
) -> dict[int, tuple[int, int, int]]:
    """Write one shipped order for each unit sold; return its id, its line's and when."""
    shipped = _statuses(world, "SalesOrder")["Shipped"]
    people = _organizations(world, list(dict.fromkeys(each["name"] for each in customers)))
    sold: dict[int, tuple[int, int, int]] = {}
    gone = [unit for unit in units if unit.told["status"] == "Sold"]
    for place, unit in enumerate(sorted(gone, key=lambda u: -u.told["sold_days_ago"])):
        at = max(world.now - unit.told["sold_days_ago"] * _DAY_MS, unit.created_at)
        order = ids.next_id(world, "wholecell_sales_order", at=at)
        line = ids.next_id(world, "wholecell_sales_order_item", at=at)
        world.insert(
            "wholecell_sales_order",
            id=order, transaction_number=f"W{order}", channel="Counter", status_id=shipped,
            customer_id=people[place % len(people)], created_at=at, updated_at=at, shipped_at=at,
        )  # fmt: skip
        world.insert(
            "wholecell_sales_order_item",
            id=line, sales_order_id=order, position=1, sku=unit.sku,
            product_variation_id=unit.variation_id, quantity=1, sale_price=unit.price,
        )  # fmt: skip
        sold[unit.id] = (order, line, at)
    return sold


def _write(
    world: World,
    units: Sequence[_Unit],
    *,
    orders: Mapping[int, int],
    sold: Mapping[int, tuple[int, int, int]],
    locations: Mapping[str, int],
) -> None:
    statuses = _statuses(world, "Inventory")
    for place, unit in enumerate(units):
        told = unit.told
        order, line, at = sold.get(unit.id, (None, None, None))
        touched = min(unit.created_at + place % 5 * 3_661_007, world.now)
        world.insert(
            "wholecell_inventory",
            id=unit.id,
            hex_id=ids.next_hex_id(world),
            esn=told["esn"],
            status_id=statuses[told["status"]],
            product_variation_id=unit.variation_id,
            location_id=locations[told["location"]],
            purchase_order_id=orders[unit.id],
            order_id=order,
            order_item_id=line,
            committed_at=at,
            previous_status_id=statuses["Available"] if order else None,
            sale_price=unit.price if order else None,
            initial_price_paid=told["paid"],
            total_price_paid=told["paid"],
            custom_field_values=json.dumps(told["custom_fields"]),
            created_at=unit.created_at,
            updated_at=at or touched,
        )


def _statuses(world: World, kind: str) -> dict[str, int]:
    rows = world.all("SELECT title, id FROM wholecell_status WHERE kind = ?", (kind,))
    return {row["title"]: row["id"] for row in rows}


def _organizations(world: World, names: Sequence[str]) -> list[int]:
    return [
        world.insert(
            "wholecell_organization", id=ids.next_id(world, "wholecell_organization"), name=name
        )
        for name in names
    ]
