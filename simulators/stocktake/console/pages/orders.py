"""Orders: what became of each order of a shop."""

from __future__ import annotations

from flask import Blueprint, render_template

from stocktake.console.asking import control, known_systems

page = Blueprint("orders", __name__)


@page.get("/orders")
def show() -> str:
    """Show the orders of the shops."""
    known_systems()
    return render_template("orders.html", orders=control().get_orders(limit=50))
