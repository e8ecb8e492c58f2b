"""What the engine keeps between rounds: how far it has read, a copy of each order, its document.

Nothing depends on it: without it the engine reads the history from the beginning and finds its
documents by their numbers.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .order import Order
from .retailcrm import read_order

SCHEMA = """
CREATE TABLE IF NOT EXISTS mark (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS orders (
  id       INTEGER PRIMARY KEY,
  copy     TEXT,                       -- NULL until it was read
  stale    INTEGER NOT NULL DEFAULT 1, -- the shop has changed it since
  document INTEGER,
  done     INTEGER NOT NULL DEFAULT 0  -- nothing is left to do until the history names it again
);
"""


@dataclass(frozen=True, slots=True)
class OpenOrder:
    """An order that is not finished, and the id of its document if known."""

    order: Order
    document_id: int | None


class State:
    """A small SQLite file."""

    def __init__(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self.database = sqlite3.connect(directory / "engine.sqlite")
        self.database.executescript(SCHEMA)

    def close(self) -> None:
        """Close the file."""
        self.database.close()

    def watermark(self) -> int:
        """Return the last record of the history whose order is noted here."""
        row = self.database.execute("SELECT value FROM mark WHERE name = 'history'").fetchone()
        return row[0] if row else 0

    def note_changes(self, order_ids: Iterable[int], *, watermark: int) -> None:
        """Mark orders as changed and move the watermark: both or neither."""
        with self.database:
            self.database.executemany(
                "INSERT INTO orders (id) VALUES (?)"
                " ON CONFLICT (id) DO UPDATE SET stale = 1, done = 0",
                [(order_id,) for order_id in order_ids],
            )
            self.database.execute("REPLACE INTO mark VALUES ('history', ?)", (watermark,))

    def stale(self) -> list[int]:
        """Return the orders to be read again."""
        rows = self.database.execute("SELECT id FROM orders WHERE stale ORDER BY id")
        return [order_id for (order_id,) in rows]

    def keep(self, order_id: int, copy: dict[str, Any] | None) -> None:
        """Store an order as the shop shows it now; None when it is gone."""
        text = json.dumps(copy) if copy else None
        with self.database:
            self.database.execute(
                "UPDATE orders SET copy = ?, stale = 0 WHERE id = ?", (text, order_id)
            )

    def tracked(self) -> list[OpenOrder]:
        """Return the unfinished orders, oldest first."""
        rows = self.database.execute(
            "SELECT copy, document FROM orders WHERE copy IS NOT NULL AND NOT done ORDER BY id"
        )
        return [OpenOrder(read_order(json.loads(copy)), document) for copy, document in rows]

    def remember_document(self, order_id: int, document_id: int) -> None:
        """Store the id of an order's document."""
        with self.database:
            self.database.execute(
                "UPDATE orders SET document = ? WHERE id = ?", (document_id, order_id)
            )

    def document_of(self, order_id: int) -> int | None:
        """Return the id of an order's document, None if it has none or the order is unknown."""
        row = self.database.execute(
            "SELECT document FROM orders WHERE id = ?", (order_id,)
        ).fetchone()
        return row[0] if row else None

    def done(self, order_id: int) -> None:
        """Forget this order until the history names it again."""
        with self.database:
            self.database.execute("UPDATE orders SET done = 1 WHERE id = ?", (order_id,))
