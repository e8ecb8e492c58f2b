"""What people do with orders in the web UI and at the packing bench.

Source: docs/reference/wholecell.md 7.1; docs/reference/duties.md D1.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from stocktake.core.errors import Conflict
from stocktake.core.world import World
from stocktake.vendors.wholecell.sales_order_items.rows import items_of
from stocktake.vendors.wholecell.settings.statuses import (
    first_shipped_status,
    get_status,
    read_status,
)
from stocktake.vendors.wholecell.wire import Row

from . import rows
from .commitment import Commitment, check_commitments, read_commitments
from .input import status_columns
from .parcels import Parcel, add_parcel

_TABLE = "wholecell_sales_order"
_OLDEST_AVAILABLE = """
SELECT i.id FROM wholecell_inventory i
JOIN wholecell_product_variation v ON v.id = i.product_variation_id
JOIN wholecell_status s ON s.id = i.status_id
WHERE i.order_id IS NULL AND s.title = 'Available' AND (v.id = ?1 OR v.sku = ?2)
  AND i.id NOT IN (SELECT value FROM json_each(?3))
ORDER BY i.created_at, i.id LIMIT ?4
"""


def commit_units(
    world: World,
    *,
    units: Sequence[Mapping[str, Any]] | None = None,
    lines: Sequence[Mapping[str, Any]] | None = None,
    **named: Any,
) -> dict[str, Any]:
    """Scan units to an order, by default the oldest Available ones that its items still await.

    `lines` name SKUs, whether or not an item of the order has them (docs/reference/channels.md
    14.2, 3'). Returns the units committed, those that match no item, and how many of each SKU are
    missing.
    """
    order = rows.find_order(world, **named)
    short: dict[str, int] = {}
    if lines is not None:
        units = [{"id": each} for line in lines for each in _available(world, **line)]
    elif units is None:
        units, short = _pick_units(world, order["id"])
    commitments = read_commitments(world, units, order["id"])
    _check(world, order, commitments=commitments)
    with rows.changing(world, order["id"], commitments):
        unmatched = rows.commit_units(world, order["id"], commitments)
    return {
        "id": order["id"],
        "committed": [each.unit["hex_id"] for each in commitments],
        "without_item": unmatched,
        "short": short,
    }


def release_units(
    world: World, *, units: Sequence[Mapping[str, Any]] | None = None, **named: Any
) -> dict[str, Any]:
    """Take units off an order, all of them by default; each gets its former status back."""
    order = rows.find_order(world, **named)
    held = rows.units_on(world, order["id"])
    if units is not None:
        wanted = {each.unit["id"] for each in read_commitments(world, units, order["id"])}
        if not wanted <= {unit["id"] for unit in held}:
            raise Conflict(f"order {order['id']} does not hold all these units")
        held = [unit for unit in held if unit["id"] in wanted]
    _check(world, order, released=held)
    with rows.changing(world, order["id"]):
        rows.release_units(world, held)
    return {"id": order["id"], "released": [unit["hex_id"] for unit in held]}


def ship_order(
    world: World,
    *,
    carrier: str | None = None,
    service: str | None = None,
    tracking_number: str | None = None,
    status: str | None = None,
    **named: Any,
) -> dict[str, Any]:
    """Hand a parcel to a carrier and mark the order shipped; this commits no units (7.1)."""
    order = rows.find_order(world, **named)
    before = get_status(world, order["status_id"])
    if not before["open"] and order["shipped_at"] is None:
        raise Conflict(f"order {order['id']} is {before['title']}")
    after = before if before["shipped"] and status is None else _shipped_status(world, status)
    with rows.changing(world, order["id"]):
        world.update(_TABLE, order["id"], **status_columns(world, after, order))
        parcel = add_parcel(world, order["id"], Parcel(carrier, service, tracking_number))
    return {"id": order["id"], "shipment_id": parcel, "status": after["title"]}


def set_order_status(world: World, *, status: str, **named: Any) -> dict[str, Any]:
    """Give an order another status, as by the button Ready to Ship; its units stay as they are.

    The answer has the ShipStation flag of the status, by which orders are exported (9).
    """
    order = rows.find_order(world, **named)
    after = read_status(world, "SalesOrder", status)
    columns = status_columns(world, after, order)
    if after["open"] and columns["shipped_at"] is not None:
        raise Conflict(f"a parcel of order {order['id']} has left: reverse_shipment takes it back")
    with rows.changing(world, order["id"]):
        world.update(_TABLE, order["id"], **columns)
    return {
        "id": order["id"],
        "status": after["title"],
        "sync_to_shipstation": bool(after["sync_to_shipstation"]),
    }


def _check(
    world: World,
    order: Row,
    *,
    commitments: Sequence[Commitment] = (),
    released: Sequence[Row] = (),
) -> None:
    status, shipped = get_status(world, order["status_id"]), order["shipped_at"] is not None
    check_commitments(order["id"], commitments, released=released, status=status, shipped=shipped)


def _pick_units(world: World, order_id: int) -> tuple[list[dict[str, Any]], dict[str, int]]:
    """Return the oldest Available units that known items still await, and what is missing."""
    picked: list[int] = []
    short: dict[str, int] = {}
    for item in items_of(world, order_id):
        variation, awaited = item["product_variation_id"], _awaited(item)
        if variation is None or awaited <= 0:
            continue
        wanted = (variation, item["variation_sku"], json.dumps(picked), awaited)
        found = world.all(_OLDEST_AVAILABLE, wanted)
        picked += [row["id"] for row in found]
        if len(found) < awaited:
            name = item["sku"] or str(variation)
            short[name] = short.get(name, 0) + awaited - len(found)
    return [{"id": each} for each in picked], short


def _available(world: World, *, sku: str, quantity: int) -> list[int]:
    """Return the oldest Available units of an SKU; Conflict where there are fewer."""
    found = world.all(_OLDEST_AVAILABLE, (None, sku, "[]", quantity))
    if len(found) < quantity:
        raise Conflict(f"{len(found)} units of {sku!r} are Available, not {quantity}")
    return [row["id"] for row in found]


def _awaited(item: Row) -> int:
    return int(item["quantity"] - item["committed_quantity"])


def _shipped_status(world: World, title: str | None) -> Row:
    """Return a status that means shipped: the one named, else the account's first."""
    if title is None:
        return first_shipped_status(world)
    status = read_status(world, "SalesOrder", title)
    if not status["shipped"]:
        raise Conflict(f"{title!r} does not say that an order has shipped")
    return status


EVENTS = (commit_units, release_units, ship_order, set_order_status)
