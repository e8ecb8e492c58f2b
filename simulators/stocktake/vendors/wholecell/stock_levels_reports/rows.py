"""Reports as rows: found, added, completed. Source: docs/reference/wholecell.md 5."""

import json
from collections.abc import Sequence

from stocktake.core.world import World
from stocktake.vendors.wholecell import ids
from stocktake.vendors.wholecell.errors import not_found
from stocktake.vendors.wholecell.stock_levels import show_levels
from stocktake.vendors.wholecell.wire import Row

from .shown import spell_csv

_TABLE = "wholecell_stock_levels_report"
_UNFINISHED = ("pending", "processing")


def require_report(world: World, report_id: int) -> Row:
    """Return a report; refuse an unknown id."""
    report = world.find("SELECT * FROM wholecell_stock_levels_report WHERE id = ?", (report_id,))
    if report is None:
        raise not_found()
    return report


def is_unfinished(report: Row) -> bool:
    """Return whether a report is still worked on."""
    return report["status"] in _UNFINISHED


def add_report(world: World, statuses: Sequence[str] | None) -> int:
    """Add a pending report on the units in these statuses, None for all; return its id."""
    return world.insert(
        _TABLE,
        id=ids.next_id(world, _TABLE),
        status="pending",
        inventory_statuses=json.dumps(statuses) if statuses else None,
        created_at=world.now,
    )


def count_poll(world: World, report: Row) -> int:
    """Count one more poll; return how many there were."""
    polls = int(report["polls"]) + 1
    world.update(_TABLE, report["id"], polls=polls)
    return polls


def process_report(world: World, report: Row) -> None:
    """Give a report the status `processing`."""
    world.update(_TABLE, report["id"], status="processing")


def complete_report(world: World, report: Row) -> None:
    """Complete a report with the stock levels of now, or let it fail while the quirk is on."""
    if world.quirk("wholecell.stock_levels_report_fails"):
        fail_report(world, report)
        return
    statuses = json.loads(report["inventory_statuses"] or "null")
    world.update(
        _TABLE, report["id"],
        status="complete",
        csv=spell_csv(show_levels(world, statuses)),
        token=world.token("wholecell report"),
        completed_at=world.now,
    )  # fmt: skip


def fail_report(world: World, report: Row) -> None:
    """Give a report the status `failed`, for good."""
    world.update(_TABLE, report["id"], status="failed")
