"""What a body says of an order itself, as columns; all that cannot be right is told at once.

Source: docs/reference/wholecell.md 7.2.
"""

import json
from collections.abc import Mapping
from typing import Any

from stocktake.core.errors import Unprocessable
from stocktake.core.world import World
from stocktake.vendors.wholecell.errors import invalid, invalid_fields
from stocktake.vendors.wholecell.organizations import organization_of

Body = Mapping[str, Any]
Columns = dict[str, Any]

_TEXTS = ("transaction_number", "channel", "notes")
_ADDRESSES = ("shipping_address", "billing_address")


def columns_of(world: World, body: Body, order: Mapping[str, Any] | None) -> Columns:
    """Return the columns that a body sets in an order, in a new one when `order` is None."""
    columns: Columns = {name: _text(body[name]) for name in _TEXTS if name in body}
    for name in _ADDRESSES:
        if name in body:
            told = body[name]
            columns[name] = None if told is None else json.dumps(told, ensure_ascii=False)
    errors: dict[str, list[str]] = {}
    for read in (_status, _customer):
        try:
            columns |= read(world, body, order)
        except Unprocessable as refusal:
            errors |= refusal.details
    if errors:
        raise invalid_fields(errors)
    return columns


def order_status(world: World, title: str) -> dict[str, Any]:
    """Return an order status; refuse a title that the account does not have."""
    found = world.find(
        "SELECT * FROM wholecell_status WHERE kind = 'SalesOrder' AND title = ?", (title,)
    )
    if found is None:
        raise invalid("status", "is not a status")
    return found


def status_columns(
    world: World, status: Mapping[str, Any], order: Mapping[str, Any] | None
) -> Columns:
    """Return what a status makes of an order: one that says shipped has it leave the building.

    An open one takes that back, as a slip of the hand, unless a parcel is recorded.
    """
    gone = order["shipped_at"] if order else None
    if status["shipped"]:
        gone = gone or world.now
    elif order and status["open"] and not _parcels(world, order["id"]):
        gone = None
    return {"status_id": status["id"], "shipped_at": gone}


def _parcels(world: World, order_id: int) -> int:
    return int(
        world.value("SELECT count(*) FROM wholecell_shipment WHERE sales_order_id = ?", (order_id,))
    )


def _text(told: str | None) -> str | None:
    return (told or "").strip() or None


def _status(world: World, body: Body, order: Mapping[str, Any] | None) -> Columns:
    if body.get("status"):
        return status_columns(world, order_status(world, body["status"]), order)
    if order is not None:
        if "status" in body:
            raise invalid("status", "can't be blank")
        return {}
    first = world.find(
        "SELECT * FROM wholecell_status WHERE kind = 'SalesOrder' AND open ORDER BY id LIMIT 1"
    )
    if first is None:
        raise invalid("status", "can't be blank")
    return status_columns(world, first, order)


def _customer(world: World, body: Body, order: Mapping[str, Any] | None) -> Columns:
    if "customer" not in body:
        return {}
    return {"customer_id": organization_of(world, body["customer"], field="customer")}
