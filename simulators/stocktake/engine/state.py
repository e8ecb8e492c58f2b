"""What the engine keeps between rounds: how far it has read, orders, their documents.

Nothing depends on it: without it the engine reads the history from the beginning and finds its
documents by their numbers. What it remembers beyond that tells its own doing from other people's.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

from .memory import Memory
from .order import NUMBERED, Change, Order, OrderId
from .retailcrm import read_order
from .warehouse import Goods

SCHEMA = """
CREATE TABLE IF NOT EXISTS mark (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS orders (
  id         INTEGER PRIMARY KEY,
  copy       TEXT,                        -- NULL until it was read
  stale      INTEGER NOT NULL DEFAULT 1,  -- the shop has changed it since
  done       INTEGER NOT NULL DEFAULT 0,  -- nothing is left to do until the history names it again
  version    INTEGER NOT NULL DEFAULT 0,  -- the last record that changed what the shop wants
  changed_at TEXT NOT NULL DEFAULT '',    -- when that was
  places     TEXT NOT NULL DEFAULT '[]',  -- stores between which it was moved
  told       INTEGER NOT NULL DEFAULT 0   -- this engine told the shop that it is shipped
);
CREATE TABLE IF NOT EXISTS outlet_orders (  -- of other outlets than the shop; columns as above
  id         TEXT PRIMARY KEY,            -- the outlet's name, a colon, its own id
  outlet     TEXT NOT NULL,
  copy       TEXT NOT NULL,
  gone       INTEGER NOT NULL DEFAULT 0,  -- the outlet does not know it any more
  done       INTEGER NOT NULL DEFAULT 0,
  version    INTEGER NOT NULL DEFAULT 0,
  changed_at TEXT NOT NULL DEFAULT '',
  told       INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS papers (
  order_id INTEGER, warehouse TEXT,
  document INTEGER NOT NULL,
  agreed   INTEGER,                       -- the version of the order that it was equal to
  wanted   TEXT,                          -- what it asked for then: good -> quantity
  ours     INTEGER NOT NULL DEFAULT 0,    -- this engine has called it off
  units    TEXT,                          -- how many had left when the order was done
  PRIMARY KEY (order_id, warehouse)
);
CREATE TABLE IF NOT EXISTS others (warehouse TEXT, document INTEGER, PRIMARY KEY (warehouse, document));
CREATE TABLE IF NOT EXISTS hidden (warehouse TEXT, sku TEXT, count TEXT, PRIMARY KEY (warehouse, sku));
"""  # noqa: E501  # tables read best whole


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenOrder:
    """An order that is not finished; `version` and `changed_at`: when the shop changed its mind."""

    order: Order
    version: int
    changed_at: datetime | None
    places: tuple[str, ...]
    told: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What is remembered of an order's document at a warehouse.

    `wanted`: what it asked for when it was equal to the order's version `agreed`.
    """

    document: int
    agreed: int | None
    wanted: Goods | None
    ours: bool


class State:
    """A small SQLite file."""

    def __init__(self, directory: Path, reference: str = NUMBERED) -> None:
        self.reference = reference
        directory.mkdir(parents=True, exist_ok=True)
        self.database = sqlite3.connect(directory / "engine.sqlite")
        self.database.executescript(SCHEMA)
        self.readers: dict[str, Callable[[Mapping[str, Any]], Order]] = {}
        self.memory = Memory(self.database)

    def close(self) -> None:
        """Close the file."""
        self.database.close()

    # Orders

    def watermark(self) -> int:
        """Return the last record of the history whose order is noted here."""
        row = self.database.execute("SELECT value FROM mark WHERE name = 'history'").fetchone()
        return row[0] if row else 0

    def note_changes(self, changes: Iterable[Change], *, watermark: int) -> None:
        """Mark orders as changed and move the watermark: both or neither."""
        with self.database:
            for change in changes:
                self._note(change)
            self.database.execute("REPLACE INTO mark VALUES ('history', ?)", (watermark,))

    def _note(self, change: Change) -> None:
        self.database.execute(
            "INSERT INTO orders (id) VALUES (?) ON CONFLICT (id) DO UPDATE SET stale = 1, done = 0",
            (change.order_id,),
        )
        if change.wants:
            at = change.at.astimezone(UTC).isoformat() if change.at else ""
            self._set(change.order_id, version=change.id, changed_at=at)
        if change.places:
            places = self._one("SELECT places FROM orders WHERE id = ?", change.order_id)
            known = dict.fromkeys([*json.loads(places), *change.places])
            self._set(change.order_id, places=json.dumps(list(known)))
        if change.told is not None:
            self._set(change.order_id, told=change.told)

    def stale(self) -> list[int]:
        """Return the orders to be read: changed ones, and those that are not finished.

        An order that was read once is read again: the answer may have been older than the change.
        """
        rows = self.database.execute(
            "SELECT id FROM orders WHERE stale OR NOT done AND copy IS NOT NULL"
            " ORDER BY stale DESC, id"
        )
        return [order_id for (order_id,) in rows]

    def keep(self, order_id: int, copy: dict[str, Any] | None) -> None:
        """Store an order as the shop shows it now; None when it is gone."""
        with self.database:
            self._set(order_id, copy=json.dumps(copy) if copy else None, stale=0)

    def tracked(self) -> list[OpenOrder]:
        """Return the unfinished orders, oldest first, those of the shop before others."""
        rows = self.database.execute(
            "SELECT copy, version, changed_at, places, told FROM orders"
            " WHERE copy IS NOT NULL AND NOT done ORDER BY id"
        )
        return [
            OpenOrder(
                order=read_order(json.loads(copy), self.reference),
                version=version,
                changed_at=datetime.fromisoformat(changed_at) if changed_at else None,
                places=tuple(json.loads(places)),
                told=bool(told),
            )
            for copy, version, changed_at, places, told in rows
        ] + self._elsewhere()

    # Orders of other outlets

    def keep_elsewhere(self, outlet: str, row: Mapping[str, Any]) -> OrderId:
        """Store an order of another outlet as it is now; one that has changed is unfinished.

        A status that is not mapped, and what had left before it was ever seen, are left alone.
        """
        order, copy = self.readers[outlet](row), json.dumps(row)
        known = self.database.execute(
            "SELECT copy, gone FROM outlet_orders WHERE id = ?", (order.id,)
        ).fetchone()
        if known == (copy, 0) or order.unmapped or (known is None and order.shipped):
            return order.id
        with self.database:
            self.database.execute(
                "INSERT INTO outlet_orders (id, outlet, copy) VALUES (?1, ?2, ?3)"
                " ON CONFLICT DO UPDATE SET copy = ?3, gone = 0, done = 0",
                (order.id, outlet, copy),
            )
            before = self.readers[outlet](json.loads(known[0])) if known else None
            if before is None or wishes(before) != wishes(order):
                self._wish(order.id, order.updated_at)
        return order.id

    def gone_elsewhere(self, order_id: OrderId, at: datetime) -> None:
        """Note that an outlet does not know an order any more: nothing is wanted of it."""
        with self.database:
            self._set(order_id, gone=1)
            self._wish(order_id, at)

    def _wish(self, order_id: OrderId, at: datetime | None) -> None:
        self.database.execute(
            "UPDATE outlet_orders SET version = version + 1, changed_at = ? WHERE id = ?",
            (at.astimezone(UTC).isoformat() if at else "", order_id),
        )

    def _elsewhere(self) -> list[OpenOrder]:
        rows = self.database.execute(
            "SELECT outlet, copy, gone, version, changed_at, told FROM outlet_orders"
            " WHERE NOT done ORDER BY rowid"
        )
        found = []
        for outlet, copy, gone, version, changed_at, told in rows:
            if outlet not in self.readers:
                continue
            order = self.readers[outlet](json.loads(copy))
            found.append(
                OpenOrder(
                    order=replace(order, cancelled=order.cancelled or bool(gone)),
                    version=version,
                    changed_at=datetime.fromisoformat(changed_at) if changed_at else None,
                    places=(),
                    told=bool(told),
                )
            )
        return found

    def told_elsewhere(self, order_id: OrderId) -> None:
        """Note that this engine told another outlet that all of an order is shipped."""
        with self.database:
            self._set(order_id, told=1)

    def done(self, order_id: OrderId) -> None:
        """Forget this order until the history names it again."""
        with self.database:
            self._set(order_id, done=1)

    def wake(self, order_id: OrderId) -> None:
        """Serve a finished order again: its shipment has changed."""
        with self.database:
            self._set(order_id, done=0)

    # Documents

    def paper(self, order_id: OrderId, warehouse: str) -> Paper | None:
        """Return what is remembered of an order's document; None if it has none or is unknown."""
        row = self.database.execute(
            "SELECT document, agreed, wanted, ours FROM papers"
            " WHERE order_id = ? AND warehouse = ?",
            (order_id, warehouse),
        ).fetchone()
        if row is None:
            return None
        document, agreed, wanted, ours = row
        return Paper(document=document, agreed=agreed, wanted=_read_goods(wanted), ours=bool(ours))

    def remember_document(self, order_id: OrderId, warehouse: str, document: int) -> None:
        """Store the id of an order's document; what was known of another one is forgotten."""
        with self.database:
            self.database.execute(
                "INSERT INTO papers (order_id, warehouse, document) VALUES (?1, ?2, ?3)"
                " ON CONFLICT DO UPDATE SET document = ?3, agreed = NULL, wanted = NULL, ours = 0"
                " WHERE document <> ?3",
                (order_id, warehouse, document),
            )

    def agree(
        self, order_id: OrderId, warehouse: str, *, version: int, wanted: Mapping[int, Fraction]
    ) -> None:
        """Store that a document is equal to a version of its order."""
        text = json.dumps({str(good): str(count) for good, count in wanted.items()})
        with self.database:
            self.database.execute(
                "UPDATE papers SET agreed = ?, wanted = ?, ours = 0"
                " WHERE order_id = ? AND warehouse = ?",
                (version, text, order_id, warehouse),
            )

    def call_off(self, order_id: OrderId, warehouse: str) -> None:
        """Store, before it happens, that this engine calls a document off."""
        with self.database:
            self.database.execute(
                "UPDATE papers SET ours = 1 WHERE order_id = ? AND warehouse = ?",
                (order_id, warehouse),
            )

    def remember_left(self, order_id: OrderId, warehouse: str, units: Fraction) -> None:
        """Store how many units of a finished order have left."""
        with self.database:
            self.database.execute(
                "UPDATE papers SET units = ? WHERE order_id = ? AND warehouse = ?",
                (str(units), order_id, warehouse),
            )

    def told_and_done(self, warehouse: str) -> list[tuple[OrderId, int, Fraction]]:
        """Return finished orders that outlets were told of: id, document, units that had left."""
        rows = self.database.execute(
            "SELECT id, document, units FROM (SELECT id, done, told FROM orders UNION ALL"
            " SELECT id, done, told FROM outlet_orders) JOIN papers ON order_id = id"
            " WHERE done AND told AND units IS NOT NULL AND warehouse = ? ORDER BY id",
            (warehouse,),
        )
        return [(order_id, document, Fraction(units)) for order_id, document, units in rows]

    # Other people's documents, and what lists hide

    def others(self, warehouse: str) -> set[int]:
        """Return the open documents that the last round found in the warehouse's list."""
        rows = self.database.execute(
            "SELECT document FROM others WHERE warehouse = ?", (warehouse,)
        )
        return {document for (document,) in rows}

    def remember_others(self, warehouse: str, documents: Iterable[int]) -> None:
        """Store the open documents of this round."""
        with self.database:
            self.database.execute("DELETE FROM others WHERE warehouse = ?", (warehouse,))
            self.database.executemany(
                "INSERT OR IGNORE INTO others VALUES (?, ?)",
                [(warehouse, document) for document in documents],
            )

    def hidden(self, warehouse: str) -> dict[str, Fraction]:
        """Return how much of each SKU the warehouse holds and usually does not list."""
        rows = self.database.execute(
            "SELECT sku, count FROM hidden WHERE warehouse = ?", (warehouse,)
        )
        return {sku: Fraction(count) for sku, count in rows}

    def remember_hidden(self, warehouse: str, counts: Mapping[str, Fraction]) -> None:
        """Store that for each SKU."""
        with self.database:
            self.database.executemany(
                "REPLACE INTO hidden VALUES (?, ?, ?)",
                [(warehouse, sku, str(count)) for sku, count in counts.items()],
            )

    def _one(self, sql: str, *values: Any) -> Any:
        return self.database.execute(sql, values).fetchone()[0]

    def _set(self, order_id: OrderId, **columns: Any) -> None:
        names = ", ".join(f"{name} = ?" for name in columns)  # literals of this file
        table = "orders" if isinstance(order_id, int) else "outlet_orders"
        self.database.execute(
            f"UPDATE {table} SET {names} WHERE id = ?",  # noqa: S608
            (*columns.values(), order_id),
        )


def wishes(order: Order) -> object:
    """Return what an outlet wants of an order; if it is another, the order has changed."""
    return order.cancelled, order.wanted()


def _read_goods(text: str | None) -> Goods | None:
    if text is None:
        return None
    return {int(good): Fraction(count) for good, count in json.loads(text).items()}
