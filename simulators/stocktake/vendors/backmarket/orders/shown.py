"""Orders as the wire shows them. Source: docs/reference/channels.md 1.3, 12."""

import json
import re
from typing import Any

from stocktake.core.world import World
from stocktake.vendors.backmarket.quirks import BOTH, CAMEL, SNAKE
from stocktake.vendors.backmarket.wire import (
    spell_micros,
    spell_millis,
    spell_naive,
    spell_price,
    spell_seconds,
)

from .rows import Row, lines_of

_DAY_MS, _SHIPS_BY_MS = 86_400_000, 17 * 3_600_000
_SHIPPING_DELAY, _FEE_PERCENT = 48, 10
_CONDITIONS = {
    "PREMIUM": 9,
    "EXCELLENT": 10,
    "VERY_GOOD": 11,
    "GOOD": 12,
    "FAIR": 12,
    "STALLONE": 12,
}
_BOTH_SPELLINGS = ("firstName", "lastName", "postalCode")


def show_order(world: World, order: Row) -> dict[str, Any]:
    """Return an order with its lines."""
    lines = lines_of(world, order)
    address = _address(world, order)
    total = sum(line["quantity"] * line["price"] for line in lines)
    return {
        "order_id": order["id"],
        "state": order["state"],
        "country_code": order["country_code"],
        "price": spell_price(total),
        "shipping_price": "0.00",
        "sales_taxes": "0.00",
        "currency": order["currency"],
        "shipper": order["shipper"],
        "shipper_display": order["shipper"],
        "tracking_number": order["tracking_number"],
        "tracking_url": order["tracking_url"],
        "date_creation": spell_micros(order["created_at"], order["micros"]),
        "date_modification": spell_seconds(order["modified_at"]),
        "date_payment": spell_millis(order["paid_at"]),
        "date_shipping": spell_millis(order["shipped_at"]),
        "expected_dispatch_date": _dispatched_by(order),
        "delivery_note": f"https://example.com/dn/{order['id']}.pdf",
        "paypal_reference": None,
        "payment_method": "CARD",
        "installment_payment": False,
        "is_backship": False,
        "shipping_address": address,
        "billing_address": address,
        "orderlines": [show_line(world, order, line) for line in lines],
    }


def show_line(world: World, order: Row, line: Row) -> dict[str, Any]:
    """Return a line; its `listing` is the SKU that was bought."""
    listing = world.one(
        "SELECT product_id, brand, grade FROM backmarket_listing WHERE id = ?",
        (line["listing_id"],),
    )
    return {
        "id": line["id"],
        "date_creation": spell_micros(order["created_at"], order["micros"]),
        "state": line["state"],
        "listing": line["sku"],
        "listing_id": line["listing_id"],
        "product": line["title"],
        "product_id": listing["product_id"],
        "brand": listing["brand"].lower(),
        "quantity": line["quantity"],
        "price": spell_price(line["price"]),
        "shipping_price": "0.00",
        "shipping_delay": _SHIPPING_DELAY,
        "currency": order["currency"],
        "condition": _CONDITIONS[listing["grade"]],
        "orderline_fee": spell_price(line["price"] * line["quantity"] * _FEE_PERCENT // 100),
        "sales_taxes": "0.00",
        "backcare": False,
        "backcare_price": 0,
        "return_reason": line["return_reason"],
        "return_message": line["return_message"],
        "imei": line["imei"],
        "serial_number": line["serial_number"],
    }


def _dispatched_by(order: Row) -> str:
    """Return five in the afternoon of the day after the payment, without a zone."""
    day = ((order["paid_at"] or order["created_at"]) // _DAY_MS + 1) * _DAY_MS
    return spell_naive(day + _SHIPS_BY_MS)


def _address(world: World, order: Row) -> dict[str, Any]:
    """Return the address in the spelling, or the two, that the quirk asks for."""
    known = json.loads(order["address"])
    spelling = world.quirk("backmarket.address_spelling")
    older = {"phone": known["phoneNumber"], "email": known["email"], "gender": known["gender"]}
    older |= {_snake(name): known[name] for name in _BOTH_SPELLINGS}
    newer = {name: value for name, value in known.items() if name not in ("email", "gender")}
    if spelling == CAMEL:
        return {"id": order["id"], **newer}
    if spelling == SNAKE:
        shared = ("company", "street", "street2", "city", "state", "country")
        return {"id": order["id"], **{name: known[name] for name in shared}, **older}
    assert spelling == BOTH
    return {"id": order["id"], **newer, **older}


def _snake(name: str) -> str:
    return re.sub(r"([A-Z])", r"_\1", name).lower()
