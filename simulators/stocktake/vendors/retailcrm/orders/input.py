"""The `order` field of a request, read and checked.

Source: docs/reference/warehouse-module.md 7.4 to 7.6.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from stocktake.core.world import World
from stocktake.vendors.retailcrm.errors import (
    NOT_VALID,
    Errors,
    bad_entity,
    order_not_loaded,
    unknown_code,
)
from stocktake.vendors.retailcrm.references.dictionaries import ORDER_TYPES
from stocktake.vendors.retailcrm.requests import is_too_deep
from stocktake.vendors.retailcrm.wire import read_date, read_flag, read_number, read_text

from .lines import Line, line_errors, read_lines, repeated_offers

_TEXTS = {
    "externalId": "external_id",
    "number": "number",
    "firstName": "first_name",
    "lastName": "last_name",
    "patronymic": "patronymic",
    "phone": "phone",
    "email": "email",
    "countryIso": "country_iso",
    "customerComment": "customer_comment",
    "managerComment": "manager_comment",
}

Columns = dict[str, Any]


@dataclass(frozen=True, slots=True)
class OrderInput:
    """The columns and lines that a request sets; `lines` is None when it names no items."""

    columns: Columns
    lines: tuple[Line, ...] | None


def read_order(
    world: World, sent: dict[str, Any], *, site: str, items: Sequence[dict[str, Any]] = ()
) -> OrderInput:
    """Return what an `order` field sets; `items` are those that the order has now.

    Refused with `Errors in the entity format` for what cannot be read, with `Order is not loaded`
    for unknown codes, offers and customers.
    """
    columns: Columns = {
        column: read_text(sent[field]) for field, column in _TEXTS.items() if field in sent
    }
    if columns.get("number", "") is None:
        del columns["number"]
    columns |= _shipment(sent) | _delivery(sent)
    lines = None
    if sent.get("items") is not None:
        lines = read_lines(world, sent["items"], site=site, items=items)
    unreadable = line_errors(lines or ())
    if unreadable:
        raise bad_entity(unreadable)
    unknown: Errors = {}
    columns |= _known(world, sent, "status", "Status", unknown)
    columns |= _known(world, sent, "shipmentStore", "Store", unknown)
    columns |= _order_type(sent, unknown)
    columns |= _customer(world, sent.get("customer"), unknown)
    for line in lines or ():
        unknown |= line.unknown
    if world.quirk("retailcrm.offer_once_per_order"):
        unknown |= repeated_offers(lines or ())
    if unknown:
        raise order_not_loaded(unknown)
    return OrderInput(columns, None if lines is None else tuple(lines))


def _shipment(sent: dict[str, Any]) -> Columns:
    columns: Columns = {}
    if "shipmentDate" in sent:
        try:
            columns["shipment_date"] = read_date(sent["shipmentDate"])
        except ValueError:
            raise bad_entity({"shipmentDate": NOT_VALID}) from None
    if sent.get("shipped") is not None:
        columns["shipped"] = int(read_flag(sent["shipped"]))
    return columns


def _delivery(sent: dict[str, Any]) -> Columns:
    delivery = sent.get("delivery") or {}
    columns: Columns = {}
    cost = read_number(delivery.get("cost"))
    if cost is not None:
        columns["delivery_cost"] = cost
    if is_too_deep(delivery.get("address")):
        raise bad_entity({"delivery.address": NOT_VALID})
    if delivery.get("address") is not None:
        columns["delivery_address"] = json.dumps(delivery["address"])
    return columns


_DICTIONARIES = {
    "status": ("status", "SELECT 1 FROM retailcrm_status WHERE code = ?"),
    "shipmentStore": ("shipment_store", "SELECT 1 FROM retailcrm_store WHERE code = ?"),
}


def _known(world: World, sent: dict[str, Any], field: str, kind: str, unknown: Errors) -> Columns:
    """Return the column of a field that holds a code of a dictionary."""
    if field not in sent:
        return {}
    column, query = _DICTIONARIES[field]
    code = read_text(sent[field])
    if code is None:
        return {} if field == "status" else {column: None}
    if world.value(query, (code,)) is None:
        unknown[field] = unknown_code(kind, code)
    return {column: code}


def _order_type(sent: dict[str, Any], unknown: Errors) -> Columns:
    if "orderType" not in sent:
        return {}
    code = read_text(sent["orderType"])
    if code is not None and code not in ORDER_TYPES:
        unknown["orderType"] = unknown_code("OrderType", code)
    return {"order_type": code}


def _customer(world: World, sent: dict[str, Any] | None, unknown: Errors) -> Columns:
    if not sent:
        return {}
    for name, query in (
        ("id", "SELECT id FROM retailcrm_customer WHERE id = CAST(? AS INTEGER)"),
        ("externalId", "SELECT id FROM retailcrm_customer WHERE external_id = ?"),
    ):
        value = read_text(sent.get(name))
        if value is not None:
            found = world.value(query, (value,))
            if found is None:
                unknown[f"customer.{name}"] = f"Customer with {name}={value} not found."
            return {"customer_id": found}
    return {}
