"""Snapshots of a world: kept in memory under a name, and come back to."""

import re
from typing import Any

from stocktake.core.call import Call, Reply
from stocktake.core.clock import iso
from stocktake.core.errors import Conflict, NotFound, Unprocessable
from stocktake.core.images import Snapshot
from stocktake.core.world import World
from stocktake.web.documents import nearest
from stocktake.web.host import Host

MOST = 20  # per world: each is a whole image in memory
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")


def check_name(name: str, what: str) -> None:
    """Raise Unprocessable for what cannot be the name of a world or a snapshot."""
    if not _NAME.fullmatch(name):
        raise Unprocessable(f"{what} is named by 1 to 64 of a-z, 0-9 and -, not beginning with -")


async def get_snapshots(host: Host, world: World, call: Call) -> dict[str, Any]:
    """Return the snapshots of this world, oldest first."""
    kept = world.snapshots
    return {"snapshots": [_described(name, snapshot) for name, snapshot in kept.items()]}


async def take_snapshot(host: Host, world: World, call: Call, *, body: dict[str, Any]) -> Reply:
    """Keep the world as it is between two turns."""
    name = body["name"]
    check_name(name, "a snapshot")
    async with world.queue:
        if name in world.snapshots:
            raise Conflict(f"there is a snapshot {name!r} already; delete it, or take another name")
        if len(world.snapshots) >= MOST:
            raise Conflict(
                f"a world keeps at most {MOST} snapshots: delete one that you need no more"
                " (DELETE /_sim/snapshots/{name}), or save the world in a file (GET /_sim/database)"
            )
        world.snapshots[name] = world.snapshot()
    return Reply(201, _described(name, world.snapshots[name]))


async def restore_snapshot(host: Host, world: World, call: Call, *, name: str) -> dict[str, Any]:
    """Put the world back to a snapshot, which stays kept."""
    async with world.queue:
        world.restore(_find(world, name).image)
    return world.clock.describe()


async def delete_snapshot(host: Host, world: World, call: Call, *, name: str) -> Reply:
    """Forget a snapshot."""
    async with world.queue:
        _find(world, name)
        del world.snapshots[name]
    return Reply(204)


def _find(world: World, name: str) -> Snapshot:
    if name not in world.snapshots:
        raise NotFound(f"there is no snapshot {name!r}{nearest(name, world.snapshots)}")
    return world.snapshots[name]


def _described(name: str, snapshot: Snapshot) -> dict[str, Any]:
    return {
        "name": name,
        "turn": snapshot.turn,
        "now": iso(snapshot.now),
        "bytes": len(snapshot.image.content),
    }
