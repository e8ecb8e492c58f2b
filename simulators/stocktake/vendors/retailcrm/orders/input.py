"""The `order` field of a request, read and checked.

Source: docs/reference/warehouse-module.md 7.4 to 7.6.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

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
from stocktake.vendors.retailcrm.wire import read_text, read_zone

from .fields import DELIVERY, MOMENT, ORDER, SHIPMENT, Row, read_fields
from .lines import Line, line_errors, read_lines, repeated_offers
from .payments import Payment, read_payments

Columns = dict[str, Any]

_SECOND = 1000

# Maps of which an edit changes the keys that it sends.
_MERGED = (("customFields", "custom_fields"), ("contragent", "contragent"))
_NEW: Row = {"custom_fields": "{}", "contragent": '{"contragentType": "individual"}'}


@dataclass(frozen=True, slots=True)
class OrderInput:
    """What a request sets; `lines` and `payments` are None when it does not name any."""

    columns: Columns
    lines: tuple[Line, ...] | None
    payments: tuple[Payment, ...] | None


def read_order(
    world: World,
    sent: dict[str, Any],
    *,
    site: str,
    order: Row | None = None,
    items: Sequence[dict[str, Any]] = (),
    payments: Sequence[dict[str, Any]] = (),
) -> OrderInput:
    """Return what an `order` field sets; `order`, `items` and `payments` are what there is now.

    Refused with `Errors in the entity format` for what cannot be read, with `Order is not loaded`
    for unknown codes, offers and customers.
    """
    zone, bad = read_zone(world), Errors()
    columns = read_fields(sent, (*ORDER, *SHIPMENT), zone, bad)
    columns |= _delivery(sent.get("delivery") or {}, zone, bad)
    columns |= _maps(sent, order or _NEW, bad)
    if order is not None:
        _leave_what_is_shown(world, columns, order)
    lines = None
    if sent.get("items") is not None:
        lines = read_lines(world, sent["items"], bad, site=site, items=items)
    paid = None
    if sent.get("payments") is not None:
        paid = read_payments(sent["payments"], payments, zone, bad)
    bad |= line_errors(lines or ())
    if bad:
        raise bad_entity(bad)
    unknown = _unknown_codes(world, columns)
    columns |= _customer(world, sent.get("customer"), unknown)
    for line in lines or ():
        unknown |= line.unknown
    if world.quirk("retailcrm.offer_once_per_order"):
        unknown |= repeated_offers(lines or ())
    if unknown:
        raise order_not_loaded(unknown)
    return OrderInput(columns, None if lines is None else tuple(lines), paid)


def _delivery(sent: dict[str, Any], zone: ZoneInfo, bad: Errors) -> Columns:
    columns = read_fields(sent, DELIVERY, zone, bad, where="delivery.")
    address = sent.get("address")
    if is_too_deep(address):
        bad["delivery.address"] = NOT_VALID
    elif address is not None:
        columns["delivery_address"] = json.dumps(address or {})
    return columns


def _maps(sent: dict[str, Any], order: Row, bad: Errors) -> Columns:
    """Return the maps, of which the keys that are sent change and a null takes one out (7.5)."""
    columns: Columns = {}
    for name, column in _MERGED:
        changes = sent.get(name) or {}
        if is_too_deep(changes):
            bad[name] = NOT_VALID
        elif changes:
            merged = {**json.loads(order[column]), **changes}
            kept = {key: value for key, value in merged.items() if value is not None}
            columns[column] = json.dumps(kept)
    return columns


def _leave_what_is_shown(world: World, columns: Columns, order: Row) -> None:
    """Drop what an order shows anyway, as when it is sent back as it was read.

    It shows times by the second, and the account's country where it has none.
    """
    for field in ORDER:
        new, old = columns.get(field.column), order[field.column]
        if field.format is MOMENT and new is not None and new // _SECOND == old // _SECOND:
            del columns[field.column]
    country = columns.get("country_iso")
    shown = order["country_iso"] or world.value("SELECT country FROM retailcrm_account")
    if country is not None and country == shown:
        del columns["country_iso"]


_DICTIONARIES = {
    "status": ("status", "Status", "SELECT 1 FROM retailcrm_status WHERE code = ?"),
    "shipment_store": ("shipmentStore", "Store", "SELECT 1 FROM retailcrm_store WHERE code = ?"),
}


def _unknown_codes(world: World, columns: Columns) -> Errors:
    """Return an error for each code that its dictionary does not have."""
    errors: Errors = {}
    for column, (field, kind, query) in _DICTIONARIES.items():
        code = columns.get(column)
        if code is not None and world.value(query, (code,)) is None:
            errors[field] = unknown_code(kind, code)
    code = columns.get("order_type")
    if code is not None and code not in ORDER_TYPES:
        errors["orderType"] = unknown_code("OrderType", code)
    return errors


def _customer(world: World, sent: Mapping[str, Any] | None, unknown: Errors) -> Columns:
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
