"""Orders: one row for each order of an outlet, and which rows of the journal did what for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from stocktake.causes.levels import Row
from stocktake.causes.numbers import plain
from stocktake.causes.orders import STATES, WRONG, Deeds, Document, Done, Life
from stocktake.causes.stories import Looked, story_of
from stocktake.core.call import Call
from stocktake.core.clock import iso
from stocktake.core.roles import Outlet
from stocktake.core.world import World
from stocktake.web.host import Host

from .paging import page_of
from .reading import read_deeds, read_lives, read_looks
from .stock import Stock


async def get_orders(
    host: Host,
    world: World,
    call: Call,
    *,
    order: str | None = None,
    state: str | None = None,
    text: str | None = None,
    after: str | None = None,
    limit: int = 100,
) -> dict[str, Any]:
    """Return a page of the outlets' orders, oldest first, with what became of them."""
    async with world.queue:
        stock = Stock(host, world)
        sought = (text or "").casefold()
        found = [
            life
            for life in all_lives(stock)
            if order in (None, life.id, life.reference) and _holds(life, sought)
        ]
        states = Counter(life.state for life in found)
        lives = [life for life in found if state in (None, life.state)]
        shown, following = page_of(lives, lambda life: life.key, after=after, limit=limit)
        rows = described(stock, shown)
    return {
        "rows": rows,
        "total": len(lives),
        "wrong": sum(life.state == WRONG for life in lives),
        "states": {name: states[name] for name in STATES},
        "next": following,
    }


def all_lives(stock: Stock) -> list[Life]:
    """Return what became of every order of a world's outlets, in no order."""
    outlets = [name for name, role in stock.roles.items() if isinstance(role, Outlet)]
    return stock.world.derived("lives", lambda: read_lives(stock.world, stock.levels, outlets))


def _holds(life: Life, text: str) -> bool:
    """Return whether a text, in lower case, is in its numbers, its SKUs or its customer."""
    if not text:
        return True
    said = [life.reference, life.id, *(document.id for document in life.documents)]
    said += [str(row[name] or "") for row in life.rows for name in ("sku", "customer")]
    return any(text in each.casefold() for each in said)


def described(stock: Stock, lives: Sequence[Life]) -> list[dict[str, Any]]:
    """Return orders as the document has them."""
    deeds, looked = read_deeds(stock.world, lives), read_looks(stock.world, dict(stock.roles))
    fed = {(feed.outlet, feed.place): feed.warehouse for feed in stock.levels.feeds}
    return [
        {**_described(life, deeds, looked), "warehouse": fed.get((life.outlet, _place(life) or ""))}
        for life in lives
    ]


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
