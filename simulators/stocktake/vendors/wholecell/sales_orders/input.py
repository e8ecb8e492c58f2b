"""Reading the body of a sales order. Source: docs/reference/wholecell.md 7.2."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from stocktake.core.world import World
from stocktake.dialects.rails import Errors
from stocktake.vendors.wholecell import wire
from stocktake.vendors.wholecell.errors import collect_errors, invalid, invalid_fields
from stocktake.vendors.wholecell.organizations import read_organization
from stocktake.vendors.wholecell.sales_order_items.input import read_items
from stocktake.vendors.wholecell.sales_order_items.rows import Item
from stocktake.vendors.wholecell.settings.statuses import read_status
from stocktake.vendors.wholecell.wire import Body, Columns

from .commitment import Commitment, read_commitments
from .parcels import Parcel, read_parcels

Order = Mapping[str, Any] | None
"""The order as it is, None for a new one."""

_TEXTS = ("transaction_number", "channel", "notes")
_ADDRESSES = ("shipping_address", "billing_address")


@dataclass(frozen=True, slots=True)
class OrderInput:
    """What a body sets in an order; a list that it does not name is None and stays as it is.

    `parcels` are those that are new.
    """

    columns: Columns
    items: list[Item] | None
    commitments: list[Commitment] | None
    parcels: list[Parcel]


def read_order(world: World, body: Body, order: Order) -> OrderInput:
    """Return what a body sets in an order; refuse everything invalid in it at once."""
    order_id = order["id"] if order else None
    columns: Columns = {}
    items, commitments = None, None
    parcels: list[Parcel] = []
    errors: Errors = {}
    with collect_errors(errors):
        columns = wire.read_fields(_READERS, world, body, order)
    with collect_errors(errors):
        if body.get("items") is not None:
            items = read_items(world, body["items"], order_id)
    with collect_errors(errors):
        if body.get("inventories") is not None:
            commitments = read_commitments(world, body["inventories"], order_id)
    with collect_errors(errors):
        parcels = read_parcels(world, body.get("shipments") or (), order_id)
    if errors:
        raise invalid_fields(errors)
    return OrderInput(columns, items, commitments, parcels)


def status_columns(world: World, status: Mapping[str, Any], order: Order) -> Columns:
    """Return the columns that a status sets: a shipped one makes the order leave the building.

    An open one takes that back, as the correction of a slip, unless a parcel is recorded.
    """
    shipped_at = order["shipped_at"] if order else None
    if status["shipped"]:
        shipped_at = shipped_at or world.now
    elif order and status["open"] and not _has_parcel(world, order["id"]):
        shipped_at = None
    return {"status_id": status["id"], "shipped_at": shipped_at}


def _has_parcel(world: World, order_id: int) -> bool:
    sql = "SELECT 1 FROM wholecell_shipment WHERE sales_order_id = ? LIMIT 1"
    return world.value(sql, (order_id,)) is not None


def _read_texts(world: World, body: Body, order: Order) -> Columns:
    return {name: wire.read_text(body[name]) for name in _TEXTS if name in body}


def _read_addresses(world: World, body: Body, order: Order) -> Columns:
    return {
        name: None if body[name] is None else json.dumps(body[name], ensure_ascii=False)
        for name in _ADDRESSES
        if name in body
    }


def _read_status(world: World, body: Body, order: Order) -> Columns:
    if body.get("status"):
        return status_columns(world, read_status(world, "SalesOrder", body["status"]), order)
    if order is not None and "status" not in body:
        return {}
    first = world.find(
        "SELECT * FROM wholecell_status WHERE kind = 'SalesOrder' AND open ORDER BY id LIMIT 1"
    )
    if order is not None or first is None:
        raise invalid("status", "can't be blank")
    return status_columns(world, first, order)


def _read_customer(world: World, body: Body, order: Order) -> Columns:
    if "customer" not in body:
        return {}
    return {"customer_id": read_organization(world, body["customer"], field="customer")}


_READERS = (_read_texts, _read_addresses, _read_status, _read_customer)
