"""Purchase orders as rows: added, changed, received on. Source: docs/reference/wholecell.md 6."""

from stocktake.core.world import World
from stocktake.vendors.wholecell import ids
from stocktake.vendors.wholecell.errors import not_found
from stocktake.vendors.wholecell.wire import Body

from .input import read_columns

_TABLE = "wholecell_purchase_order"
_DEFAULTS = {"number": None, "status": None}


def exists(world: World, order_id: int) -> bool:
    """Return whether there is a purchase order with this id."""
    found = world.value("SELECT 1 FROM wholecell_purchase_order WHERE id = ?", (order_id,))
    return found is not None


def add_order(world: World, body: Body) -> int:
    """Add an order from a body; return its id."""
    made = ids.next_id(world, _TABLE)
    columns = read_columns(world, {**_DEFAULTS, **body}, made)
    return world.insert(_TABLE, id=made, created_at=world.now, updated_at=world.now, **columns)


def change_order(world: World, order_id: int, body: Body) -> None:
    """Change an order by a body, at least its `updated_at`; refuse an unknown id."""
    if not exists(world, order_id):
        raise not_found()
    columns = read_columns(world, body, order_id)
    world.update(_TABLE, order_id, updated_at=world.now, **columns)


def open_order(world: World) -> int:
    """Return the newest order that still waits for goods, or add one."""
    found = world.value(
        "SELECT max(t.id) FROM wholecell_purchase_order t JOIN wholecell_status s"
        " ON s.id = t.status_id WHERE s.title IN ('Open', 'Receiving')"
    )
    return add_order(world, {}) if found is None else int(found)


def note_received(world: World, order_id: int) -> None:
    """Note that a unit came in: `updated_at` moves, and the status while the quirk is on."""
    world.update(_TABLE, order_id, updated_at=world.now)
    if not world.quirk("wholecell.received_when_complete"):
        return
    world.run(
        "UPDATE wholecell_purchase_order SET status_id = (SELECT id FROM wholecell_status"
        " WHERE kind = 'PurchaseOrder' AND title = 'Received')"
        " WHERE id = ?1 AND expected_inventory_count = (SELECT count(*) FROM wholecell_inventory"
        " WHERE purchase_order_id = ?1)",
        (order_id,),
    )
