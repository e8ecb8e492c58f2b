"""Lines of ship notices as the wire shows them. Source: docs/reference/whiplash.md 5.1."""

import json
from collections.abc import Sequence
from typing import Any

from stocktake.core.world import World
from stocktake.dialects.rails import spell_decimal
from stocktake.vendors.whiplash.items.shown import show_originators
from stocktake.vendors.whiplash.records import in_order
from stocktake.vendors.whiplash.wire import spell_flag, spell_stamps

_PLAIN = (
    "id", "item_id", "shipnotice_id", "quantity", "quantity_good", "quantity_damaged",
    "description", "extended_description",
)  # fmt: skip
_DECIMALS = ("height", "length", "width", "weight")


def show_shipnotice_items(world: World, ids: Sequence[int]) -> list[Any]:
    """Return lines of ship notices as the wire shows them, in the order of the ids."""
    rows = world.all(
        "SELECT l.*, i.available, i.height, i.length, i.width, i.weight"
        " FROM whiplash_shipnotice_item l JOIN whiplash_item i ON i.id = l.item_id"
        " WHERE l.id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(ids)),),
    )
    originators = show_originators(world, [row["item_id"] for row in rows])
    return [
        _show(row) | {"item_originators": originators[row["item_id"]]}
        for row in in_order(rows, ids)
    ]


def _show(row: dict[str, Any]) -> dict[str, Any]:
    shown = {name: row[name] for name in _PLAIN}
    shown["available"] = spell_flag(row["available"])
    shown["retail_fee"] = json.loads(row["retail_fee"])
    shown |= {name: spell_decimal(row[name]) for name in _DECIMALS}
    return shown | spell_stamps(row)
