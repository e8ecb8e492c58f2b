"""What is noted of shipments in the ledger: what left, in the unit of order."""

from stocktake.core.world import World

from .lines import OpenLine


def note_shipment(world: World, line: OpenLine, *, quantity: int) -> None:
    """Note how much of an order line was shipped."""
    reference = world.value(
        "SELECT order_number FROM wherefour_order WHERE id = ?", (line.row["order_id"],)
    )
    world.note(
        "wherefour", "shipment", sku=line.row["sku"], good=line.row["inventory_id"],
        reference=reference, document=line.row["order_id"], delta=quantity,
    )  # fmt: skip
