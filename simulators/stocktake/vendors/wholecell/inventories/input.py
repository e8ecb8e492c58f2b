"""What a body says about a unit, as columns; every field that cannot be right is told at once.

Source: docs/reference/wholecell.md 2.3.
"""

import json
from collections.abc import Mapping
from typing import Any

from stocktake.core.errors import Unprocessable
from stocktake.core.world import World

from .catalog import variation_of
from .errors import invalid, invalid_fields

Body = Mapping[str, Any]
Columns = dict[str, Any]

_PRICES = ("sale_price", "initial_price_paid", "total_price_paid")


def columns_of(world: World, body: Body, unit: Mapping[str, Any] | None) -> Columns:
    """Return the columns that a body sets in a unit, in a new one when `unit` is None."""
    columns: Columns = {}
    errors: dict[str, list[str]] = {}
    for read in (_esn, _status, _location, _order, _variation, _prices, _custom_fields):
        try:
            columns |= read(world, body, unit)
        except Unprocessable as refusal:
            errors |= refusal.details
    if not errors:
        try:
            _check_esn(world, columns, unit)
        except Unprocessable as refusal:
            errors |= refusal.details
    if errors:
        raise invalid_fields(errors)
    return columns


def inventory_status(world: World, title: str) -> int:
    """Return the id of an inventory status; refuse a title that the account does not have."""
    found = world.value(
        "SELECT id FROM wholecell_status WHERE kind = 'Inventory' AND title = ?", (title,)
    )
    if found is None:
        raise invalid("status", "is not a status")
    return int(found)


def _esn(world: World, body: Body, unit: Mapping[str, Any] | None) -> Columns:
    if "esn" not in body:
        return {}
    return {"esn": (body["esn"] or "").strip() or None}


def _status(world: World, body: Body, unit: Mapping[str, Any] | None) -> Columns:
    if unit is None:
        return {"status_id": inventory_status(world, body.get("status") or "Available")}
    if "status" not in body:
        return {}
    return {"status_id": inventory_status(world, body["status"] or "")}


def _location(world: World, body: Body, unit: Mapping[str, Any] | None) -> Columns:
    """A location decides the warehouse; nothing else does."""
    if "location" not in body:
        return {}
    told = body["location"]
    name = told.get("name") if isinstance(told, dict) else told
    if not name:
        return {"location_id": None}
    found = world.value("SELECT id FROM wholecell_location WHERE name = ?", (name,))
    if found is None:
        raise invalid("location", "is not a location")
    return {"location_id": found}


def _order(world: World, body: Body, unit: Mapping[str, Any] | None) -> Columns:
    """A unit is committed by its sales order, never here."""
    if "order_id" in body and body["order_id"] != (unit["order_id"] if unit else None):
        raise invalid("order_id", "is set by committing the unit to a sales order")
    return {}


def _variation(world: World, body: Body, unit: Mapping[str, Any] | None) -> Columns:
    now = unit["product_variation_id"] if unit else None
    found = variation_of(world, body, unit_of=now)
    if found is None and unit is None:
        raise invalid("product_variation", "must exist")
    return {} if found is None else {"product_variation_id": found}


def _prices(world: World, body: Body, unit: Mapping[str, Any] | None) -> Columns:
    columns = {name: body[name] for name in _PRICES if name in body}
    if unit is None:
        # What was paid in all begins as the price on the purchase order.
        columns["total_price_paid"] = (
            body.get("total_price_paid") or body.get("initial_price_paid") or 0
        )
    elif columns.get("total_price_paid", 0) is None:
        raise invalid("total_price_paid", "can't be blank")
    return columns


def _custom_fields(world: World, body: Body, unit: Mapping[str, Any] | None) -> Columns:
    """Fields that are named change, null takes one away, the others stay."""
    told = body.get("custom_field_values")
    if told is None:
        return {}
    kept = json.loads(unit["custom_field_values"]) if unit else {}
    fields = {name: value for name, value in (kept | told).items() if value is not None}
    return {"custom_field_values": json.dumps(fields, ensure_ascii=False)}


def _check_esn(world: World, columns: Columns, unit: Mapping[str, Any] | None) -> None:
    """A device is in the account once, unless it was sold and comes back."""
    before = unit or {"esn": None, "status_id": None, "id": 0}
    after = {**before, **columns}
    sold = world.value("SELECT sold_status_id FROM wholecell_account")
    again = world.quirk("wholecell.rebuy_sold")
    unchanged = after["esn"] == before["esn"] and after["status_id"] == before["status_id"]
    if after["esn"] is None or unchanged or (again and after["status_id"] == sold):
        return
    twin = world.value(
        "SELECT 1 FROM wholecell_inventory WHERE esn = ? AND id <> ?"
        " AND NOT (? AND status_id = ?) LIMIT 1",
        (after["esn"], before["id"], again, sold),
    )
    if twin is not None:
        raise invalid("esn", "has already been taken")
