"""The vendor's worker fails. Source: docs/reference/wholecell.md 5."""

from typing import Any

from stocktake.core.errors import Conflict, NotFound
from stocktake.core.world import World

from .rows import fail_report


def fail_stock_levels_report(world: World, *, id: int | None = None) -> dict[str, Any]:
    """Let an unfinished report fail, the newest when none is named."""
    report = world.find(
        "SELECT * FROM wholecell_stock_levels_report WHERE status IN ('pending', 'processing')"
        " AND (?1 IS NULL OR id = ?1) ORDER BY id DESC LIMIT 1",
        (id,),
    )
    if report is None:
        raise _why_not(world, id)
    fail_report(world, report)
    return {"id": report["id"]}


def _why_not(world: World, report_id: int | None) -> Conflict | NotFound:
    if report_id is None:
        return NotFound("no report that is not done")
    if world.find("SELECT 1 FROM wholecell_stock_levels_report WHERE id = ?", (report_id,)):
        return Conflict(f"report {report_id} is done")
    return NotFound(f"no report {report_id}")


EVENTS = (fail_stock_levels_report,)
