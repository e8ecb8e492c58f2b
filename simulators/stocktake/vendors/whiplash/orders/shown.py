"""Orders and packages as the wire shows them, and the attributes that lists filter orders by.

Source: docs/reference/whiplash.md 3.1.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from stocktake.core.world import World
from stocktake.vendors.whiplash.order_items.shown import show_order_items
from stocktake.vendors.whiplash.records import columns_of, select_by_id
from stocktake.vendors.whiplash.wire import (
    DECIMAL,
    FLAG,
    INTEGER,
    TEXT,
    TIME,
    spell_rows,
)

from .statuses import name_of

# In the order of the documented answer; `created_at` and `updated_at` follow them.
ATTRIBUTES: Mapping[str, str] = {
    "customer_id": INTEGER, "status": INTEGER, "email": TEXT, "gift": FLAG, "billed": FLAG,
    "batched": FLAG, "insure": FLAG, "require_signature": FLAG, "require_adult_signature": FLAG,
    "saturday_delivery": FLAG, "contains_alcohol": FLAG, "insurance_value": DECIMAL,
    "monetary_value": DECIMAL, "currency": TEXT, "days_in_transit": INTEGER,
    "days_in_transit_carrier_estimate": INTEGER, "ship_method": TEXT, "ship_notes": TEXT,
    "ship_actual_cost": DECIMAL, "ship_3rdparty_cost": DECIMAL, "ship_3rdparty_account": TEXT,
    "ship_3rdparty_zip": TEXT, "ship_3rdparty_country": TEXT, "shipped_on": TIME,
    "shop_shipping_method_text": TEXT, "shop_shipping_method_price": DECIMAL,
    "shop_shipping_method_currency": TEXT, "req_ship_method_text": TEXT,
    "req_ship_method_price": DECIMAL, "shop_created_at": TIME, "shop_updated_at": TIME,
    "shipping_name": TEXT, "shipping_company": TEXT, "shipping_address_1": TEXT,
    "shipping_address_2": TEXT, "shipping_city": TEXT, "shipping_state": TEXT,
    "shipping_zip": TEXT, "shipping_country": TEXT, "shipping_country_iso2": TEXT,
    "shipping_phone": TEXT, "skip_address_verification": FLAG, "address_verified": FLAG,
    "address_message": TEXT, "approximate_delivery_date": TEXT, "originator_id": TEXT,
    "originator_group_id": TEXT, "proto_originator_id": TEXT, "provider": TEXT,
    "originator_notified": FLAG, "shipping_confirmation_sent": FLAG, "level1_token": TEXT,
    "level2_token": TEXT, "public_note": TEXT, "reference": TEXT, "warehouse_id": INTEGER,
    "return_warehouse_id": INTEGER, "return_address_1": TEXT, "order_orig": TEXT,
    "order_type": TEXT, "incoterm": TEXT, "purchase_order": TEXT, "due_at": TIME,
    "skip_street_date": FLAG,
}  # fmt: skip
_LISTS = ("shop_warehouse_ids", "tracking", "tracking_links")
_PACKAGE_ATTRIBUTES: Mapping[str, str] = {
    "order_id": INTEGER, "tracking": TEXT, "ship_method": TEXT, "weight": DECIMAL,
    "length": DECIMAL, "width": DECIMAL, "height": DECIMAL,
}  # fmt: skip


def show_orders(world: World, ids: Sequence[int]) -> list[Any]:
    """Return orders with their lines as the wire shows them, in the order of the ids."""
    lines = _show_lines(world, ids)
    shown = (*columns_of(ATTRIBUTES), *_LISTS)
    orders = select_by_id(world, "whiplash_order", ids, columns=shown)
    for order in spell_rows(orders, ATTRIBUTES):
        order |= {name: json.loads(order[name]) for name in _LISTS}
        order["status_name"] = name_of(world, order["status"])
        order["order_items"] = lines[order["id"]]
    return orders


def _show_lines(world: World, order_ids: Sequence[int]) -> dict[int, list[Any]]:
    rows = world.all(
        "SELECT id FROM whiplash_order_item WHERE order_id IN (SELECT value FROM json_each(?))"
        " ORDER BY id",
        (json.dumps(list(order_ids)),),
    )
    lines: dict[int, list[Any]] = {order_id: [] for order_id in order_ids}
    for line in show_order_items(world, [row["id"] for row in rows]):
        lines[line["order_id"]].append(line)
    return lines


def show_packages(world: World, order_id: int) -> list[Any]:
    """Return the packages of an order as the wire shows them."""
    rows = world.all(
        f"SELECT {', '.join(columns_of(_PACKAGE_ATTRIBUTES))} FROM whiplash_package"
        " WHERE order_id = ? ORDER BY id",
        (order_id,),
    )
    return list(spell_rows(rows, _PACKAGE_ATTRIBUTES))
