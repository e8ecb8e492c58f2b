"""Registering a warehouse system. Source: docs/reference/warehouse-module.md 2."""

from typing import Any

from stocktake.core.errors import NotFound, Refusal
from stocktake.core.simulator import Call, Reply
from stocktake.core.world import World
from stocktake.vendors.retailcrm.errors import bad_entity

from .callbacks import change_module
from .input import read_module
from .rows import find_module
from .shown import show_module

_NO_FUNDS = "Your account has insufficient funds to activate integration module"


def edit_integration_module(world: World, call: Call, *, code: str, body: dict[str, Any]) -> Reply:
    """Create the module with this code (201) or change the fields sent (200) (2.1)."""
    known = find_module(world, code)
    columns, errors = read_module(
        body["integrationModule"],
        code=code,
        creation=known is None,
        call_points_required=world.quirk("retailcrm.call_points_required"),
    )
    if errors:
        raise bad_entity(errors)
    active = columns.get("active", 1 if known is None else known["active"])
    switched_on = active and not (known and known["active"])
    if switched_on and world.quirk("retailcrm.billing_refuses"):
        raise Refusal("Failed to activate module", [_NO_FUNDS])
    columns["system_url"] = call.base_url
    if known is None:
        world.insert("retailcrm_module", **{"code": code, "integration_code": code, **columns})
    else:
        change_module(world, known, **columns)
    info: Any = {} if world.quirk("retailcrm.info_as_object") else []
    return Reply(201 if known is None else 200, {"success": True, "info": info})


def get_integration_module(world: World, call: Call, *, code: str) -> dict[str, Any]:
    """Return a module without its `clientId` (2.2)."""
    row = find_module(world, code)
    if row is None:
        raise NotFound
    return {"success": True, "integrationModule": show_module(row)}


HANDLERS = (edit_integration_module, get_integration_module)
