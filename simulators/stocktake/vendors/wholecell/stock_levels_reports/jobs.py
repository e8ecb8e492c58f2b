"""The vendor's worker, which needs time for a report. Source: docs/reference/wholecell.md 5."""

from stocktake.core import jobs
from stocktake.core.world import World

from .rows import complete_report, is_unfinished, process_report, require_report

_JOB = "work_on_stock_levels_report"


def schedule_work(world: World, report_id: int) -> None:
    """Schedule both steps of a report, each after half of its time."""
    needed = max(0, world.quirk("wholecell.stock_levels_report_ms"))
    for due, until in ((needed // 2, "processing"), (needed, "complete")):
        arguments = {"report_id": report_id, "until": until}
        jobs.schedule(world, "wholecell", _JOB, due=world.now + due, arguments=arguments)


def time_to_next_step(world: World, report_id: int) -> int:
    """Return the milliseconds until a report's next step; 0 if none is scheduled."""
    due = world.value(
        "SELECT min(due) FROM job WHERE simulator = 'wholecell' AND name = ?"
        " AND json_extract(arguments, '$.report_id') = ?",
        (_JOB, report_id),
    )
    return 0 if due is None else max(0, due - world.now)


def work_on_stock_levels_report(world: World, *, report_id: int, until: str) -> None:
    """Bring a report to a status, unless polls have brought it there or further already."""
    report = require_report(world, report_id)
    if until == "processing" and report["status"] == "pending":
        process_report(world, report)
    elif until == "complete" and is_unfinished(report):
        complete_report(world, report)


JOBS = {_JOB: work_on_stock_levels_report}
