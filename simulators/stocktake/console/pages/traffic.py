"""Traffic: what came in, newest first, and what became of it."""

from __future__ import annotations

from flask import Blueprint, render_template

from stocktake.console.asking import control, known_systems

page = Blueprint("traffic", __name__)


@page.get("/traffic")
def show() -> str:
    """Show the newest rows of the journal."""
    known_systems()
    rows = control().get_journal(order="desc", limit=200, bodies=False)["entries"]
    return render_template("traffic.html", rows=rows)


@page.get("/traffic/<int:seq>")
def row(seq: int) -> str:
    """Show one row of the journal in full."""
    known_systems()
    return render_template("row.html", row=control().get_journal_entry(seq))
