"""What is noted of orders: the demand on their store, and what of it is shipped.

Source: docs/reference/duties.md D2 to D5.
"""

from collections import Counter

from stocktake.core.world import World

from .calls import Positions, tell_modules

_NOTED = ("demand", "shipment")


def read_positions(world: World, order_id: int) -> Positions:
    """Return what an order demands of its store now, and what of it is shipped."""
    rows = world.all(
        "SELECT crm_order.shipment_store, crm_order.shipped, status.category,"
        "       COALESCE(offer.external_id, item.name) AS sku, item.offer_id, item.quantity"
        " FROM retailcrm_order crm_order"
        " JOIN retailcrm_status status ON status.code = crm_order.status"
        " JOIN retailcrm_order_item item ON item.order_id = crm_order.id"
        " LEFT JOIN retailcrm_offer offer ON offer.id = item.offer_id"
        " WHERE crm_order.id = ? ORDER BY item.id",
        (order_id,),
    )
    positions: Positions = {"demand": Counter(), "shipment": Counter(), "cancelled": Counter()}
    for row in rows:
        key = (row["shipment_store"], row["offer_id"], row["sku"])
        wanted = "cancelled" if row["category"] == "cancel" else "demand"
        positions[wanted][key] += row["quantity"]
        if row["shipped"]:
            positions["shipment"][key] += row["quantity"]
    return positions


def note_order(world: World, order_id: int, before: Positions) -> None:
    """Note how an order's positions differ from those before, empty for a new order.

    The modules that want to know of it are called.
    """
    now = read_positions(world, order_id)
    for what in _NOTED:
        earlier, after = before.get(what, Counter()), now[what]
        for key in dict.fromkeys([*earlier, *after]):
            delta = after[key] - earlier[key]
            if delta:
                place, offer, sku = key
                world.note(
                    "retailcrm", what, place=place, sku=sku, good=offer,
                    reference=f"R{order_id}", document=order_id, delta=delta,
                )  # fmt: skip
    tell_modules(world, before, now)
