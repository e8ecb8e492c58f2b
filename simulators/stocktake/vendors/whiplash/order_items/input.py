"""The columns of a line that a body sets, and the item that it names.

Source: docs/reference/whiplash.md 3.2, 4.
"""

from collections.abc import Mapping
from typing import Any

from stocktake.core.world import World
from stocktake.vendors.whiplash import wire
from stocktake.vendors.whiplash.access import Account
from stocktake.vendors.whiplash.errors import no_item_named, record_not_found
from stocktake.vendors.whiplash.items.rows import find_item

Body = Mapping[str, Any]

_ITEM_NAMES = ("item_id", "item_originator_id")
_TEXTS = ("originator_id", "sku", "description", "misc")


def read_columns(body: Body) -> dict[str, Any]:
    """Return the columns of a line that a body sets; a quantity or price of null sets nothing."""
    columns: dict[str, Any] = {n: wire.read_given_text(body, n) for n in _TEXTS if n in body}
    for name, read in (("quantity", wire.read_given_integer), ("price", wire.read_given_number)):
        value = read(body, name)
        if value is not None:
            columns[name] = value
    if "wholesale_cost" in body:
        columns["wholesale_cost"] = wire.read_given_number(body, "wholesale_cost")
    if body.get("currency"):
        columns["currency"] = body["currency"]
    return columns


def require_item(world: World, account: Account, body: Body) -> dict[str, Any]:
    """Return the item that a line names by its id or its originator's; NotFound for none."""
    item_id = wire.read_given_integer(body, "item_id")
    if item_id is not None:
        return find_item(world, account, item_id)
    original_id = wire.read_given_text(body, "item_originator_id")
    item = original_id and world.find(
        "SELECT i.* FROM whiplash_item_originator o JOIN whiplash_item i ON i.id = o.item_id"
        " WHERE o.original_id = ? AND i.customer_id = ? AND i.deactivated_at IS NULL"
        " ORDER BY i.id DESC LIMIT 1",
        (original_id, account.customer_id),
    )
    if not item:
        raise record_not_found() if original_id else no_item_named(body, *_ITEM_NAMES)
    return item


def read_order_id(body: Body) -> int:
    """Return the order that a body names; NotFound when it names none."""
    order_id = wire.read_given_integer(body, "order_id")
    if order_id is None:
        raise record_not_found("order_id is missing")
    return order_id
