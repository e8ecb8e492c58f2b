"""SKUs: all systems of one together, and how the numbers of one came about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from stocktake.causes.levels import Level, due_of
from stocktake.causes.moments import Moment
from stocktake.causes.numbers import plain
from stocktake.causes.stock import line_said
from stocktake.core.call import Call
from stocktake.core.clock import iso
from stocktake.core.errors import NotFound
from stocktake.core.world import World
from stocktake.web.documents import nearest
from stocktake.web.host import Host

from .paging import page_of
from .stock import Stock, Wanted, described


async def get_skus(
    host: Host,
    world: World,
    call: Call,
    *,
    simulator: str | None = None,
    text: str | None = None,
    disagree: bool = False,
    shared: bool = False,
    after: str | None = None,
    limit: int = 100,
) -> dict[str, Any]:
    """Return a page of SKUs with their rows at all systems; those that disagree first."""
    async with world.queue:
        stock = Stock(host, world)
        by_sku: dict[str, list[Level]] = defaultdict(list)
        for level in stock.levels.all:
            by_sku[level.sku].append(level)
        named = {level.sku for level in Wanted(simulator=simulator, text=text).of(
            host, stock.levels.all)}  # fmt: skip
        found = [_Sku(sku, by_sku[sku]) for sku in named]
        listed = [s for s in found if s.disagrees >= disagree and s.is_shared >= shared]
        shown, following = page_of(listed, lambda each: each.key, after=after, limit=limit)
        levels = [level for each in shown for level in each.levels]
        told = stock.causes([level for level in levels if not level.agrees])
    return {
        "skus": [
            {
                "sku": each.sku,
                "name": each.name,
                "rows": [described(level, told.get(level.key)) for level in each.levels],
            }
            for each in shown
        ],
        "total": len(listed),
        "disagreements": sum(each.disagrees for each in found),
        "shared": sum(each.is_shared for each in found),
        "next": following,
    }


class _Sku:
    """All levels of an SKU; the first that disagrees comes first."""

    def __init__(self, sku: str, levels: list[Level]) -> None:
        self.sku = sku
        self.levels = sorted(levels, key=lambda level: level.key)
        self.name = next(filter(None, (level.name for level in self.levels)), None)
        self.disagrees = not self.levels[0].agrees
        self.is_shared = len({level.warehouse for level in levels if level.goods}) > 1

    @property
    def key(self) -> tuple[int, str]:
        """Where it stands in a list."""
        return (int(not self.disagrees), self.sku)


async def get_sku(
    host: Host, world: World, call: Call, *, sku: str, limit: int = 200
) -> dict[str, Any]:
    """Return how the numbers of one SKU came about, where it stands and what is owed of it."""
    async with world.queue:
        stock = Stock(host, world)
        levels = [level for level in stock.levels.all if level.sku == sku]
        if not levels:
            known = {level.sku: None for level in stock.levels.all}
            raise NotFound(f"no warehouse and no shop has an SKU {sku!r}{nearest(sku, known)}")
        mine = _Sku(sku, levels)
        moments = stock.moments(levels)
        told = stock.causes([level for level in levels if not level.agrees], moments)
        return {
            "sku": sku,
            "name": mine.name,
            "rows": [
                {
                    "stock": described(level, told.get(level.key)),
                    "moments": list(_moments(level, moments[level.key][-limit:])),
                    "earlier": max(0, len(moments[level.key]) - limit),
                    "places": list(_places(stock, level)),
                    "owed": list(_owed(stock, level)),
                }
                for level in mine.levels
            ],
        }


def _moments(level: Level, moments: Sequence[Moment]) -> Iterator[dict[str, Any]]:
    """Yield the moments; before somebody wrote the first number of an offer it has one, too."""
    for moment in moments:
        said = ", ".join(dict.fromkeys(filter(None, map(line_said, moment.lines))))
        shown = None if level.shown is None else plain(moment.shown)
        yield {
            "row": moment.row or None,
            "at": None if moment.at is None else iso(moment.at),
            "what": said or ("the world begins" if not moment.row else "it changed"),
            "on_hand": plain(moment.on_hand),
            "can_promise": plain(moment.promise),
            "shop_shows": shown,
            "difference": None if shown is None else plain(moment.shown - moment.promise),
        }


def _places(stock: Stock, level: Level) -> Iterator[dict[str, Any]]:
    """Yield what may be sold by place, then what may not, by lot and unit."""
    for row in stock.levels.stock:
        if row["simulator"] == level.warehouse and row["good"] in level.goods and row["sellable"]:
            yield _held(row["place"], None, row["sellable"], None)
    for good in level.goods:
        for each in stock.held.get((level.warehouse, good), ()):
            yield _held(each.place, each.lot, each.quantity, each.why)


def _held(place: str | None, lot: str | None, quantity: int, why: str | None) -> dict[str, Any]:
    return {"place": place, "lot": lot, "quantity": plain(quantity), "why": why}


def _owed(stock: Stock, level: Level) -> Iterator[dict[str, Any]]:
    """Yield the documents that ask for it, then the orders that have none yet."""
    levels = stock.levels
    fed = {(f.outlet, f.place) for f in levels.feeds if f.warehouse == level.warehouse}
    known = {r["reference"] for r in levels.orders if r["simulator"] == level.warehouse}
    for row in levels.orders:
        is_document = row["simulator"] == level.warehouse
        sku = levels.sku_of.get((row["simulator"], str(row["good"]))) if is_document else None
        waits = (row["simulator"], row["place"]) in fed and row["reference"] not in known
        if (is_document or waits) and (sku or row["sku"]) == level.sku and due_of(row):
            yield {
                "order": row["reference"],
                "system": row["simulator"],
                "id": str(row["id"]),
                "has_document": is_document,
                "quantity": plain(due_of(row)),
            }
