"""Orders: one row for each order of an outlet, and which rows of the journal did what for it."""

from __future__ import annotations

from typing import Any

from stocktake.core.call import Call
from stocktake.core.clock import iso
from stocktake.core.roles import Outlet
from stocktake.core.world import World
from stocktake.web.host import Host

from .levels import Row
from .order_lives import Deeds, Document, Done, Life, lives_of
from .order_stories import Looked, looks, story_of
from .paging import page_of
from .stock import Stock
from .units import plain


async def get_orders(
    host: Host,
    world: World,
    call: Call,
    *,
    order: str | None = None,
    state: str | None = None,
    after: str | None = None,
    limit: int = 100,
) -> dict[str, Any]:
    """Return a page of the outlets' orders, oldest first, with what became of them."""
    async with world.queue:
        stock = Stock(host, world)
        outlets = [name for name, role in stock.roles.items() if isinstance(role, Outlet)]
        levels = stock.levels
        lives = [
            life
            for life in lives_of(
                world, levels.orders, outlets=outlets, warehouses=levels.warehouses
            )
            if order in (None, life.id, life.reference) and state in (None, life.state)
        ]
        shown, following = page_of(lives, lambda life: life.key, after=after, limit=limit)
        deeds, looked = Deeds(world, shown), looks(world, dict(stock.roles))
        fed = {(feed.outlet, feed.place): feed.warehouse for feed in levels.feeds}
        rows = [
            {
                **_described(life, deeds, looked),
                "warehouse": fed.get((life.outlet, _place(life) or "")),
            }
            for life in shown
        ]
    wrong = sum(life.state == "wrong" for life in lives)
    return {"rows": rows, "total": len(lives), "wrong": wrong, "next": following}


def _described(life: Life, deeds: Deeds, looked: Looked) -> dict[str, Any]:
    told = deeds.shipped(life.outlet, life.id)
    first = life.rows[0]
    return {
        "order": life.reference,
        "id": life.id,
        "outlet": life.outlet,
        "place": _place(life),
        "customer": first["customer"],
        "state": life.state,
        "lines": [_line(row) for row in life.rows],
        "ordered": _done(deeds.made(life.outlet, life.id)),
        "documents": [_document(each, deeds) for each in life.documents],
        "told": {
            "shipped": life.told,
            "date": None if first["told"] is None else str(first["told"]),
            "rows": [_done(each) for each in told],
        },
        "story": story_of(life, deeds, looked),
    }


def _document(document: Document, deeds: Deeds) -> dict[str, Any]:
    return {
        "warehouse": document.warehouse,
        "id": document.id,
        "state": document.state,
        "lines": [_line(row) for row in document.rows],
        "made": _done(deeds.made(document.warehouse, document.id)),
        "shipped": [_done(each) for each in deeds.shipped(document.warehouse, document.id)],
    }


def _line(row: Row) -> dict[str, Any]:
    numbers = {name: plain(row[name]) for name in ("ordered", "shipped", "cancelled")}
    return {"sku": row["sku"], **numbers}


def _place(life: Life) -> str | None:
    place: str | None = life.rows[0]["place"]
    return place


def _done(done: Done | None) -> dict[str, Any] | None:
    if done is None:
        return None
    return {
        "row": done.row,
        "at": iso(done.at),
        "delivered": done.delivered,
        "fault": done.fault,
    }
