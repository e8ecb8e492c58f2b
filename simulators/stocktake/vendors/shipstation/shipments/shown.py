"""Shipments as the wire shows them. Source: docs/reference/channels.md 4.3."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from stocktake.core.world import World
from stocktake.vendors.shipstation import wire
from stocktake.vendors.shipstation.orders.shown import show_address, show_insurance

Row = Mapping[str, Any]


def show_shipments(
    world: World, ids: Sequence[int], *, with_items: bool = False
) -> list[dict[str, Any]]:
    """Show shipments in the order of the ids; their items are null unless they are asked for."""
    wanted = (json.dumps(list(ids)),)
    rows = world.all(
        "SELECT s.*, o.key, o.number, o.store_id, o.advanced FROM shipstation_shipment s"
        " JOIN shipstation_order o ON o.id = s.order_id"
        " WHERE s.id IN (SELECT value FROM json_each(?))",
        wanted,
    )
    shown = {row["id"]: _shipment(row) for row in rows}
    if with_items:
        for each in shown.values():
            each["shipmentItems"] = []
        for item in world.all(
            "SELECT * FROM shipstation_shipment_item"
            " WHERE shipment_id IN (SELECT value FROM json_each(?)) ORDER BY id",
            wanted,
        ):
            shown[item["shipment_id"]]["shipmentItems"].append(_item(item))
    return [shown[each] for each in ids]


def _shipment(row: Row) -> dict[str, Any]:
    return {
        "shipmentId": row["id"],
        "orderId": row["order_id"],
        "orderKey": row["key"],
        "userId": None,
        "orderNumber": row["number"],
        "createDate": wire.spell_time(row["created_at"]),
        "shipDate": row["ship_date"],
        "shipmentCost": wire.spell_money(row["cost"]),
        "insuranceCost": 0.0,
        "trackingNumber": row["tracking_number"],
        "isReturnLabel": bool(row["is_return"]),
        "batchNumber": row["batch_number"],
        "carrierCode": row["carrier_code"],
        "serviceCode": row["service_code"],
        "packageCode": row["package_code"],
        "confirmation": row["confirmation"],
        "warehouseId": row["warehouse_id"],
        "voided": row["voided_at"] is not None,
        "voidDate": wire.spell_time(row["voided_at"]),
        "marketplaceNotified": bool(row["is_notified"]),
        "notifyErrorMessage": row["notify_error"],
        "shipTo": show_address(row["ship_to"]),
        "weight": wire.spell_weight(row["weight"]),
        "dimensions": wire.spell_json(row["dimensions"]),
        "insuranceOptions": show_insurance(row["insurance"]),
        "advancedOptions": _advanced(row),
        "shipmentItems": None,
        "labelData": None,
        "formData": None,
    }


def _advanced(row: Row) -> dict[str, Any]:
    advanced = wire.spell_json(row["advanced"])
    names = ("billToParty", "billToAccount", "billToPostalCode", "billToCountryCode")
    return {**{name: advanced[name] for name in names}, "storeId": row["store_id"]}


def _item(row: Row) -> dict[str, Any]:
    return {
        "orderItemId": row["order_item_id"],
        "lineItemKey": row["line_item_key"],
        "sku": row["sku"],
        "name": row["name"],
        "quantity": row["quantity"],
        "unitPrice": wire.spell_money(row["unit_price"]),
    }
