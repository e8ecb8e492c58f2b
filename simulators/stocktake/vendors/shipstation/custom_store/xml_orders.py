"""The XML of a Custom Store's feed, read as orders. Source: docs/reference/channels.md 4.6."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from stocktake.core.clock import from_datetime
from stocktake.rules import money, quantity
from stocktake.vendors.shipstation import wire
from stocktake.vendors.shipstation.orders.statuses import (
    AWAITING_PAYMENT,
    AWAITING_SHIPMENT,
    CANCELLED,
    ON_HOLD,
    SHIPPED,
)

STATUSES = {
    "unpaid": AWAITING_PAYMENT, "awaiting_payment": AWAITING_PAYMENT, "paid": AWAITING_SHIPMENT,
    "awaiting_shipment": AWAITING_SHIPMENT, "on_hold": ON_HOLD, "shipped": SHIPPED,
    "cancelled": CANCELLED, "canceled": CANCELLED,
}  # fmt: skip
"""What the words of a feed mean; an order with another word is left out."""

_TIMES = ("%m/%d/%Y %H:%M", "%m/%d/%Y %H:%M:%S", "%m/%d/%Y %I:%M %p", "%m/%d/%Y %I:%M:%S %p")
_ADDRESS = {
    "name": "Name", "company": "Company", "street1": "Address1", "street2": "Address2",
    "street3": "Address3", "city": "City", "state": "State", "postalCode": "PostalCode",
    "country": "Country", "phone": "Phone",
}  # fmt: skip

Columns = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Export:
    """A page of a feed: of how many, orders with their items, and why others are left out."""

    pages: int
    orders: list[tuple[Columns, list[Columns]]]
    left_out: list[str]


def read_export(body: bytes) -> Export:
    """Return what a page of a feed holds; ValueError for what is no XML of orders."""
    if re.search(rb"<!(DOCTYPE|ENTITY)", body, re.I):
        raise ValueError("the XML declares a document type")
    try:
        root = ET.fromstring(body)
    except (ET.ParseError, LookupError, ValueError) as error:
        raise ValueError(f"the answer is no XML: {error}") from None
    if root.tag != "Orders":
        raise ValueError(f"the root of the XML is {root.tag}, not Orders")
    pages = root.get("pages") or ""
    export = Export(int(pages) if re.fullmatch("[0-9]{1,6}", pages) else 1, [], [])
    for order in root.iter("Order"):
        try:
            export.orders.append((_order(order), [_item(item) for item in order.iter("Item")]))
        except ValueError as error:
            name = _text(order, "OrderNumber") or _text(order, "OrderID") or "an order"
            export.left_out.append(f"{name}: {error}")
    return export


def _order(order: ET.Element) -> Columns:
    number, word = _text(order, "OrderNumber"), (_text(order, "OrderStatus") or "").lower()
    if not number:
        raise ValueError("it has no OrderNumber")
    if word not in STATUSES:
        raise ValueError(f"its OrderStatus {word!r} is unknown")
    ordered_at = _time(order, "OrderDate")
    address = _address(order.find("Customer/ShipTo"))
    return {
        "number": number,
        "outside_id": _text(order, "OrderID") or number,
        "status": STATUSES[word],
        "ordered_at": ordered_at,
        "paid_at": None if STATUSES[word] == AWAITING_PAYMENT else ordered_at,
        "customer_username": _text(order, "Customer/CustomerCode"),
        "customer_email": _text(order, "Customer/BillTo/Email"),
        "bill_to": _address(order.find("Customer/BillTo")),
        "ship_to": address,
        "amount_paid": _money(order, "OrderTotal") or 0,
        "tax_amount": _money(order, "TaxAmount") or 0,
        "shipping_amount": _money(order, "ShippingAmount") or 0,
        "customer_notes": _text(order, "CustomerNotes"),
        "internal_notes": _text(order, "InternalNotes"),
        "requested_service": _text(order, "ShippingMethod"),
    }


def _item(item: ET.Element) -> Columns:
    count = quantity.parse(_text(item, "Quantity") or "1")
    if count < 0 or count % quantity.MICRO:
        raise ValueError("a Quantity is no whole number")
    return {
        "line_item_key": _text(item, "LineItemID"),
        "sku": _text(item, "SKU"),
        "name": _text(item, "Name"),
        "image_url": _text(item, "ImageUrl"),
        "quantity": count // quantity.MICRO,
        "unit_price": _money(item, "UnitPrice"),
        "adjustment": int((_text(item, "Adjustment") or "").lower() == "true"),
    }


def _address(found: ET.Element | None) -> str | None:
    texts: Mapping[str, Any] = {
        name: None if found is None else _text(found, tag) for name, tag in _ADDRESS.items()
    }
    return wire.read_json({**texts, "residential": None})


def _text(parent: ET.Element, path: str) -> str | None:
    return (parent.findtext(path) or "").strip() or None


def _money(parent: ET.Element, path: str) -> int | None:
    text = _text(parent, path)
    return None if text is None else money.to_minor(quantity.parse(text))


def _time(parent: ET.Element, path: str) -> int:
    text = _text(parent, path) or ""
    for form in _TIMES:
        try:
            return from_datetime(datetime.strptime(text, form).replace(tzinfo=UTC))
        except ValueError:
            continue
    raise ValueError(f"its {path} {text!r} is no MM/dd/yyyy HH:mm")
