"""Callbacks to a merchant's web hooks: what is sent, and what their answers mean.

Source: docs/reference/whiplash.md 8.1, 8.3. Code that changes an order, a ship notice or an item's
quantity calls `send_*` once all of it is written: the body is what the API shows at that moment.
"""

import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any

from stocktake.core import outbox
from stocktake.core.errors import Refusal
from stocktake.core.outbox import Answer, Callback, Failed
from stocktake.core.world import World
from stocktake.vendors.whiplash.items.shown import show_items
from stocktake.vendors.whiplash.orders.shown import show_orders
from stocktake.vendors.whiplash.shipnotices.shown import show_shipnotices
from stocktake.vendors.whiplash.stock.warehouse_quantities import show_warehouse_quantities

ORDER_SHIPPED = "order.shipped"
SHIPNOTICE_CHANGED = "shipnotice.status_changed"
INVENTORY_CHANGED = "item.inventory_changed"
EVENT_NAMES = (ORDER_SHIPPED, SHIPNOTICE_CHANGED, INVENTORY_CHANGED)
SIGNATURE = "X-WHIPLASH-SIGNATURE"
_MOST_FAILURES = 100  # in a row
_MOST_ATTEMPTS = 10  # of one callback
_LONGEST_RETRY_S = 86_400  # of the first retry; each next one waits twice as long

_SWITCHED_OFF = "not sent: the web hook was switched off"

# Sending


def send_order_shipped(world: World, order_id: int) -> None:
    """Tell the web hooks that an order has shipped."""
    customer_id = world.value("SELECT customer_id FROM whiplash_order WHERE id = ?", (order_id,))
    _send(
        world, customer_id, ORDER_SHIPPED, lambda: {"order": show_orders(world, [order_id])[0]}
    )  # fmt: skip


def send_shipnotice_changed(world: World, shipnotice_id: int) -> None:
    """Tell the web hooks that a ship notice has another status."""
    customer_id = world.value(
        "SELECT customer_id FROM whiplash_shipnotice WHERE id = ?", (shipnotice_id,)
    )
    _send(
        world, customer_id, SHIPNOTICE_CHANGED,
        lambda: {"shipnotice": show_shipnotices(world, [shipnotice_id])[0]},
    )  # fmt: skip


def send_inventory_changed(world: World, item_id: int) -> None:
    """Tell the web hooks that an item's quantity has changed; bundles of it send nothing.

    No source says whether the warehouse quantities stand in the item or beside it, so they stand in
    both places.
    """

    def body() -> dict[str, Any]:
        quantities = show_warehouse_quantities(world, item)
        shown = show_items(world, [item_id])[0] | {"warehouse_quantities": quantities}
        return {"item": shown, "warehouse_quantities": quantities}

    item = world.one("SELECT * FROM whiplash_item WHERE id = ?", (item_id,))
    _send(world, item["customer_id"], INVENTORY_CHANGED, body)


def _send(
    world: World, customer_id: int, event_name: str, show: Callable[[], dict[str, Any]]
) -> None:
    hooks = world.all(
        "SELECT id, url FROM whiplash_web_hook WHERE customer_id = ? AND event_name = ? AND active"
        " ORDER BY id",
        (customer_id, event_name),
    )
    if not hooks:
        return
    data = {"event_name": event_name, **show()}
    body = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    headers = {"Content-Type": "application/json"}
    signed = world.quirk("whiplash.signed_hooks")
    if signed:
        headers[SIGNATURE] = sign(_key(world, customer_id), body)
    for hook in hooks:
        outbox.put(
            world, "whiplash", event_name,
            url=hook["url"], body=body, headers=headers, signature=SIGNATURE if signed else "",
            recipient=str(hook["id"]),
        )  # fmt: skip


def sign(key: str, body: str) -> str:
    """Return a body's signature: HMAC-SHA256 with the merchant's API key, hexadecimal."""
    return hmac.new(key.encode(), body.encode(), hashlib.sha256).hexdigest()


def _key(world: World, customer_id: int) -> str:
    return str(
        world.value(
            "SELECT value FROM whiplash_api_key WHERE customer_id = ? ORDER BY rowid LIMIT 1",
            (customer_id,),
        )
    )


# Answers


def read_answer(world: World, entry: Callback, answer: Answer) -> dict[str, Any] | Failed:
    """Accept any 2xx, whatever its body says; anything else is a failure.

    A success begins the count of failures anew. After a failure the same body is sent again later,
    ten times in all; the hundredth failure in a row switches the hook off.
    A callback that a planted fault dropped is no failure: the sender believes that it arrived.
    """
    if answer.dropped:
        raise Refusal(answer.failure)
    if answer.status is not None and 200 <= answer.status < 300:
        _count_success(world, entry.recipient)
        return {"web_hook": int(entry.recipient)}
    if not _count_failure(world, entry.recipient):
        withdraw(world, entry.recipient, _SWITCHED_OFF)
    elif (wait := _wait(world, entry)) > 0:
        outbox.again(world, entry, due=world.now + wait)
    return Failed(answer.failure or f"answered {answer.status}")


def _count_success(world: World, recipient: str) -> None:
    world.run(
        "UPDATE whiplash_web_hook SET failed_attempts = 0, updated_at = ?"
        " WHERE id = ? AND failed_attempts > 0",
        (world.now, int(recipient)),
    )


def _count_failure(world: World, recipient: str) -> bool:
    """Count a failure; return whether the hook is still there and active."""
    return bool(
        world.value(
            "UPDATE whiplash_web_hook SET failed_attempts = failed_attempts + 1,"
            " active = active AND failed_attempts + 1 < ?, updated_at = ? WHERE id = ?"
            " RETURNING active",
            (_MOST_FAILURES, world.now, int(recipient)),
        )
    )


def _wait(world: World, entry: Callback) -> int:
    """Return the milliseconds until a failed callback is sent again; 0: it is given up."""
    if entry.tries + 1 >= _MOST_ATTEMPTS:
        return 0
    first = max(0, min(world.quirk("whiplash.hook_retry_s"), _LONGEST_RETRY_S))
    return int(first * 1_000 * 2**entry.tries)


def switch(world: World, web_hook_id: int, *, active: bool) -> None:
    """Switch a web hook on, its count of failures begun anew, or off: what waits is not sent."""
    failures = {"failed_attempts": 0} if active else {}
    world.update(
        "whiplash_web_hook", web_hook_id, active=int(active), updated_at=world.now, **failures
    )
    if not active:
        withdraw(world, str(web_hook_id), _SWITCHED_OFF)


def withdraw(world: World, recipient: str, reason: str) -> None:
    """Withdraw what still waits to be sent to a web hook."""
    outbox.withdraw(world, "whiplash", recipient, reason)


CALLBACKS = dict.fromkeys(EVENT_NAMES, read_answer)
