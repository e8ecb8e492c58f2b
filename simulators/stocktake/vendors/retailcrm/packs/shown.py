"""Packs as the API shows them. Source: docs/reference/warehouse-module.md 7.9."""

import json
from typing import Any

from stocktake.vendors.retailcrm.references.dictionaries import show_unit
from stocktake.vendors.retailcrm.wire import spell_number, spell_object

Pack = dict[str, Any]
"""A row of `rows.PACKS`: a pack with the item, the order and the offer that it belongs to."""


def show_pack(pack: Pack) -> dict[str, Any]:
    """Return a whole pack."""
    return spell_object(
        {
            "id": pack["id"],
            "purchasePrice": spell_number(pack["purchase_price"]),
            "quantity": spell_number(pack["quantity"]),
            "unit": show_unit(pack["unit"]) if pack["unit"] else None,
            "store": pack["store"],
            "item": {**show_item(pack), "externalIds": json.loads(pack["external_ids"])},
            "shipmentDate": pack["shipment_date"],
            "invoiceNumber": pack["invoice_number"],
            "deliveryNoteNumber": pack["delivery_note_number"],
        }
    )


def show_item(pack: Pack) -> dict[str, Any]:
    """Return the item of a pack: its order, and its offer if it has one."""
    offer = {"externalId": pack["external_id"], "xmlId": pack["xml_id"]}
    return {"id": pack["item_id"], "order": {"id": pack["order_id"]}} | (
        {"offer": offer} if pack["offer_id"] is not None else {}
    )
