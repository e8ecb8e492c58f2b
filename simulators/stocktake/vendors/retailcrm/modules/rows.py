"""Registered modules. Source: docs/reference/warehouse-module.md 2.1, 7.6."""

from typing import Any

from stocktake.core.errors import NotFound
from stocktake.core.world import World


def find_module(world: World, code: str) -> dict[str, Any] | None:
    """Return the row of a module, None when it is not registered."""
    return world.find("SELECT * FROM retailcrm_module WHERE code = ?", (code,))


def require_module(world: World, code: str) -> dict[str, Any]:
    """Return the row of a module; NotFound when it is not registered."""
    row = find_module(world, code)
    if row is None:
        rows = world.all("SELECT code FROM retailcrm_module ORDER BY id")
        known = ", ".join(module["code"] for module in rows) or "none"
        raise NotFound(f"no module {code!r}; registered: {known}")
    return row


def warehouse_is_active(world: World) -> bool:
    """Return whether a warehouse system is registered: without one nothing ships (2.1, 7.6)."""
    return bool(
        world.value(
            "SELECT EXISTS (SELECT 1 FROM retailcrm_module WHERE active AND NOT freeze"
            " AND json_type(integrations, '$.store') IS NOT NULL)"
        )
    )
