"""Web hooks: subscribed, listed, deleted. Source: docs/reference/channels.md 4.4."""

import re
from typing import Any
from urllib.parse import urlsplit

from stocktake.core import outbox
from stocktake.core.simulator import Call
from stocktake.core.world import World
from stocktake.vendors.shipstation.errors import invalid, no_record

_SELLER = 100_500


def subscribe_webhook(world: World, call: Call, *, body: dict[str, Any]) -> Any:
    """Have an address told of an event; whether anything listens there is not checked."""
    if not _is_url(body["target_url"]):
        raise invalid("target_url", "The target_url is no http or https address.")
    store_id = body.get("store_id")
    if store_id is not None and not world.value(
        "SELECT 1 FROM shipstation_store WHERE id = ?", (store_id,)
    ):
        raise invalid("store_id", f"There is no store {store_id}.")
    hook_id = world.insert(
        "shipstation_web_hook",
        url=body["target_url"], event=body["event"], store_id=store_id,
        name=body.get("friendly_name"), base_url=call.base_url,
    )  # fmt: skip
    return {"id": hook_id}


def list_webhooks(world: World, call: Call) -> Any:
    """List the account's web hooks."""
    rows = world.all("SELECT * FROM shipstation_web_hook ORDER BY id")
    return {"webhooks": [_show(row) for row in rows]}


def delete_webhook(world: World, call: Call, *, webhook_id: int) -> Any:
    """Delete a web hook, and withdraw what still waits to be sent to it."""
    if not world.run("DELETE FROM shipstation_web_hook WHERE id = ?", (webhook_id,)):
        raise no_record("Webhook", webhook_id)
    outbox.withdraw(world, "shipstation", str(webhook_id), "not sent: the web hook was deleted")
    return {}


def _is_url(text: str) -> bool:
    try:
        return bool(re.fullmatch(r"https?://[^\s/]\S*", text, re.I) and urlsplit(text).hostname)
    except ValueError:
        return False


def _show(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "IsLabelAPIHook": False,
        "WebHookID": row["id"],
        "SellerID": _SELLER,
        "StoreID": row["store_id"],
        "HookType": row["event"],
        "MessageFormat": "Json",
        "Url": row["url"],
        "Name": row["name"],
        "BulkCopyBatchID": None,
        "BulkCopyRecordID": None,
        "Active": True,
        "WebhookLogs": [],
        "Seller": None,
        "Store": None,
    }


HANDLERS = (subscribe_webhook, list_webhooks, delete_webhook)
