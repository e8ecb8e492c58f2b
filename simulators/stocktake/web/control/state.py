"""The database of a world as a whole, questions to it in SQL, and its quirks."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

from stocktake.core import store
from stocktake.core.errors import NotFound, Unprocessable
from stocktake.core.simulator import Reply
from stocktake.web.app import in_hand
from stocktake.web.documents import nearest

if TYPE_CHECKING:
    from stocktake.web.sandbox import Sandbox

_MOST_STEPS = 20_000_000  # of SQLite's machine: some seconds; an endless query must end
_MOST_ROWS = 100_000


async def get_database(sandbox: Sandbox, world_name: str) -> Reply:
    """Return the world as an SQLite file."""
    world = sandbox.worlds[world_name]
    async with world.queue:
        return Reply(data=world.image().content, media_type="application/vnd.sqlite3")


async def put_database(sandbox: Sandbox, world_name: str, *, body: object = None) -> dict[str, Any]:
    """Put the world to what a saved file holds, after all of the file is checked.

    `body` is the decoded body, of which nothing is understood: the file is the raw one.
    """
    world = sandbox.worlds[world_name]
    try:
        image = store.verified(in_hand.get().call.raw, sandbox.simulators)
    except store.Unusable as error:
        raise Unprocessable(f"the body is not a saved world: {error}") from None
    async with world.queue:
        world.restore(image)
    return world.clock.describe()


async def run_sql(sandbox: Sandbox, world_name: str, *, body: dict[str, Any]) -> dict[str, Any]:
    """Ask a question in SQL. It runs on a copy: whatever it does, the world does not change."""
    world = sandbox.worlds[world_name]
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
            raise Unprocessable(f"SQLite says: {error}") from None
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


async def get_quirks(sandbox: Sandbox, world_name: str) -> dict[str, Any]:
    """Return every quirk with its value here."""
    world = sandbox.worlds[world_name]
    return {"quirks": {name: world.quirk(name) for name in _names(sandbox)}}


async def set_quirk(
    sandbox: Sandbox, world_name: str, *, name: str, body: dict[str, Any]
) -> dict[str, Any]:
    """Give a quirk a value."""
    world = sandbox.worlds[world_name]
    async with world.queue:
        try:
            world.set_quirk(name, body["value"])
        except KeyError:
            raise NotFound(f"no quirk {name!r}{nearest(name, _names(sandbox))}") from None
        except ValueError as error:
            raise Unprocessable(str(error)) from None
    return {"name": name, "value": world.quirk(name)}


def _names(sandbox: Sandbox) -> list[str]:
    return [f"{s.name}.{quirk.name}" for s in sandbox.simulators for quirk in s.quirks]
