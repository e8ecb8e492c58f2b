"""What every system holds, in one shape for all vendors and in one answer."""

from __future__ import annotations

from typing import Any

from stocktake.core.call import Call
from stocktake.core.world import World
from stocktake.web.host import Host

VIEWS = ("stock", "orders", "shipments", "customers", "parts")


async def get_views(host: Host, world: World, call: Call) -> dict[str, Any]:
    """Return the rows of every view, between two turns.

    The world's own connection answers: a question in SQL runs on a copy, whose schema SQLite has to
    read before anything else, and the referee asks for these views twice a round.
    """
    async with world.queue:
        return {view: _table(world, view) for view in VIEWS}


def _table(world: World, view: str) -> dict[str, Any]:
    cursor = world.db.execute(f"SELECT * FROM v_{view}")
    return {"columns": [column[0] for column in cursor.description], "rows": cursor.fetchall()}
