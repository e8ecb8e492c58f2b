"""The plain fields of an order, of its delivery and of its items: their names, columns and formats.

One table each, which reading (input.py, lines.py), showing (shown.py) and the history share.
Source: docs/reference/warehouse-module.md 7.1, 7.4, 7.8.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from stocktake.dialects.ids import LARGEST_ID
from stocktake.rules.money import from_minor, to_minor
from stocktake.vendors.retailcrm.errors import NOT_VALID
from stocktake.vendors.retailcrm.requests import is_too_deep
from stocktake.vendors.retailcrm.wire import (
    read_date,
    read_flag,
    read_number,
    read_text,
    read_time,
    spell_number,
    spell_time,
)

# What can be spelled as a date-time in any zone.
_YEARS = range(1900, 9998)

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Format:
    """How values are read (ValueError for a bad one), shown, and recorded in the history."""

    read: Callable[[Any, ZoneInfo], Any]
    show: Callable[[Any, ZoneInfo], Any]
    record: Callable[[Any], Any] = lambda shown: shown


@dataclass(frozen=True, slots=True)
class Field:
    """A field: its name on the wire, its column, its format, and its name in the history.

    An empty `history` leaves no records; a `kept` one cannot be emptied.
    """

    name: str
    column: str
    format: Format
    history: str = ""
    kept: bool = False


def show_code(value: Any) -> dict[str, Any]:
    """Return a code of a dictionary as records show it."""
    return {"code": value}


def _show_id(value: Any) -> dict[str, Any]:
    return {"id": value}


def _show_service(value: Any) -> Any:
    return show_code(value["code"]) if "code" in value else value


def _as_is(value: Any, _: ZoneInfo) -> Any:
    return value


def _read_whole(value: Any, _: ZoneInfo) -> int | None:
    text = read_text(value)
    if text is None:
        return None
    if not 0 <= int(text) <= LARGEST_ID:
        raise ValueError(f"out of range: {text[:40]}")
    return int(text)


def _read_flag(value: Any, _: ZoneInfo) -> int | None:
    return None if value is None else int(read_flag(value))


def _read_percent(value: Any, _: ZoneInfo) -> int | None:
    """Return a percentage with two places, as the vendor rounds it (7.1)."""
    percent = read_number(value)
    return None if percent is None else from_minor(to_minor(percent))


def _read_moment(value: Any, zone: ZoneInfo) -> int | None:
    text = read_text(value)
    if text is None:
        return None
    moment = read_time(text, zone)
    if int(text[:4]) not in _YEARS:
        raise ValueError(f"out of range: {text}")
    return moment


def _read_json(value: Any, _: ZoneInfo) -> str | None:
    """Return a map or list as JSON; PHP writes an empty map as a list."""
    if is_too_deep(value):
        raise ValueError("nested too deep")
    return None if not value else json.dumps(value)


def _show_json(value: str, _: ZoneInfo) -> Any:
    return json.loads(value)


TEXT = Format(lambda value, _: read_text(value), _as_is)
CODE = Format(TEXT.read, _as_is, show_code)
NUMBER = Format(lambda value, _: read_number(value), lambda value, _: spell_number(value))
PERCENT = Format(_read_percent, NUMBER.show)
WHOLE = Format(_read_whole, _as_is)
IDENTIFIER = Format(_read_whole, _as_is, _show_id)
FLAG = Format(_read_flag, lambda value, _: bool(value))
DAY = Format(lambda value, _: read_date(value), _as_is)
MOMENT = Format(_read_moment, lambda value, zone: spell_time(value, zone))
JSON = Format(_read_json, _show_json)

# In the order of the records of one change (7.8).
ORDER = (
    Field("externalId", "external_id", TEXT, "external_id"),
    Field("number", "number", TEXT, "number", kept=True),
    Field("createdAt", "created_at", MOMENT, "created_at", kept=True),
    Field("status", "status", CODE, "status", kept=True),
    Field("statusUpdatedAt", "status_updated_at", MOMENT, kept=True),
    Field("statusComment", "status_comment", TEXT, "status_comment"),
    Field("managerId", "manager_id", IDENTIFIER, "manager"),
    Field("firstName", "first_name", TEXT, "first_name"),
    Field("lastName", "last_name", TEXT, "last_name"),
    Field("patronymic", "patronymic", TEXT, "patronymic"),
    Field("phone", "phone", TEXT, "phone"),
    Field("additionalPhone", "additional_phone", TEXT, "additional_phone"),
    Field("email", "email", TEXT, "email"),
    Field("orderType", "order_type", CODE, "order_type"),
    Field("orderMethod", "order_method", CODE, "order_method"),
    Field("privilegeType", "privilege_type", TEXT, "privilege_type", kept=True),
    Field("countryIso", "country_iso", CODE, "country"),
    Field("customerComment", "customer_comment", TEXT, "customer_comment"),
    Field("managerComment", "manager_comment", TEXT, "manager_comment"),
    Field("mark", "mark", WHOLE, "mark"),
    Field("markDatetime", "mark_datetime", MOMENT, kept=True),
    Field("call", "call", FLAG, "call", kept=True),
    Field("expired", "expired", FLAG, "expired", kept=True),
    Field("clientId", "client_id", TEXT, "client_id"),
    Field("source", "source", JSON, "source"),
    Field("discountManualAmount", "discount_amount", NUMBER, "discount_manual_amount"),
    Field("discountManualPercent", "discount_percent", PERCENT, "discount_manual_percent"),
    Field("weight", "weight", NUMBER, "weight"),
    Field("length", "length", NUMBER, "length"),
    Field("width", "width", NUMBER, "width"),
    Field("height", "height", NUMBER, "height"),
)
DELIVERY = (
    Field("code", "delivery_code", CODE, "delivery_type"),
    Field("cost", "delivery_cost", NUMBER, "delivery_cost", kept=True),
    Field("netCost", "delivery_net_cost", NUMBER, "delivery_net_cost", kept=True),
    Field("date", "delivery_date", DAY, "delivery_date"),
    Field("time", "delivery_time", JSON, "delivery_time"),
    Field("vatRate", "delivery_vat_rate", TEXT, "delivery_vat_rate"),
    Field(
        "service", "delivery_service", Format(_read_json, _show_json, _show_service),
        "delivery_service",
    ),
    Field("data", "delivery_data", JSON),
)  # fmt: skip
SHIPMENT = (
    Field("shipmentStore", "shipment_store", CODE, "shipment_store"),
    Field("shipmentDate", "shipment_date", DAY, "shipment_date"),
    Field("shipped", "shipped", FLAG, "shipped", kept=True),
)
ITEM = (
    Field("vatRate", "vat_rate", TEXT, "vat_rate", kept=True),
    Field("comment", "comment", TEXT, "comment"),
    Field("createdAt", "created_at", MOMENT, kept=True),
    Field("discountManualAmount", "discount_amount", NUMBER, "discount_manual_amount"),
    Field("discountManualPercent", "discount_percent", PERCENT, "discount_manual_percent"),
)
PAYMENT = (
    Field("externalId", "external_id", TEXT, "external_id"),
    Field("type", "type", CODE, "type"),
    Field("status", "status", CODE, "status"),
    Field("amount", "amount", NUMBER, "amount"),
    Field("paidAt", "paid_at", MOMENT, "paid_at"),
    Field("comment", "comment", TEXT, "comment"),
)


def read_fields(
    sent: Row, fields: Sequence[Field], zone: ZoneInfo, errors: dict[str, str], *, where: str = ""
) -> dict[str, Any]:
    """Return the columns of the fields that are sent, and note in `errors` those that are bad."""
    columns = {}
    for field in fields:
        if field.name not in sent:
            continue
        try:
            value = field.format.read(sent[field.name], zone)
        except ValueError:
            errors[f"{where}{field.name}"] = NOT_VALID
            continue
        if value is not None or not field.kept:
            columns[field.column] = value
    return columns


def show_fields(row: Row, fields: Sequence[Field], zone: ZoneInfo) -> dict[str, Any]:
    """Return the fields as the API shows them; null where a column is."""
    return {
        field.name: None
        if row[field.column] is None
        else field.format.show(row[field.column], zone)
        for field in fields
    }


def record_value(row: Row, field: Field, zone: ZoneInfo) -> Any:
    """Return a field's value as the history shows it."""
    value = row[field.column]
    return None if value is None else field.format.record(field.format.show(value, zone))


def snake(name: str) -> str:
    """Return a field's name as the history spells it: `legalName` is legal_name, `INN` i_n_n."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
