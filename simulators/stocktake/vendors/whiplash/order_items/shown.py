"""Lines of orders as the wire shows them. Source: docs/reference/whiplash.md 4."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from stocktake.core.world import World
from stocktake.vendors.whiplash.records import in_order
from stocktake.vendors.whiplash.wire import (
    DECIMAL,
    FLAG,
    INTEGER,
    TEXT,
    spell_attributes,
    spell_flag,
)

ATTRIBUTES: Mapping[str, str] = {
    "item_id": INTEGER, "order_id": INTEGER, "package_id": INTEGER, "packaging": FLAG,
    "packed": INTEGER, "price": DECIMAL, "retail_fee": DECIMAL, "wholesale_cost": DECIMAL,
    "currency": TEXT, "quantity": INTEGER, "sku": TEXT, "description": TEXT,
    "originator_id": TEXT, "provider": TEXT, "misc": TEXT,
}  # fmt: skip


def show_order_items(world: World, ids: Sequence[int]) -> list[Any]:
    """Return lines of orders as the wire shows them, in the order of the ids."""
    rows = world.all(
        "SELECT li.*, i.available, i.returnable FROM whiplash_order_item li"
        " JOIN whiplash_item i ON i.id = li.item_id"
        " WHERE li.id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(ids)),),
    )
    return [_show(row) for row in in_order(rows, ids)]


def _show(row: dict[str, Any]) -> dict[str, Any]:
    shown = spell_attributes(row, ATTRIBUTES)
    shown |= {name: spell_flag(row[name]) for name in ("available", "returnable")}
    return shown | {"serialnumbers": json.loads(row["serialnumbers"])}
