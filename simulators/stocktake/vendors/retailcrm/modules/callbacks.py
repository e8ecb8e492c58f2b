"""Callbacks to a module: their URL and form, which answers are good, and `activity`.

Source: docs/reference/warehouse-module.md 2.4, 3, 3.1.
"""

import json
from collections.abc import Mapping
from typing import Any

from stocktake.core import outbox
from stocktake.core.errors import Invalid, Refusal
from stocktake.core.outbox import Answer, Callback
from stocktake.core.world import World
from stocktake.vendors.retailcrm.errors import refuse

from .rows import require_module

CLIENT = "clientId"
_ACTIVITY = "activity"
_MOST_TEXTS = 5


def join_url(base_url: str | None, url: str) -> str:
    """Return the URL of an action: both parts joined with exactly one slash (3)."""
    return f"{(base_url or '').rstrip('/')}/{url.lstrip('/')}"


def form_fields(client_id: str | None, name: str, data: Mapping[str, Any]) -> dict[str, str]:
    """Return the form of a callback: `clientId` and one field with JSON (3)."""
    return {CLIENT: client_id or "", name: json.dumps(data)}


def read_answer(answer: Answer) -> dict[str, Any]:
    """Return the data of a good answer; for any other, a Refusal that says why (3.1)."""
    data = answer.data if isinstance(answer.data, dict) else {}
    if answer.failure:
        raise Refusal(answer.failure)
    if answer.status is None or not 200 <= answer.status < 300:
        raise Refusal(f"answered {answer.status}{_error_message(data)}")
    if answer.problems and answer.problems[0].keyword == "json":
        raise Refusal(f"not JSON: {answer.problems[0].message}")
    if data.get("success") is not True:
        raise Refusal(f"success is not true{_error_message(data)}")
    if answer.problems:
        raise Refusal(describe_error(refuse(Invalid(answer.problems)).data))
    return data


def describe_error(error: Mapping[str, Any]) -> str:
    """Return an error object as one line."""
    errors = error.get("errors") or []
    texts = [f"{k}: {v}" for k, v in errors.items()] if isinstance(errors, dict) else list(errors)
    if len(texts) > _MOST_TEXTS:
        texts[_MOST_TEXTS:] = [f"and {len(texts) - _MOST_TEXTS} more"]
    return ": ".join([error["errorMsg"], *filter(None, ["; ".join(texts)])])


def _error_message(data: Mapping[str, Any]) -> str:
    message = data.get("errorMsg")
    return f": {message}" if isinstance(message, str) and message else ""


# The callback `activity`


def change_module(world: World, module: Mapping[str, Any], **columns: Any) -> None:
    """Change a module; call its `activity` when `active` or `freeze` changed (2.4)."""
    world.update("retailcrm_module", int(module["id"]), **columns)
    now = require_module(world, module["code"])
    url = json.loads(now["actions"]).get(_ACTIVITY)
    if not url or all(now[name] == module[name] for name in ("active", "freeze")):
        return
    data = {"active": bool(now["active"]), "freeze": bool(now["freeze"])}
    fields = form_fields(now["client_id"], _ACTIVITY, data)
    fields = {CLIENT: fields.pop(CLIENT), "systemUrl": now["system_url"], **fields}
    outbox.put(
        world, "retailcrm", _ACTIVITY,
        url=join_url(now["base_url"], url), fields=fields, client_field=CLIENT,
    )  # fmt: skip


def activity_answered(world: World, entry: Callback, answer: Answer) -> None:
    """Check the answer to `activity`; it changes nothing (2.4)."""
    read_answer(answer)


CALLBACKS = {_ACTIVITY: activity_answered}


# Events


def freeze_module(world: World, *, module: str, freeze: bool) -> dict[str, Any]:
    """Let the CRM suspend a module or resume it (2.1: `freeze` is read-only)."""
    change_module(world, require_module(world, module), freeze=int(freeze))
    return {"module": module, "freeze": freeze}


def activate_module(world: World, *, active: bool, module: str | None = None) -> dict[str, Any]:
    """Let a manager switch a module on or off, by default every one that is not so yet (2.4)."""
    if module is not None:
        change_module(world, require_module(world, module), active=int(active))
        return {"module": module, "active": active}
    others = world.all(
        "SELECT * FROM retailcrm_module WHERE active <> ? ORDER BY id", (int(active),)
    )
    for row in others:
        change_module(world, row, active=int(active))
    return {"modules": [row["code"] for row in others], "active": active}
