"""Inventory items: operations 2 and 6, and how items look, whole and inside other things.

Source: docs/reference/wherefour.md 3.4 and 4.
"""

import json
from collections.abc import Sequence
from typing import Any

from stocktake.core.simulator import Call, Page
from stocktake.core.world import World

from . import pages, wire

_DECIMALS = frozenset(
    wire.names("""
on_hand purchase_conversion reorder_point waste_percentage standard_cost weight height width
length
""")
)
_WHOLE = wire.names("""
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
_EMBEDDED = wire.names("""
id name category_name on_hand unit_of_use unit_of_purchase purchase_conversion property sku
pull_strategy reorder_point lead_time retired waste_percentage created_at updated_at
""")
_NUMBERED = {
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
) - _NUMBERED | {"retired", "quantity_not_tracked"}


# Apart, so that each finds its index among many thousand items.
_EVERY = "FROM wherefour_inventory"
_CHANGED = "FROM wherefour_inventory WHERE updated_at >= :oldest"
_NAMED = "FROM wherefour_inventory WHERE instr(folded_name, :name)"
_WITH_SKU = "FROM wherefour_inventory WHERE sku IN (SELECT value FROM json_each(:skus))"


def get_inventory_items(
    world: World,
    call: Call,
    *,
    updated_at: str | None = None,
    page: str | None = None,
    per_page: str | None = None,
) -> Page:
    """List all items, retired ones too, those changed at or after `updated_at` (4, operation 2)."""
    oldest = wire.since(updated_at, strict=world.quirk("wherefour.strict_filters"))
    total = world.value(
        "SELECT count(*) " + (_EVERY if oldest is None else _CHANGED), {"oldest": oldest}
    )
    window = pages.window(world, total, page=page, per_page=per_page)
    rows = world.all(
        "SELECT id "
        + (_EVERY if oldest is None else _CHANGED)
        + " ORDER BY id LIMIT :limit OFFSET :offset",
        {"oldest": oldest, "limit": window.limit, "offset": window.offset},
    )
    return pages.page(shown_items(world, [row["id"] for row in rows]), window)


def search_inventory(
    world: World,
    call: Call,
    *,
    name: str | None = None,
    sku_list: Sequence[str] = (),
    page: str | None = None,
    per_page: str | None = None,
) -> Page:
    """Find items by a part of the name, exact names first, else by whole SKU (4, operation 6)."""
    wanted = {"name": name.casefold() if name else None, "skus": json.dumps(list(sku_list))}
    matching = _NAMED if name else _WITH_SKU
    window = pages.window(
        world, world.value("SELECT count(*) " + matching, wanted), page=page, per_page=per_page
    )
    rows = world.all(
        "SELECT id " + matching + " ORDER BY folded_name <> :name, id LIMIT :limit OFFSET :offset",
        {**wanted, "limit": window.limit, "offset": window.offset},
    )
    return pages.page(shown_items(world, [row["id"] for row in rows]), window)


def shown_items(world: World, ids: Sequence[int]) -> list[dict[str, Any]]:
    """Return items as the wire shows them, whole, in the order of the ids (3.4)."""
    items = _rows(world, ids)
    conversions = _conversions(world, ids)
    values = custom_field_values(world, "inventory_id", ids=ids)
    return [
        wire.spelled(items[i], _WHOLE, decimals=_DECIMALS, flags=_FLAGS)
        | {"conversions": conversions.get(i, []), "custom_field_values": values.get(i, [])}
        for i in ids
    ]


def embedded_items(world: World, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Return items at the width that lines of documents carry, by id (3.4)."""
    return {
        identifier: wire.spelled(row, _EMBEDDED, decimals=_DECIMALS, flags=_FLAGS)
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
        shown = wire.spelled(
            row,
            [
                "to_count",
                "from_count",
                "catch_weight",
                "maximum_weight",
                "minimum_weight",
                "unit_of_measurement",
            ],
            decimals=frozenset(("to_count", "from_count", "maximum_weight", "minimum_weight")),
            flags=frozenset(("catch_weight",)),
        )
        grouped.setdefault(row["inventory_id"], []).append(shown)
    return grouped


_VALUE = """
SELECT v.*, f.name AS field_name, f.value_type, f.created_at AS field_created_at,
  f.updated_at AS field_updated_at
FROM wherefour_custom_field_value v JOIN wherefour_custom_field f ON f.id = v.custom_field_id
"""
_VALUES = {
    "inventory_id": _VALUE
    + "WHERE v.inventory_id IN (SELECT value FROM json_each(?)) ORDER BY v.id",
    "active_stock_id": _VALUE
    + "WHERE v.active_stock_id IN (SELECT value FROM json_each(?)) ORDER BY v.id",
}


def custom_field_values(
    world: World, owner: str, *, ids: Sequence[int]
) -> dict[int, list[dict[str, Any]]]:
    """Return custom field values of items (`inventory_id`) or lots (`active_stock_id`), by id."""
    grouped: dict[int, list[dict[str, Any]]] = {}
    plain = "id custom_field_id inventory_id active_stock_id value value_type created_at updated_at"
    for row in world.all(_VALUES[owner], (json.dumps(list(ids)),)):
        shown = wire.spelled(row, plain.split())
        shown["custom_field"] = {
            "id": row["custom_field_id"],
            "name": row["field_name"],
            "value_type": row["value_type"],
            "created_at": wire.instant(row["field_created_at"]),
            "updated_at": wire.instant(row["field_updated_at"]),
        }
        grouped.setdefault(row[owner], []).append(shown)
    return grouped
