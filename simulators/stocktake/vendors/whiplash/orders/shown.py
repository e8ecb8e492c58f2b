"""Orders, their lines and packages as the wire shows them, and what lists filter orders by.

Source: docs/reference/whiplash.md 3.1, 4.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from stocktake.core.world import World
from stocktake.dialects.rails import spell_decimal

from . import wire
from .lists import DECIMAL, FLAG, INTEGER, MOMENT, TEXT
from .order_status import name_of

Row = Mapping[str, Any]

# In the order of the documented answer; `created_at` and `updated_at` are lists' own.
ATTRIBUTES: Mapping[str, str] = {
    "customer_id": INTEGER, "status": INTEGER, "email": TEXT, "gift": FLAG, "billed": FLAG,
    "batched": FLAG, "insure": FLAG, "require_signature": FLAG, "require_adult_signature": FLAG,
    "saturday_delivery": FLAG, "contains_alcohol": FLAG, "insurance_value": DECIMAL,
    "monetary_value": DECIMAL, "currency": TEXT, "days_in_transit": INTEGER,
    "days_in_transit_carrier_estimate": INTEGER, "ship_method": TEXT, "ship_notes": TEXT,
    "ship_actual_cost": DECIMAL, "ship_3rdparty_cost": DECIMAL, "ship_3rdparty_account": TEXT,
    "ship_3rdparty_zip": TEXT, "ship_3rdparty_country": TEXT, "shipped_on": MOMENT,
    "shop_shipping_method_text": TEXT, "shop_shipping_method_price": DECIMAL,
    "shop_shipping_method_currency": TEXT, "req_ship_method_text": TEXT,
    "req_ship_method_price": DECIMAL, "shop_created_at": MOMENT, "shop_updated_at": MOMENT,
    "shipping_name": TEXT, "shipping_company": TEXT, "shipping_address_1": TEXT,
    "shipping_address_2": TEXT, "shipping_city": TEXT, "shipping_state": TEXT,
    "shipping_zip": TEXT, "shipping_country": TEXT, "shipping_country_iso2": TEXT,
    "shipping_phone": TEXT, "skip_address_verification": FLAG, "address_verified": FLAG,
    "address_message": TEXT, "approximate_delivery_date": TEXT, "originator_id": TEXT,
    "originator_group_id": TEXT, "proto_originator_id": TEXT, "provider": TEXT,
    "originator_notified": FLAG, "shipping_confirmation_sent": FLAG, "level1_token": TEXT,
    "level2_token": TEXT, "public_note": TEXT, "reference": TEXT, "warehouse_id": INTEGER,
    "return_warehouse_id": INTEGER, "return_address_1": TEXT, "order_orig": TEXT,
    "order_type": TEXT, "incoterm": TEXT, "purchase_order": TEXT, "due_at": MOMENT,
    "skip_street_date": FLAG,
}  # fmt: skip
LISTS = ("shop_warehouse_ids", "tracking", "tracking_links")
LINE_ATTRIBUTES: Mapping[str, str] = {
    "item_id": INTEGER, "order_id": INTEGER, "package_id": INTEGER, "packaging": FLAG,
    "packed": INTEGER, "price": DECIMAL, "retail_fee": DECIMAL, "wholesale_cost": DECIMAL,
    "currency": TEXT, "quantity": INTEGER, "sku": TEXT, "description": TEXT,
    "originator_id": TEXT, "provider": TEXT, "misc": TEXT,
}  # fmt: skip
_PACKAGE_ATTRIBUTES: Mapping[str, str] = {
    "order_id": INTEGER, "tracking": TEXT, "ship_method": TEXT, "weight": DECIMAL,
    "length": DECIMAL, "width": DECIMAL, "height": DECIMAL,
}  # fmt: skip
_SPELLED = {DECIMAL: spell_decimal, FLAG: wire.flag, MOMENT: wire.instant}


def shown_orders(world: World, ids: Sequence[int]) -> list[Any]:
    """Return orders with their lines as the wire shows them, in the order of the ids."""
    wanted = json.dumps(list(ids))
    rows = world.all(
        "SELECT * FROM whiplash_order WHERE id IN (SELECT value FROM json_each(?))", (wanted,)
    )
    line_ids = world.all(
        "SELECT id FROM whiplash_order_item WHERE order_id IN (SELECT value FROM json_each(?))"
        " ORDER BY id",
        (wanted,),
    )
    lines: dict[int, list[Any]] = {row["id"]: [] for row in rows}
    for line in shown_lines(world, [row["id"] for row in line_ids]):
        lines[line["order_id"]].append(line)
    by_id = {}
    for row in rows:
        shown = _spelled(row, ATTRIBUTES) | {name: json.loads(row[name]) for name in LISTS}
        shown["status_name"] = name_of(world, row["status"])
        by_id[row["id"]] = shown | {"order_items": lines[row["id"]]}
    return [by_id[each] for each in ids]


def shown_lines(world: World, ids: Sequence[int]) -> list[Any]:
    """Return order items as the wire shows them, in the order of the ids."""
    rows = world.all(
        "SELECT li.*, i.available, i.returnable FROM whiplash_order_item li"
        " JOIN whiplash_item i ON i.id = li.item_id"
        " WHERE li.id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(ids)),),
    )
    by_id = {
        row["id"]: _spelled(row, LINE_ATTRIBUTES)
        | {name: wire.flag(row[name]) for name in ("available", "returnable")}
        | {"serialnumbers": json.loads(row["serialnumbers"])}
        for row in rows
    }
    return [by_id[each] for each in ids]


def shown_packages(world: World, order_id: int) -> list[Any]:
    """Return the packages of an order as the wire shows them."""
    rows = world.all("SELECT * FROM whiplash_package WHERE order_id = ? ORDER BY id", (order_id,))
    return [_spelled(row, _PACKAGE_ATTRIBUTES) for row in rows]


def _spelled(row: Row, attributes: Mapping[str, str]) -> dict[str, Any]:
    shown: dict[str, Any] = {"id": row["id"]}
    for name, kind in attributes.items():
        spell = _SPELLED.get(kind)
        shown[name] = spell(row[name]) if spell else row[name]
    shown["created_at"] = wire.instant(row["created_at"])
    shown["updated_at"] = wire.instant(row["updated_at"])
    return shown
