"""An order as the API shows it. Source: docs/reference/warehouse-module.md 7.1."""

import json
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from stocktake.core.world import World
from stocktake.vendors.retailcrm.references.dictionaries import show_unit
from stocktake.vendors.retailcrm.wire import (
    read_zone,
    spell_map,
    spell_number,
    spell_object,
    spell_time,
)

from .fields import DELIVERY, ITEM, ORDER, PAYMENT, SHIPMENT, Row, show_fields
from .sums import LineSums, Sums, add_up

_ITEMS = """
  SELECT item.*, offer.external_id, offer.xml_id, offer.article, offer.unit,
         offer.name AS offer_name
  FROM retailcrm_order_item item LEFT JOIN retailcrm_offer offer ON offer.id = item.offer_id
  WHERE item.order_id = ? ORDER BY item.id
"""
_PAID = "paid"


def show_order_reference(order: Row) -> dict[str, Any]:
    """Return the few fields of an order that most history records show (7.8)."""
    return spell_object(
        {
            "id": order["id"],
            "externalId": order["external_id"],
            "managerId": order["manager_id"],
            "site": order["site"],
            "status": order["status"],
        }
    )


def show_order(world: World, order_id: int) -> dict[str, Any]:
    """Return a whole order, with its customer, items and payments."""
    order = world.one("SELECT * FROM retailcrm_order WHERE id = ?", (order_id,))
    items, payments = world.all(_ITEMS, (order_id,)), payments_of(world, order_id)
    zone, account = read_zone(world), world.one("SELECT * FROM retailcrm_account")
    sums = add_up(order, items)
    customer = _customer(world, order["customer_id"], zone)
    fields = show_fields(order, ORDER, zone)
    return spell_object(
        {
            "slug": order["id"],
            "id": order["id"],
            **fields,
            "countryIso": fields["countryIso"] or account["country"],
            **_sums(sums, payments, account["currency"], zone),
            "customer": customer,
            "contact": customer,
            "contragent": json.loads(order["contragent"]),
            "delivery": spell_object(
                {
                    **show_fields(order, DELIVERY, zone),
                    "address": json.loads(order["delivery_address"]),
                }
            ),
            "site": order["site"],
            "items": [
                _item(item, line, zone) for item, line in zip(items, sums.lines, strict=True)
            ],
            "payments": _show_payments(payments, zone),
            "fromApi": True,
            **show_fields(order, SHIPMENT, zone),
            "customFields": spell_map(json.loads(order["custom_fields"])),
        }
    )


def _sums(sums: Sums, payments: Sequence[Row], currency: str, zone: ZoneInfo) -> dict[str, Any]:
    paid_at = full_paid_at(payments, sums.total)
    return {
        "summ": spell_number(sums.goods),
        "currency": currency,
        "totalSumm": spell_number(sums.total),
        "prepaySum": spell_number(_prepaid(payments)),
        "purchaseSumm": spell_number(sums.purchase),
        "fullPaidAt": None if paid_at is None else spell_time(paid_at, zone),
    }


def _customer(world: World, customer_id: int, zone: ZoneInfo) -> dict[str, Any]:
    row = world.one("SELECT * FROM retailcrm_customer WHERE id = ?", (customer_id,))
    return spell_object(
        {
            "type": "customer",
            "id": row["id"],
            "externalId": row["external_id"],
            "createdAt": spell_time(row["created_at"], zone),
            "site": row["site"],
            "firstName": row["first_name"],
            "lastName": row["last_name"],
            "email": row["email"],
            "phones": [{"number": row["phone"]}] if row["phone"] else [],
            "address": json.loads(row["address"]),
            "customFields": [],
        }
    )


# Payments


def payments_of(world: World, order_id: int) -> list[dict[str, Any]]:
    """Return the rows of an order's payments."""
    query = "SELECT * FROM retailcrm_payment WHERE order_id = ? ORDER BY id"
    return world.all(query, (order_id,))


def _show_payments(payments: Sequence[Row], zone: ZoneInfo) -> Any:
    """Return payments as an object keyed by id, `[]` without any (7.1)."""
    return spell_map(
        {
            str(row["id"]): spell_object({"id": row["id"], **show_fields(row, PAYMENT, zone)})
            for row in payments
        }
    )


def _prepaid(payments: Sequence[Row]) -> int:
    return sum(row["amount"] or 0 for row in payments if row["status"] == _PAID)


def full_paid_at(payments: Sequence[Row], total: int) -> int | None:
    """Return when the last payment came in for an order that is paid in full, else None (7.1)."""
    moments = [p["paid_at"] for p in payments if p["status"] == _PAID and p["paid_at"] is not None]
    return max(moments) if moments and _prepaid(payments) >= total else None


def show_payment_reference(row: Row) -> dict[str, Any]:
    """Return a payment as history records show it (7.8)."""
    return spell_object({"id": row["id"], "type": row["type"], "externalId": row["external_id"]})


# Items


def _item(row: Row, sums: LineSums, zone: ZoneInfo) -> dict[str, Any]:
    discounts = [{"type": kind, "amount": spell_number(each)} for kind, each in sums.discounts]
    return spell_object(
        {
            "markingCodes": json.loads(row["marking_codes"]),
            "id": row["id"],
            "externalIds": json.loads(row["external_ids"]) or None,
            "priceType": {"code": row["price_type"]},
            "initialPrice": spell_number(row["price"]),
            **show_fields(row, ITEM, zone),
            "discountTotal": spell_number(sums.discount),
            "prices": [
                {"price": spell_number(price), "quantity": spell_number(quantity)}
                for price, quantity in sums.prices
            ],
            "discounts": discounts or None,
            "quantity": spell_number(row["quantity"]),
            "status": row["status"],
            "offer": _offer(row),
            "productName": row["name"] if row["offer_id"] is None else None,
            "properties": spell_map(json.loads(row["properties"])),
            "purchasePrice": spell_number(row["purchase_price"]),
        }
    )


def _offer(row: Row) -> dict[str, Any] | None:
    if row["offer_id"] is None:
        return None
    return {
        "displayName": row["offer_name"],
        "id": row["offer_id"],
        "externalId": row["external_id"],
        "xmlId": row["xml_id"],
        "name": row["offer_name"],
        "article": row["article"],
        "vatRate": "none",
        "unit": show_unit(row["unit"]),
    }


def show_status(row: dict[str, Any]) -> dict[str, Any]:
    """Return an order's status and the group of that status, `category` in the row (7.7)."""
    return spell_object(
        {
            "id": row["id"],
            "externalId": row["external_id"],
            "status": row["status"],
            "group": row["category"],
        }
    )


def show_item_reference(world: World, item_id: int) -> dict[str, Any]:
    """Return an item as history records show it (7.8)."""
    row = world.one(
        "SELECT item.offer_id, offer.external_id, offer.xml_id FROM retailcrm_order_item item"
        " LEFT JOIN retailcrm_offer offer ON offer.id = item.offer_id WHERE item.id = ?",
        (item_id,),
    )
    offer = {"id": row["offer_id"], "externalId": row["external_id"], "xmlId": row["xml_id"]}
    return {"id": item_id} | ({"offer": offer} if row["offer_id"] is not None else {})
