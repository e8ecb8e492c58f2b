"""Stock: who disagrees with whom about which SKU."""

from __future__ import annotations

from flask import Blueprint, render_template

from stocktake.console.asking import control, known_systems

page = Blueprint("stock", __name__)


@page.get("/stock")
def show() -> str:
    """Show the SKUs; those that disagree come first."""
    known_systems()
    return render_template("stock.html", stock=control().get_stock(limit=100))


@page.get("/stock/<path:sku>")
def one(sku: str) -> str:
    """Show one SKU."""
    known_systems()
    return render_template("stock.html", stock=control().get_stock(sku=sku))
