"""The feed of a Custom Store: asked for by a job, page by page, in windows of time.

Source: docs/reference/channels.md 4.6. Times of the feed are UTC and whole minutes: a window ends
with the last whole minute, and the next one begins there, unless a page of it failed.
"""

import base64
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from stocktake.core import jobs, outbox
from stocktake.core.clock import from_datetime, to_datetime
from stocktake.core.errors import Conflict, Refusal
from stocktake.core.outbox import Answer, Callback, Failed
from stocktake.core.world import World
from stocktake.vendors.shipstation.orders.feed import save_feed_order
from stocktake.vendors.shipstation.web_hooks.callbacks import send_orders

from .address import address
from .xml_orders import read_export

EXPORT = "custom_store_export"
_MARKETPLACE, _MARKETPLACE_NAME = 96, "Custom Store"
_MINUTE_MS, _DAY_MS = 60_000, 86_400_000
_FORM = "%m/%d/%Y %H:%M"

Store = dict[str, Any]


def connect_custom_store(
    world: World,
    *,
    url: str,
    username: str,
    password: str,
    name: str = _MARKETPLACE_NAME,
    every_minutes: int = 60,
) -> dict[str, Any]:
    """Connect a Custom Store, whose orders of the last day are asked for at once."""
    if not world.quirk("shipstation.custom_store"):
        raise Conflict("Custom Stores are off: set the quirk shipstation.custom_store")
    secret = base64.b64encode(f"{username}:{password}".encode()).decode()
    store_id = world.insert(
        "shipstation_store",
        name=name, marketplace_id=_MARKETPLACE, marketplace_name=_MARKETPLACE_NAME,
        integration_url=url, authorization=f"Basic {secret}", every=every_minutes * _MINUTE_MS,
        exported_to=world.now - _DAY_MS, created_at=world.now, modified_at=world.now,
        auto_refresh=1,
    )  # fmt: skip
    poll_custom_store(world, store_id=store_id)
    return {"store_id": store_id}


def poll_custom_store(world: World, *, store_id: int) -> None:
    """Ask a Custom Store for its orders, and have it asked again; never while the quirk is off."""
    store = _store(world, store_id)
    if not world.quirk("shipstation.custom_store"):
        return
    if store["active"]:
        poll_now(world, store_id)
    jobs.schedule(
        world, "shipstation", "poll_custom_store",
        due=world.now + store["every"], arguments={"store_id": store_id},
    )  # fmt: skip


def poll_now(world: World, store_id: int) -> None:
    """Ask a Custom Store for what was modified since the last window."""
    store = _store(world, store_id)
    world.update("shipstation_store", store_id, tried_at=world.now)
    if world.quirk("shipstation.custom_store"):
        window = (_spell(store["exported_to"]), _spell(world.now))
        _ask(world, store, window=window, page=1)


def _ask(world: World, store: Store, *, window: tuple[str, str], page: int) -> None:
    start, end = window
    query = {"action": "export", "start_date": start, "end_date": end, "page": page}
    outbox.put(
        world, "shipstation", EXPORT,
        method="GET", url=address(store["integration_url"], query),
        headers={"Accept": "application/xml", "Authorization": store["authorization"]},
        recipient=str(store["id"]),
    )  # fmt: skip


def read_answer(world: World, entry: Callback, answer: Answer) -> dict[str, Any] | Failed:
    """Import a page of orders, and ask for the next one or close the window.

    Without the attribute `pages` there is one page.
    """
    if answer.dropped:
        raise Refusal(answer.failure)
    if answer.status is None or not 200 <= answer.status < 300:
        return Failed(answer.failure or f"answered {answer.status}")
    try:
        export = read_export(answer.body)
    except ValueError as error:
        return Failed(str(error))
    store = _store(world, int(entry.recipient))
    arrived: list[int] = []
    for columns, items in export.orders:
        order_id, has_arrived = save_feed_order(world, store["id"], columns, items)
        arrived += [order_id] if has_arrived else []
    send_orders(world, arrived)
    query = parse_qs(urlsplit(entry.url).query)
    start, end, page = (query[name][-1] for name in ("start_date", "end_date", "page"))
    if int(page) < export.pages:
        _ask(world, store, window=(start, end), page=int(page) + 1)
    else:
        done = {"exported_to": _read(end), "refreshed_at": world.now}
        world.update("shipstation_store", store["id"], **done)
    return {"orders": len(export.orders), "left_out": export.left_out}


def _store(world: World, store_id: int) -> Store:
    return world.one("SELECT * FROM shipstation_store WHERE id = ?", (store_id,))


def _spell(milliseconds: int) -> str:
    return to_datetime(milliseconds).strftime(_FORM)


def _read(text: str) -> int:
    return from_datetime(datetime.strptime(text, _FORM).replace(tzinfo=UTC))


EVENTS = (connect_custom_store,)
JOBS = {"poll_custom_store": poll_custom_store}
CALLBACKS = {EXPORT: read_answer}
