"""What RetailCRM asks of a module by itself, and when it takes an answer for a good one.

Source: docs/reference/warehouse-module.md 2.4, 3, 3.1.
"""

import json
from collections.abc import Mapping
from typing import Any

from stocktake.core import outbox
from stocktake.core.errors import Invalid, NotFound, Refusal
from stocktake.core.outbox import Answer, Entry
from stocktake.core.world import World
from stocktake.vendors.retailcrm.errors import refuse

ACTIVITY = "activity"
CLIENT = "clientId"
_MOST_TEXTS = 5


def module_of(world: World, code: str) -> dict[str, Any]:
    """Return the row of a module; NotFound when nobody registered it."""
    row = world.find("SELECT * FROM retailcrm_module WHERE code = ?", (code,))
    if row is None:
        raise NotFound(f"no module {code!r} is registered")
    return row


def address(base_url: str | None, url: str) -> str:
    """Return where an action is called: joined with exactly one slash (3)."""
    return f"{(base_url or '').rstrip('/')}/{url.lstrip('/')}"


def form_fields(client_id: str | None, name: str, data: Mapping[str, Any]) -> dict[str, str]:
    """Return the form of a callback: `clientId` and one field of JSON (3)."""
    return {CLIENT: client_id or "", name: json.dumps(data)}


def change_module(world: World, module: Mapping[str, Any], **columns: Any) -> None:
    """Change a module, and tell it when it was switched on or off, frozen or thawed (2.4)."""
    world.update("retailcrm_module", int(module["id"]), **columns)
    now = module_of(world, module["code"])
    url = json.loads(now["actions"]).get(ACTIVITY)
    if not url or all(now[name] == module[name] for name in ("active", "freeze")):
        return
    data = {"active": bool(now["active"]), "freeze": bool(now["freeze"])}
    fields = form_fields(now["client_id"], ACTIVITY, data)
    fields = {CLIENT: fields.pop(CLIENT), "systemUrl": now["system_url"], **fields}
    outbox.put(
        world, "retailcrm", ACTIVITY,
        url=address(now["base_url"], url), fields=fields, client_field=CLIENT,
    )  # fmt: skip


def activity_answered(world: World, entry: Entry, answer: Answer) -> None:
    """Take the answer to `activity`: it changes nothing (2.4)."""
    good(answer)


def good(answer: Answer) -> dict[str, Any]:
    """Return a good answer; a Refusal says why it is none (3.1)."""
    data = answer.data if isinstance(answer.data, dict) else {}
    if answer.failure:
        raise Refusal(answer.failure)
    if answer.status is None or not 200 <= answer.status < 300:
        raise Refusal(f"answered {answer.status}{_said(data)}")
    if answer.problems and answer.problems[0].keyword == "json":
        raise Refusal(f"not JSON: {answer.problems[0].message}")
    if data.get("success") is not True:
        raise Refusal(f"success is not true{_said(data)}")
    if answer.problems:
        raise Refusal(listed(refuse(Invalid(answer.problems)).data))
    return data


def _said(data: Mapping[str, Any]) -> str:
    said = data.get("errorMsg")
    return f": {said}" if isinstance(said, str) and said else ""


def listed(error: Mapping[str, Any]) -> str:
    """Return an error object as one line."""
    errors = error.get("errors") or []
    texts = [f"{k}: {v}" for k, v in errors.items()] if isinstance(errors, dict) else list(errors)
    if len(texts) > _MOST_TEXTS:
        texts[_MOST_TEXTS:] = [f"and {len(texts) - _MOST_TEXTS} more"]
    return ": ".join([error["errorMsg"], *filter(None, ["; ".join(texts)])])


# What managers do


def freeze_module(world: World, *, module: str, freeze: bool) -> dict[str, Any]:
    """Let the CRM suspend a module, or take it up again (2.1: `freeze` is read-only)."""
    change_module(world, module_of(world, module), freeze=int(freeze))
    return {"module": module, "freeze": freeze}


def activate_module(world: World, *, module: str, active: bool) -> dict[str, Any]:
    """Let a manager switch a module on or off (2.4)."""
    change_module(world, module_of(world, module), active=int(active))
    return {"module": module, "active": active}
