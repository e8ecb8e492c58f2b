"""The columns of an item that a body sets, and what the documents require of them.

Unknown names are ignored, and so are `quantity` and `exp_quantity`.
Source: docs/reference/whiplash.md 2.3.
"""

from collections.abc import Mapping
from typing import Any

from stocktake.core.world import World
from stocktake.dialects.rails import invalid
from stocktake.vendors.whiplash import wire
from stocktake.vendors.whiplash.access import Account

Body = Mapping[str, Any]

_TEXTS = (
    "sku", "title", "description", "scancode", "vendor", "category", "misc", "tariff_number",
    "image_originator_url",
)  # fmt: skip
_DECIMALS = ("price", "wholesale_cost", "length", "width", "height", "weight")
_FLAGS = ("available", "is_bundle", "packaging", "media_mail")
_ORIGINATOR = {"originator_id": "original_id", "group_id": "group_id"}


def read_columns(body: Body) -> dict[str, Any]:
    """Return the columns that a body sets; a flag or currency that is null is not set."""
    columns: dict[str, Any] = {n: wire.read_given_text(body, n) for n in _TEXTS if n in body}
    columns |= {name: wire.read_given_number(body, name) for name in _DECIMALS if name in body}
    columns |= wire.read_given_flags(body, _FLAGS)
    if body.get("currency"):
        columns["currency"] = body["currency"]
    if "returnable" in body:
        columns["returnable"] = wire.read_given_flag(body, "returnable")
    if "notify_originator_inventory" in body:
        name = "notify_originator_inventory"
        columns[name] = wire.read_given_integer(body, name)
    if "street_date" in body:
        # Text that is no date becomes null, as in Rails.
        columns["street_date"] = wire.read_date(wire.read_given_text(body, "street_date") or "")
    return columns


def read_originator(body: Body) -> dict[str, Any]:
    """Return the columns of an originator that a body sets: the shop's id and group of an item."""
    return {
        column: wire.read_given_text(body, name)
        for name, column in _ORIGINATOR.items()
        if name in body
    }


def check_required(world: World, account: Account, body: Body, *, item_id: int | None) -> None:
    """Refuse an item that lacks what the documents require, in strict mode only.

    `item_id` is None for a new item.
    """
    if not world.quirk("whiplash.strict"):
        return
    title = (wire.read_given_text(body, "title") or "").strip()
    if not title and (item_id is None or "title" in body):
        raise invalid("title", "can't be blank")
    original = wire.read_given_text(body, "originator_id")
    taken = original and world.value(
        "SELECT 1 FROM whiplash_item_originator o JOIN whiplash_item i ON i.id = o.item_id"
        " WHERE o.original_id = ? AND i.customer_id = ? AND i.deactivated_at IS NULL"
        " AND i.id IS NOT ?",
        (original, account.customer_id, item_id),
    )
    if taken:
        raise invalid("originator_id", "has already been taken")
