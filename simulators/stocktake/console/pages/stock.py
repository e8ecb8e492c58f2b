"""Stock: who disagrees with whom about which SKU, and how the numbers of one came about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from stocktake.console.asking import control, known_systems
from stocktake.console.charts import chart_of
from stocktake.console.levels import line_of

page = Blueprint("stock", __name__)

_PAGE = 100
_KINDS: dict[str, tuple[str, dict[str, Any]]] = {
    "disagree": ("Disagree", {"disagree": True}),
    "": ("All", {}),
    "shared": ("In several warehouses", {"shared": True}),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which SKUs the address of the page asks for."""

    text: str
    system: str
    kind: str
    after: str

    @classmethod
    def of_request(cls) -> Wanted:
        """Read them off the query; a system that there is not is none."""
        given = request.args
        kind, system = given.get("kind", ""), given.get("system", "")
        known = [each.name for each in known_systems().all if each.described["role"]]
        return cls(
            text=given.get("q", "").strip()[:200],
            system=system if system in known else "",
            kind=kind if kind in _KINDS else "",
            after=given.get("after", ""),
        )

    @property
    def filters(self) -> dict[str, Any]:
        """The filters of the list that this means, but for the kind."""
        return {"text": self.text or None, "simulator": self.system or None}

    @property
    def is_plain(self) -> bool:
        """Whether all SKUs are wanted."""
        return not (self.text or self.system or self.kind)

    def but(self, **changes: Any) -> str:
        """Return the address of the first page with other values; None leaves one out."""
        now: dict[str, Any] = {
            "q": self.text or None, "system": self.system or None, "kind": self.kind or None,
            **changes,
        }  # fmt: skip
        return url_for("stock.show", **{k: v for k, v in now.items() if v is not None})


@page.get("/stock")
def show() -> str:
    """Show a page of SKUs, each with all systems; those that disagree come first."""
    systems, wanted = known_systems(), Wanted.of_request()
    found = control().get_skus(
        **wanted.filters, **_KINDS[wanted.kind][1], after=wanted.after or None, limit=_PAGE
    )
    sums = control().get_skus(**wanted.filters, limit=1)
    warehouses = [s for s in systems.all if s.described["role"] == "warehouse"]
    named = {row["warehouse"] for each in found["skus"] for row in each["rows"]}
    return render_template(
        "stock.html",
        lines=[line_of(each, systems) for each in found["skus"]],
        found=found,
        sums={"disagree": sums["disagreements"], "": sums["total"], "shared": sums["shared"]},
        wanted=wanted,
        kinds=_KINDS,
        warehouses=warehouses,
        columns=[system for system in warehouses if system.name in named],
    )


@page.get("/stock/sku")
def one() -> str | Response:
    """Show how the numbers of one SKU came about; its name stands in the query, whatever it is."""
    sku = request.args.get("sku", "")
    if not sku:
        return redirect(url_for("stock.show"), 303)
    systems, by_time = known_systems(), request.args.get("axis") == "time"
    found = control().get_sku(sku)
    return render_template(
        "sku.html",
        found=found,
        line=line_of({**found, "rows": [row["stock"] for row in found["rows"]]}, systems),
        charts=[chart_of(row, systems, by_time=by_time) for row in found["rows"]],
        by_time=by_time,
        following=_following(sku),
        orders=_twice(found),
    )


@page.get("/stock/<path:sku>")
def named(sku: str) -> Response:
    """Lead from a short address to the page: not every SKU can be a path."""
    return redirect(url_for("stock.one", sku=sku), 303)


def _following(sku: str) -> str | None:
    """Return the next SKU that disagrees, the first after the last one."""
    names = [each["sku"] for each in control().get_skus(disagree=True, limit=1000)["skus"]]
    others = [name for name in names if name != sku]
    return next((name for name in others if name > sku), others[0] if others else None)


def _twice(found: dict[str, Any]) -> set[str]:
    """Return the numbers of orders that stand twice, of those to which it is owed."""
    owed = {each["order"] for row in found["rows"] for each in row["owed"]}
    wrong = control().get_orders(state="wrong", limit=1000)["rows"]
    return {order["order"] for order in wrong if order["order"] in owed}
