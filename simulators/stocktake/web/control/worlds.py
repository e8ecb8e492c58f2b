"""Worlds: many per process, made new or forked, reset and let go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stocktake.core.errors import Conflict, NotFound, Unprocessable
from stocktake.core.simulator import Reply
from stocktake.web.documents import nearest

from .snapshots import check_name

if TYPE_CHECKING:
    from stocktake.web.sandbox import Sandbox


async def get_worlds(sandbox: Sandbox, world_name: str) -> dict[str, Any]:
    """Return the worlds of this process."""
    _only_at_the_root(world_name)
    return {
        "worlds": [
            {"name": name, "path": _path(name), "clock": world.clock.describe()}
            for name, world in sandbox.worlds.items()
        ]
    }


async def create_world(sandbox: Sandbox, world_name: str, *, body: dict[str, Any]) -> Reply:
    """Fork the world named in `from`; without `from`, make a new one of the sandbox's configuration
    with changes.
    """
    _only_at_the_root(world_name)
    name, source = body["name"], body.get("from")
    changes: Any = {key: value for key, value in body.items() if key not in ("name", "from")}
    check_name(name, "a world")
    if name in sandbox.worlds:
        raise Conflict(f"there is a world {name!r} already")
    if source is None:
        try:
            sandbox.worlds[name] = sandbox.new_world(name, changes)
        except ValueError as error:
            raise Unprocessable(str(error)) from None
    elif changes:
        raise Unprocessable(f"a fork takes no {sorted(changes)[0]!r}: it is as its origin is")
    elif source not in sandbox.worlds:
        raise NotFound(f"there is no world {source!r}{nearest(source, sandbox.worlds)}")
    else:
        origin = sandbox.worlds[source]
        async with origin.queue:
            sandbox.worlds[name] = origin.fork(name)
    return Reply(201, {"name": name, "path": _path(name)})


async def delete_world(sandbox: Sandbox, world_name: str, *, name: str) -> Reply:
    """Let a world go."""
    _only_at_the_root(world_name)
    if name == "default":
        raise Conflict("the default world stays; reset it instead")
    if name not in sandbox.worlds:
        raise NotFound(f"there is no world {name!r}{nearest(name, sandbox.worlds)}")
    world = sandbox.worlds[name]
    async with world.queue:
        del sandbox.worlds[name]
        world.close()
    return Reply(204)


async def reset_world(sandbox: Sandbox, world_name: str) -> dict[str, Any]:
    """Put this world back to its beginning."""
    world = sandbox.worlds[world_name]
    async with world.queue:
        world.reset()
    return world.clock.describe()


def _only_at_the_root(world_name: str) -> None:
    if world_name != "default":
        raise NotFound("worlds are made and listed at the root: /_sim/worlds")


def _path(name: str) -> str:
    return "/" if name == "default" else f"/w/{name}"
