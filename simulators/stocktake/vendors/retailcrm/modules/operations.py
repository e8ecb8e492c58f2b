"""Registering a warehouse system: integration modules.

Source: docs/reference/warehouse-module.md 2.
"""

import json
from typing import Any

from stocktake.core.errors import NotFound, Refusal
from stocktake.core.simulator import Call, Reply
from stocktake.core.world import World
from stocktake.vendors.retailcrm.errors import bad_entity
from stocktake.vendors.retailcrm.wire import php_map, without_nulls

from .callbacks import change_module
from .input import read_module

_NO_FUNDS = "Your account has insufficient funds to activate integration module"


def edit_integration_module(world: World, call: Call, *, code: str, body: dict[str, Any]) -> Reply:
    """Create the module of this code (201) or change the fields given (200) (2.1)."""
    known = world.find("SELECT * FROM retailcrm_module WHERE code = ?", (code,))
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
    row = world.find("SELECT * FROM retailcrm_module WHERE code = ?", (code,))
    if row is None:
        raise NotFound
    module = {
        "code": row["code"],
        "integrationCode": row["integration_code"],
        "active": bool(row["active"]),
        "freeze": bool(row["freeze"]),
        "name": row["name"],
        "logo": row["logo"],
        "native": False,
        "baseUrl": row["base_url"],
        "accountUrl": row["account_url"],
        "actions": php_map(json.loads(row["actions"])),
        "availableCountries": json.loads(row["countries"]),
        "integrations": php_map(json.loads(row["integrations"])),
    }
    return {"success": True, "integrationModule": without_nulls(module)}


def warehouse_is_active(world: World) -> bool:
    """Say whether a warehouse system is registered: the gate of `shipped` (2.1, 7.6)."""
    return bool(
        world.value(
            "SELECT EXISTS (SELECT 1 FROM retailcrm_module WHERE active AND NOT freeze"
            " AND json_type(integrations, '$.store') IS NOT NULL)"
        )
    )
