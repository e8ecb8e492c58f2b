"""An order on its way out: off the shelf, into packages, out of the building; and back.

Source: docs/reference/whiplash.md 3.4, 2.6. Its stock was taken when it was created, so only the
packing material gets an item transaction here.
"""

import json
from collections.abc import Mapping
from typing import Any

from stocktake.core.errors import Conflict
from stocktake.core.world import World
from stocktake.rules.quantity import MICRO
from stocktake.vendors.whiplash.stock.rows import describe_added, move_shelf, record_transaction
from stocktake.vendors.whiplash.wire import spell_day

from .ledger import note_shipment
from .rows import set_status
from .statuses import BATCHED, PACKED, SHIPPED

SHIP_METHOD = "USPS Priority Mail"
_LINK = "https://tools.usps.com/go/TrackConfirmAction?tLabels="
_DAYS_IN_TRANSIT = 3
_DAY_MS = 86_400_000
_PACKAGE_COST, _POUND_COST = 4_500_000, 1_200_000  # millionths of a dollar; whole pounds count

Row = Mapping[str, Any]


def batch(world: World, order: Row) -> None:
    """Print an order: its goods leave the shelf, not the building."""
    for line in _lines(world, order["id"]):
        move_shelf(world, line["item_id"], order["warehouse_id"], by=-line["quantity"])
    set_status(world, order["id"], BATCHED, batched=1)


def pack(world: World, order: Row, *, packages: int) -> None:
    """Put an order's lines into packages in turn; Conflict for more packages than lines."""
    lines = _lines(world, order["id"])
    if packages > max(1, len(lines)):
        raise Conflict("more packages than lines: a line is not split")
    package_ids = [
        world.insert(
            "whiplash_package",
            order_id=order["id"], weight=_weight(lines[position::packages]),
            created_at=world.now, updated_at=world.now,
        )
        for position in range(packages)
    ]  # fmt: skip
    for position, line in enumerate(lines):
        world.update(
            "whiplash_order_item", line["id"],
            package_id=package_ids[position % packages], packed=line["quantity"],
            updated_at=world.now,
        )  # fmt: skip
    set_status(world, order["id"], PACKED)


def ship(world: World, order: Row, *, ship_method: str, material: Row | None) -> None:
    """Ship an order: it gets its tracking numbers, and its goods leave the building."""
    packages = world.all(
        "SELECT * FROM whiplash_package WHERE order_id = ? ORDER BY id", (order["id"],)
    )
    tracking = [_tracking_number(world) for _ in packages]
    for package, number in zip(packages, tracking, strict=True):
        world.update(
            "whiplash_package", package["id"],
            tracking=number, ship_method=ship_method, updated_at=world.now,
        )  # fmt: skip
    lines = _lines(world, order["id"])
    set_status(
        world, order["id"], SHIPPED,
        shipped_on=world.now, ship_method=ship_method, days_in_transit=_DAYS_IN_TRANSIT,
        ship_actual_cost=len(packages) * _PACKAGE_COST + _weight(lines) // MICRO * _POUND_COST,
        tracking=json.dumps(tracking),
        tracking_links=json.dumps([_LINK + number for number in tracking]),
        approximate_delivery_date=spell_day(world.now + _DAYS_IN_TRANSIT * _DAY_MS),
    )  # fmt: skip
    note_shipment(world, order, lines)
    if material is not None:
        _use_material(world, order, packages, material)


def unpack(world: World, order_id: int) -> None:
    """Undo batching and packing: the goods return to the shelf, the packages are removed."""
    for line in world.all(
        "SELECT li.item_id, li.quantity, o.warehouse_id FROM whiplash_order_item li"
        " JOIN whiplash_order o ON o.id = li.order_id WHERE o.id = ? AND o.batched ORDER BY li.id",
        (order_id,),
    ):
        move_shelf(world, line["item_id"], line["warehouse_id"], by=line["quantity"])
    world.run(
        "UPDATE whiplash_order_item SET package_id = NULL, packed = 0 WHERE order_id = ?",
        (order_id,),
    )
    world.run("DELETE FROM whiplash_package WHERE order_id = ?", (order_id,))
    world.update("whiplash_order", order_id, batched=0)


def _use_material(world: World, order: Row, packages: list[dict[str, Any]], material: Row) -> None:
    """Add packing material to the order's lines, one unit for each package."""
    for package in packages:
        world.insert(
            "whiplash_order_item",
            order_id=order["id"], item_id=material["id"], package_id=package["id"], packaging=1,
            quantity=1, packed=1, sku=material["sku"], description=material["title"],
            created_at=world.now, updated_at=world.now,
        )  # fmt: skip
    count = len(packages)
    record_transaction(
        world, material["id"],
        change=-count, description=describe_added(order["id"], count), order_id=order["id"],
        warehouse_id=order["warehouse_id"], reference=order["originator_id"],
    )  # fmt: skip


def _lines(world: World, order_id: int) -> list[dict[str, Any]]:
    return world.all(
        "SELECT li.*, coalesce(i.weight, 0) AS weight FROM whiplash_order_item li"
        " JOIN whiplash_item i ON i.id = li.item_id"
        " WHERE li.order_id = ? AND NOT li.packaging ORDER BY li.id",
        (order_id,),
    )


def _weight(lines: list[dict[str, Any]]) -> int:
    return sum(line["weight"] * line["quantity"] for line in lines)


def _tracking_number(world: World) -> str:
    return f"9405{int(world.token('whiplash.tracking'), 16) % 10**18:018}"
