"""Orders as the XML of a Custom Store's feed. Source: docs/reference/channels.md 4.6."""

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from typing import Any

from stocktake.core.clock import to_datetime
from stocktake.core.world import World
from stocktake.vendors.wholecell.sales_orders.shown import show_orders
from stocktake.vendors.wholecell.wire import Row

_ROWS = """
SELECT o.*, s.open, s.shipped FROM wholecell_sales_order o
JOIN wholecell_status s ON s.id = o.status_id
WHERE o.id IN (SELECT value FROM json_each(?))
"""
# A second line is no line of the order: the one above it is what was ordered (wholecell.md 8.5).
_SECOND = """
SELECT id FROM wholecell_sales_order_item WHERE original_item_id IS NOT NULL
AND sales_order_id IN (SELECT value FROM json_each(?))
"""
# Parts of an address by the names that clients give them; ours is any map.
_PARTS = {
    "Name": ("name", "full_name"),
    "Company": ("company",),
    "Address1": ("address1", "street1", "line1", "street", "address"),
    "Address2": ("address2", "street2", "line2"),
    "City": ("city",),
    "State": ("state", "province", "region"),
    "PostalCode": ("postal_code", "zip", "zip_code", "postcode"),
    "Country": ("country", "country_code"),
    "Phone": ("phone",),
}
# What XML 1.0 cannot hold.
_UNPRINTABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_orders(world: World, orders: Sequence[int], *, pages: int) -> str:
    """Return orders as XML, of so many pages; ShipStation reads one page without that number."""
    wanted = (json.dumps(list(orders)),)
    rows = {row["id"]: row for row in world.all(_ROWS, wanted)}
    second = {row["id"] for row in world.all(_SECOND, wanted)}
    root = ET.Element("Orders", pages=str(pages))
    for shown in show_orders(world, orders):
        items = [item for item in shown["items"] if item["id"] not in second]
        _add_order(root, rows[shown["id"]], shown, items)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode")


def _add_order(root: ET.Element, row: Row, shown: Row, items: Sequence[Row]) -> None:
    total = sum(item["quantity"] * (item["sale_price"] or 0) for item in items)
    number = shown["transaction_number"] or str(shown["id"])
    order = ET.SubElement(root, "Order")
    _add(
        order,
        OrderID=shown["id"], OrderNumber=number, OrderDate=_time(row["created_at"]),
        OrderStatus=_word(row), LastModified=_time(row["updated_at"]), ShippingMethod="",
        OrderTotal=_money(total), TaxAmount="0.00", ShippingAmount="0.00", CustomerNotes="",
        InternalNotes=shown["notes"],
    )  # fmt: skip
    customer = ET.SubElement(order, "Customer")
    name = (shown["customer"] or {}).get("name")
    _add(customer, CustomerCode=name or number)
    billing = shown["billing_address"] or shown["shipping_address"] or {}
    _add(ET.SubElement(customer, "BillTo"), **_address(billing, name, "Name", "Company", "Phone"))
    _add(ET.SubElement(customer, "ShipTo"), **_address(shown["shipping_address"] or {}, name))
    listed = ET.SubElement(order, "Items")
    for item in items:
        _add(
            ET.SubElement(listed, "Item"),
            LineItemID=item["id"], SKU=item["sku"], Name=_name(item), Quantity=item["quantity"],
            UnitPrice=_money(item["sale_price"] or 0), Adjustment="false",
        )  # fmt: skip


def _add(parent: ET.Element, **texts: Any) -> None:
    for tag, value in texts.items():
        text = "" if value is None else str(value)
        ET.SubElement(parent, tag).text = _UNPRINTABLE.sub("", text)


def _word(row: Row) -> str:
    """Return a status in words that ShipStation's settings offer to map."""
    if row["shipped"]:
        return "shipped"
    return "paid" if row["open"] else "cancelled"


def _address(parts: Mapping[str, Any], customer: str | None, *tags: str) -> dict[str, Any]:
    lower = {name.lower(): value for name, value in parts.items()}
    found = {
        tag: next((lower[name] for name in names if lower.get(name)), "")
        for tag, names in _PARTS.items()
        if not tags or tag in tags
    }
    return found | {"Name": found["Name"] or customer}


def _name(item: Row) -> str | None:
    """Return what a label says of an item; one of unknown SKU goes by the channel's words."""
    variation = item["product_variation"]
    if variation is None:
        said: str | None = item["description"] or item["sku"]
        return said
    product = variation["product"]
    words = (product["model"], product["capacity"], product["color"], variation["grade"])
    return " ".join(filter(None, words))


def _time(milliseconds: int) -> str:
    return to_datetime(milliseconds).strftime("%m/%d/%Y %H:%M")


def _money(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02}"
