"""Rows of orders: found by id or by the shop's id, and given a status.

Source: docs/reference/whiplash.md 2.2, 3.2.
"""

from typing import Any

from stocktake.core.world import World
from stocktake.vendors.whiplash.access import Account
from stocktake.vendors.whiplash.records import find_originated, require, require_own

Row = dict[str, Any]


def find_order(world: World, account: Account, order_id: int) -> Row:
    """Return an order; NotFound for an id that is not the account's."""
    select = "SELECT * FROM whiplash_order WHERE id = ? AND customer_id = ?"
    return require_own(world, account, order_id, select=select)


def find_by_originator(world: World, account: Account, original_id: str) -> Row | None:
    """Return the newest order that a shop knows by an id from a path, None for none."""
    return find_originated(
        world, account, original_id,
        select="SELECT * FROM whiplash_order WHERE originator_id = ? AND customer_id = ?"
        " ORDER BY id DESC LIMIT 1",
    )  # fmt: skip


def require_by_originator(world: World, account: Account, original_id: str) -> Row:
    """Return the order that a shop knows by an id; NotFound when there is none."""
    return require(find_by_originator(world, account, original_id))


def set_status(world: World, order_id: int, status: int, **columns: Any) -> None:
    """Give an order another status, remember the one before, and set other columns with it."""
    world.run(
        "UPDATE whiplash_order SET previous_status = status, status = ?, updated_at = ?"
        " WHERE id = ?",
        (status, world.now, order_id),
    )
    if columns:
        world.update("whiplash_order", order_id, **columns)
