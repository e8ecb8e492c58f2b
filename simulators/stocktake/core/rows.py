"""The rows of a world: SQL in one place, and attempts, which undo what was written in them."""

import functools
import re
import sqlite3
from collections.abc import Mapping, Sequence
from itertools import repeat
from typing import Any

from .memory import Memory

Parameters = Sequence[Any] | Mapping[str, Any]


@functools.cache
def _insertion(table: str, columns: tuple[str, ...]) -> str:
    names, marks = ", ".join(columns), ", ".join("?" * len(columns))
    return f"INSERT INTO {table} ({names}) VALUES ({marks})"


# Tables of which no view shows anything, and that turns write which change nothing else.
_HOUSE = {"body", "chance", "fault", "job", "journal", "ledger", "outbox", "ratelimit", "waiting"}
_WRITTEN = re.compile(r"(?:INSERT INTO|UPDATE|DELETE FROM) (\w+)")


@functools.lru_cache(maxsize=1024)
def _keeps_house(sql: str) -> bool:
    found = _WRITTEN.match(sql)
    return found is not None and found[1].removesuffix("_state") in _HOUSE


class Tables:
    """What reads and writes rows. Cursors are always finished: a snapshot between turns is safe.

    SQL that does not begin with SELECT is taken for a write.
    """

    db: sqlite3.Connection

    def __init__(self) -> None:
        self.memory = Memory()  # until rows change: core/memory.py
        self.written = 0  # grows with each write that can change what the views show
        self.unguarded: list[Savepoint] = []  # attempts under way in which nothing was written yet

    def attempt(self) -> "Savepoint":
        """Run the block as a part of the turn: if it raises, its writes are undone; that goes on.

        Attempts may stand in one another.
        """
        return Savepoint(self)

    def _writes(self, sql: str) -> None:
        """Note that this SQL is about to write."""
        if self.unguarded:
            self.guard()
        if not _keeps_house(sql):
            self.written += 1

    def guard(self) -> None:
        """Set the savepoints of the attempts under way: something is to be written."""
        for attempt in self.unguarded:
            attempt.set_savepoint()
        self.unguarded.clear()

    def all(self, sql: str, parameters: Parameters = ()) -> list[dict[str, Any]]:
        """Return every row of a SELECT as a dict."""
        if not sql.startswith("SELECT"):
            self._writes(sql)
        cursor = self.db.execute(sql, parameters)
        names = [column[0] for column in cursor.description or ()]
        return list(map(dict, map(zip, repeat(names), cursor.fetchall())))

    def tuples(self, sql: str, parameters: Parameters = ()) -> list[tuple[Any, ...]]:
        """Return every row of a SELECT as a tuple: for a long list of few columns."""
        return self.db.execute(sql, parameters).fetchall()

    def one(self, sql: str, parameters: Parameters = ()) -> dict[str, Any]:
        """Return the first row of a SELECT as a dict; LookupError when there is none."""
        row = self.find(sql, parameters)
        if row is None:
            raise LookupError(f"no row: {sql}")
        return row

    def find(self, sql: str, parameters: Parameters = ()) -> dict[str, Any] | None:
        """Return the first row of a SELECT as a dict, or None."""
        rows = self.all(sql, parameters)
        return rows[0] if rows else None

    def value(self, sql: str, parameters: Parameters = ()) -> Any:
        """Return the first column of the first row, None when there is no row."""
        if not sql.startswith("SELECT"):
            self._writes(sql)
        rows = self.db.execute(sql, parameters).fetchall()
        return rows[0][0] if rows else None

    def run(self, sql: str, parameters: Parameters = ()) -> int:
        """Run an INSERT, UPDATE or DELETE; return how many rows it touched."""
        self._writes(sql)
        return self.db.execute(sql, parameters).rowcount

    def insert(self, table: str, **values: Any) -> int:
        """Insert one row; return its id. Names are our own, never a client's."""
        sql = _insertion(table, tuple(values))
        self._writes(sql)
        cursor = self.db.execute(sql, tuple(values.values()))
        self.memory.empty.discard(table)
        return int(cursor.lastrowid or 0)

    def update(self, table: str, row_id: int, **values: Any) -> None:
        """Update columns of the row with this id. Names are our own, never a client's."""
        assignments = ", ".join([f"{name} = ?" for name in values])
        self.run(f"UPDATE {table} SET {assignments} WHERE id = ?", (*values.values(), row_id))

    def is_empty(self, table: str, sql: str) -> bool:
        """Whether a SELECT of this table finds nothing; not asked again until a row is inserted."""
        if table in self.memory.empty:
            return True
        if self.value(sql) is not None:
            return False
        self.memory.empty.add(table)
        return True


class Savepoint:
    """A part of a turn, kept whole or not at all. Its savepoint is set before its first write."""

    __slots__ = ("_is_guarded", "_rows", "_seen")

    def __init__(self, rows: Tables) -> None:
        self._rows = rows
        self._is_guarded = False

    def __enter__(self) -> None:
        """Begin it."""
        self._seen = self._rows.db.total_changes
        self._rows.unguarded.append(self)

    def set_savepoint(self) -> None:
        """Have what is written from now on undone if the block raises."""
        self._rows.db.execute("SAVEPOINT operation")
        self._is_guarded = True

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Keep what was written, or undo it and forget what was known."""
        rows = self._rows
        if not self._is_guarded:
            rows.unguarded.remove(self)
            assert rows.db.total_changes == self._seen, (
                "written past World: use run, insert or update, not db"
            )
            return
        try:
            if kind is not None:
                if rows.db.in_transaction:  # else a full disk has ended the turn
                    rows.db.execute("ROLLBACK TO operation")
                rows.memory.forget()
        finally:
            if rows.db.in_transaction:
                rows.db.execute("RELEASE operation")
