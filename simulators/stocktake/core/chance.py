"""Repeatable chance: a draw follows from the world's seed, its purpose and a counter."""

import hashlib
import sqlite3
import uuid


class Chance:
    """The random source of a world.

    The counters are rows of its database, so a fork or a restore continues them.
    """

    __slots__ = ("_db", "_seed")

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._seed: int | None = None  # read late: the first question makes SQLite read the schema

    def _draw(self, purpose: str) -> bytes:
        if self._seed is None:
            (self._seed,) = self._db.execute("SELECT seed FROM world").fetchone()
        (drawn,) = self._db.execute(
            "INSERT INTO chance (purpose, drawn) VALUES (?, 1)"
            " ON CONFLICT (purpose) DO UPDATE SET drawn = drawn + 1 RETURNING drawn",
            (purpose,),
        ).fetchone()
        return hashlib.blake2b(f"{self._seed}/{purpose}/{drawn}".encode(), digest_size=16).digest()

    def token(self, purpose: str) -> str:
        """Return 32 hexadecimal digits, new at each call."""
        return self._draw(purpose).hex()

    def uuid(self, purpose: str) -> str:
        """Return a UUID that looks like version 4, new at each call."""
        return str(uuid.UUID(bytes=self._draw(purpose), version=4))

    def number(self, purpose: str, below: int) -> int:
        """Return an integer from 0 up to, not including, `below`."""
        return int.from_bytes(self._draw(purpose), "big") % below
