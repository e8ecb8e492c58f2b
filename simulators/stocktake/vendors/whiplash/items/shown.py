"""Items as the wire shows them, and what lists filter them by.

Source: docs/reference/whiplash.md 2.1.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from stocktake.core.world import World
from stocktake.dialects.rails import spell_decimal

from . import wire
from .lists import DECIMAL, FLAG, INTEGER, MOMENT, TEXT

# In the order of the documented answer; `created_at` and `updated_at` are lists' own.
ATTRIBUTES: Mapping[str, str] = {
    "available": FLAG, "currency": TEXT, "description": TEXT, "height": DECIMAL,
    "image_file_name": TEXT, "image_originator_url": TEXT, "image_updated_at": MOMENT,
    "is_bundle": FLAG, "length": DECIMAL, "media_mail": FLAG,
    "notify_originator_inventory": INTEGER, "packaging": FLAG, "price": DECIMAL,
    "quantity": INTEGER, "returnable": FLAG, "scancode": TEXT, "sku": TEXT, "street_date": TEXT,
    "tariff_number": TEXT, "title": TEXT, "vendor": TEXT, "weight": DECIMAL,
    "wholesale_cost": DECIMAL, "width": DECIMAL, "category": TEXT, "misc": TEXT,
}  # fmt: skip
_SPELLED = {DECIMAL: spell_decimal, FLAG: wire.flag, MOMENT: wire.instant}


def shown_items(world: World, ids: Sequence[int]) -> list[Any]:
    """Return items as the wire shows them, in the order of the ids."""
    wanted = json.dumps(list(ids))
    rows = world.all(
        "SELECT * FROM whiplash_listed_item WHERE id IN (SELECT value FROM json_each(?))", (wanted,)
    )
    originators: dict[int, list[dict[str, Any]]] = {row["id"]: [] for row in rows}
    for row in world.all(
        "SELECT * FROM whiplash_item_originator"
        " WHERE item_id IN (SELECT value FROM json_each(?)) ORDER BY id",
        (wanted,),
    ):
        shown = {name: row[name] for name in ("group_id", "original_id", "provider")}
        originators[row["item_id"]].append(shown)
    by_id = {row["id"]: _shown(row) | {"originators": originators[row["id"]]} for row in rows}
    return [by_id[each] for each in ids]


def _shown(row: Mapping[str, Any]) -> dict[str, Any]:
    shown: dict[str, Any] = {"id": row["id"]}
    for name, kind in ATTRIBUTES.items():
        value = row[name]
        spell = _SPELLED.get(kind)
        shown[name] = spell(value) if spell else value
    shown["created_at"] = wire.instant(row["created_at"])
    shown["updated_at"] = wire.instant(row["updated_at"])
    return shown
