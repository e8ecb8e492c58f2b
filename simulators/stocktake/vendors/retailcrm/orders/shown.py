"""An order as the API shows it. Source: docs/reference/warehouse-module.md 7.1."""

import json
from typing import Any
from zoneinfo import ZoneInfo

from stocktake.core.world import World
from stocktake.rules.money import line_amount, subtotal
from stocktake.vendors.retailcrm.references.dictionaries import show_unit
from stocktake.vendors.retailcrm.wire import (
    read_zone,
    spell_map,
    spell_number,
    spell_object,
    spell_time,
)

_ITEMS = """
  SELECT item.*, offer.external_id, offer.xml_id, offer.article, offer.unit,
         offer.name AS offer_name
  FROM retailcrm_order_item item LEFT JOIN retailcrm_offer offer ON offer.id = item.offer_id
  WHERE item.order_id = ? ORDER BY item.id
"""


def show_order_reference(order: dict[str, Any]) -> dict[str, Any]:
    """Return the few fields of an order that most history records show (7.8)."""
    return spell_object(
        {
            "id": order["id"],
            "externalId": order["external_id"],
            "site": order["site"],
            "status": order["status"],
        }
    )


def show_order(world: World, order_id: int) -> dict[str, Any]:
    """Return a whole order, with its customer and items."""
    order = world.one("SELECT * FROM retailcrm_order WHERE id = ?", (order_id,))
    items = world.all(_ITEMS, (order_id,))
    zone, account = read_zone(world), world.one("SELECT * FROM retailcrm_account")
    customer = _customer(world, order["customer_id"], zone)
    return spell_object(
        {
            "slug": order["id"],
            "id": order["id"],
            "number": order["number"],
            "externalId": order["external_id"],
            "orderType": order["order_type"],
            "privilegeType": "none",
            "countryIso": order["country_iso"] or account["country"],
            "createdAt": spell_time(order["created_at"], zone),
            "statusUpdatedAt": spell_time(order["status_updated_at"], zone),
            **_sums(order, items, account["currency"]),
            "markDatetime": spell_time(order["created_at"], zone),
            **_person(order),
            "call": False,
            "expired": False,
            "customer": customer,
            "contact": customer,
            "contragent": {"contragentType": "individual"},
            "delivery": _delivery(order),
            "site": order["site"],
            "status": order["status"],
            "items": [_item(item, zone) for item in items],
            "payments": [],
            "fromApi": True,
            "shipmentStore": order["shipment_store"],
            "shipmentDate": order["shipment_date"],
            "shipped": bool(order["shipped"]),
            "customFields": [],
        }
    )


def _sums(
    order: dict[str, Any], items: list[dict[str, Any]], currency: str
) -> dict[str, int | float | str | None]:
    goods = subtotal(line_amount(item["quantity"], item["price"]) for item in items)
    bought = subtotal(line_amount(item["quantity"], item["purchase_price"]) for item in items)
    return {
        "summ": spell_number(goods),
        "currency": currency,
        "totalSumm": spell_number(goods + order["delivery_cost"]),
        "prepaySum": 0,
        "purchaseSumm": spell_number(bought),
    }


def _person(order: dict[str, Any]) -> dict[str, Any]:
    return {
        "lastName": order["last_name"],
        "firstName": order["first_name"],
        "patronymic": order["patronymic"],
        "phone": order["phone"],
        "email": order["email"],
        "customerComment": order["customer_comment"],
        "managerComment": order["manager_comment"],
    }


def _delivery(order: dict[str, Any]) -> dict[str, Any]:
    return {
        "cost": spell_number(order["delivery_cost"]),
        "netCost": 0,
        "address": spell_map(json.loads(order["delivery_address"])),
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
            "address": spell_map(json.loads(row["address"])),
            "customFields": [],
        }
    )


def _item(row: dict[str, Any], zone: ZoneInfo) -> dict[str, Any]:
    price, quantity = spell_number(row["price"]), spell_number(row["quantity"])
    return spell_object(
        {
            "markingCodes": [],
            "id": row["id"],
            "externalIds": json.loads(row["external_ids"]) or None,
            "priceType": {"code": row["price_type"]},
            "initialPrice": price,
            "discountTotal": 0,
            "prices": [{"price": price, "quantity": quantity}],
            "vatRate": "none",
            "createdAt": spell_time(row["created_at"], zone),
            "quantity": quantity,
            "status": row["status"],
            "offer": _offer(row),
            "productName": row["name"] if row["offer_id"] is None else None,
            "properties": [],
            "purchasePrice": spell_number(row["purchase_price"]),
        }
    )


def _offer(row: dict[str, Any]) -> dict[str, Any] | None:
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
