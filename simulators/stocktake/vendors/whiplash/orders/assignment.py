"""Orders get their status and their warehouse, again whenever stock or a switch changes.

Source: docs/reference/whiplash.md 3.3; which order gets what is `rules.assignment`.
"""

import json
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from stocktake.core.world import World
from stocktake.rules.assignment import HELD, PROCESSING, SHORT, Wanted, assign

_EVALUATED = (HELD, SHORT, PROCESSING)


def assign_order(world: World, order_id: int) -> None:
    """Give one order its status and warehouse; the others keep what they have."""
    customer = world.value("SELECT customer_id FROM whiplash_order WHERE id = ?", (order_id,))
    _assign(world, int(customer), [order_id])


def reassign(world: World, customer_id: int) -> None:
    """Look at every order of a customer that waits or is processed, after stock or a switch
    changed; batched and paused ones stay as they are.
    """
    found = world.all(
        "SELECT id FROM whiplash_order WHERE customer_id = ? AND status IN (?, ?, ?) ORDER BY id",
        (customer_id, *_EVALUATED),
    )
    if found:
        _assign(world, customer_id, [row["id"] for row in found])


def _assign(world: World, customer_id: int, ids: list[int]) -> None:
    wanted = json.dumps(ids)
    orders = world.all(
        "SELECT * FROM whiplash_order WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id",
        (wanted,),
    )
    units: dict[int, dict[int, int]] = defaultdict(dict)
    held = set()
    for row in world.all(
        "SELECT li.order_id, li.item_id, sum(li.quantity) AS quantity,"
        " min(i.available AND coalesce(whole.available, 1)) AS available"
        " FROM whiplash_order_item li JOIN whiplash_item i ON i.id = li.item_id"
        " LEFT JOIN whiplash_order_bundle b ON b.id = li.bundle_id"
        " LEFT JOIN whiplash_item whole ON whole.id = b.item_id"
        " WHERE li.order_id IN (SELECT value FROM json_each(?)) GROUP BY li.order_id, li.item_id",
        (wanted,),
    ):
        units[row["order_id"]][row["item_id"]] = row["quantity"]
        if not row["available"]:
            held.add(row["order_id"])
    places = _warehouses(world, customer_id)
    queue = [
        Wanted(
            order_id=order["id"],
            units=units[order["id"]],
            warehouses=json.loads(order["shop_warehouse_ids"]) or places,
            assigned=order["warehouse_id"],
            held=order["id"] in held,
        )
        for order in orders
    ]
    found = assign(queue, _free(world, wanted))
    for order in orders:
        given = found[order["id"]]
        _set(world, order, {"status": given.status, "warehouse_id": given.warehouse})


def _warehouses(world: World, customer_id: int) -> list[int]:
    """Return the warehouses that a customer may use, its own first."""
    rows = world.all(
        "SELECT w.warehouse_id AS id FROM whiplash_customer_warehouse w"
        " JOIN whiplash_customer c ON c.id = w.customer_id WHERE c.id = ?"
        " ORDER BY w.warehouse_id <> c.default_warehouse_id, w.warehouse_id",
        (customer_id,),
    )
    return [row["id"] for row in rows]


def _free(world: World, wanted: str) -> dict[tuple[int, int], int]:
    """Return what lies on the shelves and is of no other order, of the items of these orders."""
    rows = world.all(
        "WITH wanted AS (SELECT value AS id FROM json_each(?)), asked AS ("
        " SELECT DISTINCT item_id FROM whiplash_order_item"
        " WHERE order_id IN (SELECT id FROM wanted))"
        " SELECT warehouse_id, item_id, sum(quantity) AS quantity FROM ("
        " SELECT warehouse_id, item_id, quantity FROM whiplash_shelf"
        " WHERE item_id IN (SELECT item_id FROM asked) UNION ALL"
        " SELECT o.warehouse_id, li.item_id, -li.quantity FROM whiplash_order_item li"
        " JOIN whiplash_order o ON o.id = li.order_id"
        " WHERE li.item_id IN (SELECT item_id FROM asked) AND o.warehouse_id IS NOT NULL"
        " AND NOT o.batched AND o.shipped_on IS NULL AND o.status NOT IN (30, 35, 40, 45)"
        " AND o.id NOT IN (SELECT id FROM wanted)) GROUP BY warehouse_id, item_id",
        (wanted,),
    )
    return {(row["warehouse_id"], row["item_id"]): row["quantity"] for row in rows}


def _set(world: World, order: Mapping[str, Any], columns: dict[str, Any]) -> None:
    if all(order[name] == value for name, value in columns.items()):
        return
    if columns["status"] != order["status"]:
        columns["previous_status"] = order["status"]
    world.update("whiplash_order", order["id"], updated_at=world.now, **columns)
