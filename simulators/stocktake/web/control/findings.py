"""What is wrong, one finding for each cause: its SKUs or orders, and what came of it."""

from __future__ import annotations

from typing import Any

from stocktake.causes.findings import Finding, order_findings, stock_findings
from stocktake.core.call import Call
from stocktake.core.clock import iso
from stocktake.core.world import World
from stocktake.web.host import Host

from . import orders
from .reading import read_deeds, read_looks
from .stock import Stock, described

_MOST_BELOW = 20


async def get_findings(host: Host, world: World, call: Call) -> dict[str, Any]:
    """Return one finding for each cause: orders, then wrong numbers, then those out of date."""
    async with world.queue:
        stock = Stock(host, world)
        levels = stock.levels.all
        differ = [level for level in levels if not level.agrees]
        lives = [life for life in orders.all_lives(stock) if life.mistake]
        found = order_findings(
            lives, read_deeds(world, lives), read_looks(world, dict(stock.roles))
        )
        told = stock.causes(differ)
        found += stock_findings([(level, told[level.key]) for level in differ], stock.levels)
        findings = [_described(stock, finding) for finding in found]
    return {
        "findings": findings,
        "shown": sum(level.shown is not None for level in levels),
        "disagreements": len(differ),
        "wrong_orders": len(lives),
    }


def _described(stock: Stock, finding: Finding) -> dict[str, Any]:
    return {
        "kind": finding.kind,
        "state": finding.state,
        "title": finding.title,
        "sentence": finding.sentence,
        "count": finding.count,
        "skus": [described(level, cause) for level, cause in finding.levels[:_MOST_BELOW]],
        "orders": orders.described(stock, finding.lives[:_MOST_BELOW]),
        "row": finding.row,
        "at": None if finding.at is None else iso(finding.at),
        "came_of": list(finding.came_of),
    }
