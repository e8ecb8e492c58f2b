"""The newest adjustment: operation 5. Source: docs/reference/wherefour.md 3.12, 4 and 5.5."""

from typing import Any

from stocktake.core.simulator import Call
from stocktake.core.world import World
from stocktake.vendors.wherefour import wire
from stocktake.vendors.wherefour.columns import columns
from stocktake.vendors.wherefour.errors import not_found
from stocktake.vendors.wherefour.inventory.shown import embedded_items
from stocktake.vendors.wherefour.vendors import vendor_of_lot

_SHOWN = columns("""
id user_id user_first_name user_last_name reason lot_code old_lot_code barcode old_barcode details
rate cost count change absolute_change note work_order expiration_date created_at updated_at
""")
_LOT = columns("""
id name lot_code status barcode details note count cost expiration_date created_at updated_at
""")
_DECIMALS = frozenset(columns("rate cost count change absolute_change"))

_NEWEST = "SELECT id FROM wherefour_adjustment ORDER BY created_at DESC, id DESC LIMIT 1"
_NEWEST_OF_ITEM = """
SELECT a.id FROM wherefour_adjustment a JOIN wherefour_stock s ON s.id = a.stock_id
WHERE s.inventory_id = ? ORDER BY a.created_at DESC, a.id DESC LIMIT 1
"""


# Shown


def _shown_adjustment(world: World, adjustment_id: int) -> dict[str, Any]:
    """Return an adjustment as the wire shows it, beside its lot as it is now (3.12)."""
    row = world.one(
        "SELECT a.*, abs(a.change) AS count, abs(a.change) AS absolute_change, NULL AS work_order,"
        " u.first_name AS user_first_name, u.last_name AS user_last_name"
        " FROM wherefour_adjustment a JOIN wherefour_user u ON u.id = a.user_id WHERE a.id = ?",
        (adjustment_id,),
    )
    shown = wire.spell_row(row, _SHOWN, decimals=_DECIMALS)
    return shown | {"stock": _shown_lot(world, row["stock_id"])}


def _shown_lot(world: World, stock_id: int) -> dict[str, Any]:
    row = world.one(
        "SELECT s.*, i.name AS name, l.name AS location_name FROM wherefour_stock s"
        " JOIN wherefour_inventory i ON i.id = s.inventory_id"
        " LEFT JOIN wherefour_location l ON l.id = s.location_id WHERE s.id = ?",
        (stock_id,),
    )
    location = {"id": row["location_id"], "name": row["location_name"]}
    return wire.spell_row(row, _LOT, decimals=_DECIMALS) | {
        "inventory": embedded_items(world, [row["inventory_id"]])[row["inventory_id"]],
        "location": location if row["location_id"] else None,
        "vendor": vendor_of_lot(world, row["vendor_id"]),
        # No operation makes a lot part of a purchase.
        "purchase": None,
    }


# Operations


def get_last_stock_lot_change(world: World, call: Call, *, inventory_id: int | None = None) -> Any:
    """Show the newest adjustment, of one item or of the whole organization (4, operation 5)."""
    if inventory_id is None:
        newest = world.value(_NEWEST)
    else:
        newest = world.value(_NEWEST_OF_ITEM, (inventory_id,))
    if newest is None:
        raise not_found()
    return _shown_adjustment(world, newest)


HANDLERS = (get_last_stock_lot_change,)
