"""What is wrong, one finding for each cause: its SKUs or orders, and what came of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from stocktake.core.call import Call
from stocktake.core.clock import iso
from stocktake.core.world import World
from stocktake.web.host import Host

from . import causes, order_lives, orders
from .causes import Cause
from .levels import Level
from .order_lives import Deeds, Life
from .order_stories import began, came_of
from .stock import Stock, described
from .units import spelled

_MOST_BELOW = 20
_MOST_SENTENCES = 5

_TITLES = {
    ("not_sellable", ""): "It shows all that is on hand, also what may not be sold or is owed",
    ("out_of_date", "nothing"): "A number changed, and nothing was uploaded since",
    ("out_of_date", "refused"): "A number changed, and the upload after it was refused",
    ("out_of_date", "lost"): "A number changed, and the reply to the upload after it was lost",
    ("out_of_date", "written"): "A number changed, and the upload after it wrote the old one",
    ("out_of_date", "stayed"): "A number changed, and the upload after it left it as it was",
    ("older_number", ""): "An older number was written after a change",
    ("never_written", ""): "No number has been written since the world began",
    ("other_unit", ""): "It counts cases as pieces",
    ("other_place", ""): "It shows the number of another warehouse, store or site",
    ("unexplained", ""): "Nothing explains the number",
    (order_lives.MADE_TWICE, ""): "An order was made twice",
    (order_lives.TOLD_TOO_EARLY, ""): "The shop was told of a shipment before anything left",
}


def title_of(kind: str, outcome: str) -> str:
    """Return a cause in a few words."""
    return _TITLES.get((kind, outcome)) or _TITLES[kind, ""]


async def get_findings(host: Host, world: World, call: Call) -> dict[str, Any]:
    """Return one finding for each cause: orders, then wrong numbers, then those out of date."""
    async with world.queue:
        stock = Stock(host, world)
        levels = stock.levels.all
        lives = [life for life in orders.all_lives(stock) if life.mistake]
        found = _of_orders(stock, lives)
        found += _of_stock(stock, [level for level in levels if not level.agrees])
    return {
        "findings": found,
        "shown": sum(level.shown is not None for level in levels),
        "disagreements": sum(not level.agrees for level in levels),
        "wrong_orders": len(lives),
    }


def _of_stock(stock: Stock, levels: Sequence[Level]) -> list[dict[str, Any]]:
    told = stock.causes(levels)
    groups: dict[tuple[str, str, str], list[Level]] = defaultdict(list)
    for level in sorted(levels, key=lambda level: level.key):
        cause = told[level.key]
        outcome = cause.outcome if (cause.kind, cause.outcome) in _TITLES else ""
        groups[cause.state, cause.kind, outcome].append(level)
    found = [_stock_finding(stock, key, mine, told) for key, mine in groups.items()]
    return sorted(found, key=lambda f: (f["state"] != causes.WRONG, -f["count"], f["title"]))


def _stock_finding(
    stock: Stock,
    key: tuple[str, str, str],
    levels: Sequence[Level],
    told: Mapping[tuple[Any, ...], Cause],
) -> dict[str, Any]:
    state, kind, outcome = key
    first = min((told[level.key] for level in levels), key=lambda cause: cause.row or 0)
    shown = levels[:_MOST_BELOW]
    return {
        "kind": kind,
        "state": state,
        "title": title_of(kind, outcome),
        "sentence": told[levels[0].key].sentence,
        "count": len(levels),
        "skus": [described(level, told[level.key]) for level in shown],
        "orders": [],
        "row": first.row,
        "at": None if first.at is None else iso(first.at),
        "came_of": [said for level in levels if (said := _consequence(stock, level))][
            :_MOST_SENTENCES
        ],
    }


def _consequence(stock: Stock, level: Level) -> str:
    """Say what a wrong number led to: more is owed than there is, or less can be bought."""
    owed, free = (each[level.sku] for each in stock.levels.promises(level.warehouse))
    if free < 0:
        there = spelled(max(0, owed + free))
        return f"{spelled(owed)} of {level.sku} are owed by {level.warehouse}, {there} may be sold."
    missing = level.promise - (level.number or 0)
    if missing > 0:
        return (
            f"{spelled(missing)} of {level.sku} cannot be bought, although {level.warehouse} has"
            " them."
        )
    return ""


def _of_orders(stock: Stock, lives: Sequence[Life]) -> list[dict[str, Any]]:
    groups: dict[str, list[Life]] = defaultdict(list)
    for life in sorted(lives, key=lambda life: life.key):
        groups[life.mistake or ""].append(life)
    return [_order_finding(stock, kind, groups[kind]) for kind in sorted(groups)]


def _order_finding(stock: Stock, kind: str, lives: Sequence[Life]) -> dict[str, Any]:
    deeds = Deeds(stock.world, lives)
    shown = orders.described(stock, lives[:_MOST_BELOW])
    first = min(
        (done for life in lives if (done := began(life, deeds))),
        key=lambda done: done.row,
        default=None,
    )
    told = [f"{life.reference}: {' '.join(came_of(life, deeds))}" for life in lives]
    return {
        "kind": kind,
        "state": causes.WRONG,
        "title": title_of(kind, ""),
        "sentence": shown[0]["story"],
        "count": len(lives),
        "skus": [],
        "orders": shown,
        "row": first.row if first else None,
        "at": iso(first.at) if first else None,
        "came_of": told[:_MOST_SENTENCES] if kind == order_lives.MADE_TWICE else [],
    }
