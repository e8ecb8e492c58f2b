"""Worlds and time: clock, faults, events, snapshots, worlds, callbacks, quirks."""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from stocktake.console.asking import control, known_systems
from stocktake.console.notices import see
from stocktake.console.shown import clock, many

page = Blueprint("world", __name__)


@page.get("/world")
def show() -> str:
    """Show what moves a world."""
    known_systems()
    return render_template("world.html")


@page.post("/world/advance")
def advance() -> Response:
    """Move the clock on, and go back to the page that asked for it."""
    moved = control().advance_clock(request.form["by"])
    due = len(moved["happened"])
    told = f"; {many(due, 'job or callback', 'jobs and callbacks')} fell due" if due else ""
    return see(back(), f"The clock was moved on, to {clock(moved['now'])}{told}.")


def back() -> str:
    """Return the page of this console that a form was on."""
    wanted = request.form.get("back", "")
    root = request.script_root
    return wanted if wanted.startswith(f"{root}/") and "\\" not in wanted else url_for("world.show")
