"""What a body says about an item, as columns, and about the shop that knows it.

Unknown names are ignored, `quantity` and `exp_quantity` too.
Source: docs/reference/whiplash.md 2.3.
"""

from collections.abc import Mapping
from typing import Any

from stocktake.core.world import World
from stocktake.dialects.rails import invalid

from . import wire
from .access import Account

Body = Mapping[str, Any]

_TEXTS = (
    "sku", "title", "description", "scancode", "vendor", "category", "misc", "tariff_number",
    "image_originator_url",
)  # fmt: skip
_DECIMALS = ("price", "wholesale_cost", "length", "width", "height", "weight")
_FLAGS = ("available", "is_bundle", "packaging", "media_mail")
DEFAULT_PROVIDER = "api"


def columns_of(body: Body) -> dict[str, Any]:
    """Return the columns that a body sets; a flag or currency that is null is not set."""
    columns: dict[str, Any] = {n: wire.given_text(body, n) for n in _TEXTS if n in body}
    columns |= {name: wire.given_decimal(body, name) for name in _DECIMALS if name in body}
    for name in _FLAGS:
        flag = wire.given_flag(body, name)
        if flag is not None:
            columns[name] = flag
    if body.get("currency"):
        columns["currency"] = body["currency"]
    if "returnable" in body:
        columns["returnable"] = wire.given_flag(body, "returnable")
    if "notify_originator_inventory" in body:
        name = "notify_originator_inventory"
        columns[name] = wire.given_integer(body, name)
    if "street_date" in body:
        # A date that is none is null, as Rails reads it.
        columns["street_date"] = wire.day(wire.given_text(body, "street_date") or "")
    return columns


def check(world: World, account: Account, body: Body, *, item_id: int | None) -> None:
    """Refuse what the documents do not allow, in strict mode: by default all of it is taken."""
    if not world.quirk("whiplash.strict"):
        return
    if (item_id is None or "title" in body) and not (wire.given_text(body, "title") or "").strip():
        raise invalid("title", "can't be blank")
    original = wire.given_text(body, "originator_id")
    taken = original and world.value(
        "SELECT 1 FROM whiplash_item_originator o JOIN whiplash_item i ON i.id = o.item_id"
        " WHERE o.original_id = ? AND i.customer_id = ? AND i.deactivated_at IS NULL"
        " AND i.id IS NOT ?",
        (original, account.customer_id, item_id),
    )
    if taken:
        raise invalid("originator_id", "has already been taken")


def set_originator(world: World, item_id: int, body: Body, *, provider: str) -> bool:
    """Write by which id and group the provider's shop knows an item; say whether that changed."""
    told = {
        column: wire.given_text(body, name)
        for name, column in (("originator_id", "original_id"), ("group_id", "group_id"))
        if name in body
    }
    known = world.find(
        "SELECT * FROM whiplash_item_originator WHERE item_id = ? AND provider = ?",
        (item_id, provider),
    )
    if known is None and any(told.values()):
        world.insert("whiplash_item_originator", item_id=item_id, provider=provider, **told)
        return True
    if known is None or not any(known[name] != value for name, value in told.items()):
        return False
    world.update("whiplash_item_originator", known["id"], **told)
    return True
