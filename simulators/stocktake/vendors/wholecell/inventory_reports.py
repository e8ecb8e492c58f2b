"""Inventory reports: saved selections of units, read live.

Source: docs/reference/wholecell.md 3.
"""

import json
from typing import Any

from stocktake.core.simulator import Call, Page, Reply
from stocktake.core.world import World

from . import wire
from .errors import not_found
from .inventories import filtered_units


def get_inventory_report(world: World, call: Call, *, report_id: int) -> Reply:
    """Show one report: its name, not what it selects (3)."""
    report, zone = _report(world, report_id), wire.zone(world)
    shown = {
        "id": report["id"],
        "name": report["name"],
        "created_at": wire.instant(report["created_at"], zone),
        "updated_at": wire.instant(report["updated_at"], zone),
    }
    return wire.single(world, shown)


def list_report_inventories(
    world: World,
    call: Call,
    *,
    report_id: int,
    page: str | None = None,
    per_page: str | None = None,
) -> Page:
    """List the units that a report selects now (3)."""
    wanted = json.loads(_report(world, report_id)["filter"])
    return filtered_units(world, wanted, page=page, per_page=per_page)


def _report(world: World, report_id: int) -> dict[str, Any]:
    report = world.find("SELECT * FROM wholecell_inventory_report WHERE id = ?", (report_id,))
    if report is None:
        raise not_found()
    return report


HANDLERS = (get_inventory_report, list_report_inventories)
