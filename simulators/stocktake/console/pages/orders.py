"""Orders: what became of each order of a shop."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template, request, url_for

from stocktake.console.asking import control, known_systems
from stocktake.console.lives import life_of

page = Blueprint("orders", __name__)

_PAGE = 50
_STATES = {"": "All", "wrong": "Wrong", "open": "Open", "done": "Done", "cancelled": "Called off"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which orders the address of the page asks for."""

    text: str
    state: str
    after: str

    @classmethod
    def of_request(cls) -> Wanted:
        """Read them off the query."""
        state = request.args.get("state", "")
        return cls(
            text=request.args.get("q", "").strip()[:200],
            state=state if state in _STATES else "",
            after=request.args.get("after", ""),
        )

    def but(self, **changes: Any) -> str:
        """Return the address of the first page with other values; None leaves one out."""
        now: dict[str, Any] = {"q": self.text or None, "state": self.state or None, **changes}
        return url_for("orders.show", **{k: v for k, v in now.items() if v is not None})


@page.get("/orders")
def show() -> str:
    """Show the orders of the shops, oldest first."""
    systems, wanted = known_systems(), Wanted.of_request()
    found = control().get_orders(
        text=wanted.text or None, state=wanted.state or None, after=wanted.after or None,
        limit=_PAGE,
    )  # fmt: skip
    return render_template(
        "orders.html",
        lives=[life_of(order, systems) for order in found["rows"]],
        found=found,
        count=sum(found["states"].values()),
        wanted=wanted,
        states=_STATES,
    )
