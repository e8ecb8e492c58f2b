"""Rows of ship notices: found by id, and found to be late for a change.

Source: docs/reference/whiplash.md 5.2.
"""

from collections.abc import Mapping
from typing import Any

from stocktake.core.world import World
from stocktake.dialects.rails import invalid
from stocktake.vendors.whiplash.access import Account
from stocktake.vendors.whiplash.records import require_own

from .statuses import IN_TRANSIT, PROCESSING

Row = Mapping[str, Any]


def find_shipnotice(world: World, account: Account, shipnotice_id: int | None) -> dict[str, Any]:
    """Return a ship notice; NotFound for an id that is not the account's."""
    select = "SELECT * FROM whiplash_shipnotice WHERE id = ? AND customer_id = ?"
    return require_own(world, account, shipnotice_id, select=select)


def check_changeable(notice: Row) -> None:
    """Refuse to change or delete a ship notice that has arrived."""
    if notice["status"] > IN_TRANSIT:
        raise invalid("base", "The ship notice has arrived: it stays as it is")


def check_lines_changeable(notice: Row) -> None:
    """Refuse to change the lines of a ship notice that is being received, or was."""
    if notice["status"] >= PROCESSING:
        raise invalid("base", "The ship notice is being received or was: its items stay")
