"""Inventory reports: saved selections of units. Source: docs/reference/wholecell.md 3."""

import json
from collections.abc import Mapping
from typing import Any

from stocktake.core.simulator import Call, Page, Reply
from stocktake.core.world import World

from . import ids, lists, wire
from .errors import not_found
from .inventories.operations import FILTERS, list_units

_TABLE = "wholecell_inventory_report"


def get_inventory_report(world: World, call: Call, *, report_id: int) -> Reply:
    """Show one report: its name, not what it selects (3)."""
    report, zone = _require_report(world, report_id), wire.read_zone(world)
    shown = {
        "id": report["id"],
        "name": report["name"],
        "created_at": wire.spell_time(report["created_at"], zone),
        "updated_at": wire.spell_time(report["updated_at"], zone),
    }
    return wire.render_one(world, shown)


def list_report_inventories(
    world: World,
    call: Call,
    *,
    report_id: int,
    page: str | None = None,
    per_page: str | None = None,
) -> Page:
    """List the units that a report selects now (3)."""
    filters = json.loads(_require_report(world, report_id)["filter"])
    return list_units(world, {**filters, "page": page, "per_page": per_page})


def save_inventory_report(world: World, *, name: str, filter: Mapping[str, str]) -> dict[str, Any]:
    """Save a selection of units, by the filters of a list of inventories; refuse any other name.

    A list ignores what it cannot read, but a report would then hold every unit for good (3).
    """
    lists.check_filters(world, filter, FILTERS)
    made = world.insert(
        _TABLE,
        id=ids.next_id(world, _TABLE),
        name=name,
        filter=json.dumps(dict(filter)),
        created_at=world.now,
        updated_at=world.now,
    )
    return {"id": made}


def _require_report(world: World, report_id: int) -> wire.Row:
    report = world.find("SELECT * FROM wholecell_inventory_report WHERE id = ?", (report_id,))
    if report is None:
        raise not_found()
    return report


HANDLERS = (get_inventory_report, list_report_inventories)
EVENTS = (save_inventory_report,)
