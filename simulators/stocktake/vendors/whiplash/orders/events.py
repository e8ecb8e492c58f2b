"""What warehouse staff and carriers do with orders.

Source: docs/reference/whiplash.md 3.3, 3.4. The statuses that staff bring an order to are those of
the vendor's own sandbox calls.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from stocktake.core.errors import Conflict, NotFound
from stocktake.core.world import World
from stocktake.rules.assignment import PROCESSING
from stocktake.vendors.whiplash.web_hooks.callbacks import (
    send_inventory_changed,
    send_order_shipped,
)

from .abroad import keep_unpriced_home
from .cancelling import call_off, cancel
from .packing import SHIP_METHOD, batch, pack, ship
from .rows import set_status
from .statuses import BATCHED, DELIVERED, PACKED, SHIPPED, name_of

_STEPS = {"batched": BATCHED, "packed": PACKED, "shipped": SHIPPED}


def process_order(
    world: World,
    *,
    status: str,
    order_id: int | None = None,
    originator_id: str | None = None,
    packages: int = 1,
    ship_method: str = SHIP_METHOD,
    packaging: str | None = None,
) -> dict[str, Any]:
    """Process an order up to a status, through all steps before it."""
    order = _find(world, order_id, originator_id)
    goal = _STEPS[status]
    if not PROCESSING <= order["status"] < goal:
        name = name_of(world, order["status"])
        raise Conflict(f"an order that is {name} cannot become {status}")
    keep_unpriced_home(world, order)
    if order["status"] < BATCHED:
        batch(world, order)
    if order["status"] < PACKED <= goal:
        pack(world, order, packages=packages)
    if goal == SHIPPED:
        material = _material(world, order, packaging)
        ship(world, order, ship_method=ship_method, material=material)
        if material is not None:
            send_inventory_changed(world, material["id"])
        send_order_shipped(world, order["id"])
    return _show(world, order["id"])


def deliver_order(
    world: World, *, order_id: int | None = None, originator_id: str | None = None
) -> dict[str, Any]:
    """Deliver a shipped order."""
    order = _find(world, order_id, originator_id)
    if order["status"] != SHIPPED:
        name = name_of(world, order["status"])
        raise Conflict(f"an order that is {name} cannot be delivered")
    set_status(world, order["id"], DELIVERED)
    return _show(world, order["id"])


def cancel_order(
    world: World,
    *,
    order_id: int | None = None,
    originator_id: str | None = None,
    lines: Sequence[Mapping[str, Any]] | None = None,
    status: str = "cancelled",
) -> dict[str, Any]:
    """Cancel an order, or with `lines` ({sku, quantity}) only so much of it."""
    order = _find(world, order_id, originator_id)
    if lines is None:
        cancel(world, order, status=status)
    else:
        call_off(world, order, lines)
    return _show(world, order["id"])


def _find(world: World, order_id: int | None, originator_id: str | None) -> dict[str, Any]:
    order = world.find(
        "SELECT * FROM whiplash_order WHERE id = ? OR originator_id = ? ORDER BY id DESC LIMIT 1",
        (order_id, originator_id),
    )
    if order is None:
        raise NotFound(f"no order {order_id or originator_id!r}")
    return order


def _show(world: World, order_id: int) -> dict[str, Any]:
    order = world.one("SELECT * FROM whiplash_order WHERE id = ?", (order_id,))
    return {
        "order_id": order["id"],
        "status": order["status"],
        "status_name": name_of(world, order["status"]),
    }


def _material(world: World, order: dict[str, Any], sku: str | None) -> dict[str, Any] | None:
    """Return the packing material to use: the one named, or the first in the warehouse.

    None when none is named and there is none; NotFound when the one named does not exist.
    """
    found = world.find(
        "SELECT i.* FROM whiplash_item i LEFT JOIN whiplash_shelf s"
        " ON s.item_id = i.id AND s.warehouse_id = ?2"
        " WHERE i.customer_id = ?1 AND i.packaging AND NOT i.is_bundle"
        " AND i.deactivated_at IS NULL AND coalesce(i.sku = ?3, s.quantity > 0)"
        " ORDER BY i.id LIMIT 1",
        (order["customer_id"], order["warehouse_id"], sku),
    )
    if found is None and sku is not None:
        raise NotFound(f"no packing material {sku!r}")
    return found


EVENTS = (process_order, deliver_order, cancel_order)
