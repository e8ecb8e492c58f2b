"""The line items of an order, and what shipments forbid to change of them.

Source: docs/reference/wherefour.md 3.5 and 5.8.
"""

from stocktake.core.world import World
from stocktake.dialects.rails import invalid
from stocktake.vendors.wherefour.inventory.units import unit_of
from stocktake.vendors.wherefour.line_items.rows import LineItems, Row


def _guard(world: World, line: Row, columns: Row | None, field: str) -> None:
    """Refuse to remove, replace or lower what was already shipped (5.8)."""
    shipped = world.value(
        "SELECT sum(taken) FROM wherefour_shipment_item WHERE order_item_id = ?", (line["id"],)
    )
    if shipped is None:
        return
    if columns is None:
        raise invalid(field, "a line already shipped cannot be removed")
    if "inventory_id" in columns:
        raise invalid(f"{field}.inventory_id", "of a line already shipped cannot change")
    unit_name = world.value(
        "SELECT unit_of_order FROM wherefour_inventory WHERE id = ?", (line["inventory_id"],)
    )
    unit = unit_of(world, line["inventory_id"], name=unit_name)
    if unit.into_use(columns.get("count", line["count"])) < shipped:
        raise invalid(f"{field}.count", "is less than what was shipped")


ORDER_LINES = LineItems(
    table="wherefour_order_item",
    owner="order_id",
    field="order_items_attributes",
    select="SELECT * FROM wherefour_order_item"
    " WHERE order_id IN (SELECT value FROM json_each(?)) ORDER BY id",
    custom_table="wherefour_order_custom_line",
    select_custom="SELECT * FROM wherefour_order_custom_line"
    " WHERE order_id IN (SELECT value FROM json_each(?)) ORDER BY id",
    guard=_guard,
)
