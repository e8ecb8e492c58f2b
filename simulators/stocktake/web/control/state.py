"""The database of a world as a whole, and its quirks."""

from typing import Any

from stocktake.core import store
from stocktake.core.call import Call, Reply
from stocktake.core.errors import NotFound, Unprocessable
from stocktake.core.world import World
from stocktake.web.documents import nearest
from stocktake.web.host import Host


async def get_database(host: Host, world: World, call: Call) -> Reply:
    """Return the world as an SQLite file."""
    async with world.queue:
        return Reply(data=world.image().content, media_type="application/vnd.sqlite3")


async def put_database(
    host: Host, world: World, call: Call, *, body: object = None
) -> dict[str, Any]:
    """Put the world to what a saved file holds, after all of the file is checked.

    `body` is the decoded body, of which nothing is understood: the file is the raw one.
    """
    try:
        image = store.verified(call.raw, host.simulators)
    except store.Unusable as error:
        raise Unprocessable(f"the body is not a saved world: {error}") from None
    async with world.queue:
        world.restore(image)
    return world.clock.describe()


async def get_quirks(host: Host, world: World, call: Call) -> dict[str, Any]:
    """Return every quirk with its value here."""
    return {"quirks": {name: world.quirk(name) for name in _names(host)}}


async def set_quirk(
    host: Host, world: World, call: Call, *, name: str, body: dict[str, Any]
) -> dict[str, Any]:
    """Give a quirk a value."""
    async with world.queue:
        try:
            world.set_quirk(name, body["value"])
        except KeyError:
            raise NotFound(f"no quirk {name!r}{nearest(name, _names(host))}") from None
        except ValueError as error:
            raise Unprocessable(str(error)) from None
    return {"name": name, "value": world.quirk(name)}


def _names(host: Host) -> list[str]:
    return [f"{s.name}.{quirk.name}" for s in host.simulators for quirk in s.quirks]
