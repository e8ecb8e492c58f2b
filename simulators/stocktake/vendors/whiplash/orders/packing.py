"""An order on its way out: off the shelf, into packages, out of the door.

Source: docs/reference/whiplash.md 3.4, 2.6. Its stock was taken when it was made, so only packing
material is written down as taken now.
"""

import json
from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from stocktake.core.clock import to_datetime
from stocktake.core.errors import Conflict
from stocktake.core.world import World
from stocktake.rules.quantity import MICRO

from . import stock
from .order_status import BATCHED, PACKED, SHIPPED
from .recording import added_to_order, record_transaction

SHIP_METHOD = "USPS Priority Mail"
_LINK = "https://tools.usps.com/go/TrackConfirmAction?tLabels="
_DAYS_IN_TRANSIT = 3
_EASTERN = ZoneInfo("America/New_York")
_COST, _COST_OF_A_POUND = 4_500_000, 1_200_000  # of whole pounds

Row = Mapping[str, Any]


def batch(world: World, order: Row) -> None:
    """Print an order: its goods leave the shelf, not the building."""
    for line in _lines(world, order["id"]):
        stock.move_shelf(world, line["item_id"], order["warehouse_id"], by=-line["quantity"])
    _set(world, order, BATCHED, batched=1)


def pack(world: World, order: Row, *, packages: int) -> None:
    """Put an order's lines into packages, one after another."""
    lines = _lines(world, order["id"])
    if packages > max(1, len(lines)):
        raise Conflict("more packages than lines: a line goes into one")
    made = [
        world.insert(
            "whiplash_package",
            order_id=order["id"], weight=_weight(lines[place::packages]),
            created_at=world.now, updated_at=world.now,
        )
        for place in range(packages)
    ]  # fmt: skip
    for place, line in enumerate(lines):
        world.update(
            "whiplash_order_item", line["id"],
            package_id=made[place % packages], packed=line["quantity"], updated_at=world.now,
        )  # fmt: skip
    _set(world, order, PACKED)


def ship(world: World, order: Row, *, ship_method: str, material: Row | None) -> None:
    """Send an order off: it gets its tracking, and the building has its goods no more."""
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
    arrival = to_datetime(world.now).astimezone(_EASTERN) + timedelta(days=_DAYS_IN_TRANSIT)
    _set(
        world, order, SHIPPED,
        shipped_on=world.now, ship_method=ship_method, days_in_transit=_DAYS_IN_TRANSIT,
        ship_actual_cost=len(packages) * _COST + _weight(lines) // MICRO * _COST_OF_A_POUND,
        tracking=json.dumps(tracking),
        tracking_links=json.dumps([_LINK + number for number in tracking]),
        approximate_delivery_date=arrival.date().isoformat(),
    )  # fmt: skip
    _note(world, order, lines)
    if material is not None:
        _wrap(world, order, packages, material)


def _note(world: World, order: Row, lines: list[dict[str, Any]]) -> None:
    """Write into the ledger what left the building, and what was ordered by it."""
    reference = order["originator_id"]
    gone: Counter[int] = Counter()
    for line in lines:
        gone[line["item_id"]] += line["quantity"]
    for item_id, count in gone.items():
        stock.note_stock(
            world, item_id, order["warehouse_id"], delta=-count, reference=reference
        )  # fmt: skip
    for row in world.all(
        "SELECT i.sku, sum(d.quantity) AS quantity FROM whiplash_ordered d"
        " JOIN whiplash_item i ON i.id = d.item_id WHERE d.order_id = ?"
        " GROUP BY i.sku ORDER BY i.sku",
        (order["id"],),
    ):
        world.note(
            "whiplash", "shipment",
            sku=row["sku"], reference=reference, delta=row["quantity"] * MICRO,
        )  # fmt: skip


def _wrap(world: World, order: Row, packages: list[dict[str, Any]], material: Row) -> None:
    """Add packing material to the order's lines, one of it for each package."""
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
        change=-count, description=added_to_order(order["id"], count), order_id=order["id"],
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


def _set(world: World, order: Row, status: int, **columns: Any) -> None:
    world.run(
        "UPDATE whiplash_order SET previous_status = status, status = ?, updated_at = ?"
        " WHERE id = ?",
        (status, world.now, order["id"]),
    )
    if columns:
        world.update("whiplash_order", order["id"], **columns)
