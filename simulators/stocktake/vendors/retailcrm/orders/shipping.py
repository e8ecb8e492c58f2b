"""When an order may be shipped, and what shipping does.

Source: docs/reference/warehouse-module.md 7.6.
"""

from typing import Any

from stocktake.core.world import World
from stocktake.vendors.retailcrm.errors import Errors
from stocktake.vendors.retailcrm.inventories.rows import quantity_in, set_quantity
from stocktake.vendors.retailcrm.modules.rows import warehouse_is_active

from .input import Columns

_DISABLED = "Shipped is not available when the external warehouse system is disabled"
_PROHIBITED = "Change the shipment {} is prohibited for shipped order."
_UNSHIPPED: dict[str, Any] = {"shipped": 0, "shipment_date": None, "shipment_store": None}


def shipping_errors(
    world: World, columns: Columns, *, order: dict[str, Any] | None = None
) -> Errors:
    """Return the errors of the shipping fields, each only where a value would change."""
    before = order or _UNSHIPPED
    errors: Errors = {}
    shipped = columns.get("shipped", before["shipped"])
    if shipped != before["shipped"] and not warehouse_is_active(world):
        errors["shipped"] = _DISABLED
    if before["shipped"] and shipped:
        if columns.get("shipment_date", before["shipment_date"]) != before["shipment_date"]:
            errors["shipmentDate"] = _PROHIBITED.format("date")
        if columns.get("shipment_store", before["shipment_store"]) != before["shipment_store"]:
            errors["shipmentStore"] = _PROHIBITED.format("store")
    return errors


def move_stock(world: World, order_id: int, *, back: bool) -> None:
    """Take a shipped order out of its store, or put it back; only with the quirk for it (7.6)."""
    if not world.quirk("retailcrm.stock_falls_on_shipment"):
        return
    rows = world.all(
        "SELECT offer.id, offer.external_id, item.quantity AS moved, crm_order.shipment_store"
        " FROM retailcrm_order crm_order"
        " JOIN retailcrm_order_item item ON item.order_id = crm_order.id"
        " JOIN retailcrm_offer offer ON offer.id = item.offer_id"
        " WHERE crm_order.id = ? AND crm_order.shipment_store IS NOT NULL",
        (order_id,),
    )
    for row in rows:
        store, moved = row["shipment_store"], row["moved"]
        before = quantity_in(world, row["id"], store)
        after = before + moved if back else max(0, before - moved)
        set_quantity(world, row, store, after)
