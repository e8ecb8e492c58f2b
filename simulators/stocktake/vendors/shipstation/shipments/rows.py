"""Labels that are bought and voided. Source: docs/reference/channels.md 4.2, 4.3."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from stocktake.core.errors import NotFound
from stocktake.core.world import World
from stocktake.vendors.shipstation import wire
from stocktake.vendors.shipstation.orders.rows import MANUAL, change
from stocktake.vendors.shipstation.orders.statuses import AWAITING_SHIPMENT, SHIPPED

from .units import Units, units_left

_TABLE = "shipstation_shipment"
_PACKAGE = "package"

Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What a label is bought for: a carrier, its service, and columns that a client names."""

    carrier: Row
    service: str = ""
    tracking_number: str = ""
    batch_number: str | None = None
    cost: int | None = None
    given: Mapping[str, Any] | None = None


def find_carrier(world: World, code: str) -> Row:
    """Return a carrier that the account buys labels of; NotFound for another one."""
    carrier = world.find("SELECT * FROM shipstation_carrier WHERE code = ?", (code,))
    if carrier is None:
        known = [row["code"] for row in world.all("SELECT code FROM shipstation_carrier")]
        raise NotFound(f"no carrier {code!r}; there are {', '.join(known)}")
    return carrier


def buy(world: World, order: Row, label: Label, units: Units) -> int:
    """Buy a label for units of an order, which is shipped when all of them have left.

    A marketplace is told of it by its connection; a hub that sends orders by the API is not.
    """
    columns = _columns(world, order, label)
    shipment_id = world.insert(_TABLE, **columns)
    for item, count in units:
        world.insert(
            "shipstation_shipment_item",
            shipment_id=shipment_id, order_item_id=item["id"], quantity=count,
            line_item_key=item["line_item_key"], sku=item["sku"], name=item["name"],
            unit_price=item["unit_price"],
        )  # fmt: skip
    if not units_left(world, order["id"]):
        change(
            world, order["id"],
            status=SHIPPED, ship_date=columns["ship_date"], hold_until=None,
            carrier_code=columns["carrier_code"], service_code=columns["service_code"],
        )  # fmt: skip
    return shipment_id


def _columns(world: World, order: Row, label: Label) -> Row:
    """Return the columns of a label: what a client names, or else what the order or we say."""
    carrier, given = label.carrier, label.given or {}
    return {
        "order_id": order["id"],
        "created_at": world.now,
        "ship_date": wire.spell_day(world.now),
        "cost": carrier["cost"] if label.cost is None else label.cost,
        "tracking_number": label.tracking_number or draw_number(world, carrier["code"]),
        "batch_number": label.batch_number,
        "carrier_code": carrier["code"],
        "service_code": label.service or carrier["service"],
        "package_code": _PACKAGE,
        "confirmation": "none",
        "warehouse_id": world.value("SELECT id FROM shipstation_warehouse WHERE is_default"),
        "is_notified": int(_is_marketplace(world, order)),
        "ship_to": order["ship_to"],
        "weight": order["weight"],
        "dimensions": order["dimensions"],
        "insurance": order["insurance"],
        **{name: value for name, value in given.items() if value is not None},
    }


def _is_marketplace(world: World, order: Row) -> bool:
    """Return whether an order came by a connection which confirms shipments at once."""
    return bool(
        world.value(
            "SELECT marketplace_id <> ? AND authorization IS NULL FROM shipstation_store"
            " WHERE id = ?",
            (MANUAL, order["store_id"]),
        )
    )


def draw_number(world: World, carrier: str) -> str:
    """Return a tracking number of the form that a carrier gives; no parcel has it."""
    drawn = world.token("shipstation tracking number")
    digits = f"{int(drawn, 16):039d}"
    if carrier == "stamps_com":
        return f"9400{digits[-18:]}"
    if carrier == "ups":
        return f"1Z{drawn[:16].upper()}"
    return digits[-12:]


def void(world: World, shipment: Row) -> None:
    """Void a label; its order awaits shipment again when no live one is left."""
    world.update(_TABLE, shipment["id"], voided_at=world.now)
    order = world.one("SELECT * FROM shipstation_order WHERE id = ?", (shipment["order_id"],))
    live = world.value(
        "SELECT 1 FROM shipstation_shipment WHERE order_id = ? AND voided_at IS NULL"
        " AND NOT is_return LIMIT 1",
        (order["id"],),
    )
    if order["status"] == SHIPPED and not live and not order["is_marked"]:
        change(world, order["id"], status=AWAITING_SHIPMENT, ship_date=None)


def copy_for_return(world: World, shipment: Row) -> int:
    """Make the label by which the units of a shipment come back."""
    left_out = ("id", "voided_at", "notify_error")
    columns = {name: value for name, value in shipment.items() if name not in left_out} | {
        "created_at": world.now, "ship_date": wire.spell_day(world.now), "is_return": 1,
        "is_notified": 0, "batch_number": None,
        "tracking_number": draw_number(world, shipment["carrier_code"]),
    }  # fmt: skip
    made = world.insert(_TABLE, **columns)
    world.run(
        "INSERT INTO shipstation_shipment_item"
        " (shipment_id, order_item_id, line_item_key, sku, name, quantity, unit_price)"
        " SELECT ?1, order_item_id, line_item_key, sku, name, quantity, unit_price"
        " FROM shipstation_shipment_item WHERE shipment_id = ?2 ORDER BY id",
        (made, shipment["id"]),
    )
    return made
