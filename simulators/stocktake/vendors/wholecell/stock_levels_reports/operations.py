"""The operations on stock levels reports. Source: docs/reference/wholecell.md 5."""

from typing import Any

from stocktake.core.errors import Malformed
from stocktake.core.simulator import Call, Reply
from stocktake.core.world import World
from stocktake.vendors.wholecell import wire
from stocktake.vendors.wholecell.errors import forbidden

from .jobs import schedule_work, time_to_next_step
from .rows import (
    add_report,
    complete_report,
    count_poll,
    is_unfinished,
    process_report,
    require_report,
)
from .shown import is_signed, show_report


def create_stock_levels_report(
    world: World, call: Call, *, body: dict[str, Any] | None = None
) -> Reply:
    """Request a report; the answer has its id and no URL yet (5)."""
    made = add_report(world, (body or {}).get("inventory_statuses"))
    schedule_work(world, made)
    shown = show_report(world, call, require_report(world, made))
    return wire.render_one(world, shown, status=201)


def get_stock_levels_report(world: World, call: Call, *, report_id: int) -> Reply:
    """Show a report's status; each poll advances it, even while the clock stands still (5)."""
    report = require_report(world, report_id)
    if is_unfinished(report):
        polls, needed = (
            count_poll(world, report),
            world.quirk("wholecell.stock_levels_report_polls"),
        )
        if needed and polls >= needed:
            complete_report(world, report)
        elif needed and 2 * polls >= needed:
            process_report(world, report)
        world.say_wait(time_to_next_step(world, report_id), for_this=True)
    return wire.render_one(world, show_report(world, call, require_report(world, report_id)))


def download_stock_levels_report(
    world: World,
    call: Call,
    *,
    report_id: int,
    expires: str = "",
    nonce: str = "",
    signature: str = "",
) -> Reply:
    """Return the CSV to anybody who has the URL, until it expires; no App is needed (5)."""
    report = world.find("SELECT * FROM wholecell_stock_levels_report WHERE id = ?", (report_id,))
    if report is None or report["csv"] is None:
        raise forbidden()
    if not is_signed(world, report, expires=expires, nonce=nonce, signature=signature):
        raise forbidden()
    if "authorization" in call.headers and world.quirk("wholecell.download_refuses_credentials"):
        raise Malformed("Only one auth mechanism allowed")
    name = f"stock_levels_report_{report_id}.csv"
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Reply(200, report["csv"], disposition, media_type="text/csv; charset=utf-8")


HANDLERS = (
    create_stock_levels_report,
    get_stock_levels_report,
    download_stock_levels_report,
)
