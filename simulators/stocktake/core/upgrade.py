"""Worlds of an earlier version: every row is kept, what is new begins with its default."""

import sqlite3

OLDEST = 2
"""The oldest version of a saved world that is still read."""

# Last, because triggers and other tables' rows have changed them meanwhile.
_COUNTERS = ("journal_state", "sqlite_sequence")


class Incompatible(ValueError):  # noqa: N818  # said of the file, not of the program
    """A world that has what this version no longer has; the message names it."""


def copy_rows(old: sqlite3.Connection, new: sqlite3.Connection) -> None:
    """Fill a blank world of this version with every row of an older one.

    Incompatible where the older one has a table or a column that there is no more.
    """
    tables = [name for name in _names(old, "table") if name not in _COUNTERS]
    known = {*_names(new, "table"), *_COUNTERS}
    new.execute("PRAGMA foreign_keys = OFF")
    triggers = new.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    new.execute("BEGIN")
    for name, _ in triggers:
        new.execute(f'DROP TRIGGER "{name}"')
    for table in (*tables, *_COUNTERS):
        if table not in known:
            raise Incompatible(table)
        _copy_table(old, new, table)
    for _, script in triggers:
        new.execute(script)
    new.execute("COMMIT")
    new.execute("PRAGMA foreign_keys = ON")


def _copy_table(old: sqlite3.Connection, new: sqlite3.Connection, table: str) -> None:
    columns, present = _columns(old, table), _columns(new, table)
    if gone := [name for name in columns if name not in present]:
        raise Incompatible(f"{table}.{gone[0]}")
    names, marks = ", ".join(f'"{name}"' for name in columns), ", ".join("?" * len(columns))
    new.execute(f'DELETE FROM "{table}"')
    rows = old.execute(f'SELECT {names} FROM "{table}"')
    new.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', rows)


def _names(db: sqlite3.Connection, kind: str) -> list[str]:
    found = db.execute(
        "SELECT name FROM sqlite_master WHERE type = ? AND name NOT GLOB 'sqlite_*'", (kind,)
    )
    return [str(name) for (name,) in found.fetchall()]


def _columns(db: sqlite3.Connection, table: str) -> list[str]:
    return [str(row[1]) for row in db.execute(f'PRAGMA table_info("{table}")').fetchall()]
