"""Stock lots as the wire shows them, listed and just added.

Source: docs/reference/wherefour.md 3.11 and 5.3.
"""

from typing import Any

from stocktake.core.world import World
from stocktake.vendors.wherefour import lists, wire
from stocktake.vendors.wherefour.columns import columns
from stocktake.vendors.wherefour.inventory.custom_fields import shown_custom_fields
from stocktake.vendors.wherefour.locations import shown_locations

from .input import FLAGS

_DECIMALS = frozenset(columns("count cost base_count rate weight height width length"))
_LISTED = columns("""
id name lot_code status barcode details note count cost expiration_date weight height width length
created_at updated_at
""")
_ADDED = columns("""
id user_id inventory_id location_id lot_code status barcode details note count cost vendor_id
expiration_date created_at updated_at base_count rate purchase_id global_identifier
organization_id expiration_notified_at weight height width length serial_number
generate_barcode generate_lot_code generate_serial_number
""")
_SECOND_MS = 1_000


def listed_lots(world: World, rows: lists.Rows) -> list[dict[str, Any]]:
    """Return lots as lists show them, from their rows with the item's name (3.11)."""
    locations = shown_locations(world)
    values = shown_custom_fields(world, "active_stock_id", ids=[row["id"] for row in rows])
    return [
        wire.spell_row(row, _LISTED, decimals=_DECIMALS)
        | {
            "custom_field_values": values.get(row["id"], []),
            "location": locations.get(row["location_id"]),
        }
        for row in rows
    ]


def added_lot(world: World, stock_id: int) -> dict[str, Any]:
    """Return a lot as the answer to its creation shows it (5.3)."""
    row = world.one("SELECT * FROM wherefour_stock WHERE id = ?", (stock_id,))
    values = shown_custom_fields(world, "active_stock_id", ids=[stock_id])
    # This answer alone shows the time in whole seconds (5.3).
    row["created_at"] -= row["created_at"] % _SECOND_MS
    return wire.spell_row(row, _ADDED, decimals=_DECIMALS, flags=frozenset(FLAGS)) | {
        "custom_field_values": values.get(stock_id, [])
    }
