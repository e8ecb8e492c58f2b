"""The newest adjustment: operation 5. Source: docs/reference/wherefour.md 3.12, 4 and 5.5."""

from typing import Any

from stocktake.core.simulator import Call
from stocktake.core.world import World

from . import wire
from .inventory import embedded_items
from .refusals import not_found

_SHOWN = wire.names("""
id user_id user_first_name user_last_name reason lot_code old_lot_code barcode old_barcode details
rate cost count change absolute_change note work_order expiration_date created_at updated_at
""")
_LOT = wire.names("""
id name lot_code status barcode details note count cost expiration_date created_at updated_at
""")
_VENDOR = wire.names("""
id first_name last_name display_name email phone mobile fax website note kind created_at updated_at
custom_field_1 custom_field_2 custom_field_3 custom_field_4 business_license_number
""")
_DECIMALS = frozenset(wire.names("rate cost count change absolute_change"))

_NEWEST = "SELECT id FROM wherefour_adjustment ORDER BY created_at DESC, id DESC LIMIT 1"
_NEWEST_OF_ITEM = """
SELECT a.id FROM wherefour_adjustment a JOIN wherefour_stock s ON s.id = a.stock_id
WHERE s.inventory_id = ? ORDER BY a.created_at DESC, a.id DESC LIMIT 1
"""


def get_last_stock_lot_change(world: World, call: Call, *, inventory_id: int | None = None) -> Any:
    """Show the newest adjustment, of one item or of the whole organization (4, operation 5)."""
    if inventory_id is None:
        newest = world.value(_NEWEST)
    else:
        newest = world.value(_NEWEST_OF_ITEM, (inventory_id,))
    if newest is None:
        raise not_found()
    row = world.one(
        "SELECT a.*, abs(a.change) AS count, abs(a.change) AS absolute_change, NULL AS work_order,"
        " u.first_name AS user_first_name, u.last_name AS user_last_name"
        " FROM wherefour_adjustment a JOIN wherefour_user u ON u.id = a.user_id WHERE a.id = ?",
        (newest,),
    )
    shown = wire.spelled(row, _SHOWN, decimals=_DECIMALS)
    return shown | {"stock": _lot(world, row["stock_id"])}


def _lot(world: World, stock_id: int) -> dict[str, Any]:
    row = world.one(
        "SELECT s.*, i.name AS name, l.name AS location_name FROM wherefour_stock s"
        " JOIN wherefour_inventory i ON i.id = s.inventory_id"
        " LEFT JOIN wherefour_location l ON l.id = s.location_id WHERE s.id = ?",
        (stock_id,),
    )
    location_id, vendor = row["location_id"], _vendor(world, row["vendor_id"])
    item = embedded_items(world, [row["inventory_id"]])[row["inventory_id"]]
    return wire.spelled(row, _LOT, decimals=frozenset(("count", "cost"))) | {
        "inventory": item,
        "location": {"id": location_id, "name": row["location_name"]} if location_id else None,
        "vendor": vendor,
        # Nothing that any operation does makes a lot one of a purchase's.
        "purchase": None,
    }


def _vendor(world: World, vendor_id: int | None) -> dict[str, Any] | None:
    row = world.find("SELECT * FROM wherefour_vendor WHERE id = ?", (vendor_id,))
    return None if row is None else wire.spelled(row, _VENDOR)
