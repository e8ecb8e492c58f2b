"""What is noted of orders in the ledger: demand, and every change of it."""

from stocktake.core.world import World

Demand = dict[tuple[int, int, str | None, str], int]
"""Millionths of the unit of order, by line, item, SKU and order number."""


def demand_of(world: World, order_id: int) -> Demand:
    """Return how much an order demands, by line; a canceled one demands what was shipped."""
    rows = world.all(
        "SELECT li.id, li.inventory_id, li.sku, o.order_number,"
        " CASE WHEN st.order_canceled_status THEN"
        " (SELECT coalesce(sum(si.quantity), 0) FROM wherefour_shipment_item si"
        " WHERE si.order_item_id = li.id) ELSE li.count END AS quantity"
        " FROM wherefour_order_item li JOIN wherefour_order o ON o.id = li.order_id"
        " JOIN wherefour_order_status st ON st.id = o.order_status_id"
        " WHERE o.id = ? ORDER BY li.id",
        (order_id,),
    )
    return {
        (row["id"], row["inventory_id"], row["sku"], row["order_number"]): row["quantity"]
        for row in rows
    }


def note_demand(world: World, order_id: int, *, before: Demand) -> None:
    """Note how an order's demand differs from what it was before."""
    after = demand_of(world, order_id)
    for key in sorted({**before, **after}, key=lambda key: key[0]):
        delta = after.get(key, 0) - before.get(key, 0)
        if delta:
            _, item, sku, number = key
            world.note(
                "wherefour", "demand", sku=sku, good=item,
                reference=number, document=order_id, delta=delta,
            )  # fmt: skip
