"""Custom fields: the values that items and lots have. No operation changes them.

Source: docs/reference/wherefour.md 3.4 and 3.11.
"""

import json
from collections.abc import Sequence
from typing import Any

from stocktake.core.world import World
from stocktake.vendors.wherefour import wire
from stocktake.vendors.wherefour.columns import columns

_SHOWN = columns(
    "id custom_field_id inventory_id active_stock_id value value_type created_at updated_at"
)
_SELECT = """
SELECT v.*, f.name AS field_name, f.value_type, f.created_at AS field_created_at,
  f.updated_at AS field_updated_at
FROM wherefour_custom_field_value v JOIN wherefour_custom_field f ON f.id = v.custom_field_id
"""
_OF_OWNERS = {
    "inventory_id": _SELECT
    + "WHERE v.inventory_id IN (SELECT value FROM json_each(?)) ORDER BY v.id",
    "active_stock_id": _SELECT
    + "WHERE v.active_stock_id IN (SELECT value FROM json_each(?)) ORDER BY v.id",
}


def shown_custom_fields(
    world: World, owner: str, *, ids: Sequence[int]
) -> dict[int, list[dict[str, Any]]]:
    """Return the values of items (`inventory_id`) or lots (`active_stock_id`), by their id."""
    grouped: dict[int, list[dict[str, Any]]] = {}
    for row in world.all(_OF_OWNERS[owner], (json.dumps(list(ids)),)):
        shown = wire.spell_row(row, _SHOWN)
        shown["custom_field"] = {
            "id": row["custom_field_id"],
            "name": row["field_name"],
            "value_type": row["value_type"],
            "created_at": wire.spell_time(row["field_created_at"]),
            "updated_at": wire.spell_time(row["field_updated_at"]),
        }
        grouped.setdefault(row[owner], []).append(shown)
    return grouped
