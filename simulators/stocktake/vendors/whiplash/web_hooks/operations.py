"""Web hooks: where a merchant wants to be told of what happens. Source: docs/reference/whiplash.md
8.1.
"""

import json
import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from stocktake.core.simulator import Call, Page, Reply
from stocktake.core.world import World
from stocktake.dialects.rails import invalid

from . import hooks, wire
from .access import Account
from .errors import record_not_found
from .items import provider
from .lists import FLAG, TEXT, Listing, listed

_SHOWN = (
    "id", "active", "failed_attempts", "format", "url", "event_name", "provider", "originator_id",
    "group_id",
)  # fmt: skip
_ALL = Listing(
    table="whiplash_web_hook t",
    where="t.customer_id = :customer",
    attributes={"active": FLAG, "event_name": TEXT, "provider": TEXT, "group_id": TEXT},
)
_BLANK = "can't be blank"
_NOT_LISTED = "is not included in the list"


def list_web_hooks(world: World, call: Call, **wanted: str | list[str]) -> Page:
    """List the account's web hooks."""
    account: Account = call.account
    return listed(world, _ALL, wanted, show=_shown, customer=account.customer_id)


def get_web_hook(world: World, call: Call, *, web_hook_id: int) -> Any:
    """Show one web hook."""
    return _shown(world, [_found(world, call, web_hook_id)])[0]


def create_web_hook(world: World, call: Call, *, body: dict[str, Any]) -> Any:
    """Have an address told of an event; whether anything listens there, nobody asks."""
    account: Account = call.account
    given = {
        name: (wire.given_text(body, name) or "").strip()
        for name in ("url", "event_name", "format")
    }
    for name in ("url", "event_name"):
        if not given[name]:
            raise invalid(name, _BLANK)
    if not _is_address(given["url"]):
        raise invalid("url", "is invalid")
    if given["format"] not in ("", "json"):
        raise invalid("format", _NOT_LISTED)
    if given["event_name"] not in hooks.EVENTS and world.quirk("whiplash.strict"):
        raise invalid("event_name", _NOT_LISTED)
    made = world.insert(
        "whiplash_web_hook",
        customer_id=account.customer_id, url=given["url"], event_name=given["event_name"],
        provider=wire.given_text(body, "provider") or provider(call),
        originator_id=wire.given_text(body, "originator_id"),
        group_id=wire.given_text(body, "group_id"),
        created_at=world.now, updated_at=world.now,
    )  # fmt: skip
    return _shown(world, [made])[0]


def _is_address(url: str) -> bool:
    try:
        return bool(re.fullmatch(r"https?://[^\s/]\S*", url, re.I) and urlsplit(url).hostname)
    except ValueError:
        return False


def delete_web_hook(world: World, call: Call, *, web_hook_id: int) -> Reply:
    """Forget a web hook, and what still waits for it."""
    found = _found(world, call, web_hook_id)
    world.run("DELETE FROM whiplash_web_hook WHERE id = ?", (found,))
    hooks.withdraw(world, str(found), "not sent: the web hook was deleted")
    return Reply(204)


def _found(world: World, call: Call, web_hook_id: int) -> int:
    account: Account = call.account
    found = world.value(
        "SELECT id FROM whiplash_web_hook WHERE id = ? AND customer_id = ?",
        (web_hook_id, account.customer_id),
    )
    if found is None:
        raise record_not_found()
    return int(found)


def _shown(world: World, ids: Sequence[int]) -> list[Any]:
    rows = world.all(
        "SELECT * FROM whiplash_web_hook WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(ids)),),
    )
    by_id = {
        row["id"]: {n: row[n] for n in _SHOWN} | {"active": bool(row["active"])} for row in rows
    }
    return [by_id[each] for each in ids]


HANDLERS = (list_web_hooks, get_web_hook, create_web_hook, delete_web_hook)
