"""Statuses: titles that the account defines, by kind. Source: docs/reference/wholecell.md 2.3, 7.1.

A kind is `Inventory`, `PurchaseOrder` or `SalesOrder`.
"""

from typing import Any

from stocktake.core.errors import Conflict
from stocktake.core.world import World
from stocktake.vendors.wholecell.errors import invalid
from stocktake.vendors.wholecell.wire import Row


def get_status(world: World, status_id: int) -> Row:
    """Return a status by its id."""
    return world.one("SELECT * FROM wholecell_status WHERE id = ?", (status_id,))


def read_status(world: World, kind: str, title: str) -> Row:
    """Return the status that a body names by its title; refuse an unknown title."""
    found = world.find("SELECT * FROM wholecell_status WHERE kind = ? AND title = ?", (kind, title))
    if found is None:
        raise invalid("status", "is not a status")
    return found


def first_shipped_status(world: World) -> Row:
    """Return the account's first status that means shipped; refuse where it has none."""
    found = world.find(
        "SELECT * FROM wholecell_status WHERE kind = 'SalesOrder' AND shipped ORDER BY id LIMIT 1"
    )
    if found is None:
        raise invalid("status", "no status means shipped")
    return found


def add_status(world: World, *, kind: str, title: str, **flags: bool) -> dict[str, Any]:
    """Add a status title of one kind, with its flags."""
    if world.value("SELECT 1 FROM wholecell_status WHERE kind = ? AND title = ?", (kind, title)):
        raise Conflict(f"there is a status {title!r} of kind {kind}")
    columns = {name: int(value) for name, value in flags.items()}
    return {"id": world.insert("wholecell_status", kind=kind, title=title, **columns)}


EVENTS = (add_status,)
