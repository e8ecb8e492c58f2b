"""Stock levels reports: asked for, waited for, and fetched as CSV from a URL of their own.

Source: docs/reference/wholecell.md 5. A report is done when its time has come or when it was asked
for often enough, whichever is first; what it says is as of then.
"""

import csv
import hashlib
import hmac
import io
import json
from typing import Any
from urllib.parse import urlencode

from stocktake.core import jobs
from stocktake.core.errors import Conflict, Malformed, NotFound
from stocktake.core.simulator import Call, Reply
from stocktake.core.world import World

from . import ids, wire
from .errors import forbidden, not_found
from .stock_levels import levels

_TABLE = "wholecell_stock_levels_report"
_JOB = "work_on_stock_levels_report"
_UNDONE = ("pending", "processing")
_COLUMNS = ("sku", "on_hand", "outstanding", "available")
_DOWNLOADS = "/api/v1/downloads/stock_levels_reports"


def create_stock_levels_report(
    world: World, call: Call, *, body: dict[str, Any] | None = None
) -> Reply:
    """Ask for a report; the answer has its id and nothing to read yet (5)."""
    statuses = (body or {}).get("inventory_statuses")
    made = world.insert(
        _TABLE,
        id=ids.next_id(world, _TABLE),
        status="pending",
        inventory_statuses=json.dumps(statuses) if statuses else None,
        created_at=world.now,
    )
    needed = max(0, world.quirk("wholecell.stock_levels_report_ms"))
    for due, until in ((needed // 2, "processing"), (needed, "complete")):
        arguments = {"report_id": made, "until": until}
        jobs.schedule(world, "wholecell", _JOB, due=world.now + due, arguments=arguments)
    return wire.single(world, _shown(world, call, _report(world, made)), status=201)


def get_stock_levels_report(world: World, call: Call, *, report_id: int) -> Reply:
    """Say how far a report is; asking is what brings it on where the clock stands (5)."""
    report = _report(world, report_id)
    if report["status"] in _UNDONE:
        polls, needed = report["polls"] + 1, world.quirk("wholecell.stock_levels_report_polls")
        world.update(_TABLE, report_id, polls=polls)
        if needed and polls >= needed:
            _finish(world, report)
        elif needed and 2 * polls >= needed:
            world.update(_TABLE, report_id, status="processing")
    return wire.single(world, _shown(world, call, _report(world, report_id)))


def download_stock_levels_report(
    world: World, call: Call, *, report_id: int, expires: str = "", signature: str = ""
) -> Reply:
    """Return the CSV to whoever has the URL, until it expires; nobody is asked for an App (5)."""
    report = world.find("SELECT * FROM wholecell_stock_levels_report WHERE id = ?", (report_id,))
    if report is None or report["csv"] is None:
        raise forbidden()
    signed = _signed(report)
    given = (expires.encode(), signature.encode())
    right = (signed["expires"].encode(), signed["signature"].encode())
    if given != right or world.now >= report["expires_at"]:
        raise forbidden()
    if "authorization" in call.headers and world.quirk("wholecell.download_refuses_credentials"):
        raise Malformed("Only one auth mechanism allowed")
    name = f"stock_levels_report_{report_id}.csv"
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Reply(200, report["csv"], disposition, media_type="text/csv; charset=utf-8")


def work_on_stock_levels_report(world: World, *, report_id: int, until: str) -> None:
    """Take a report to where its time has brought it, unless it is there or beyond."""
    report = _report(world, report_id)
    if until == "processing" and report["status"] == "pending":
        world.update(_TABLE, report_id, status="processing")
    elif until == "complete" and report["status"] in _UNDONE:
        _finish(world, report)


def fail_stock_levels_report(world: World, *, id: int | None = None) -> dict[str, Any]:
    """Let a report fail, the newest that is not done when none is named."""
    report = world.find(
        "SELECT * FROM wholecell_stock_levels_report WHERE status IN ('pending', 'processing')"
        " AND (?1 IS NULL OR id = ?1) ORDER BY id DESC LIMIT 1",
        (id,),
    )
    if (
        report is None
        and id is not None
        and world.find("SELECT 1 FROM wholecell_stock_levels_report WHERE id = ?", (id,))
    ):
        raise Conflict(f"report {id} is done")
    if report is None:
        raise NotFound("no report that is not done" if id is None else f"no report {id}")
    world.update(_TABLE, report["id"], status="failed")
    return {"id": report["id"]}


def _finish(world: World, report: dict[str, Any]) -> None:
    if world.quirk("wholecell.stock_levels_report_fails"):
        world.update(_TABLE, report["id"], status="failed")
        return
    statuses = json.loads(report["inventory_statuses"] or "null")
    world.update(
        _TABLE, report["id"],
        status="complete",
        csv=_csv(levels(world, statuses)),
        token=world.token("wholecell report"),
        completed_at=world.now,
        expires_at=world.now + world.quirk("wholecell.stock_levels_report_url_ms"),
    )  # fmt: skip


def _csv(rows: list[dict[str, Any]]) -> str:
    written = io.StringIO()
    writer = csv.DictWriter(written, _COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return written.getvalue()


def _signed(report: dict[str, Any]) -> dict[str, str]:
    """Return what the URL of a complete report carries in place of credentials."""
    expires = str(report["expires_at"] // 1000)
    message = f"{report['id']} {expires}".encode()
    signature = hmac.new(report["token"].encode(), message, hashlib.sha256).hexdigest()
    return {"expires": expires, "signature": signature}


def _shown(world: World, call: Call, report: dict[str, Any]) -> dict[str, Any]:
    url = None
    if report["status"] == "complete":
        url = f"{call.base_url}{_DOWNLOADS}/{report['id']}?{urlencode(_signed(report))}"
    return {
        "id": report["id"],
        "status": report["status"],
        "url": url,
        "created_at": wire.instant(report["created_at"], wire.zone(world)),
    }


def _report(world: World, report_id: int) -> dict[str, Any]:
    report = world.find("SELECT * FROM wholecell_stock_levels_report WHERE id = ?", (report_id,))
    if report is None:
        raise not_found()
    return report


HANDLERS = (
    create_stock_levels_report,
    get_stock_levels_report,
    download_stock_levels_report,
)
JOBS = {_JOB: work_on_stock_levels_report}
