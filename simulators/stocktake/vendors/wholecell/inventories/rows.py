"""Units come in: one by one, on a purchase order. Source: docs/reference/wholecell.md 2.3, 6."""

from collections.abc import Iterable, Mapping
from typing import Any

from stocktake.core.world import World

from . import ids
from .errors import invalid
from .unit_input import columns_of
from .units import noted


def receive(
    world: World, bodies: Iterable[Mapping[str, Any]], *, purchase_order_id: int
) -> list[int]:
    """Add the units that bodies describe to a purchase order, one by one; return their ids."""
    number = world.value(
        "SELECT number FROM wholecell_purchase_order WHERE id = ?", (purchase_order_id,)
    )
    if number is None:
        raise invalid("purchase_order_id", "must exist")
    made: list[int] = []
    with noted(world, made, reference=number):
        for body in bodies:
            made.append(_add(world, columns_of(world, body, None), purchase_order_id))
            _came_in(world, purchase_order_id)
    return made


def _add(world: World, columns: Mapping[str, Any], purchase_order_id: int) -> int:
    return world.insert(
        "wholecell_inventory",
        id=ids.next_id(world, "wholecell_inventory"),
        hex_id=ids.next_hex_id(world),
        purchase_order_id=purchase_order_id,
        created_at=world.now,
        updated_at=world.now,
        **columns,
    )


def _came_in(world: World, purchase_order_id: int) -> None:
    """A unit more on an order changes the order: its count, what it cost, maybe its status."""
    world.update("wholecell_purchase_order", purchase_order_id, updated_at=world.now)
    if not world.quirk("wholecell.received_when_complete"):
        return
    world.run(
        "UPDATE wholecell_purchase_order SET status_id = (SELECT id FROM wholecell_status"
        " WHERE kind = 'PurchaseOrder' AND title = 'Received')"
        " WHERE id = ?1 AND expected_inventory_count = (SELECT count(*) FROM wholecell_inventory"
        " WHERE purchase_order_id = ?1)",
        (purchase_order_id,),
    )
