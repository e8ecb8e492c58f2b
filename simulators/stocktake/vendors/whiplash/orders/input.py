"""The columns of an order that a body sets.

Unknown names are ignored, and so are those that only the warehouse writes: clients send whole
objects back. Source: docs/reference/whiplash.md 3.1, 3.2.
"""

import json
from collections.abc import Mapping
from typing import Any

from stocktake.core.world import World
from stocktake.dialects.rails import invalid
from stocktake.vendors.whiplash import wire
from stocktake.vendors.whiplash.access import Account

Body = Mapping[str, Any]

_TEXTS = (
    "email", "ship_notes", "ship_3rdparty_account", "ship_3rdparty_zip", "ship_3rdparty_country",
    "shop_shipping_method_text", "shop_shipping_method_currency", "req_ship_method_text",
    "shipping_name", "shipping_company", "shipping_address_1", "shipping_address_2",
    "shipping_city", "shipping_state", "shipping_zip", "shipping_country", "shipping_phone",
    "originator_id", "originator_group_id", "public_note", "reference", "return_address_1",
    "order_orig", "order_type", "incoterm", "purchase_order",
)  # fmt: skip
_DECIMALS = ("insurance_value", "monetary_value", "shop_shipping_method_price")
_FLAGS = (
    "gift", "insure", "require_signature", "require_adult_signature", "saturday_delivery",
    "contains_alcohol", "skip_address_verification", "skip_street_date",
)  # fmt: skip
_TIMES = ("shop_created_at", "shop_updated_at", "due_at")
_COUNTRIES = {
    "united states": "US", "united states of america": "US", "usa": "US", "canada": "CA",
    "united kingdom": "GB", "great britain": "GB", "mexico": "MX", "germany": "DE",
    "france": "FR", "italy": "IT", "spain": "ES", "netherlands": "NL", "belgium": "BE",
    "austria": "AT", "switzerland": "CH", "ireland": "IE", "sweden": "SE", "norway": "NO",
    "denmark": "DK", "finland": "FI", "poland": "PL", "australia": "AU", "new zealand": "NZ",
    "japan": "JP", "china": "CN", "brazil": "BR", "india": "IN", "tanzania": "TZ",
}  # fmt: skip


def read_columns(world: World, account: Account, body: Body) -> dict[str, Any]:
    """Return the columns of an order that a body sets."""
    columns: dict[str, Any] = {n: wire.read_given_text(body, n) for n in _TEXTS if n in body}
    columns |= {name: wire.read_given_number(body, name) for name in _DECIMALS if name in body}
    if "req_ship_method_price" in body:
        name = "req_ship_method_price"
        columns[name] = wire.read_given_number(body, name) or 0
    columns |= wire.read_given_flags(body, _FLAGS)
    if body.get("currency"):
        columns["currency"] = body["currency"]
    columns |= {name: _read_second(body, name) for name in _TIMES if name in body}
    if "shipping_country" in body:
        columns["shipping_country_iso2"] = _country_code(columns["shipping_country"])
    warehouses = _read_warehouses(world, account, body)
    if warehouses is not None:
        columns["shop_warehouse_ids"] = json.dumps(warehouses)
    return columns


def read_order_items(body: Body) -> list[Body]:
    """Return the lines in an order's body, under either of their names."""
    return wire.read_lines(body, "order_items") or wire.read_lines(body, "order_items_attributes")


def check_originator(
    world: World, account: Account, original_id: str | None, *, order_id: int | None
) -> None:
    """Refuse an originator id that another order has: it guards against ordering twice (1.3)."""
    taken = original_id and world.value(
        "SELECT 1 FROM whiplash_order WHERE originator_id = ? AND customer_id = ?"
        " AND id IS NOT ? LIMIT 1",
        (original_id, account.customer_id, order_id),
    )
    if taken:
        raise invalid("originator_id", "has already been taken")


def _read_second(body: Body, name: str) -> int | None:
    # The wire shows whole seconds, so that is what is stored: an echo then changes nothing.
    milliseconds = wire.read_given_time(body, name)
    return None if milliseconds is None else milliseconds // 1_000 * 1_000


def _country_code(country: str | None) -> str | None:
    word = (country or "").strip()
    if len(word) == 2 and word.isascii() and word.isalpha():
        return word.upper()
    return _COUNTRIES.get(word.casefold())


def _read_warehouses(world: World, account: Account, body: Body) -> list[int] | None:
    """Return the warehouses that a shop names, one or several, None when it names none."""
    given = body.get("shop_warehouse_ids")
    single = wire.read_given_integer(body, "shop_warehouse_id")
    if given is None and single is None:
        return None
    warehouses = [int(each) for each in given or ()] if single is None else [single]
    allowed = world.value(
        "SELECT count(*) FROM json_each(?) WHERE value IN"
        " (SELECT warehouse_id FROM whiplash_customer_warehouse WHERE customer_id = ?)",
        (json.dumps(warehouses), account.customer_id),
    )
    if allowed < len(warehouses):
        raise invalid("shop_warehouse_ids", "is invalid")
    return warehouses
