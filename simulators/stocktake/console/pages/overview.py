"""Overview: is everything in step, what has just happened, what waits to go wrong."""

from __future__ import annotations

from flask import Blueprint, render_template

from stocktake.console.asking import control, known_systems

page = Blueprint("overview", __name__)


@page.get("/")
def show() -> str:
    """Show the overview."""
    known_systems()
    disagreements = control().get_disagreements(limit=10)
    return render_template("overview.html", disagreements=disagreements)
