"""What there is, for a question in SQL that names something else."""

import sqlite3

from stocktake.web.documents import nearest


def names_for(error: Exception, db: sqlite3.Connection) -> str:
    """Return the tables and views of a world where an error says that one is unknown."""
    _, found, wrong = str(error).partition("no such table: ")
    if not found:
        return ""
    names = db.execute(
        "SELECT name FROM sqlite_master WHERE type IN ('table', 'view')"
        " AND name NOT GLOB 'sqlite_*' ORDER BY type DESC, name"
    ).fetchall()
    return nearest(wrong, [name for (name,) in names])
