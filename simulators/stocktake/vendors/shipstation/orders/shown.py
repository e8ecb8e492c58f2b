"""Orders as the wire shows them: every field is there.

Source: docs/reference/channels.md 4.2, 12.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from stocktake.core.world import World
from stocktake.vendors.shipstation import wire

_UNCHECKED = "Address not yet validated"
_UNINSURED = {"provider": None, "insureShipment": False, "insuredValue": 0.0}
_NOT_ABROAD = {"contents": None, "customsItems": None, "nonDelivery": None}

Row = Mapping[str, Any]


def show_orders(world: World, ids: Sequence[int]) -> list[dict[str, Any]]:
    """Show orders with their items, in the order of the ids."""
    wanted = (json.dumps(list(ids)),)
    rows = world.all(
        "SELECT * FROM shipstation_order WHERE id IN (SELECT value FROM json_each(?))", wanted
    )
    items: dict[int, list[Row]] = {row["id"]: [] for row in rows}
    for item in world.all(
        "SELECT * FROM shipstation_order_item WHERE order_id IN (SELECT value FROM json_each(?))"
        " ORDER BY id",
        wanted,
    ):
        items[item["order_id"]].append(item)
    shown = {row["id"]: _order(row, items[row["id"]]) for row in rows}
    return [shown[each] for each in ids]


def _order(row: Row, items: list[Row]) -> dict[str, Any]:
    total = sum((item["unit_price"] or 0) * item["quantity"] for item in items)
    total += row["tax_amount"] + row["shipping_amount"]
    return {
        "orderId": row["id"],
        "orderNumber": row["number"],
        "orderKey": row["key"],
        "orderDate": wire.spell_time(row["ordered_at"]),
        "createDate": wire.spell_time(row["created_at"]),
        "modifyDate": wire.spell_time(row["modified_at"]),
        "paymentDate": wire.spell_time(row["paid_at"]),
        "shipByDate": wire.spell_time(row["ship_by"]),
        "orderStatus": row["status"],
        "customerId": row["customer_id"],
        "customerUsername": row["customer_username"],
        "customerEmail": row["customer_email"],
        "billTo": show_address(row["bill_to"]),
        "shipTo": show_address(row["ship_to"]),
        "items": [_item(item) for item in items],
        "orderTotal": wire.spell_money(total),
        "amountPaid": wire.spell_money(row["amount_paid"]),
        "taxAmount": wire.spell_money(row["tax_amount"]),
        "shippingAmount": wire.spell_money(row["shipping_amount"]),
        "customerNotes": row["customer_notes"],
        "internalNotes": row["internal_notes"],
        "gift": bool(row["gift"]),
        "giftMessage": row["gift_message"],
        "paymentMethod": row["payment_method"],
        **_shipping(row),
    }


def _shipping(row: Row) -> dict[str, Any]:
    advanced = wire.spell_json(row["advanced"])
    cut = {
        "mergedOrSplit": bool(row["is_cut"]),
        "mergedIds": json.loads(row["merged_ids"]),
        "parentId": row["parent_id"],
        "storeId": row["store_id"],
    }
    return {
        "requestedShippingService": row["requested_service"],
        "carrierCode": row["carrier_code"],
        "serviceCode": row["service_code"],
        "packageCode": row["package_code"],
        "confirmation": row["confirmation"] or "none",
        "shipDate": row["ship_date"],
        "holdUntilDate": row["hold_until"],
        "weight": wire.spell_weight(row["weight"]),
        "dimensions": wire.spell_json(row["dimensions"]),
        "insuranceOptions": show_insurance(row["insurance"]),
        "internationalOptions": wire.spell_json(row["international"]) or _NOT_ABROAD,
        "advancedOptions": advanced | cut,
        "tagIds": wire.spell_json(row["tag_ids"]),
        "userId": None,
        "externallyFulfilled": False,
        "externallyFulfilledBy": None,
    }


def show_address(text: str) -> dict[str, Any]:
    """Show an address; nobody has checked it."""
    return {**json.loads(text), "addressVerified": _UNCHECKED}


def show_insurance(text: str | None) -> Any:
    """Show insurance options, those of what is not insured without any."""
    return wire.spell_json(text) or _UNINSURED


def _item(row: Row) -> dict[str, Any]:
    return {
        "orderItemId": row["id"],
        "lineItemKey": row["line_item_key"],
        "sku": row["sku"],
        "name": row["name"],
        "imageUrl": row["image_url"],
        "weight": wire.spell_weight(row["weight"]),
        "quantity": row["quantity"],
        "unitPrice": wire.spell_money(row["unit_price"]),
        "taxAmount": wire.spell_money(row["tax_amount"]),
        "shippingAmount": wire.spell_money(row["shipping_amount"]),
        "warehouseLocation": row["warehouse_location"],
        "options": json.loads(row["options"]),
        "productId": row["product_id"],
        "fulfillmentSku": row["fulfillment_sku"],
        "adjustment": bool(row["adjustment"]),
        "upc": row["upc"],
        "createDate": wire.spell_time(row["created_at"], digits=3),
        "modifyDate": wire.spell_time(row["modified_at"], digits=3),
    }
