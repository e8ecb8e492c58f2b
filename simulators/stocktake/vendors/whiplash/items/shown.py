"""Items as the wire shows them, and the attributes that lists filter by.

Source: docs/reference/whiplash.md 2.1.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from stocktake.core.world import World
from stocktake.vendors.whiplash.records import columns_of, select_by_id
from stocktake.vendors.whiplash.wire import (
    DECIMAL,
    FLAG,
    INTEGER,
    TEXT,
    TIME,
    spell_rows,
)

# In the order of the documented answer; `created_at` and `updated_at` follow them.
ATTRIBUTES: Mapping[str, str] = {
    "available": FLAG, "currency": TEXT, "description": TEXT, "height": DECIMAL,
    "image_file_name": TEXT, "image_originator_url": TEXT, "image_updated_at": TIME,
    "is_bundle": FLAG, "length": DECIMAL, "media_mail": FLAG,
    "notify_originator_inventory": INTEGER, "packaging": FLAG, "price": DECIMAL,
    "quantity": INTEGER, "returnable": FLAG, "scancode": TEXT, "sku": TEXT, "street_date": TEXT,
    "tariff_number": TEXT, "title": TEXT, "vendor": TEXT, "weight": DECIMAL,
    "wholesale_cost": DECIMAL, "width": DECIMAL, "category": TEXT, "misc": TEXT,
}  # fmt: skip


def show_items(world: World, ids: Sequence[int]) -> list[Any]:
    """Return items as the wire shows them, in the order of the ids."""
    originators = show_originators(world, ids)
    items = select_by_id(world, "whiplash_listed_item", ids, columns=columns_of(ATTRIBUTES))
    for item in spell_rows(items, ATTRIBUTES):
        item["originators"] = originators[item["id"]]
    return items


def show_originators(world: World, item_ids: Iterable[int]) -> dict[int, list[dict[str, Any]]]:
    """Return how the shops know items, by the id of the item."""
    shown: dict[int, list[dict[str, Any]]] = {item_id: [] for item_id in item_ids}
    for row in world.all(
        "SELECT item_id, group_id, original_id, provider FROM whiplash_item_originator"
        " WHERE item_id IN (SELECT value FROM json_each(?)) ORDER BY id",
        (json.dumps(list(shown)),),
    ):
        shown[row.pop("item_id")].append(row)
    return shown


def describe(item: Mapping[str, Any]) -> str | None:
    """Return how a line of an order or a ship notice describes its item: title, description (4)."""
    return ", ".join(filter(None, (item["title"], item["description"]))) or None
