"""What Whiplash tells a merchant's web hooks, and what it makes of their answers.

Source: docs/reference/whiplash.md 8.1, 8.3. Whoever changes an order, a ship notice or an item's
quantity says so here, once all of it is written: what is sent is what the API shows at that moment.
"""

import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any

from stocktake.core import outbox
from stocktake.core.errors import Refusal
from stocktake.core.outbox import Answer, Entry, Failed
from stocktake.core.world import World

from .item_rows import shown_items
from .order_rows import shown_orders
from .shipnotice_rows import shown_shipnotices
from .warehouse_quantities import warehouse_quantities

ORDER_SHIPPED = "order.shipped"
SHIPNOTICE_CHANGED = "shipnotice.status_changed"
INVENTORY_CHANGED = "item.inventory_changed"
EVENTS = (ORDER_SHIPPED, SHIPNOTICE_CHANGED, INVENTORY_CHANGED)
SIGNATURE = "X-WHIPLASH-SIGNATURE"
_MOST_FAILURES = 10
_LONGEST_RETRY_S = 86_400  # the first time; each next wait is twice as long

# What happens


def order_shipped(world: World, order_id: int) -> None:
    """Tell that an order has left."""
    customer = world.value("SELECT customer_id FROM whiplash_order WHERE id = ?", (order_id,))
    _tell(world, customer, ORDER_SHIPPED, lambda: {"order": shown_orders(world, [order_id])[0]})


def shipnotice_changed(world: World, shipnotice_id: int) -> None:
    """Tell that a ship notice has another status."""
    customer = world.value(
        "SELECT customer_id FROM whiplash_shipnotice WHERE id = ?", (shipnotice_id,)
    )
    _tell(
        world, customer, SHIPNOTICE_CHANGED,
        lambda: {"shipnotice": shown_shipnotices(world, [shipnotice_id])[0]},
    )  # fmt: skip


def inventory_changed(world: World, item_id: int) -> None:
    """Tell that an item's quantity is another; bundles of it are not told of.

    Nobody knows whether the quantities stand in the item or beside it: they stand in both places.
    """

    def told() -> dict[str, Any]:
        quantities = warehouse_quantities(world, item)
        shown = shown_items(world, [item_id])[0] | {"warehouse_quantities": quantities}
        return {"item": shown, "warehouse_quantities": quantities}

    item = world.one("SELECT * FROM whiplash_item WHERE id = ?", (item_id,))
    _tell(world, item["customer_id"], INVENTORY_CHANGED, told)


def _tell(
    world: World, customer_id: int, event_name: str, told: Callable[[], dict[str, Any]]
) -> None:
    hooks = world.all(
        "SELECT id, url FROM whiplash_web_hook WHERE customer_id = ? AND event_name = ? AND active"
        " ORDER BY id",
        (customer_id, event_name),
    )
    if not hooks:
        return
    data = {**told(), "event_name": event_name}
    body = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    headers = {"Content-Type": "application/json"}
    signed = world.quirk("whiplash.signed_hooks")
    if signed:
        headers[SIGNATURE] = signature(_key(world, customer_id), body)
    for hook in hooks:
        outbox.put(
            world, "whiplash", event_name,
            url=hook["url"], body=body, headers=headers, signature=SIGNATURE if signed else "",
            recipient=str(hook["id"]),
        )  # fmt: skip


def signature(key: str, body: str) -> str:
    """Return how a body is signed: HMAC-SHA256 with the merchant's API key, hexadecimal."""
    return hmac.new(key.encode(), body.encode(), hashlib.sha256).hexdigest()


def _key(world: World, customer_id: int) -> str:
    return str(
        world.value(
            "SELECT value FROM whiplash_api_key WHERE customer_id = ? ORDER BY rowid LIMIT 1",
            (customer_id,),
        )
    )


# What receivers answer


def answered(world: World, entry: Entry, answer: Answer) -> dict[str, Any] | Failed:
    """Take an answer: good is any 2xx, whatever its body says.

    After anything else the same is sent again later, until the hook's tenth failure switches it
    off. One that a planted fault lost is no failure: the sender believes that it arrived.
    """
    if entry.fault == "drop":
        raise Refusal(answer.failure)
    if answer.status is not None and 200 <= answer.status < 300:
        return {"web_hook": int(entry.recipient)}
    hook = world.find(
        "UPDATE whiplash_web_hook SET failed_attempts = failed_attempts + 1,"
        " active = active AND failed_attempts + 1 < ?, updated_at = ? WHERE id = ?"
        " RETURNING active",
        (_MOST_FAILURES, world.now, int(entry.recipient)),
    )
    wait = min(world.quirk("whiplash.hook_retry_s"), _LONGEST_RETRY_S)
    if hook is not None and not hook["active"]:
        withdraw(world, entry.recipient, "not sent: the web hook was switched off")
    elif hook is not None and wait > 0:
        outbox.again(world, entry, due=world.now + wait * 1_000 * 2**entry.tries)
    return Failed(answer.failure or f"answered {answer.status}")


def withdraw(world: World, recipient: str, reason: str) -> None:
    """Send no more of what waits for a web hook."""
    outbox.withdraw(world, "whiplash", recipient, reason)


CALLBACKS = dict.fromkeys(EVENTS, answered)
