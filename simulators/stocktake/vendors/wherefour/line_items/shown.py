"""Line items and custom line items of documents as the wire shows them.

Source: docs/reference/wherefour.md 3.5 and 3.6.
"""

from collections.abc import Sequence
from typing import Any

from stocktake.core.world import World
from stocktake.vendors.wherefour import wire
from stocktake.vendors.wherefour.columns import columns
from stocktake.vendors.wherefour.inventory.shown import embedded_items

from .rows import LineItems

_LINE = columns("id name inventory_id category_name count cost sku created_at updated_at")
_CUSTOM = columns("id organization_id name count unit_price qualified created_at updated_at")
_DEFINITION = columns("id organization_id name description created_at updated_at")


def shown_lines(
    world: World, lines: LineItems, *, ids: Sequence[int]
) -> dict[int, list[dict[str, Any]]]:
    """Return the lines of documents as the wire shows them, by document (3.5)."""
    rows = lines.of(world, ids)
    items = embedded_items(world, [row["inventory_id"] for row in rows])
    grouped: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        shown = wire.spell_row(row, _LINE, decimals=frozenset(("count", "cost")))
        shown["inventory"] = items[row["inventory_id"]]
        grouped.setdefault(row[lines.owner], []).append(shown)
    return grouped


def shown_custom_lines(
    world: World, lines: LineItems, *, ids: Sequence[int]
) -> dict[int, list[dict[str, Any]]]:
    """Return the custom lines of documents as the wire shows them, by document (3.6)."""
    definitions = {
        row["id"]: wire.spell_row(row, _DEFINITION)
        for row in world.all("SELECT * FROM wherefour_custom_line_definition")
    }
    grouped: dict[int, list[dict[str, Any]]] = {}
    for row in lines.custom_of(world, ids):
        shown = wire.spell_row(
            row,
            _CUSTOM,
            decimals=frozenset(("count", "unit_price")),
            flags=frozenset(("qualified",)),
        )
        shown["custom_line_definition"] = definitions[row["custom_line_definition_id"]]
        grouped.setdefault(row[lines.owner], []).append(shown)
    return grouped
