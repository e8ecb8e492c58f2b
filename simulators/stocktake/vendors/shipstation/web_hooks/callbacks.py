"""What web hooks are told: where to read a batch of records, and nothing of the records.

Source: docs/reference/channels.md 4.4. Nothing is signed. Three tries: 1, 5 and 25 seconds after it
happened.
"""

import json
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlencode

from stocktake.core import outbox
from stocktake.core.errors import Refusal
from stocktake.core.outbox import Answer, Callback, Failed
from stocktake.core.world import World

ORDERS = ("ORDER_NOTIFY", "ITEM_ORDER_NOTIFY")
SHIPMENTS = ("SHIP_NOTIFY", "ITEM_SHIP_NOTIFY")
FULFILLMENTS = ("FULFILLMENT_SHIPPED",)
_TRIES_MS = (1_000, 5_000, 25_000)

# Sending


def send_orders(world: World, ids: Sequence[int]) -> None:
    """Tell of orders that arrived together."""
    stores = _by_store(world, "SELECT id, store_id FROM shipstation_order", ids)
    _send(world, ORDERS, ids, stores, path="/orders", parameter="importBatch")


def send_shipments(world: World, ids: Sequence[int]) -> str:
    """Tell of labels that were bought together; return the batch."""
    stores = _by_store(
        world,
        "SELECT s.id, o.store_id FROM shipstation_shipment s"
        " JOIN shipstation_order o ON o.id = s.order_id",
        ids,
    )
    return _send(world, SHIPMENTS, ids, stores, path="/shipments", parameter="batchId")


def send_fulfillments(world: World, ids: Sequence[int]) -> None:
    """Tell of orders that were marked as shipped together."""
    stores = _by_store(
        world,
        "SELECT f.id, o.store_id FROM shipstation_fulfillment f"
        " JOIN shipstation_order o ON o.id = f.order_id",
        ids,
    )
    _send(world, FULFILLMENTS, ids, stores, path="/fulfillments", parameter="batchId")


def _by_store(world: World, select: str, ids: Sequence[int]) -> list[int]:
    """Return the stores of records in order; `select` is a literal of ours."""
    rows = world.all(
        f"SELECT DISTINCT store_id FROM ({select}) WHERE id IN (SELECT value FROM json_each(?))"
        " ORDER BY store_id",
        (json.dumps(list(ids)),),
    )
    return [row["store_id"] for row in rows]


def _send(
    world: World,
    events: Iterable[str],
    ids: Sequence[int],
    stores: Iterable[int],
    *,
    path: str,
    parameter: str,
) -> str:
    """Make the records a batch, and tell each hook of it, once for each store."""
    if not ids:
        return ""
    batch = world.uuid("shipstation batch")
    for record_id in dict.fromkeys(ids):
        world.insert("shipstation_batch_row", batch=batch, record_id=record_id)
    hooks = world.all(
        "SELECT * FROM shipstation_web_hook WHERE event IN (SELECT value FROM json_each(?))"
        " ORDER BY id",
        (json.dumps(list(events)),),
    )
    for store_id in stores:
        for hook in hooks:
            if hook["store_id"] in (None, store_id):
                query = {"storeID": store_id, parameter: batch}
                if path == "/shipments":
                    query["includeShipmentItems"] = str(hook["event"].startswith("ITEM_"))
                _put(world, hook, f"{hook['base_url']}{path}?{urlencode(query)}")
    return batch


def _put(world: World, hook: dict[str, Any], resource_url: str) -> None:
    body = {"resource_url": resource_url, "resource_type": hook["event"]}
    outbox.put(
        world, "shipstation", hook["event"],
        url=hook["url"], body=json.dumps(body, separators=(",", ":")),
        headers={"Content-Type": "application/json"}, recipient=str(hook["id"]),
        due=world.now + _TRIES_MS[0],
    )  # fmt: skip


# Answers


def read_answer(world: World, entry: Callback, answer: Answer) -> dict[str, Any] | Failed:
    """Accept any 2xx, whatever its body says; after anything else it is tried again, three times.

    A callback that a planted fault dropped is no failure: the sender believes that it arrived.
    """
    if answer.dropped:
        raise Refusal(answer.failure)
    if answer.status is not None and 200 <= answer.status < 300:
        return {"web_hook": int(entry.recipient)}
    tries = entry.tries + 1
    if tries < len(_TRIES_MS) and world.value(
        "SELECT 1 FROM shipstation_web_hook WHERE id = ?", (int(entry.recipient),)
    ):
        wait = _TRIES_MS[tries] - _TRIES_MS[tries - 1]
        outbox.again(world, entry, due=max(world.now, entry.due + wait))
    return Failed(answer.failure or f"answered {answer.status}")


CALLBACKS = dict.fromkeys((*ORDERS, *SHIPMENTS, *FULFILLMENTS), read_answer)
