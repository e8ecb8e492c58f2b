"""The warehouse's people cancel an order, or a part of it.

Source: docs/reference/whiplash.md 3.2, 3.3, 4; docs/reference/duties.md D18. The event itself is
this suite's.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from stocktake.core.errors import Conflict, NotFound
from stocktake.core.world import World

from .assignment import reassign, restart_orders
from .ledger import record_demand
from .packing import unpack
from .rows import set_status
from .statuses import CANCELLED, CLOSED, ENDED, SHIPPED, name_of

Row = Mapping[str, Any]

STATUSES = {"cancelled": CANCELLED, "closed": CLOSED}

# What the merchant ordered of an SKU, bundles as such, the newest first: the SKU of the line, or
# the one that its item has today.
_LINES = """
SELECT li.id, li.quantity FROM whiplash_order_item li JOIN whiplash_item i ON i.id = li.item_id
WHERE li.order_id = ? AND ? IN (li.sku, i.sku) AND li.bundle_id IS NULL AND NOT li.packaging
ORDER BY li.id DESC
"""
_BUNDLES = """
SELECT b.id, b.quantity FROM whiplash_order_bundle b JOIN whiplash_item i ON i.id = b.item_id
WHERE b.order_id = ? AND i.sku = ? ORDER BY b.id DESC
"""


def cancel(world: World, order: Row, *, status: str) -> None:
    """Cancel an order, or close it: its stock returns; Conflict if it has shipped or ended."""
    _check_open(world, order)
    with record_demand(world, order["id"]):
        unpack(world, order["id"])
        set_status(world, order["id"], STATUSES[status])
        reassign(world, order["customer_id"])


def call_off(world: World, order: Row, lines: Sequence[Row]) -> None:
    """Take units off an order; a line of which none is left goes, as does a bundle with its lines.

    Conflict if the order has shipped or ended, or asks for less; NotFound for another SKU.
    """
    _check_open(world, order)
    with record_demand(world, order["id"]):
        unpack(world, order["id"])
        for line in lines:
            _take_off(world, order, sku=line["sku"], count=line["quantity"])
        restart_orders(world, order)


def _check_open(world: World, order: Row) -> None:
    if order["status"] >= SHIPPED or order["status"] in ENDED:
        name = name_of(world, order["status"])
        raise Conflict(f"an order that is {name} cannot be cancelled")


def _take_off(world: World, order: Row, *, sku: str, count: int) -> None:
    lines = world.all(_LINES, (order["id"], sku))
    bundles = world.all(_BUNDLES, (order["id"], sku))
    if not lines and not bundles:
        raise NotFound(f"the order has no line of {sku!r}")
    for line in lines:
        taken = min(count, line["quantity"])
        _lower_line(world, line, by=taken)
        count -= taken
    for bundle in bundles:
        taken = min(count, bundle["quantity"])
        _lower_bundle(world, bundle, by=taken)
        count -= taken
    if count:
        raise Conflict(f"the order asks for less of {sku!r}")


def _lower_line(world: World, line: Row, *, by: int) -> None:
    if by == line["quantity"]:
        world.run("DELETE FROM whiplash_order_item WHERE id = ?", (line["id"],))
    elif by:
        world.update(
            "whiplash_order_item",
            line["id"], quantity=line["quantity"] - by, updated_at=world.now,
        )  # fmt: skip


def _lower_bundle(world: World, bundle: Row, *, by: int) -> None:
    """Lower a bundle that was ordered, and the lines that it became in proportion."""
    lines = world.all(
        "SELECT id, quantity FROM whiplash_order_item WHERE bundle_id = ?", (bundle["id"],)
    )
    for line in lines:
        _lower_line(world, line, by=line["quantity"] // bundle["quantity"] * by)
    if by == bundle["quantity"]:
        world.run("DELETE FROM whiplash_order_bundle WHERE id = ?", (bundle["id"],))
    elif by:
        left = bundle["quantity"] - by
        world.update("whiplash_order_bundle", bundle["id"], quantity=left)
