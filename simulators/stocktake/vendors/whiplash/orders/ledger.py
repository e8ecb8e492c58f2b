"""What orders take from stock, as item transactions and as demand in the ledger.

Source: docs/reference/whiplash.md 2.5, 4; docs/reference/duties.md D1.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from stocktake.core.held import Held, note_held
from stocktake.core.world import World
from stocktake.rules.quantity import MICRO
from stocktake.vendors.whiplash.stock.ledger import note_stock
from stocktake.vendors.whiplash.stock.rows import (
    describe_added,
    describe_removed,
    record_transaction,
)
from stocktake.vendors.whiplash.web_hooks.callbacks import send_inventory_changed

Row = Mapping[str, Any]

# Demand


@contextmanager
def record_demand(world: World, *order_ids: int) -> Iterator[list[int]]:
    """Record what the block changes of the units that these orders take.

    Stock is taken when an order is created, not when it ships (2.5): there is an item transaction
    for each item, and the ledger notes how much more or less was ordered. The block gets the list
    of ids, and appends the orders that it creates.
    """
    ids = list(order_ids)
    units, ordered = _units_taken(world, ids), _units_ordered(world, ids)
    bundled = _units_bundled(world, ids)
    yield ids
    changes = _difference(_units_taken(world, ids), units)
    for (order_id, item_id), count in sorted(changes.items()):
        describe = describe_added if count > 0 else describe_removed
        record_transaction(
            world, item_id,
            change=-count, description=describe(order_id, abs(count)), order_id=order_id,
        )  # fmt: skip
    for (order_id, item_id), count in _difference(_units_ordered(world, ids), ordered).items():
        reference = world.value(
            "SELECT originator_id FROM whiplash_order WHERE id = ?", (order_id,)
        )
        world.note(
            "whiplash", "demand", sku=_sku(world, item_id), good=item_id,
            reference=reference, document=order_id, delta=count * MICRO,
        )  # fmt: skip
    note_held(world, "whiplash", before=bundled, after=_units_bundled(world, ids))
    for item_id in sorted({item_id for _, item_id in changes}):
        send_inventory_changed(world, item_id)


def _difference(after: Counter[Any], before: Counter[Any]) -> dict[Any, int]:
    keys = dict.fromkeys([*before, *after])
    return {key: after[key] - before[key] for key in keys if after[key] != before[key]}


def _units_taken(world: World, ids: list[int]) -> Counter[tuple[int, int]]:
    """Return the units of lines by order and item: of bundles their components."""
    rows = world.all(
        "SELECT li.order_id, li.item_id, sum(li.quantity) AS quantity FROM whiplash_order_item li"
        " JOIN whiplash_order o ON o.id = li.order_id"
        " WHERE o.id IN (SELECT value FROM json_each(?)) AND o.status NOT IN (30, 35, 40, 45)"
        " GROUP BY li.order_id, li.item_id",
        (json.dumps(ids),),
    )
    return Counter({(row["order_id"], row["item_id"]): row["quantity"] for row in rows})


def _units_ordered(world: World, ids: list[int]) -> Counter[tuple[int, int]]:
    """Return the units that the merchant ordered by order and item: bundles as such."""
    rows = world.all(
        "SELECT d.order_id, d.item_id, sum(d.quantity) AS quantity FROM whiplash_ordered d"
        " JOIN whiplash_order o ON o.id = d.order_id JOIN whiplash_item i ON i.id = d.item_id"
        " WHERE o.id IN (SELECT value FROM json_each(?)) AND o.status NOT IN (30, 35, 40, 45)"
        " GROUP BY d.order_id, d.item_id ORDER BY d.order_id, i.sku, d.item_id",
        (json.dumps(ids),),
    )
    return Counter({(row["order_id"], row["item_id"]): row["quantity"] for row in rows})


def _units_bundled(world: World, ids: list[int]) -> Held:
    """Return the units that ordered bundles keep of their components."""
    rows = world.all(
        "SELECT coalesce(w.name, '') AS place, i.id, i.sku, sum(d.quantity) AS quantity"
        " FROM whiplash_demand d JOIN whiplash_item i ON i.id = d.item_id"
        " LEFT JOIN whiplash_warehouse w ON w.id = d.warehouse_id"
        " WHERE d.bundle_id IS NOT NULL AND d.order_id IN (SELECT value FROM json_each(?))"
        " GROUP BY d.warehouse_id, i.id ORDER BY place, i.id",
        (json.dumps(ids),),
    )
    return {(row["place"], str(row["id"])): (row["quantity"] * MICRO, row["sku"]) for row in rows}


def _sku(world: World, item_id: int) -> str | None:
    sku: str | None = world.value("SELECT sku FROM whiplash_item WHERE id = ?", (item_id,))
    return sku


def _place(world: World, warehouse_id: int) -> str:
    return str(world.value("SELECT name FROM whiplash_warehouse WHERE id = ?", (warehouse_id,)))


# Shipments


def note_shipment(world: World, order: Row, lines: list[dict[str, Any]]) -> None:
    """Note what leaves the building with an order, and what the merchant had ordered."""
    reference = order["originator_id"]
    units: Counter[int] = Counter()
    kept: Counter[int] = Counter()
    for line in lines:
        units[line["item_id"]] += line["quantity"]
        kept[line["item_id"]] += line["quantity"] if line["bundle_id"] is not None else 0
    for item_id, count in units.items():
        note_stock(world, item_id, order["warehouse_id"], delta=-count, reference=reference)
    released = {
        (_place(world, order["warehouse_id"]), str(item_id)): (count * MICRO, _sku(world, item_id))
        for item_id, count in kept.items()
    }
    note_held(world, "whiplash", before=released, after={}, reference=reference)
    for row in world.all(
        "SELECT i.id, i.sku, sum(d.quantity) AS quantity FROM whiplash_ordered d"
        " JOIN whiplash_item i ON i.id = d.item_id WHERE d.order_id = ?"
        " GROUP BY i.id ORDER BY i.sku, i.id",
        (order["id"],),
    ):
        world.note(
            "whiplash", "shipment",
            sku=row["sku"], good=row["id"], reference=reference, document=order["id"],
            delta=row["quantity"] * MICRO,
        )  # fmt: skip
