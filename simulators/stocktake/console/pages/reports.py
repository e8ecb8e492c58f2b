"""Reports: the checks whose report was written below a folder."""

from __future__ import annotations

from flask import Blueprint, render_template

from stocktake.console.asking import known_systems

page = Blueprint("reports", __name__)


@page.get("/reports")
def show() -> str:
    """Show the reports that there are."""
    known_systems()
    return render_template("reports.html")
