"""Reading the body of a unit into columns. Source: docs/reference/wholecell.md 2.3."""

import json
from collections.abc import Mapping
from typing import Any

from stocktake.core.world import World
from stocktake.vendors.wholecell import wire
from stocktake.vendors.wholecell.catalog.input import read_variation
from stocktake.vendors.wholecell.errors import invalid
from stocktake.vendors.wholecell.settings.locations import read_location
from stocktake.vendors.wholecell.settings.statuses import read_status
from stocktake.vendors.wholecell.wire import Body, Columns

Unit = Mapping[str, Any] | None
"""The unit as it is, None for a new one."""

_PRICES = ("sale_price", "initial_price_paid", "total_price_paid")


def read_columns(world: World, body: Body, unit: Unit) -> Columns:
    """Return the columns that a body sets in a unit; refuse every invalid field at once."""
    columns = wire.read_fields(_READERS, world, body, unit)
    _check_esn(world, columns, unit)
    return columns


def _read_esn(world: World, body: Body, unit: Unit) -> Columns:
    return {"esn": wire.read_text(body["esn"])} if "esn" in body else {}


def _read_status(world: World, body: Body, unit: Unit) -> Columns:
    if unit is None:
        title = body.get("status") or "Available"
    elif "status" in body:
        title = body["status"] or ""
    else:
        return {}
    return {"status_id": read_status(world, "Inventory", title)["id"]}


def _read_location(world: World, body: Body, unit: Unit) -> Columns:
    """Return the location, which alone decides the warehouse."""
    return {"location_id": read_location(world, body["location"])} if "location" in body else {}


def _refuse_order(world: World, body: Body, unit: Unit) -> Columns:
    """Refuse another sales order than the unit's own: only sales orders commit units."""
    if "order_id" in body and body["order_id"] != (unit["order_id"] if unit else None):
        raise invalid("order_id", "is set by committing the unit to a sales order")
    return {}


def _read_variation(world: World, body: Body, unit: Unit) -> Columns:
    current = unit["product_variation_id"] if unit else None
    found = read_variation(world, body, current=current)
    if found is None and unit is None:
        raise invalid("product_variation", "must exist")
    return {} if found is None else {"product_variation_id": found}


def _read_prices(world: World, body: Body, unit: Unit) -> Columns:
    columns = {name: body[name] for name in _PRICES if name in body}
    if unit is None:
        # The total begins as the price on the purchase order.
        columns["total_price_paid"] = (
            body.get("total_price_paid") or body.get("initial_price_paid") or 0
        )
    elif columns.get("total_price_paid", 0) is None:
        raise invalid("total_price_paid", "can't be blank")
    return columns


def _read_custom_fields(world: World, body: Body, unit: Unit) -> Columns:
    """Return the custom fields: those that are named change, null deletes one."""
    changes = body.get("custom_field_values")
    if changes is None:
        return {}
    current = json.loads(unit["custom_field_values"]) if unit else {}
    fields = {name: value for name, value in (current | changes).items() if value is not None}
    return {"custom_field_values": json.dumps(fields, ensure_ascii=False)}


_READERS = (
    _read_esn,
    _read_status,
    _read_location,
    _refuse_order,
    _read_variation,
    _read_prices,
    _read_custom_fields,
)


def _check_esn(world: World, columns: Columns, unit: Unit) -> None:
    """Refuse a serial that the account has already, unless that device was sold."""
    before = unit or {"esn": None, "status_id": None, "id": 0}
    after = {**before, **columns}
    sold = world.value("SELECT sold_status_id FROM wholecell_account")
    rebuy = world.quirk("wholecell.rebuy_sold")
    unchanged = after["esn"] == before["esn"] and after["status_id"] == before["status_id"]
    if after["esn"] is None or unchanged or (rebuy and after["status_id"] == sold):
        return
    duplicate = world.value(
        "SELECT 1 FROM wholecell_inventory WHERE esn = ? AND id <> ?"
        " AND NOT (? AND status_id = ?) LIMIT 1",
        (after["esn"], before["id"], rebuy, sold),
    )
    if duplicate is not None:
        raise invalid("esn", "has already been taken")
