"""The columns of a ship notice that a body sets. Source: docs/reference/whiplash.md 5.2.

The status is the warehouse's to change: one that a client sends is ignored.
"""

from collections.abc import Mapping
from typing import Any

from stocktake.core.world import World
from stocktake.dialects.rails import invalid, read_given
from stocktake.vendors.whiplash import wire
from stocktake.vendors.whiplash.access import Account
from stocktake.vendors.whiplash.errors import record_not_found

Body = Mapping[str, Any]

_TEXTS = ("sender", "notes_by_customer", "originator_id")
_REQUIRED = ("sender", "eta", "warehouse_id")


def read_columns(world: World, account: Account, body: Body) -> dict[str, Any]:
    """Return the columns that a body sets; a warehouse of null is not set."""
    columns: dict[str, Any] = {n: wire.read_given_text(body, n) for n in _TEXTS if n in body}
    if "eta" in body:
        columns["eta"] = wire.read_given_time(body, "eta")
    if "total_boxes" in body:
        columns["total_boxes"] = wire.read_given_integer(body, "total_boxes")
    warehouse_id = wire.read_given_integer(body, "warehouse_id")
    if warehouse_id is not None:
        allowed = world.value(
            "SELECT 1 FROM whiplash_customer_warehouse WHERE customer_id = ? AND warehouse_id = ?",
            (account.customer_id, warehouse_id),
        )
        if not allowed:
            raise record_not_found()
        columns["warehouse_id"] = warehouse_id
    return columns


def check_required(world: World, columns: Mapping[str, Any]) -> None:
    """Refuse a new ship notice that lacks what version 2 requires, in strict mode only."""
    if not world.quirk("whiplash.strict"):
        return
    for name in _REQUIRED:
        if read_given(columns, name) is None:
            raise invalid(name, "can't be blank")
