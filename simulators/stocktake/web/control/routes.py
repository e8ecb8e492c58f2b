"""Which warehouse feeds which outlet's place: by its name, unless the world is told otherwise."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from stocktake.causes.levels import Feed
from stocktake.core.call import Call
from stocktake.core.errors import Conflict, Unprocessable
from stocktake.core.roles import Outlet, Warehouse
from stocktake.core.world import World
from stocktake.web.documents import nearest
from stocktake.web.host import Host


def feeds_of(host: Host, world: World, stock: Sequence[Mapping[str, Any]] = ()) -> list[Feed]:
    """Return the routes of a world: those it was told, and else places named as a warehouse.

    `stock` are the rows of v_stock, where they have been read already.
    """
    told = world.all("SELECT warehouse, outlet, place FROM route ORDER BY outlet, place")
    if told:
        return [Feed(**row) for row in told]
    warehouses, outlets = _named(host, Warehouse), _named(host, Outlet)
    rows = stock or world.all("SELECT DISTINCT simulator, place FROM v_stock")
    named = {(row["simulator"], row["place"]) for row in rows}
    return sorted(
        Feed(place, outlet, place)
        for outlet, place in named
        if outlet in outlets and place in warehouses
    )


async def get_routes(host: Host, world: World, call: Call) -> dict[str, Any]:
    """Return which warehouse feeds which place of which outlet."""
    return {"routes": [_described(feed) for feed in feeds_of(host, world)]}


async def set_routes(
    host: Host, world: World, call: Call, *, body: dict[str, Any]
) -> dict[str, Any]:
    """Say which warehouse feeds which place; an empty list: those that have its name."""
    feeds = list(dict.fromkeys(Feed(**row) for row in body["routes"]))
    _check(host, feeds)
    async with world.queue:
        world.run("DELETE FROM route")
        for feed in feeds:
            world.insert("route", **_described(feed))
        return {"routes": [_described(feed) for feed in feeds_of(host, world)]}


def _check(host: Host, feeds: Iterable[Feed]) -> None:
    warehouses, outlets = _named(host, Warehouse), _named(host, Outlet)
    taken: dict[tuple[str, str], str] = {}
    for feed in feeds:
        if feed.warehouse not in warehouses:
            hint = nearest(feed.warehouse, warehouses)
            raise Unprocessable(f"no warehouse {feed.warehouse!r}{hint}")
        if feed.outlet not in outlets:
            raise Unprocessable(f"no outlet {feed.outlet!r}{nearest(feed.outlet, outlets)}")
        other = taken.setdefault((feed.outlet, feed.place), feed.warehouse)
        if other != feed.warehouse:
            raise Conflict(f"{feed.outlet}:{feed.place} is fed by {other} already")


def _named(host: Host, role: type[Warehouse] | type[Outlet]) -> list[str]:
    return sorted(each.name for each in host.simulators if isinstance(each.role, role))


def _described(feed: Feed) -> dict[str, str]:
    return {"warehouse": feed.warehouse, "outlet": feed.outlet, "place": feed.place}
