"""Orders that a connection brings in: those of a marketplace, those of a Custom Store's feed.

Source: docs/reference/channels.md 4.6, 13.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from stocktake.core.clock import iso
from stocktake.core.errors import Conflict
from stocktake.core.world import World
from stocktake.vendors.shipstation.web_hooks.callbacks import send_orders

from .input import read_advanced
from .ledger import record_changes
from .rows import Row, save_order, write_order
from .statuses import AWAITING_PAYMENT, AWAITING_SHIPMENT, OPEN, SHIPPED

# Of a store's marketplace; Amazon's is documented, the others count up.
_AMAZON, _FIRST_OTHER = 2, 100
_BUYER = {
    "name": "Pat Example", "street1": "1 Test Street", "city": "Austin", "state": "TX",
    "postalCode": "78701", "country": "US", "phone": "5125550100",
}  # fmt: skip


def import_order(
    world: World,
    *,
    marketplace: str,
    order_number: str,
    items: Sequence[Mapping[str, Any]],
    paid: bool = True,
) -> dict[str, Any]:
    """Bring an order of a marketplace into its store, which is made if there is none."""
    store_id = store_of(world, marketplace)
    if world.value(
        "SELECT 1 FROM shipstation_order WHERE store_id = ? AND number = ?",
        (store_id, order_number),
    ):
        raise Conflict(f"{order_number!r} is in store {store_id} already")
    body = _body(world, order_number, items, paid=paid)
    with record_changes(world) as ids:
        order_id, arrived = save_order(world, body, store_id=store_id)
        ids.append(order_id)
    send_orders(world, [order_id] if arrived else [])
    return {"order_id": order_id, "store_id": store_id}


def _body(
    world: World, number: str, items: Sequence[Mapping[str, Any]], *, paid: bool
) -> dict[str, Any]:
    lines = [
        {
            "lineItemKey": item.get("line_item_key", f"{number}-{place}"),
            "sku": item["sku"],
            "name": item.get("name", item["sku"]),
            "quantity": item.get("quantity", 1),
            "unitPrice": item.get("unit_price"),
        }
        for place, item in enumerate(items, 1)
    ]
    total = sum((line["unitPrice"] or 0) * line["quantity"] for line in lines)
    return {
        "orderNumber": number,
        "orderKey": number,
        "orderDate": iso(world.now),
        "paymentDate": iso(world.now) if paid else None,
        "orderStatus": AWAITING_SHIPMENT if paid else AWAITING_PAYMENT,
        "customerUsername": "pat_example",
        "billTo": _BUYER,
        "shipTo": _BUYER,
        "items": lines,
        "amountPaid": total if paid else 0,
    }


def store_of(world: World, marketplace: str) -> int:
    """Return the store of a marketplace, by its name in any case."""
    found: int | None = world.value(
        "SELECT id FROM shipstation_store WHERE lower(marketplace_name) = lower(?)"
        " AND authorization IS NULL ORDER BY id LIMIT 1",
        (marketplace,),
    )
    if found is not None:
        return found
    highest = world.value("SELECT max(marketplace_id) FROM shipstation_store")
    number = _AMAZON if marketplace.lower() == "amazon" else max(_FIRST_OTHER, highest + 1)
    return world.insert(
        "shipstation_store",
        name=marketplace, marketplace_id=number, marketplace_name=marketplace,
        created_at=world.now, modified_at=world.now, auto_refresh=1,
    )  # fmt: skip


def save_feed_order(
    world: World, store_id: int, columns: Row, items: list[Row]
) -> tuple[int, bool]:
    """Write an order of a feed; return its id and whether it has arrived.

    It is the one with its OrderID in the store; one that is shipped or cancelled here stays.
    """
    old = world.find(
        "SELECT * FROM shipstation_order WHERE store_id = ? AND outside_id = ? AND active",
        (store_id, columns["outside_id"]),
    )
    if old is not None and old["status"] not in OPEN:
        return old["id"], False
    marked = {"is_marked": int(columns["status"] == SHIPPED)}
    new = {**columns, **marked, "store_id": store_id, "advanced": read_advanced({})}
    with record_changes(world, *([] if old is None else [old["id"]])) as ids:
        order_id, arrived = write_order(world, old, new, items)
        if old is None:
            ids.append(order_id)
    return order_id, arrived


EVENTS = (import_order,)
