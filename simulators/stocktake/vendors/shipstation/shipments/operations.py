"""Shipments: listed, bought for an order, voided. Source: docs/reference/channels.md 4.2, 4.3."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from stocktake.core.errors import NotFound
from stocktake.core.simulator import Call, Page
from stocktake.core.world import World
from stocktake.vendors.shipstation.custom_store.notices import send_notice
from stocktake.vendors.shipstation.errors import invalid, no_record
from stocktake.vendors.shipstation.lists import Filters, list_page
from stocktake.vendors.shipstation.orders import input as order_input
from stocktake.vendors.shipstation.orders.ledger import record_changes
from stocktake.vendors.shipstation.orders.rows import get_order_row, require_open
from stocktake.vendors.shipstation.orders.statuses import AWAITING_SHIPMENT, SHIPPED
from stocktake.vendors.shipstation.web_hooks.callbacks import send_shipments

from .label import label_data
from .rows import Label, Row, buy, find_carrier, void
from .shown import show_shipments
from .units import Units, all_units, units_left

_ORDER = "SELECT id FROM shipstation_order WHERE"
_FILTERS = Filters(
    table="shipstation_shipment",
    conditions={
        "recipient_name": "instr(lower(json_extract(t.ship_to, '$.name')), lower(:recipient_name))",
        "order_number": f"t.order_id IN ({_ORDER} number = :order_number)",
        "order_id": "t.order_id = :order_id",
        "carrier_code": "t.carrier_code = :carrier_code",
        "service_code": "t.service_code = :service_code",
        "tracking_number": "t.tracking_number = :tracking_number",
        "store_id": f"t.order_id IN ({_ORDER} store_id = :store_id)",
        "batch_id": "t.id IN (SELECT record_id FROM shipstation_batch_row WHERE batch = :batch_id)",
    },
    dates={"create_date": "t.created_at", "void_date": "t.voided_at"},
    days={"ship_date": "t.ship_date"},
    orders={"ShipDate": "t.ship_date", "CreateDate": "t.created_at"},
)
_SELLABLE = frozenset({AWAITING_SHIPMENT, SHIPPED})  # a second label is bought for a shipped one


def list_shipments(
    world: World, call: Call, *, include_shipment_items: bool = False, **query: Any
) -> Page:
    """List labels that were bought here, with their items only if these are asked for."""
    show = partial(show_shipments, with_items=include_shipment_items)
    return list_page(world, _FILTERS, query, key="shipments", show=show)


def create_label_for_order(world: World, call: Call, *, body: dict[str, Any]) -> Any:
    """Buy a label for an order, whatever labels it has."""
    order = get_order_row(world, body["orderId"])
    require_open(order, to="shipped", among=_SELLABLE)
    try:
        carrier = find_carrier(world, body["carrierCode"])
    except NotFound as no:
        raise invalid("carrierCode", no.message) from None
    label = Label(carrier=carrier, service=body["serviceCode"], given=_read_given(body),
                  cost=0 if body.get("testLabel") else None)  # fmt: skip
    shipment_id = buy_and_tell(world, [(order, units_for(world, order))], label)[1][0]
    (shown,) = show_shipments(world, [shipment_id], with_items=True)
    data = label_data(shown["trackingNumber"], shown["shipTo"]["name"] or "")
    return shown | {"labelData": data}


def _read_given(body: dict[str, Any]) -> dict[str, Any]:
    """Return what a body says of its parcel, as columns."""
    return {
        "ship_date": order_input.read_day(body, "shipDate"),
        "package_code": body.get("packageCode"),
        "confirmation": body.get("confirmation"),
        "warehouse_id": (body.get("advancedOptions") or {}).get("warehouseId"),
        "weight": order_input.read_weight(body.get("weight")),
        "dimensions": order_input.read_dimensions(body.get("dimensions")),
        "insurance": order_input.read_insurance(body.get("insuranceOptions")),
    }


def units_for(world: World, order: Row) -> Units:
    """Return the units that a label is for: those that are left, or all of them once more."""
    return units_left(world, order["id"]) or all_units(world, order["id"])


def buy_and_tell(
    world: World, parcels: Sequence[tuple[Row, Units]], label: Label
) -> tuple[str, list[int]]:
    """Buy a label for each parcel and tell who wants to know; return the batch and the ids."""
    with record_changes(world, *dict.fromkeys(order["id"] for order, _ in parcels)):
        ids = [buy(world, order, label, units) for order, units in parcels]
    batch = send_shipments(world, ids)
    for shipment_id in ids:
        send_notice(world, shipment_id)
    return batch, ids


def void_label(world: World, call: Call, *, body: dict[str, Any]) -> Any:
    """Void a label; one that is voided already is not approved."""
    shipment = world.find("SELECT * FROM shipstation_shipment WHERE id = ?", (body["shipmentId"],))
    if shipment is None:
        raise no_record("Shipment", body["shipmentId"])
    return void_and_say(world, shipment)


def void_and_say(world: World, shipment: Row) -> dict[str, Any]:
    """Void a label and say whether it was approved."""
    if shipment["voided_at"] is not None:
        return {"approved": False, "message": "This label has been voided before"}
    with record_changes(world, shipment["order_id"]):
        void(world, shipment)
    return {"approved": True, "message": "Label voided successfully"}


HANDLERS = (list_shipments, create_label_for_order, void_label)
