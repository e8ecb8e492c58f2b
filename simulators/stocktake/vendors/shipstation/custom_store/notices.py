"""Notices to a Custom Store: this order was shipped, by this carrier, with this number.

Source: docs/reference/channels.md 4.6.
"""

import xml.etree.ElementTree as ET
from typing import Any

from stocktake.core import outbox
from stocktake.core.clock import to_datetime
from stocktake.core.errors import Conflict, NotFound, Refusal
from stocktake.core.outbox import Answer, Callback, Failed
from stocktake.core.world import World
from stocktake.vendors.shipstation import wire

from .address import address

SHIPNOTIFY = "custom_store_shipnotify"
_STORE = (
    "o.number, o.outside_id, o.customer_username, w.integration_url, w.authorization"
    " FROM shipstation_order o JOIN shipstation_store w ON w.id = o.store_id"
)
_SHIPMENT, _FULFILLMENT = "shipment", "fulfillment"
_RECIPIENT = {
    "Name": "name", "Company": "company", "Address1": "street1", "Address2": "street2",
    "City": "city", "State": "state", "PostalCode": "postalCode", "Country": "country",
}  # fmt: skip
_ITEM = {"SKU": "sku", "Name": "name", "Quantity": "quantity", "LineItemID": "line_item_key"}

Row = dict[str, Any]


def send_notice(world: World, shipment_id: int) -> int | None:
    """Tell a Custom Store of a label; return the callback, None for an order of another store."""
    row = world.find(
        f"SELECT s.*, {_STORE} JOIN shipstation_shipment s ON s.order_id = o.id"
        " WHERE s.id = ? AND w.authorization IS NOT NULL",
        (shipment_id,),
    )
    if row is None:
        return None
    items = world.all(
        "SELECT * FROM shipstation_shipment_item WHERE shipment_id = ? ORDER BY id", (shipment_id,)
    )
    return _send(world, _SHIPMENT, row, items)


def send_mark_notice(world: World, fulfillment_id: int) -> None:
    """Tell a Custom Store of an order that was marked as shipped."""
    row = world.find(
        f"SELECT f.*, NULL AS service_code, 0 AS cost, {_STORE}"
        " JOIN shipstation_fulfillment f ON f.order_id = o.id"
        " WHERE f.id = ? AND w.authorization IS NOT NULL",
        (fulfillment_id,),
    )
    if row is not None:
        items = world.all(
            "SELECT * FROM shipstation_order_item WHERE order_id = ? AND NOT adjustment"
            " ORDER BY id",
            (row["order_id"],),
        )
        _send(world, _FULFILLMENT, row, items)


def resend_ship_notice(world: World, *, shipment_id: int) -> dict[str, Any]:
    """Send the notice of a label again."""
    if not world.value("SELECT 1 FROM shipstation_shipment WHERE id = ?", (shipment_id,)):
        raise NotFound(f"no shipment {shipment_id}")
    callback = send_notice(world, shipment_id)
    if callback is None:
        raise Conflict("the order of this shipment is in no Custom Store that can be told")
    return {"callback": callback}


def _send(world: World, what: str, row: Row, items: list[Row]) -> int | None:
    if not world.quirk("shipstation.custom_store"):
        return None
    query = {
        "action": "shipnotify",
        "order_number": row["number"],
        "carrier": row["carrier_code"],
        "service": row["service_code"] or "",
        "tracking_number": row["tracking_number"] or "",
    }
    return outbox.put(
        world, "shipstation", SHIPNOTIFY,
        url=address(row["integration_url"], query), body=_notice(row, items),
        headers={"Content-Type": "application/xml", "Authorization": row["authorization"]},
        recipient=f"{what} {row['id']}",
    )  # fmt: skip


def _notice(row: Row, items: list[Row]) -> str:
    recipient = ET.Element("Recipient")
    ship_to = wire.spell_json(row["ship_to"])
    for tag, name in _RECIPIENT.items():
        ET.SubElement(recipient, tag).text = ship_to[name] or ""
    root = ET.Element("ShipNotice")
    for tag, value in (
        ("OrderNumber", row["number"]),
        ("OrderID", row["outside_id"]),
        ("CustomerCode", row["customer_username"]),
        ("LabelCreateDate", to_datetime(row["created_at"]).strftime("%m/%d/%Y %H:%M")),
        ("ShipDate", "{1}/{2}/{0}".format(*row["ship_date"].split("-"))),
        ("Carrier", row["carrier_code"]),
        ("Service", row["service_code"]),
        ("TrackingNumber", row["tracking_number"]),
        ("ShippingCost", f"{row['cost'] / 100:.2f}"),
    ):
        ET.SubElement(root, tag).text = value or ""
    root.append(recipient)
    listed = ET.SubElement(root, "Items")
    for item in items:
        one = ET.SubElement(listed, "Item")
        for tag, name in _ITEM.items():
            ET.SubElement(one, tag).text = "" if item[name] is None else str(item[name])
    return ET.tostring(root, encoding="unicode")


def read_answer(world: World, entry: Callback, answer: Answer) -> dict[str, Any] | Failed:
    """Note whether the integrator took a notice; it is not sent again by itself."""
    if answer.dropped:
        raise Refusal(answer.failure)
    what, _, row_id = entry.recipient.partition(" ")
    taken = answer.status is not None and 200 <= answer.status < 300
    failure = None if taken else (answer.failure or f"answered {answer.status}")
    table = f"shipstation_{what}"  # of ours: a shipment or a fulfillment
    world.update(table, int(row_id), is_notified=int(taken), notify_error=failure)
    return Failed(failure) if failure else {what: int(row_id)}


EVENTS = (resend_ship_notice,)
CALLBACKS = {SHIPNOTIFY: read_answer}
