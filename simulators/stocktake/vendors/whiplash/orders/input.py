"""What a body says about an order and its lines, as columns.

Unknown names are ignored, and those that only the warehouse writes: clients send whole objects
back. Source: docs/reference/whiplash.md 3.1, 3.2, 4.
"""

import json
from collections.abc import Mapping
from typing import Any

from stocktake.core.world import World
from stocktake.dialects.rails import invalid

from . import wire
from .access import Account
from .errors import record_not_found
from .items import find_item

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
_MOMENTS = ("shop_created_at", "shop_updated_at", "due_at")
_COUNTRIES = {
    "united states": "US", "united states of america": "US", "usa": "US", "canada": "CA",
    "united kingdom": "GB", "great britain": "GB", "mexico": "MX", "germany": "DE",
    "france": "FR", "italy": "IT", "spain": "ES", "netherlands": "NL", "belgium": "BE",
    "austria": "AT", "switzerland": "CH", "ireland": "IE", "sweden": "SE", "norway": "NO",
    "denmark": "DK", "finland": "FI", "poland": "PL", "australia": "AU", "new zealand": "NZ",
    "japan": "JP", "china": "CN", "brazil": "BR", "india": "IN", "tanzania": "TZ",
}  # fmt: skip


def columns_of(world: World, account: Account, body: Body) -> dict[str, Any]:
    """Return the columns of an order that a body sets."""
    columns: dict[str, Any] = {n: wire.given_text(body, n) for n in _TEXTS if n in body}
    columns |= {name: wire.given_decimal(body, name) for name in _DECIMALS if name in body}
    if "req_ship_method_price" in body:
        name = "req_ship_method_price"
        columns[name] = wire.given_decimal(body, name) or 0
    for name in _FLAGS:
        flag = wire.given_flag(body, name)
        if flag is not None:
            columns[name] = flag
    if body.get("currency"):
        columns["currency"] = body["currency"]
    for name in _MOMENTS:
        if name in body:
            columns[name] = _second(wire.moment(wire.given_text(body, name) or ""))
    if "shipping_country" in body:
        columns["shipping_country_iso2"] = _iso2(columns["shipping_country"])
    places = _warehouses(world, account, body)
    if places is not None:
        columns["shop_warehouse_ids"] = json.dumps(places)
    return columns


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


def _second(milliseconds: int | None) -> int | None:
    # Whole seconds are shown: what comes back is then what is stored.
    return None if milliseconds is None else milliseconds // 1_000 * 1_000


def _iso2(country: str | None) -> str | None:
    word = (country or "").strip()
    if len(word) == 2 and word.isascii() and word.isalpha():
        return word.upper()
    return _COUNTRIES.get(word.casefold())


def _warehouses(world: World, account: Account, body: Body) -> list[int] | None:
    """Return the warehouses that a shop names, one or several, None when it names none."""
    given = body.get("shop_warehouse_ids")
    single = wire.given_integer(body, "shop_warehouse_id")
    if given is None and single is None:
        return None
    wanted = [int(each) for each in given or ()] if single is None else [single]
    allowed = world.value(
        "SELECT count(*) FROM json_each(?) WHERE value IN"
        " (SELECT warehouse_id FROM whiplash_customer_warehouse WHERE customer_id = ?)",
        (json.dumps(wanted), account.customer_id),
    )
    if allowed < len(wanted):
        raise invalid("shop_warehouse_ids", "is invalid")
    return wanted


# Lines


def lines_of(body: Body) -> list[Body]:
    """Return the lines of an order's body, under either name; forms may number them (1.1)."""
    given = body.get("order_items") or body.get("order_items_attributes") or []
    return list(given.values() if isinstance(given, dict) else given)


def line_columns(body: Body) -> dict[str, Any]:
    """Return the columns of a line that a body sets; null sets no number."""
    columns: dict[str, Any] = {
        name: wire.given_text(body, name)
        for name in ("originator_id", "sku", "description", "misc")
        if name in body
    }
    for name, read in (("quantity", wire.given_integer), ("price", wire.given_decimal)):
        value = read(body, name)
        if value is not None:
            columns[name] = value
    if "wholesale_cost" in body:
        columns["wholesale_cost"] = wire.given_decimal(body, "wholesale_cost")
    if body.get("currency"):
        columns["currency"] = body["currency"]
    return columns


def item_of(world: World, account: Account, body: Body) -> dict[str, Any]:
    """Return the item that a line names by its id or its originator's; refuse one that is none."""
    item_id = wire.given_integer(body, "item_id")
    if item_id is not None:
        return find_item(world, account, item_id)
    original = wire.given_text(body, "item_originator_id")
    item = original and world.find(
        "SELECT i.* FROM whiplash_item_originator o JOIN whiplash_item i ON i.id = o.item_id"
        " WHERE o.original_id = ? AND i.customer_id = ? AND i.deactivated_at IS NULL"
        " ORDER BY i.id DESC LIMIT 1",
        (original, account.customer_id),
    )
    if not item:
        raise record_not_found()
    return item
