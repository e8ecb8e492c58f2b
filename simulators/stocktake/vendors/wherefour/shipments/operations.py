"""Auto-ship as clients of 1.0.18 call it, without an order in the path: operation 18.

Source: docs/reference/wherefour.md 4 and 5.1.
"""

from collections.abc import Mapping
from typing import Any

from stocktake.core.simulator import Call
from stocktake.core.world import World
from stocktake.dialects.rails import invalid

from . import wire
from .refusals import not_found
from .shipping import auto_pick_and_ship, open_lines

_NUMBERED = "SELECT id FROM wherefour_order WHERE customer_id = ? AND order_number = ? ORDER BY id"
_OPEN = """
SELECT o.id FROM wherefour_order o JOIN wherefour_order_status st ON st.id = o.order_status_id
WHERE o.customer_id = ? AND st.open_order_status ORDER BY o.id
"""


def auto_pick_and_ship_legacy(
    world: World,
    call: Call,
    *,
    customer_id: int,
    body: Mapping[str, Any],
    order_id: int | None = None,
    order_number: str | None = None,
) -> Any:
    """Ship the order that the query or the body names, else the customer's only open one.

    Open is an order of the status flagged so that still awaits something.
    """
    if world.find("SELECT id FROM wherefour_customer WHERE id = ?", (customer_id,)) is None:
        raise not_found()
    chosen = wire.reference(body, "order_id") if order_id is None else order_id
    if chosen is None:
        number = order_number or wire.text(body, "order_number")
        chosen = _numbered(world, customer_id, number) if number else _open(world, customer_id)
    return auto_pick_and_ship(world, call, customer_id=customer_id, order_id=chosen, body=body)


def _numbered(world: World, customer_id: int, number: str) -> int:
    rows = world.all(_NUMBERED, (customer_id, number))
    if not rows:
        raise not_found()
    if len(rows) > 1:
        raise invalid("order_number", "matches more than one order")
    return int(rows[0]["id"])


def _open(world: World, customer_id: int) -> int:
    ids = [row["id"] for row in world.all(_OPEN, (customer_id,))]
    awaiting = [identifier for identifier in ids if open_lines(world, identifier)]
    if len(awaiting) != 1:
        raise invalid("order_id", "must be given: the customer has no single open order")
    return int(awaiting[0])
