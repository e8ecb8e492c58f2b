"""APIs: what is simulated, and how sure it is."""

from __future__ import annotations

from flask import Blueprint, render_template

from stocktake.console.asking import known_systems

page = Blueprint("apis", __name__)


@page.get("/apis")
def show() -> str:
    """Show the operations of all systems."""
    known_systems()
    return render_template("apis.html")
