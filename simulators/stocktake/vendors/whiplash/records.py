"""Rows of records: several by id, one by the id that a merchant's shop gave it.

Source: docs/reference/whiplash.md 2.2.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from stocktake.core.among import among
from stocktake.core.world import World

from . import wire
from .access import Account
from .errors import record_not_found

Row = dict[str, Any]


def columns_of(attributes: Iterable[str]) -> tuple[str, ...]:
    """Return the columns of a record in the order of an answer: what is not shown is not read."""
    return ("id", *attributes, "created_at", "updated_at")


def select_by_id(
    world: World, table: str, ids: Sequence[int], *, columns: Iterable[str] = ("*",)
) -> list[Row]:
    """Return rows of a table or view in the order of the ids; the names are literals of ours."""
    which, given = among(ids)
    rows = world.all(
        f"SELECT {', '.join(columns)} FROM {table} WHERE id {which}",
        (given,),
    )
    return in_order(rows, ids)


def in_order(rows: Iterable[Row], ids: Iterable[int]) -> list[Row]:
    """Return rows in the order of the ids."""
    by_id = {row["id"]: row for row in rows}
    return [by_id[each] for each in ids]


def require(row: Row | None) -> Row:
    """Return a row that was looked for; NotFound when there is none."""
    if row is None:
        raise record_not_found()
    return row


def require_own(world: World, account: Account, record_id: int | None, *, select: str) -> Row:
    """Return the account's record with an id; NotFound when it has none.

    `select` is a literal of ours with two parameters: the id and the customer.
    """
    return require(world.find(select, (record_id, account.customer_id)))


def find_originated(world: World, account: Account, original_id: str, *, select: str) -> Row | None:
    """Return the record that a shop knows by an id from a path, None when there is none.

    `select` is a literal of ours with two parameters: the originator id and the customer.
    """
    for word in wire.read_segment(original_id):
        row = world.find(select, (word, account.customer_id))
        if row is not None:
            return row
    return None
