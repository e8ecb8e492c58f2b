"""Fulfillments: orders that were shipped with labels from elsewhere.

Source: docs/reference/channels.md 4.2, 4.3. They are in no list of shipments.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from stocktake.core.errors import NoRoute
from stocktake.core.simulator import Call, Page
from stocktake.core.world import World

from . import wire
from .custom_store.notices import send_mark_notice
from .lists import Filters, list_page
from .orders.input import read_day
from .orders.ledger import record_changes
from .orders.rows import change, get_order_row, require_open
from .orders.shown import show_address
from .orders.statuses import AWAITING_SHIPMENT, SHIPPED
from .web_hooks.callbacks import send_fulfillments

_ORDER = "SELECT id FROM shipstation_order WHERE"
_FILTERS = Filters(
    table="shipstation_fulfillment",
    conditions={
        "fulfillment_id": "t.id = :fulfillment_id",
        "order_id": "t.order_id = :order_id",
        "order_number": f"t.order_id IN ({_ORDER} number = :order_number)",
        "tracking_number": "t.tracking_number = :tracking_number",
        "recipient_name": "instr(lower(json_extract(t.ship_to, '$.name')), lower(:recipient_name))",
        "store_id": f"t.order_id IN ({_ORDER} store_id = :store_id)",
        "batch_id": "t.id IN (SELECT record_id FROM shipstation_batch_row WHERE batch = :batch_id)",
    },
    dates={"create_date": "t.created_at"},
    days={"ship_date": "t.ship_date"},
    orders={"ShipDate": "t.ship_date", "CreateDate": "t.created_at"},
)


def list_fulfillments(world: World, call: Call, **query: Any) -> Page:
    """List what was shipped with labels from elsewhere."""
    return list_page(world, _FILTERS, query, key="fulfillments", show=_show)


def mark_order_as_shipped(world: World, call: Call, *, body: dict[str, Any]) -> Any:
    """Mark an order as shipped with a label from elsewhere."""
    order = get_order_row(world, body["orderId"])
    require_open(order, to="marked as shipped", among=frozenset({AWAITING_SHIPMENT}))
    mark(
        world, order,
        carrier=body["carrierCode"], tracking_number=wire.read_text(body.get("trackingNumber")),
        day=read_day(body, "shipDate"), notify=bool(body.get("notifySalesChannel")),
    )  # fmt: skip
    return {"orderId": order["id"], "orderNumber": order["number"]}


def mark_order_shipped(world: World, call: Call, *, body: dict[str, Any]) -> Any:
    """Do the same under the name that one client uses, where the quirk says so."""
    if not world.quirk("shipstation.mark_shipped_alias"):
        raise NoRoute("no page has /orders/markshipped")
    return mark_order_as_shipped(world, call, body=body)


def mark(
    world: World,
    order: Mapping[str, Any],
    *,
    carrier: str,
    tracking_number: str | None,
    day: str | None = None,
    notify: bool = False,
) -> int:
    """Make the fulfillment of an order, which is shipped by it; return its id."""
    day = day or wire.spell_day(world.now)
    with record_changes(world, order["id"]):
        made = world.insert(
            "shipstation_fulfillment",
            order_id=order["id"], tracking_number=tracking_number, created_at=world.now,
            ship_date=day, carrier_code=carrier, is_notified=int(notify),
            ship_to=order["ship_to"],
        )  # fmt: skip
        change(world, order["id"], status=SHIPPED, is_marked=1, ship_date=day, carrier_code=carrier)
    send_fulfillments(world, [made])
    if notify:
        send_mark_notice(world, made)
    return made


def _show(world: World, ids: Sequence[int]) -> list[Any]:
    rows = world.all(
        "SELECT f.*, o.number FROM shipstation_fulfillment f JOIN shipstation_order o"
        " ON o.id = f.order_id WHERE f.id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(ids)),),
    )
    shown = {row["id"]: _fulfillment(row) for row in rows}
    return [shown[each] for each in ids]


def _fulfillment(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "fulfillmentId": row["id"],
        "orderId": row["order_id"],
        "orderNumber": row["number"],
        "trackingNumber": row["tracking_number"],
        "createDate": wire.spell_time(row["created_at"]),
        "shipDate": row["ship_date"],
        "voidDate": None,
        "deliveryDate": None,
        "carrierCode": row["carrier_code"],
        "fulfillmentServiceCode": None,
        "voidRequested": False,
        "voided": False,
        "marketplaceNotified": bool(row["is_notified"]),
        "notifyErrorMessage": row["notify_error"],
        "shipTo": show_address(row["ship_to"]),
    }


HANDLERS = (list_fulfillments, mark_order_as_shipped, mark_order_shipped)
