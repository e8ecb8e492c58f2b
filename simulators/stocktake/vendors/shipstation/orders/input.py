"""An order's body as columns. Source: docs/reference/channels.md 4.2.

Every column is there: what a body leaves out is wiped.
"""

from collections.abc import Mapping
from typing import Any

from stocktake.vendors.shipstation import wire
from stocktake.vendors.shipstation.errors import invalid, not_a_date, not_valid, required

from .statuses import SETTABLE

REQUIRED = ("orderNumber", "orderDate", "orderStatus", "billTo", "shipTo")
_TEXTS = {
    "customer_username": "customerUsername", "customer_email": "customerEmail",
    "customer_notes": "customerNotes", "internal_notes": "internalNotes",
    "gift_message": "giftMessage", "payment_method": "paymentMethod",
    "requested_service": "requestedShippingService", "carrier_code": "carrierCode",
    "service_code": "serviceCode", "package_code": "packageCode", "confirmation": "confirmation",
}  # fmt: skip
_ADDRESS = (
    "name", "company", "street1", "street2", "street3", "city", "state", "postalCode", "country",
    "phone",
)  # fmt: skip
_ADVANCED_FLAGS = ("nonMachinable", "saturdayDelivery", "containsAlcohol")
_ADVANCED_TEXTS = (
    "customField1", "customField2", "customField3", "source", "billToParty", "billToAccount",
    "billToPostalCode", "billToCountryCode", "billToMyOtherAccount",
)  # fmt: skip
_ITEM_TEXTS = {
    "line_item_key": "lineItemKey", "sku": "sku", "name": "name", "image_url": "imageUrl",
    "warehouse_location": "warehouseLocation", "fulfillment_sku": "fulfillmentSku", "upc": "upc",
}  # fmt: skip

Body = Mapping[str, Any]


def require_fields(body: Body) -> None:
    """Refuse a row that lacks a field which every order has, or has a status that none may get."""
    for name in REQUIRED:
        if name not in body:
            raise invalid(name, required(name))
    if body["orderStatus"] not in SETTABLE:
        raise invalid("orderStatus", not_valid("orderStatus", body["orderStatus"]))


def read_order(body: Body) -> dict[str, Any]:
    """Return the columns of an order; its items, store and customer are read elsewhere."""
    ordered_at = wire.read_time(body["orderDate"])
    if ordered_at is None:
        raise invalid("orderDate", not_a_date(body["orderDate"]))
    return {
        "number": str(body["orderNumber"]),
        "status": body["orderStatus"],
        "ordered_at": ordered_at,
        "paid_at": _read_time(body, "paymentDate"),
        "ship_by": _read_time(body, "shipByDate"),
        "ship_date": read_day(body, "shipDate"),
        "hold_until": None,
        "bill_to": read_address(body["billTo"]),
        "ship_to": read_address(body["shipTo"]),
        "amount_paid": wire.read_money(body.get("amountPaid")) or 0,
        "tax_amount": wire.read_money(body.get("taxAmount")) or 0,
        "shipping_amount": wire.read_money(body.get("shippingAmount")) or 0,
        "gift": int(bool(body.get("gift"))),
        **{column: wire.read_text(body.get(name)) for column, name in _TEXTS.items()},
        "weight": read_weight(body.get("weight")),
        "dimensions": read_dimensions(body.get("dimensions")),
        "insurance": read_insurance(body.get("insuranceOptions")),
        "international": _read_international(body.get("internationalOptions")),
        "advanced": read_advanced(body.get("advancedOptions") or {}),
        "tag_ids": wire.read_json(body.get("tagIds")),
    }


def read_items(body: Body) -> list[dict[str, Any]]:
    """Return the columns of an order's items."""
    return [_read_item(item) for item in body.get("items") or ()]


def _read_item(item: Body) -> dict[str, Any]:
    quantity = item.get("quantity")
    options = [wire.read_texts(option, ("name", "value")) for option in item.get("options") or ()]
    return {
        **{column: wire.read_text(item.get(name)) for column, name in _ITEM_TEXTS.items()},
        "quantity": 1 if quantity is None else quantity,
        "unit_price": wire.read_money(item.get("unitPrice")),
        "tax_amount": wire.read_money(item.get("taxAmount")),
        "shipping_amount": wire.read_money(item.get("shippingAmount")),
        "weight": read_weight(item.get("weight")),
        "options": wire.read_json(options),
        "product_id": item.get("productId"),
        "adjustment": int(bool(item.get("adjustment"))),
    }


def _read_time(body: Body, name: str) -> int | None:
    text = body.get(name)
    if not text:
        return None
    time = wire.read_time(text)
    if time is None:
        raise invalid(name, not_a_date(text))
    return time


def read_day(body: Body, name: str) -> str | None:
    """Return the Pacific day of a field, None without one; refused if it is no date."""
    time = _read_time(body, name)
    return None if time is None else wire.spell_day(time)


def read_address(address: Body) -> str | None:
    """Return an address as JSON with every name."""
    texts: dict[str, Any] = dict(wire.read_texts(address, _ADDRESS))
    return wire.read_json(texts | {"residential": address.get("residential")})


def read_weight(weight: Body | None) -> str | None:
    """Return a weight as JSON."""
    if weight is None:
        return None
    return wire.read_json({name: weight[name] for name in ("value", "units")})


def read_dimensions(dimensions: Body | None) -> str | None:
    """Return dimensions as JSON."""
    if dimensions is None:
        return None
    names = ("length", "width", "height", "units")
    return wire.read_json({name: dimensions[name] for name in names})


def read_insurance(insurance: Body | None) -> str | None:
    """Return insurance options as JSON."""
    if insurance is None:
        return None
    return wire.read_json(
        {
            "provider": insurance.get("provider"),
            "insureShipment": bool(insurance.get("insureShipment")),
            "insuredValue": insurance.get("insuredValue") or 0,
        }
    )


def _read_international(international: Body | None) -> str | None:
    if international is None:
        return None
    items = international.get("customsItems")
    read = None if items is None else [_read_customs(n, each) for n, each in enumerate(items, 1)]
    texts: dict[str, Any] = dict(wire.read_texts(international, ("contents", "nonDelivery")))
    return wire.read_json(texts | {"customsItems": read})


def _read_customs(number: int, item: Body) -> dict[str, Any]:
    texts = ("description", "harmonizedTariffCode", "countryOfOrigin")
    numbers = {name: item.get(name) for name in ("quantity", "value")}
    return {"customsItemId": number, **wire.read_texts(item, texts), **numbers}


def read_advanced(advanced: Body) -> str | None:
    """Return advanced options as JSON with every name."""
    flags = {name: bool(advanced.get(name)) for name in _ADVANCED_FLAGS}
    texts = wire.read_texts(advanced, _ADVANCED_TEXTS)
    return wire.read_json({"warehouseId": advanced.get("warehouseId"), **flags, **texts})
