"""Units as rows: found, received, changed. Source: docs/reference/wholecell.md 2.3, 6."""

from collections.abc import Iterable

from stocktake.core.world import World
from stocktake.vendors.wholecell import ids
from stocktake.vendors.wholecell.errors import invalid, not_found
from stocktake.vendors.wholecell.purchase_orders.rows import note_received
from stocktake.vendors.wholecell.wire import Body, Columns, Row

from .input import read_columns
from .ledger import record_stock


def require_unit(world: World, unit_id: int) -> Row:
    """Return a unit; refuse an unknown id."""
    unit = world.find("SELECT * FROM wholecell_inventory WHERE id = ?", (unit_id,))
    if unit is None:
        raise not_found()
    return unit


def receive_units(world: World, bodies: Iterable[Body], *, purchase_order_id: int) -> list[int]:
    """Add the units that bodies describe to a purchase order, one by one; return their ids."""
    number = world.value(
        "SELECT number FROM wholecell_purchase_order WHERE id = ?", (purchase_order_id,)
    )
    if number is None:
        raise invalid("purchase_order_id", "must exist")
    received: list[int] = []
    with record_stock(world, received, reference=number):
        for body in bodies:
            received.append(_add(world, read_columns(world, body, None), purchase_order_id))
            note_received(world, purchase_order_id)
    return received


def change_unit(world: World, unit: Row, body: Body) -> None:
    """Change a unit by a body, at least its `updated_at`."""
    columns = read_columns(world, body, unit)
    with record_stock(world, [unit["id"]], reference=unit["hex_id"]):
        world.update("wholecell_inventory", unit["id"], updated_at=world.now, **columns)


def return_unit(world: World, unit: Row, body: Body) -> None:
    """Take a unit that was shipped off its order and back into the building; that stays shipped."""
    columns = read_columns(world, body, unit)
    with record_stock(world, [unit["id"]], reference=unit["transaction_number"] or unit["hex_id"]):
        world.update(
            "wholecell_inventory", unit["id"],
            order_id=None, order_item_id=None, committed_at=None, sale_price=None,
            previous_status_id=None, updated_at=world.now, **columns,
        )  # fmt: skip


def _add(world: World, columns: Columns, purchase_order_id: int) -> int:
    return world.insert(
        "wholecell_inventory",
        id=ids.next_id(world, "wholecell_inventory"),
        hex_id=ids.next_hex_id(world),
        purchase_order_id=purchase_order_id,
        created_at=world.now,
        updated_at=world.now,
        **columns,
    )
