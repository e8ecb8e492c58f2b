"""Worlds: many per process, made new or forked, reset and let go."""

from typing import Any

from stocktake.core.call import Call, Reply
from stocktake.core.errors import Conflict, NotFound, Unprocessable
from stocktake.core.world import World
from stocktake.web.documents import nearest
from stocktake.web.host import DEFAULT, Host

from .interceptors import close_those_of
from .snapshots import check_name


async def get_worlds(host: Host, world: World, call: Call) -> dict[str, Any]:
    """Return the worlds of this process."""
    _only_at_the_root(world)
    return {
        "worlds": [
            {"name": name, "path": _path(name), "clock": each.clock.describe()}
            for name, each in host.worlds.items()
        ]
    }


async def create_world(host: Host, world: World, call: Call, *, body: dict[str, Any]) -> Reply:
    """Fork the world named in `from`, or make a new one with changes to the configuration."""
    _only_at_the_root(world)
    name, source = body["name"], body.get("from")
    changes: Any = {key: value for key, value in body.items() if key not in ("name", "from")}
    check_name(name, "a world")
    if name in host.worlds:
        raise Conflict(f"there is a world {name!r} already; take another name, or delete it")
    if source is None:
        try:
            host.add_world(name, changes)
        except ValueError as error:
            raise Unprocessable(str(error)) from None
    elif changes:
        raise Unprocessable(f"a fork takes no {sorted(changes)[0]!r}: it is as its origin is")
    elif source not in host.worlds:
        raise NotFound(f"there is no world {source!r}{nearest(source, host.worlds)}")
    else:
        origin = host.worlds[source]
        async with origin.queue:
            host.worlds[name] = origin.fork(name)
    return Reply(201, {"name": name, "path": _path(name)})


async def delete_world(host: Host, world: World, call: Call, *, name: str) -> Reply:
    """Let a world go."""
    _only_at_the_root(world)
    if name == DEFAULT:
        raise Conflict("the default world stays; reset it instead")
    if name not in host.worlds:
        raise NotFound(f"there is no world {name!r}{nearest(name, host.worlds)}")
    gone = host.worlds[name]
    async with gone.queue:
        del host.worlds[name]
        gone.close()
    close_those_of(host, name)
    return Reply(204)


async def reset_world(host: Host, world: World, call: Call) -> dict[str, Any]:
    """Put this world back to its beginning."""
    async with world.queue:
        world.reset()
    return world.clock.describe()


def _only_at_the_root(world: World) -> None:
    if world.name != DEFAULT:
        raise NotFound("worlds are made and listed at the root: /_sim/worlds")


def _path(name: str) -> str:
    return "/" if name == DEFAULT else f"/w/{name}"
