"""Reports: the checks whose report was written below a folder."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from flask import Blueprint, Response, abort, current_app, render_template

from stocktake.console.asking import control, known_systems
from stocktake.console.report_files import KINDS, file_below, reports_below

page = Blueprint("reports", __name__)

# A report is a page of its own that needs no script; whatever stands there, it cannot be one of us.
_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none';"
    " frame-ancestors 'none'; base-uri 'none'; sandbox allow-downloads"
)


@page.get("/reports")
def show() -> str:
    """Show the reports that there are, or how one comes here."""
    known_systems()
    root = _root()
    reports = reports_below(root) if root is not None else []
    written = {each.folder: datetime.fromtimestamp(each.at, UTC) for each in reports}
    return render_template("reports.html", root=root, reports=reports, written=written)


@page.get("/reports/files/<path:name>")
def file(name: str) -> Response:
    """Serve a file of a report as it is."""
    control().get_clock()  # which wants the token
    root = _root()
    found = file_below(root, name) if root is not None else None
    if found is None:
        abort(404, "There is no such file of a report.")
    answer = Response(found.read_bytes(), mimetype=KINDS[found.suffix])
    answer.headers["Content-Security-Policy"] = _POLICY
    return answer


def _root() -> Path | None:
    root: Path | None = current_app.config["REPORTS"]
    return root
