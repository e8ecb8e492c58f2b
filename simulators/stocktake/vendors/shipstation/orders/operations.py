"""Orders: created, replaced by their key, shown, deleted.

Source: docs/reference/channels.md 4.2.
"""

from typing import Any

from stocktake.core.errors import Refusal, Unprocessable
from stocktake.core.simulator import Call
from stocktake.core.world import World
from stocktake.vendors.shipstation.web_hooks.callbacks import send_orders

from . import rows
from .input import require_fields
from .ledger import record_changes
from .shown import show_orders

_SPOILED = "An error has occurred."


def get_order(world: World, call: Call, *, order_id: int) -> Any:
    """Show one order."""
    return show_orders(world, [rows.get_order_row(world, order_id)["id"]])[0]


def create_order(world: World, call: Call, *, body: dict[str, Any]) -> Any:
    """Create an order, or replace the one that has its key."""
    order_id, arrived = save(world, body)
    send_orders(world, [order_id] if arrived else [])
    return show_orders(world, [order_id])[0]


def create_orders(world: World, call: Call, *, body: list[dict[str, Any]]) -> Any:
    """Create or replace orders, each for itself; what arrived is one batch of the hooks."""
    results, arrived = [], []
    for place, row in enumerate(body):
        result: dict[str, Any] = {
            "orderId": None,
            "orderNumber": _text(row.get("orderNumber")),
            "orderKey": _text(row.get("orderKey")),
            "success": False,
            "errorMessage": None,
        }
        results.append(result)
        try:
            if place < call.spoiled:
                raise Unprocessable(_SPOILED)
            require_fields(row)
            with world.attempt():
                order_id, has_arrived = save(world, row)
        except Refusal as refusal:
            result["errorMessage"] = refusal.message
            continue
        arrived += [order_id] if has_arrived else []
        key = world.value("SELECT key FROM shipstation_order WHERE id = ?", (order_id,))
        result |= {"orderId": order_id, "orderKey": key, "success": True}
    send_orders(world, arrived)
    return {"hasErrors": any(not each["success"] for each in results), "results": results}


def save(world: World, body: dict[str, Any]) -> tuple[int, bool]:
    """Save an order and what it changes in the ledger; return its id and whether it arrived."""
    known = rows.find_by_key(world, _text(body.get("orderKey")), body.get("orderId"))
    with record_changes(world, *([known["id"]] if known else [])) as ids:
        order_id, arrived = rows.save_order(world, body)
        if order_id not in ids:
            ids.append(order_id)
    return order_id, arrived


def delete_order(world: World, call: Call, *, order_id: int) -> Any:
    """Take an order out of the lists; its row stays, and its key is free again."""
    order = rows.get_order_row(world, order_id)
    with record_changes(world, order["id"]):
        rows.change(world, order["id"], active=0)
    return {"success": True, "message": "The requested order has been deleted"}


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


HANDLERS = (get_order, create_order, create_orders, delete_order)
