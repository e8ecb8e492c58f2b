"""Orders that are written: created, replaced, cancelled.

Source: docs/reference/channels.md 4.2, 4.4.
"""

import json
from collections.abc import Mapping
from typing import Any

from stocktake.core.errors import Conflict, NotFound
from stocktake.core.world import World
from stocktake.vendors.shipstation.errors import NoManualStore, invalid, no_record

from .input import read_items, read_order
from .statuses import AWAITING_PAYMENT, AWAITING_SHIPMENT, CANCELLED, OPEN

MANUAL = 0
"""The marketplace of stores that take orders by the API."""

_TABLE = "shipstation_order"
_NO_STORE = "Object reference not set to an instance of an object."

Row = dict[str, Any]


def get_order_row(world: World, order_id: int) -> Row:
    """Return an order that is not deleted; the vendor's refusal of any other id."""
    row = world.find(f"SELECT * FROM {_TABLE} WHERE id = ? AND active", (order_id,))
    if row is None:
        raise no_record("Order", order_id)
    return row


def find_order(
    world: World, *, order_id: int | None = None, order_number: str | None = None
) -> Row:
    """Return the order that an event names; of several with a number one that awaits shipment."""
    row = world.find(
        "SELECT * FROM shipstation_order WHERE active AND (id = ?1 OR (?1 IS NULL AND number = ?2))"
        " ORDER BY status = ?3 DESC, id LIMIT 1",
        (order_id, order_number, AWAITING_SHIPMENT),
    )
    if row is None:
        raise NotFound(f"no order {order_number if order_id is None else order_id!r}")
    return row


def require_open(order: Row, *, to: str, among: frozenset[str] = OPEN) -> None:
    """Refuse an order whose status does not let it be `to` (a verb)."""
    if order["status"] not in among:
        raise invalid("orderStatus", f"An order that is {order['status']} cannot be {to}.")


def find_by_key(world: World, key: str | None, order_id: int | None) -> Row | None:
    """Return the order that a body replaces: by its key, of several that of the id or the first."""
    if not key:
        return None
    return world.find(
        f"SELECT * FROM {_TABLE} WHERE key = ? AND active ORDER BY id = ? DESC, id LIMIT 1",
        (key, -1 if order_id is None else order_id),
    )


def save_order(
    world: World, body: Mapping[str, Any], *, store_id: int | None = None
) -> tuple[int, bool]:
    """Create or replace an order; return its id and whether it has arrived, ready to be shipped.

    It arrives when it is new or was awaiting payment, and awaits payment no more (4.4). `store_id`
    is that of a connection which brings it in; without one it goes into a manual store.
    """
    key = None if body.get("orderKey") is None else str(body["orderKey"])
    old = find_by_key(world, key, body.get("orderId")) if store_id is None else None
    columns = read_order(body)
    if old is not None:
        require_open(old, to="changed")
    columns["store_id"] = store_id or _store(world, body, old)
    if key:
        columns["key"] = key
    return write_order(world, old, columns, read_items(body))


def write_order(world: World, old: Row | None, columns: Row, items: list[Row]) -> tuple[int, bool]:
    """Write an order and its items; return its id and whether it has arrived."""
    columns = {
        **columns, "customer_id": _customer(world, columns), "modified_at": world.now
    }  # fmt: skip
    if old is None:
        columns.setdefault("key", world.uuid("shipstation order key"))
        order_id = world.insert(_TABLE, created_at=world.now, **columns)
    else:
        order_id = old["id"]
        world.update(_TABLE, order_id, **columns)
    _replace_items(world, order_id, items)
    arrived = columns["status"] != AWAITING_PAYMENT and (
        old is None or old["status"] == AWAITING_PAYMENT
    )
    return order_id, arrived


def _customer(world: World, columns: Mapping[str, Any]) -> int | None:
    word = (columns["customer_email"] or columns["customer_username"] or "").lower()
    if not word:
        return None
    found: int | None = world.value("SELECT id FROM shipstation_customer WHERE word = ?", (word,))
    return found or world.insert("shipstation_customer", word=word)


def _store(world: World, body: Mapping[str, Any], old: Row | None) -> int:
    """Return the store of an order: the one that it names, or has, or the first manual one."""
    named = (body.get("advancedOptions") or {}).get("storeId")
    if old is not None and named in (None, old["store_id"]):
        return int(old["store_id"])
    store = world.find(
        "SELECT id FROM shipstation_store WHERE active AND marketplace_id = ?1"
        " AND id = coalesce(?2, id) ORDER BY id LIMIT 1",
        (MANUAL, named),
    )
    if store is None and named is None:
        raise NoManualStore(_NO_STORE)
    if store is None:
        raise invalid("advancedOptions.storeId", f"Store {named} is no active manual store.")
    return int(store["id"])


def _replace_items(world: World, order_id: int, items: list[Row]) -> None:
    """Replace an order's items; one whose lineItemKey comes again keeps its id."""
    known = {
        row["line_item_key"]: row["id"]
        for row in world.all(
            "SELECT id, line_item_key FROM shipstation_order_item"
            " WHERE order_id = ? AND line_item_key IS NOT NULL ORDER BY id DESC",
            (order_id,),
        )
    }
    kept = []
    for item in items:
        item_id = known.pop(item["line_item_key"], None)
        if item_id is None:
            item_id = world.insert(
                "shipstation_order_item",
                order_id=order_id, created_at=world.now, modified_at=world.now, **item,
            )  # fmt: skip
        else:
            world.update("shipstation_order_item", item_id, modified_at=world.now, **item)
        kept.append(item_id)
    world.run(
        "DELETE FROM shipstation_order_item WHERE order_id = ?"
        " AND id NOT IN (SELECT value FROM json_each(?))",
        (order_id, json.dumps(kept)),
    )


def change(world: World, order_id: int, **columns: Any) -> None:
    """Change columns of an order, which is modified by it."""
    world.update(_TABLE, order_id, modified_at=world.now, **columns)


def cancel(world: World, order: Row) -> None:
    """Cancel an order; Conflict when it has shipped or is cancelled."""
    if order["status"] not in OPEN:
        raise Conflict(f"an order that is {order['status']} cannot be cancelled")
    change(world, order["id"], status=CANCELLED, hold_until=None)
