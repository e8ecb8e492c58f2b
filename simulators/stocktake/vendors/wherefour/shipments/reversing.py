"""A shipment is reversed: its goods are in their lots again, and it is gone.

That the vendor knows it, a flag of its order statuses says (`shipments_reversed_status`); how it
goes on is a decision: docs/reference/wherefour.md 3.15 and 5.2.
"""

from collections.abc import Mapping
from typing import Any

from stocktake.core.errors import NotFound
from stocktake.core.world import World
from stocktake.vendors.wherefour.access import Account
from stocktake.vendors.wherefour.orders.ledger import demand_of, note_demand
from stocktake.vendors.wherefour.stocks.rows import Adjustment, adjust_lot

_NEWEST = """
SELECT s.id, s.order_id, s.shipment_number, o.order_number FROM wherefour_shipment s
JOIN wherefour_order o ON o.id = s.order_id WHERE o.order_number = ? ORDER BY s.id DESC LIMIT 1
"""
_TAKEN = """
SELECT a.stock_id, a.change FROM wherefour_adjustment a
JOIN wherefour_shipment_item si ON si.id = a.shipment_item_id WHERE si.shipment_id = ? ORDER BY a.id
"""
_SHIPPED = """
SELECT li.sku, li.inventory_id, si.quantity FROM wherefour_shipment_item si
JOIN wherefour_order_item li ON li.id = si.order_item_id WHERE si.shipment_id = ? ORDER BY si.id
"""
# An order that is not canceled gets the status that is flagged for this, else the first open one.
_REOPENED = """
SELECT id FROM wherefour_order_status WHERE shipments_reversed_status OR open_order_status
ORDER BY shipments_reversed_status DESC, id LIMIT 1
"""


def reverse_newest(world: World, account: Account, *, order_number: str) -> dict[str, Any]:
    """Reverse the newest shipment of an order number in the name of a user.

    NotFound where nothing of that number was shipped.
    """
    shipment = world.find(_NEWEST, (order_number,))
    if shipment is None:
        raise NotFound(f"no shipment of an order {order_number!r}")
    before = demand_of(world, shipment["order_id"])
    for taken in world.all(_TAKEN, (shipment["id"],)):
        reason = Adjustment(reason="shipment reversed", account=account, effective_at=world.now)
        adjust_lot(world, taken["stock_id"], by=-taken["change"], adjustment=reason)
    _remove(world, shipment)
    _reopen(world, shipment["order_id"])
    note_demand(world, shipment["order_id"], before=before)
    return {
        "shipment_id": shipment["id"],
        "order_id": shipment["order_id"],
        "shipment_number": shipment["shipment_number"],
    }


def _remove(world: World, shipment: Mapping[str, Any]) -> None:
    for line in world.all(_SHIPPED, (shipment["id"],)):
        world.note(
            "wherefour", "shipment", sku=line["sku"], good=line["inventory_id"],
            reference=shipment["order_number"], document=shipment["order_id"],
            delta=-line["quantity"],
        )  # fmt: skip
    world.run(
        "UPDATE wherefour_adjustment SET shipment_item_id = NULL WHERE shipment_item_id IN"
        " (SELECT id FROM wherefour_shipment_item WHERE shipment_id = ?)",
        (shipment["id"],),
    )
    world.run("DELETE FROM wherefour_shipment_item WHERE shipment_id = ?", (shipment["id"],))
    world.run("DELETE FROM wherefour_shipment WHERE id = ?", (shipment["id"],))


def _reopen(world: World, order_id: int) -> None:
    world.update("wherefour_order", order_id, updated_at=world.now)
    world.run(
        "UPDATE wherefour_order SET order_status_id = coalesce(?, order_status_id) WHERE id = ?"
        " AND order_status_id NOT IN"
        " (SELECT id FROM wherefour_order_status WHERE order_canceled_status)",
        (world.value(_REOPENED), order_id),
    )
