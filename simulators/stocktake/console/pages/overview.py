"""Overview: is everything in step, what has just happened, what waits to go wrong."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template

from stocktake.client.control import Control
from stocktake.console.activity import MOST_ROWS, activity_of
from stocktake.console.asking import asking, control, known_systems
from stocktake.console.faulty import described
from stocktake.console.rows import Told, lines_of
from stocktake.console.systems import Systems
from stocktake.console.twice import made_twice

page = Blueprint("overview", __name__)

_LAST = 7  # rows
_HOLDS = "SELECT simulator, count(DISTINCT sku) AS skus FROM v_stock GROUP BY simulator"


@page.get("/")
def show() -> str:
    """Show the overview, or what to do first where nothing has happened yet."""
    systems = known_systems()
    newest = control().get_journal(order="desc", limit=MOST_ROWS, bodies=False)["entries"]
    stats = control().get_stats()
    if not newest:
        return _first_steps(systems)
    told = Told(systems, made_twice(control()))
    last, _ = lines_of(newest, told, most=_LAST, folds=True)
    faults = [fault for fault in control().faults() if fault["left"] > 0]
    return render_template(
        "overview.html",
        found=control().get_findings(),
        activity=activity_of(newest[::-1], told),
        waiting=[described(systems, fault) for fault in faults],
        last=last,
        rows=_systems_table(control(), systems, stats, faults),
        env=control().get_env(),
    )


def _first_steps(systems: Systems) -> str:
    env = control().get_env()
    return render_template(
        "empty.html", env=env, holds=_holds(control()), first=_question(systems, env),
        root=asking().root, count=len(systems.all),
    )  # fmt: skip


def _holds(control: Control) -> dict[str, int]:
    return {row["simulator"]: row["skus"] for row in control.sql(_HOLDS)}


def _question(systems: Systems, env: dict[str, str]) -> str:
    """Return a command that asks a warehouse something, with the credentials of this world."""
    for system in systems.all:
        base = env.get(f"{system.name.upper()}_BASE_URL")
        user = env.get(f"{system.name.upper()}_USERNAME")
        password = env.get(f"{system.name.upper()}_PASSWORD")
        reads = [o for o in system.operations if o["method"] == "GET" and "{" not in o["path"]]
        if base and user and password and reads:
            root = base.removesuffix("/").rpartition(f"/{system.name}")[0]
            path = next((o["path"] for o in reads if "inventory" in o["path"]), reads[0]["path"])
            return f'curl -u "{user}:{password}" \\\n  "{root}/{system.name}{path}"'
    return "stocktake stock"


def _systems_table(
    control: Control, systems: Systems, stats: dict[str, Any], faults: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Return a line for each system: what came to it, what it holds, what waits there."""
    holds, env = _holds(control), control.get_env()
    return [
        {
            "name": system.name,
            "base": env.get(f"{system.name.upper()}_BASE_URL", ""),
            "holds": holds.get(system.name),
            "faults": sum(fault["simulator"] == system.name for fault in faults),
            **_sums(stats, system.name),
        }
        for system in systems.all
    ]


def _sums(stats: dict[str, Any], simulator: str) -> dict[str, int]:
    rows = [row for row in stats["operations"] if row["simulator"] == simulator]
    sums = {name: sum(row[name] for row in rows) for name in ("requests", "writes", "refused")}
    return {**sums, "last": max((row["last"] for row in rows), default=0)}
