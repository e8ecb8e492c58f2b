"""Sales orders as rows, and the units on them. Source: docs/reference/wholecell.md 7.1, 7.2."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from stocktake.core.errors import Conflict, NotFound
from stocktake.core.world import World
from stocktake.vendors.wholecell import ids
from stocktake.vendors.wholecell.errors import not_found
from stocktake.vendors.wholecell.sales_order_items.matching import match_unit, shrink_second_items
from stocktake.vendors.wholecell.sales_order_items.rows import save_items
from stocktake.vendors.wholecell.settings.statuses import get_status
from stocktake.vendors.wholecell.wire import Body, Row

from .commitment import Commitment, check_commitments
from .input import OrderInput, read_order
from .ledger import record_order
from .parcels import add_parcel

_TABLE = "wholecell_sales_order"


def require_order(world: World, order_id: int) -> Row:
    """Return an order; refuse an unknown id."""
    order = world.find("SELECT * FROM wholecell_sales_order WHERE id = ?", (order_id,))
    if order is None:
        raise not_found()
    return order


def find_order(
    world: World, *, id: int | None = None, transaction_number: str | None = None
) -> Row:
    """Return the only order with this id or transaction number; NotFound or Conflict otherwise.

    Of several with one number people mean the one that is not called off.
    """
    found = world.all(
        "SELECT * FROM wholecell_sales_order WHERE id = ? OR transaction_number = ?",
        (id, transaction_number),
    )
    if not found:
        raise NotFound(f"no order {id or transaction_number!r}")
    if len(found) > 1:
        found = [order for order in found if _stands(world, order)] or found
    if len(found) > 1:
        raise Conflict(f"more than one order is {transaction_number!r}")
    return found[0]


def _stands(world: World, order: Row) -> bool:
    status = get_status(world, order["status_id"])
    return bool(status["open"] or status["shipped"])


def add_order(world: World, body: Body) -> int:
    """Add an order from a body; return its id."""
    made = ids.next_id(world, _TABLE)
    _save(world, made, read_order(world, body, None), before={})
    return made


def change_order(world: World, order: Row, body: Body) -> None:
    """Change an order by a body, at least its `updated_at`."""
    _save(world, order["id"], read_order(world, body, order), before=order)


@contextmanager
def changing(world: World, order_id: int, commitments: Sequence[Commitment] = ()) -> Iterator[None]:
    """Change an order and its units in the block: the ledger and `updated_at` follow."""
    with record_order(world, order_id, [each.unit["id"] for each in commitments]):
        yield
        world.update(_TABLE, order_id, updated_at=world.now)


def units_on(world: World, order_id: int) -> list[Row]:
    """Return the units that are committed to an order."""
    return world.all(
        "SELECT * FROM wholecell_inventory WHERE order_id = ? ORDER BY committed_at, id",
        (order_id,),
    )


def commit_units(world: World, order_id: int, commitments: Sequence[Commitment]) -> list[str]:
    """Commit units to an order; return the hex ids of those that match no item.

    A unit that is on the order already only gets its price.
    """
    sold = world.value("SELECT sold_status_id FROM wholecell_account")
    unmatched: list[str] = []
    for each in commitments:
        unit, price = each.unit, each.sale_price
        if unit["order_id"] != order_id:
            if not _commit(world, order_id, each, sold=sold):
                unmatched.append(unit["hex_id"])
        elif price is not None:
            world.update("wholecell_inventory", unit["id"], updated_at=world.now, sale_price=price)
    return unmatched


def release_units(world: World, units: Sequence[Row]) -> None:
    """Take units off their order; each gets back the status that it had before."""
    for unit in units:
        world.update(
            "wholecell_inventory", unit["id"],
            order_id=None, order_item_id=None, committed_at=None, sale_price=None,
            status_id=unit["previous_status_id"] or unit["status_id"], previous_status_id=None,
            updated_at=world.now,
        )  # fmt: skip
    for order_id in dict.fromkeys(unit["order_id"] for unit in units):
        shrink_second_items(world, order_id)


def _save(world: World, order_id: int, changes: OrderInput, *, before: Row) -> None:
    """Save an order, its items and its units; nothing is saved if any unit is refused."""
    commitments = changes.commitments or ()
    released = _check_units(world, order_id, changes, after=before | changes.columns)
    with record_order(world, order_id, [each.unit["id"] for each in commitments]):
        columns = {**changes.columns, "updated_at": world.now}
        if before:
            world.update(_TABLE, order_id, **columns)
        else:
            world.insert(_TABLE, id=order_id, created_at=world.now, **columns)
        if changes.items is not None:
            save_items(world, order_id, changes.items)
        release_units(world, released)
        commit_units(world, order_id, commitments)
        for parcel in changes.parcels:
            add_parcel(world, order_id, parcel)


def _check_units(world: World, order_id: int, changes: OrderInput, *, after: Row) -> list[Row]:
    """Check units against the order as it will be (`after`); return those that leave it."""
    if changes.commitments is None:
        return []
    kept = {each.unit["id"] for each in changes.commitments}
    released = [unit for unit in units_on(world, order_id) if unit["id"] not in kept]
    check_commitments(
        order_id, changes.commitments, released=released,
        status=get_status(world, after["status_id"]), shipped=after["shipped_at"] is not None,
    )  # fmt: skip
    return released


def _commit(world: World, order_id: int, commitment: Commitment, *, sold: int | None) -> bool:
    """Commit a unit as sold; return whether it matched an item, which also sets its price."""
    unit, price = commitment.unit, commitment.sale_price
    item, item_price = match_unit(world, order_id, unit)
    world.update(
        "wholecell_inventory", unit["id"],
        sale_price=item_price if price is None else price,
        order_id=order_id, order_item_id=item, committed_at=world.now,
        previous_status_id=unit["status_id"], status_id=sold or unit["status_id"],
        updated_at=world.now,
    )  # fmt: skip
    return item is not None
