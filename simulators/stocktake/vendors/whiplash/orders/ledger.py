"""Lines of orders as stock and ledger see them: what orders take, and how bundles become lines.

Source: docs/reference/whiplash.md 2.5, 4; docs/reference/duties.md D1.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from stocktake.core.world import World
from stocktake.dialects.rails import invalid
from stocktake.rules.quantity import MICRO

from . import hooks, stock
from .recording import added_to_order, record_transaction, removed_from_order

# What orders take


@contextmanager
def accounted(world: World, *order_ids: int) -> Iterator[list[int]]:
    """Write down what the block changes of what orders take, an item at a time.

    Stock is taken when an order is made, not when it leaves (2.5): item transactions say so, and
    the ledger says how much more or less was ordered. Orders that the block makes are appended to
    what it gets.
    """
    ids = list(order_ids)
    taken, asked = _taken(world, ids), _asked(world, ids)
    yield ids
    changes = _difference(_taken(world, ids), taken)
    for (order_id, item_id), count in sorted(changes.items()):
        says = added_to_order if count > 0 else removed_from_order
        record_transaction(
            world, item_id,
            change=-count, description=says(order_id, abs(count)), order_id=order_id,
        )  # fmt: skip
    for (order_id, sku), count in _difference(_asked(world, ids), asked).items():
        reference = world.value(
            "SELECT originator_id FROM whiplash_order WHERE id = ?", (order_id,)
        )
        world.note("whiplash", "demand", sku=sku, reference=reference, delta=count * MICRO)
    for item_id in sorted({item_id for _, item_id in changes}):
        hooks.inventory_changed(world, item_id)


def _difference(after: Counter[Any], before: Counter[Any]) -> dict[Any, int]:
    keys = dict.fromkeys([*before, *after])
    return {key: after[key] - before[key] for key in keys if after[key] != before[key]}


def _taken(world: World, ids: list[int]) -> Counter[tuple[int, int]]:
    rows = world.all(
        "SELECT li.order_id, li.item_id, sum(li.quantity) AS quantity FROM whiplash_order_item li"
        " JOIN whiplash_order o ON o.id = li.order_id"
        " WHERE o.id IN (SELECT value FROM json_each(?)) AND o.status NOT IN (30, 35, 40, 45)"
        " GROUP BY li.order_id, li.item_id",
        (json.dumps(ids),),
    )
    return Counter({(row["order_id"], row["item_id"]): row["quantity"] for row in rows})


def _asked(world: World, ids: list[int]) -> Counter[tuple[int, str | None]]:
    rows = world.all(
        "SELECT d.order_id, i.sku, sum(d.quantity) AS quantity FROM whiplash_ordered d"
        " JOIN whiplash_order o ON o.id = d.order_id JOIN whiplash_item i ON i.id = d.item_id"
        " WHERE o.id IN (SELECT value FROM json_each(?)) AND o.status NOT IN (30, 35, 40, 45)"
        " GROUP BY d.order_id, i.sku ORDER BY d.order_id, i.sku",
        (json.dumps(ids),),
    )
    return Counter({(row["order_id"], row["sku"]): row["quantity"] for row in rows})


# Making lines


def add_line(
    world: World, order_id: int, item: Mapping[str, Any], columns: Mapping[str, Any]
) -> int:
    """Put an item on an order, a bundle as its components; return the id of the (first) line."""
    if not item["is_bundle"]:
        return _insert(world, order_id, item, columns)
    count = columns.get("quantity", 1)
    components = _components(world, item["id"], (item["id"],))
    if not components:
        raise invalid("base", "A bundle without items cannot be ordered")
    bundle = world.insert(
        "whiplash_order_bundle", order_id=order_id, item_id=item["id"], quantity=count
    )
    shared = {k: v for k, v in columns.items() if k in ("originator_id", "provider", "misc")}
    made = [
        _insert(
            world, order_id, part,
            {**shared, "price": part["price"] or 0, "currency": part["currency"],
             "quantity": count * needed, "bundle_id": bundle},
        )
        for part, needed in components
    ]  # fmt: skip
    return made[0]


def _components(
    world: World, bundle_id: int, above: tuple[int, ...]
) -> list[tuple[dict[str, Any], int]]:
    """Return what one of a bundle is made of; bundles in bundles are taken apart as well."""
    found: list[tuple[dict[str, Any], int]] = []
    for row in world.all(
        "SELECT item_id, quantity FROM whiplash_bundle_item WHERE bundle_id = ? ORDER BY id",
        (bundle_id,),
    ):
        part = world.one("SELECT * FROM whiplash_item WHERE id = ?", (row["item_id"],))
        if not part["is_bundle"]:
            found.append((part, row["quantity"]))
        elif part["id"] in above:
            raise invalid("base", "A bundle that holds itself cannot be ordered")
        else:
            inner = _components(world, part["id"], (*above, part["id"]))
            found += [(each, count * row["quantity"]) for each, count in inner]
    return found


def _insert(
    world: World, order_id: int, item: Mapping[str, Any], columns: Mapping[str, Any]
) -> int:
    described = ", ".join(filter(None, (item["title"], item["description"])))
    given = {"sku": item["sku"], "description": described or None, "quantity": 1, **columns}
    return world.insert(
        "whiplash_order_item",
        order_id=order_id, item_id=item["id"], created_at=world.now, updated_at=world.now, **given,
    )  # fmt: skip


# Before lines change


def break_bundle(world: World, line: Mapping[str, Any]) -> None:
    """Make the lines of a bundle ordinary ones: with one of them changed it is whole no more."""
    if line["bundle_id"] is not None:
        world.run(
            "UPDATE whiplash_order_item SET bundle_id = NULL WHERE bundle_id = ?",
            (line["bundle_id"],),
        )
        world.run("DELETE FROM whiplash_order_bundle WHERE id = ?", (line["bundle_id"],))


def take_apart(world: World, order_id: int) -> None:
    """Put the goods of an order back on the shelf and its packages away, if it was batched."""
    for line in world.all(
        "SELECT li.item_id, li.quantity, o.warehouse_id FROM whiplash_order_item li"
        " JOIN whiplash_order o ON o.id = li.order_id WHERE o.id = ? AND o.batched ORDER BY li.id",
        (order_id,),
    ):
        stock.move_shelf(world, line["item_id"], line["warehouse_id"], by=line["quantity"])
    world.run(
        "UPDATE whiplash_order_item SET package_id = NULL, packed = 0 WHERE order_id = ?",
        (order_id,),
    )
    world.run("DELETE FROM whiplash_package WHERE order_id = ?", (order_id,))
    world.update("whiplash_order", order_id, batched=0)
