"""Web hooks: addresses where a merchant wants to hear of events.

Source: docs/reference/whiplash.md 8.1.
"""

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from stocktake.core.simulator import Call, Page, Reply
from stocktake.core.world import World
from stocktake.dialects.rails import invalid
from stocktake.vendors.whiplash import wire
from stocktake.vendors.whiplash.access import Account, provider_of
from stocktake.vendors.whiplash.lists import ListQuery, list_page
from stocktake.vendors.whiplash.records import require_own, select_by_id

from .callbacks import EVENT_NAMES, withdraw

_SHOWN = (
    "id", "active", "failed_attempts", "format", "url", "event_name", "provider", "originator_id",
    "group_id",
)  # fmt: skip
_ALL = ListQuery(
    table="whiplash_web_hook t",
    where="t.customer_id = :customer",
    attributes={
        "active": wire.FLAG, "event_name": wire.TEXT, "provider": wire.TEXT, "group_id": wire.TEXT,
    },
)  # fmt: skip
_BLANK = "can't be blank"
_NOT_LISTED = "is not included in the list"


def list_web_hooks(world: World, call: Call, **query: str | list[str]) -> Page:
    """List the account's web hooks."""
    account: Account = call.account
    return list_page(world, _ALL, query, show=_show, customer=account.customer_id)


def get_web_hook(world: World, call: Call, *, web_hook_id: int) -> Any:
    """Show one web hook."""
    return _show(world, [_find(world, call, web_hook_id)])[0]


def create_web_hook(world: World, call: Call, *, body: dict[str, Any]) -> Any:
    """Register an address for an event; whether anything listens there is not checked."""
    account: Account = call.account
    web_hook_id = world.insert(
        "whiplash_web_hook",
        customer_id=account.customer_id, **_read_address(world, body),
        provider=wire.read_given_text(body, "provider") or provider_of(call),
        originator_id=wire.read_given_text(body, "originator_id"),
        group_id=wire.read_given_text(body, "group_id"),
        created_at=world.now, updated_at=world.now,
    )  # fmt: skip
    return _show(world, [web_hook_id])[0]


def delete_web_hook(world: World, call: Call, *, web_hook_id: int) -> Reply:
    """Delete a web hook, and withdraw what still waits to be sent to it."""
    found = _find(world, call, web_hook_id)
    world.run("DELETE FROM whiplash_web_hook WHERE id = ?", (found,))
    withdraw(world, str(found), "not sent: the web hook was deleted")
    return Reply(204)


def _read_address(world: World, body: dict[str, Any]) -> dict[str, str]:
    """Return the URL and the event of a body; refuse blank ones and other formats than JSON."""
    given = {
        name: (wire.read_given_text(body, name) or "").strip()
        for name in ("url", "event_name", "format")
    }
    for name in ("url", "event_name"):
        if not given[name]:
            raise invalid(name, _BLANK)
    if not _is_url(given["url"]):
        raise invalid("url", "is invalid")
    if given["format"] not in ("", "json"):
        raise invalid("format", _NOT_LISTED)
    if given["event_name"] not in EVENT_NAMES and world.quirk("whiplash.strict"):
        raise invalid("event_name", _NOT_LISTED)
    return {"url": given["url"], "event_name": given["event_name"]}


def _is_url(text: str) -> bool:
    try:
        return bool(re.fullmatch(r"https?://[^\s/]\S*", text, re.I) and urlsplit(text).hostname)
    except ValueError:
        return False


def _find(world: World, call: Call, web_hook_id: int) -> int:
    select = "SELECT id FROM whiplash_web_hook WHERE id = ? AND customer_id = ?"
    return int(require_own(world, call.account, web_hook_id, select=select)["id"])


def _show(world: World, ids: Sequence[int]) -> list[Any]:
    return [
        {name: row[name] for name in _SHOWN} | {"active": bool(row["active"])}
        for row in select_by_id(world, "whiplash_web_hook", ids)
    ]


HANDLERS = (list_web_hooks, get_web_hook, create_web_hook, delete_web_hook)
