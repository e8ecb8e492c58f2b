"""The database of a world as a whole, questions to it in SQL, and its quirks."""

import sqlite3
from contextlib import closing
from typing import Any

from stocktake.core import store
from stocktake.core.call import Call, Reply
from stocktake.core.errors import NotFound, Unprocessable
from stocktake.core.world import World
from stocktake.web.documents import nearest
from stocktake.web.host import Host

from .hints import names_for

_MOST_STEPS = 20_000_000  # of SQLite's machine: some seconds; an endless query must end
_MOST_ROWS = 100_000


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


async def run_sql(host: Host, world: World, call: Call, *, body: dict[str, Any]) -> dict[str, Any]:
    """Ask a question in SQL. It runs on a copy: whatever it does, the world does not change."""
    async with world.queue:
        image = world.image()
    with closing(image.connect()) as copy:
        copy.execute("PRAGMA query_only = ON")
        copy.set_authorizer(_only_reading)
        copy.set_progress_handler(lambda: 1, _MOST_STEPS)
        try:
            cursor = copy.execute(body["sql"], body.get("parameters", []))
            rows = cursor.fetchmany(_MOST_ROWS)
        except (sqlite3.Error, sqlite3.Warning, OverflowError, ValueError) as error:
            raise Unprocessable(f"SQLite says: {error}{names_for(error, copy)}") from None
    return {
        "columns": [column[0] for column in cursor.description or ()],
        "rows": [[_plain(value) for value in row] for row in rows],
    }


def _only_reading(action: int, *_: Any) -> int:
    reading = (
        sqlite3.SQLITE_SELECT,
        sqlite3.SQLITE_READ,
        sqlite3.SQLITE_FUNCTION,
        sqlite3.SQLITE_RECURSIVE,
    )
    return sqlite3.SQLITE_OK if action in reading else sqlite3.SQLITE_DENY


def _plain(value: Any) -> Any:
    return value.decode(errors="replace") if isinstance(value, bytes) else value


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
