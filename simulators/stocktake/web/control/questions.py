"""Questions in SQL: they run on a copy of a world, and neither time nor memory is theirs alone."""

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from stocktake.core import clock
from stocktake.core.call import Call
from stocktake.core.errors import Conflict, Unprocessable
from stocktake.core.images import Image
from stocktake.core.world import World
from stocktake.web.host import Host

from .hints import names_for

DEADLINE_S = 5.0
MOST_ROWS = 100_000
MOST_BYTES = 16 * 1024 * 1024
THREAD = "question"
_LONGEST_VALUE = 1024 * 1024  # bytes of one text or blob: some functions cannot be interrupted
_MOST_COLUMNS = 200
_STEPS = 10_000  # of SQLite's machine between two looks at the time: less than a millisecond

Answer = tuple[list[str], list[list[Any]]]


@dataclass(slots=True)
class Question:
    """A question under way; with `is_over` it ends at the next look."""

    sql: str
    parameters: list[Any]
    is_gone: Callable[[], bool]
    is_over: bool = False


async def run_sql(host: Host, world: World, call: Call, *, body: dict[str, Any]) -> dict[str, Any]:
    """Ask a question in SQL. It runs on a copy: whatever it does, the world does not change."""
    question = Question(body["sql"], body.get("parameters", []), call.is_gone)
    async with world.queue:
        image = world.image()
    if host.listens:
        columns, rows = await _beside(host, image, question)
    else:
        columns, rows = _answer(image, question)
    return {"columns": columns, "rows": rows}


async def _beside(host: Host, image: Image, question: Question) -> Answer:
    """Ask in a thread, so that the others are served meanwhile.

    The thread is left alone at the deadline, when SQLite does not come back from one function; its
    place stays taken until it does.
    """
    try:
        async with asyncio.timeout(DEADLINE_S):
            await host.questions.acquire()
    except TimeoutError:
        raise Conflict("too many questions are running: ask again later") from None
    loop = asyncio.get_running_loop()
    answered: asyncio.Future[Answer] = loop.create_future()

    def free(_: object) -> None:
        host.questions.release()
        answered.exception()  # looked at: nobody may wait for it any more

    answered.add_done_callback(free)
    work = threading.Thread(
        target=_work, args=(loop, answered, image, question), name=THREAD, daemon=True
    )
    work.start()
    try:
        done, _ = await asyncio.wait({answered}, timeout=DEADLINE_S + 1)
    finally:
        question.is_over = True
    if not done:
        raise _too_slow()
    return answered.result()


def _work(
    loop: asyncio.AbstractEventLoop,
    answered: "asyncio.Future[Answer]",
    image: Image,
    question: Question,
) -> None:
    try:
        result = _answer(image, question)
        done: Callable[[], None] = lambda: answered.set_result(result)  # noqa: E731  # one of two
    except BaseException as error:
        failed = error
        done = lambda: answered.set_exception(failed)  # noqa: E731  # the other
    try:
        loop.call_soon_threadsafe(done)
    except RuntimeError:
        return  # the server has ended


def _answer(image: Image, question: Question) -> Answer:
    until = clock.wall_now() + DEADLINE_S * 1000

    def ends() -> bool:
        return question.is_over or question.is_gone() or clock.wall_now() > until

    with closing(image.connect()) as copy:
        copy.execute("PRAGMA query_only = ON")
        copy.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_VALUE)
        copy.setlimit(sqlite3.SQLITE_LIMIT_COLUMN, _MOST_COLUMNS)
        copy.set_authorizer(_only_reading)
        copy.set_progress_handler(ends, _STEPS)
        try:
            cursor = copy.execute(question.sql, question.parameters)
            rows = _rows(cursor)
        except (sqlite3.Error, sqlite3.Warning, OverflowError, ValueError) as error:
            if getattr(error, "sqlite_errorname", "") == "SQLITE_INTERRUPT":
                raise _too_slow() from None
            raise Unprocessable(f"{_said(error)}{names_for(error, copy)}") from None
    return [column[0] for column in cursor.description or ()], rows


def _rows(cursor: sqlite3.Cursor) -> list[list[Any]]:
    rows: list[list[Any]] = []
    size = 0
    for row in cursor:
        size += sum(len(value) if isinstance(value, str | bytes) else 8 for value in row)
        if size > MOST_BYTES:
            raise Unprocessable(f"the answer has more than {MOST_BYTES:,} bytes: ask for less")
        if len(rows) == MOST_ROWS:
            raise Unprocessable(f"the answer has more than {MOST_ROWS:,} rows: add a LIMIT")
        rows.append([_plain(value) for value in row])
    return rows


def _only_reading(action: int, *_: Any) -> int:
    reading = (
        sqlite3.SQLITE_SELECT,
        sqlite3.SQLITE_READ,
        sqlite3.SQLITE_FUNCTION,
        sqlite3.SQLITE_RECURSIVE,
    )
    return sqlite3.SQLITE_OK if action in reading else sqlite3.SQLITE_DENY


def _too_slow() -> Unprocessable:
    return Unprocessable(f"the question takes longer than {DEADLINE_S:g} s: ask for less")


def _said(error: Exception) -> str:
    name = getattr(error, "sqlite_errorname", "")
    if str(error) == "not authorized":  # some of these come without their name
        return "SQLite says: not authorized; a question only reads: SELECT"
    if name == "SQLITE_TOOBIG":
        return f"SQLite says: {error}; a text or blob has at most {_LONGEST_VALUE:,} bytes here"
    return f"SQLite says: {error}"


def _plain(value: Any) -> Any:
    return value.decode(errors="replace") if isinstance(value, bytes) else value
