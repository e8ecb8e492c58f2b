"""The catalogue's serialized goods: bought on purchase orders, some of them sold and shipped.

Source: docs/reference/wholecell.md 1.4, 2.1, 2.2, 6; fixtures/catalogue.json.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from stocktake.core.world import World

from . import ids
from .catalog.rows import find_or_add
from .organizations import add_organization

_DAY_MS = 86_400_000
_SUPPLIERS = ("Bayview Trade-In", "Carrier Returns West", "Walk-in Counter")
_PERIOD_DAYS = 15  # what a supplier sends within this time is one purchase order


@dataclass(frozen=True, slots=True, kw_only=True)
class _Unit:
    """A unit of the catalogue (`data`), with its variation and when it came in."""

    data: Mapping[str, Any]
    variation_id: int
    sku: str | None
    price: int
    created_at: int
    supplier: int
    id: int = 0


@dataclass(frozen=True, slots=True)
class _Sale:
    """The order and item that a unit was sold on, and when."""

    order: int
    item: int
    at: int


def seed_units(world: World, catalogue: Mapping[str, Any], locations: Mapping[str, int]) -> None:
    """Write products, variations, purchase orders, units, and the sales orders of sold units."""
    conditions = {row["title"]: row["id"] for row in world.all("SELECT * FROM wholecell_condition")}
    found: list[_Unit] = []
    for item in catalogue["items"]:
        if "wholecell" in item["stock"]:
            found += _units_of(world, item, conditions=conditions, ordinal=len(found))
    units = _number(sorted(found, key=lambda unit: unit.created_at))
    orders = _write_purchase_orders(world, units)
    sales = _write_sales_orders(world, units, catalogue["customers"])
    _write_units(world, units, orders=orders, sales=sales, locations=locations)


def _units_of(
    world: World, item: Mapping[str, Any], *, conditions: Mapping[str, int], ordinal: int
) -> Iterator[_Unit]:
    variations = [
        find_or_add(
            world,
            {**_device(item), "grade": each["grade"]},
            conditions=[conditions[title] for title in each["conditions"]],
            sku=item["sku"],
        )
        for each in item["variations"]
    ]
    for place, data in enumerate(item["stock"]["wholecell"], ordinal):
        # No two units of a day come in at the same time.
        age = data["received_days_ago"] * _DAY_MS + place * 61_037 % _DAY_MS
        yield _Unit(
            data=data,
            variation_id=variations[data["variation"]],
            sku=item["sku"],
            price=item["price"],
            created_at=world.now - age,
            supplier=place % len(_SUPPLIERS),
        )


def _device(item: Mapping[str, Any]) -> dict[str, str]:
    """Return the item's device; a scaled copy differs from its original only in the name."""
    _, mark, copy = str(item["name"]).rpartition(" #")
    device = dict(item["device"])
    return device | {"model": f"{device['model']} #{copy}"} if mark else device


def _number(units: Sequence[_Unit]) -> list[_Unit]:
    """Return the units with ids that fit their age."""
    numbered: list[_Unit] = []
    newest = 0
    for unit in units:
        newest = ids.id_above(newest, "wholecell_inventory", at=unit.created_at)
        numbered.append(replace(unit, id=newest))
    return numbered


def _write_purchase_orders(world: World, units: Sequence[_Unit]) -> dict[int, int]:
    """Write the orders that the units came in on; return each unit's order."""
    groups: dict[tuple[int, int, bool], list[_Unit]] = {}
    for unit in units:
        age = (world.now - unit.created_at) // _DAY_MS // _PERIOD_DAYS
        groups.setdefault((-age, unit.supplier, unit.data["status"] == "Inbound"), []).append(unit)
    statuses = _statuses(world, "PurchaseOrder")
    suppliers = [add_organization(world, name) for name in _SUPPLIERS]
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
            expected_total_price_paid=sum(unit.data["paid"] for unit in group),
            created_at=opened, updated_at=group[-1].created_at,
        )  # fmt: skip
        placed |= dict.fromkeys((unit.id for unit in group), made)
    return placed


def _write_sales_orders(
    world: World, units: Sequence[_Unit], customers: Sequence[Mapping[str, Any]]
) -> dict[int, _Sale]:
    """Write one shipped order for each sold unit; return the sales by unit."""
    shipped = _statuses(world, "SalesOrder")["Shipped"]
    names = dict.fromkeys(each["name"] for each in customers)
    people = [add_organization(world, name) for name in names]
    sold = [unit for unit in units if unit.data["status"] == "Sold"]
    sales: dict[int, _Sale] = {}
    for place, unit in enumerate(sorted(sold, key=lambda u: -u.data["sold_days_ago"])):
        customer = people[place % len(people)]
        sales[unit.id] = _write_sale(world, unit, customer=customer, status=shipped)
    return sales


def _write_sale(world: World, unit: _Unit, *, customer: int, status: int) -> _Sale:
    at = max(world.now - unit.data["sold_days_ago"] * _DAY_MS, unit.created_at)
    order = ids.next_id(world, "wholecell_sales_order", at=at)
    item = ids.next_id(world, "wholecell_sales_order_item", at=at)
    world.insert(
        "wholecell_sales_order",
        id=order, transaction_number=f"W{order}", channel="Counter", status_id=status,
        customer_id=customer, created_at=at, updated_at=at, shipped_at=at,
    )  # fmt: skip
    world.insert(
        "wholecell_sales_order_item",
        id=item, sales_order_id=order, position=1, sku=unit.sku,
        product_variation_id=unit.variation_id, quantity=1, sale_price=unit.price,
    )  # fmt: skip
    return _Sale(order, item, at)


def _write_units(
    world: World,
    units: Sequence[_Unit],
    *,
    orders: Mapping[int, int],
    sales: Mapping[int, _Sale],
    locations: Mapping[str, int],
) -> None:
    statuses = _statuses(world, "Inventory")
    for place, unit in enumerate(units):
        data = unit.data
        touched = min(unit.created_at + place % 5 * 3_661_007, world.now)
        sale = _sale_columns(unit, sales.get(unit.id), previous=statuses["Available"])
        world.insert(
            "wholecell_inventory",
            id=unit.id,
            hex_id=ids.next_hex_id(world),
            esn=data["esn"],
            status_id=statuses[data["status"]],
            product_variation_id=unit.variation_id,
            location_id=locations[data["location"]],
            purchase_order_id=orders[unit.id],
            initial_price_paid=data["paid"],
            total_price_paid=data["paid"],
            custom_field_values=json.dumps(data["custom_fields"]),
            created_at=unit.created_at,
            **{"updated_at": touched, **sale},
        )


def _sale_columns(unit: _Unit, sale: _Sale | None, *, previous: int) -> dict[str, Any]:
    if sale is None:
        return {}
    return {
        "order_id": sale.order,
        "order_item_id": sale.item,
        "committed_at": sale.at,
        "previous_status_id": previous,
        "sale_price": unit.price,
        "updated_at": sale.at,
    }


def _statuses(world: World, kind: str) -> dict[str, int]:
    rows = world.all("SELECT title, id FROM wholecell_status WHERE kind = ?", (kind,))
    return {row["title"]: row["id"] for row in rows}
