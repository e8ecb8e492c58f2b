"""Inventory items as the wire shows them, whole and inside documents.

Source: docs/reference/wherefour.md 3.4.
"""

import json
from collections.abc import Sequence
from typing import Any

from stocktake.core.world import World
from stocktake.vendors.wherefour import wire
from stocktake.vendors.wherefour.columns import columns

from .custom_fields import shown_custom_fields

_DECIMALS = frozenset(
    columns("""
on_hand purchase_conversion reorder_point waste_percentage standard_cost weight height width
length
""")
)
_WHOLE = columns("""
id name category_name on_hand unit_of_use unit_of_purchase unit_of_order unit_of_invoice
unit_of_pick_and_ship unit_of_weight unit_of_dimension purchase_conversion property sku upc
pull_strategy reorder_point lead_time retired waste_percentage quantity_not_tracked
standard_cost weight height width length internal_photo_is_public internal_description
internal_description_is_public public_name public_description show_hold_amounts
internal_name_is_public receive_default_delivery_method_id receive_default_location_id
receive_default_accept_rows receive_default_to_total_cost receive_default_stock_status
receive_require_barcode receive_require_serial_number receive_require_location
receive_require_expiration_date receive_prefill_expiration_date receive_expiration_date_days
receive_allow_unit_of_receiving_change receive_keep_quantity receive_keep_unit_of_receiving
receive_keep_cost receive_keep_vendor_item_number receive_keep_location
receive_keep_expiration_date receive_keep_stock_description receive_allow_custom_field_entry
created_at updated_at
""")
_EMBEDDED = columns("""
id name category_name on_hand unit_of_use unit_of_purchase purchase_conversion property sku
pull_strategy reorder_point lead_time retired waste_percentage created_at updated_at
""")
_NO_FLAGS = {
    "receive_default_delivery_method_id",
    "receive_default_location_id",
    "receive_default_accept_rows",
    "receive_default_stock_status",
    "receive_expiration_date_days",
}
_FLAGS = frozenset(
    name
    for name in _WHOLE
    if name.startswith(("receive_", "internal_", "show_")) and name != "internal_description"
) - _NO_FLAGS | {"retired", "quantity_not_tracked"}


def shown_items(world: World, ids: Sequence[int]) -> list[dict[str, Any]]:
    """Return items as the wire shows them, whole, in the order of the ids (3.4)."""
    items = _rows(world, ids)
    conversions = _conversions(world, ids)
    values = shown_custom_fields(world, "inventory_id", ids=ids)
    return [
        wire.spell_row(items[i], _WHOLE, decimals=_DECIMALS, flags=_FLAGS)
        | {"conversions": conversions.get(i, []), "custom_field_values": values.get(i, [])}
        for i in ids
    ]


def embedded_items(world: World, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Return items at the width that lines of documents carry, by id (3.4)."""
    return {
        identifier: wire.spell_row(row, _EMBEDDED, decimals=_DECIMALS, flags=_FLAGS)
        for identifier, row in _rows(world, ids).items()
    }


def _rows(world: World, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    rows = world.all(
        "SELECT i.*, c.name AS category_name, (SELECT coalesce(sum(s.count), 0)"
        " FROM wherefour_stock s WHERE s.inventory_id = i.id"
        " AND instr(',' || :statuses || ',', ',' || s.status || ',')) AS on_hand"
        " FROM wherefour_inventory i LEFT JOIN wherefour_category c ON c.id = i.category_id"
        " WHERE i.id IN (SELECT value FROM json_each(:ids))",
        {"ids": json.dumps(list(ids)), "statuses": world.quirk("wherefour.on_hand_statuses")},
    )
    return {row["id"]: row for row in rows}


def _conversions(world: World, ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    rows = world.all(
        "SELECT * FROM wherefour_conversion"
        " WHERE inventory_id IN (SELECT value FROM json_each(?)) ORDER BY id",
        (json.dumps(list(ids)),),
    )
    grouped: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        shown = wire.spell_row(
            row,
            (
                "to_count",
                "from_count",
                "catch_weight",
                "maximum_weight",
                "minimum_weight",
                "unit_of_measurement",
            ),
            decimals=frozenset(("to_count", "from_count", "maximum_weight", "minimum_weight")),
            flags=frozenset(("catch_weight",)),
        )
        grouped.setdefault(row["inventory_id"], []).append(shown)
    return grouped
