"""The status and the warehouse of orders, worked out again whenever stock or a switch changes.

Source: docs/reference/whiplash.md 3.3. Which order gets what is `rules.assignment`.
"""

import json
from collections.abc import Mapping
from typing import Any

from stocktake.core.world import World
from stocktake.rules.assignment import HELD, PROCESSING, SHORT, PendingOrder, assign
from stocktake.vendors.whiplash.wire import spell_day

_EVALUATED = (HELD, SHORT, PROCESSING)

Row = Mapping[str, Any]


def assign_order(world: World, order_id: int) -> None:
    """Give one order its status and warehouse; the others keep theirs."""
    customer = world.value("SELECT customer_id FROM whiplash_order WHERE id = ?", (order_id,))
    _assign(world, int(customer), [order_id])


def restart_orders(world: World, *orders: Row) -> None:
    """Take orders of one customer back to processing after their lines changed, then reassign.

    Orders that wait or are paused keep their status until they are reassigned or released.
    """
    for order in orders:
        world.run(
            "UPDATE whiplash_order SET status = ?1, previous_status = status, updated_at = ?2"
            " WHERE id = ?3 AND status > ?1",
            (PROCESSING, world.now, order["id"]),
        )
    reassign(world, orders[0]["customer_id"])


def reassign(world: World, customer_id: int) -> None:
    """Reassign every order of a customer that waits or is processed.

    Call it after stock or a switch changed. Batched and paused orders stay as they are.
    """
    found = world.all(
        "SELECT id FROM whiplash_order WHERE customer_id = ? AND status IN (?, ?, ?) ORDER BY id",
        (customer_id, *_EVALUATED),
    )
    if found:
        _assign(world, customer_id, [row["id"] for row in found])


def _assign(world: World, customer_id: int, order_ids: list[int]) -> None:
    ids = json.dumps(order_ids)
    orders = world.all(
        "SELECT * FROM whiplash_order WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id",
        (ids,),
    )
    units, held = _demand(world, ids)
    warehouses = _warehouses(world, customer_id)
    queue = [
        PendingOrder(
            order_id=order["id"],
            units=units.get(order["id"], {}),
            warehouses=json.loads(order["shop_warehouse_ids"]) or warehouses,
            assigned=order["warehouse_id"],
            held=order["id"] in held,
        )
        for order in orders
    ]
    assignments = assign(queue, _free(world, ids))
    for order in orders:
        assignment = assignments[order["id"]]
        _update(world, order, status=assignment.status, warehouse_id=assignment.warehouse)


def _demand(world: World, ids: str) -> tuple[dict[int, dict[int, int]], set[int]]:
    """Return units by order and item, and the orders that must not be processed yet.

    These have an item that is switched off, or whose street date lies ahead (and the order does not
    skip it). `ids` is a JSON list of orders.
    """
    units: dict[int, dict[int, int]] = {}
    held = set()
    for row in world.all(
        "SELECT li.order_id, li.item_id, sum(li.quantity) AS quantity,"
        " min(i.available AND coalesce(bundle.available, 1) AND (o.skip_street_date"
        " OR max(coalesce(i.street_date, ''), coalesce(bundle.street_date, '')) <= ?2)) AS ready"
        " FROM whiplash_order_item li JOIN whiplash_item i ON i.id = li.item_id"
        " JOIN whiplash_order o ON o.id = li.order_id"
        " LEFT JOIN whiplash_order_bundle b ON b.id = li.bundle_id"
        " LEFT JOIN whiplash_item bundle ON bundle.id = b.item_id"
        " WHERE li.order_id IN (SELECT value FROM json_each(?1)) GROUP BY li.order_id, li.item_id",
        (ids, spell_day(world.now)),
    ):
        units.setdefault(row["order_id"], {})[row["item_id"]] = row["quantity"]
        if not row["ready"]:
            held.add(row["order_id"])
    return units, held


def _warehouses(world: World, customer_id: int) -> list[int]:
    """Return the warehouses that a customer may use, its default one first."""
    rows = world.all(
        "SELECT w.warehouse_id AS id FROM whiplash_customer_warehouse w"
        " JOIN whiplash_customer c ON c.id = w.customer_id WHERE c.id = ?"
        " ORDER BY w.warehouse_id <> c.default_warehouse_id, w.warehouse_id",
        (customer_id,),
    )
    return [row["id"] for row in rows]


def _free(world: World, ids: str) -> dict[tuple[int, int], int]:
    """Return the units of these orders' items that no other order holds, by warehouse and item."""
    rows = world.all(
        "WITH these AS (SELECT value AS id FROM json_each(?)), demanded AS ("
        " SELECT DISTINCT item_id FROM whiplash_order_item"
        " WHERE order_id IN (SELECT id FROM these))"
        " SELECT warehouse_id, item_id, sum(quantity) AS quantity FROM ("
        " SELECT warehouse_id, item_id, quantity FROM whiplash_shelf"
        " WHERE item_id IN (SELECT item_id FROM demanded) UNION ALL"
        " SELECT o.warehouse_id, li.item_id, -li.quantity FROM whiplash_order_item li"
        " JOIN whiplash_order o ON o.id = li.order_id"
        " WHERE li.item_id IN (SELECT item_id FROM demanded) AND o.warehouse_id IS NOT NULL"
        " AND NOT o.batched AND o.shipped_on IS NULL AND o.status NOT IN (30, 35, 40, 45)"
        " AND o.id NOT IN (SELECT id FROM these)) GROUP BY warehouse_id, item_id",
        (ids,),
    )
    return {(row["warehouse_id"], row["item_id"]): row["quantity"] for row in rows}


def _update(world: World, order: Row, **columns: Any) -> None:
    if all(order[name] == value for name, value in columns.items()):
        return
    if columns["status"] != order["status"]:
        columns["previous_status"] = order["status"]
    world.update("whiplash_order", order["id"], updated_at=world.now, **columns)
