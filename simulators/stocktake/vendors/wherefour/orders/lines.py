"""Lines of an order: where they stand, and what shipments forbid.

Source: docs/reference/wherefour.md 3.5 and 5.8.
"""

from stocktake.core.world import World
from stocktake.dialects.rails import invalid

from .lines import Lines, Row
from .units import unit_of

FIELD = "order_items_attributes"


def _guard(world: World, line: Row, columns: Row | None) -> None:
    """Refuse to take from an order what already went out of the door (5.8)."""
    shipped = world.value(
        "SELECT sum(taken) FROM wherefour_shipment_item WHERE order_item_id = ?", (line["id"],)
    )
    if shipped is None:
        return
    if columns is None:
        raise invalid(FIELD, "a line already shipped cannot be removed")
    if "inventory_id" in columns:
        raise invalid(f"{FIELD}.inventory_id", "of a line already shipped cannot change")
    unit_name = world.value(
        "SELECT unit_of_order FROM wherefour_inventory WHERE id = ?", (line["inventory_id"],)
    )
    unit = unit_of(world, line["inventory_id"], name=unit_name)
    if unit.into_use(columns.get("count", line["count"])) < shipped:
        raise invalid(f"{FIELD}.count", "is less than what was shipped")


ORDER_LINES = Lines(
    table="wherefour_order_item",
    owner="order_id",
    field=FIELD,
    rows="SELECT * FROM wherefour_order_item"
    " WHERE order_id IN (SELECT value FROM json_each(?)) ORDER BY id",
    custom_rows="SELECT * FROM wherefour_custom_line_item"
    " WHERE order_id IN (SELECT value FROM json_each(?)) ORDER BY id",
    guard=_guard,
)
