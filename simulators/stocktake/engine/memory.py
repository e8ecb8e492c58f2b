"""What the engine remembers of outlets that are places by themselves, and of labels.

Nothing depends on it: what is forgotten is read again, or looked for before it is written.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from datetime import UTC, datetime

from .order import OrderId
from .outlets import Listing

SCHEMA = """
CREATE TABLE IF NOT EXISTS moment (name TEXT PRIMARY KEY, at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS connected_listings (
  outlet TEXT, listing TEXT, parts TEXT NOT NULL, PRIMARY KEY (outlet, listing)
);
CREATE TABLE IF NOT EXISTS goods (warehouse TEXT, sku TEXT, PRIMARY KEY (warehouse, sku));
CREATE TABLE IF NOT EXISTS exported (order_id TEXT PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS told (order_id TEXT, number TEXT, PRIMARY KEY (order_id, number));
CREATE TABLE IF NOT EXISTS tokens (
  outlet TEXT PRIMARY KEY, consent TEXT, access TEXT, expires_at TEXT, refresh TEXT
);
"""


class Memory:
    """Tables in the engine's small SQLite file."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self.database = database
        self.database.executescript(SCHEMA)

    def moment(self, name: str) -> datetime | None:
        """Return a moment of the world that was noted under a name."""
        row = self._row("SELECT at FROM moment WHERE name = ?", name)
        return datetime.fromisoformat(row[0]) if row else None

    def note_moment(self, name: str, at: datetime) -> None:
        """Note a moment of the world under a name."""
        self._write("REPLACE INTO moment VALUES (?, ?)", name, at.astimezone(UTC).isoformat())

    # Listings and goods

    def connected(self, outlet: str) -> dict[str, tuple[str, ...]]:
        """Return the parts of an outlet's listings whose SKUs were all known when last seen."""
        rows = self.database.execute(
            "SELECT listing, parts FROM connected_listings WHERE outlet = ? ORDER BY 1", (outlet,)
        )
        return {listing: tuple(json.loads(parts)) for listing, parts in rows}

    def remember_connected(self, outlet: str, listings: Iterable[Listing]) -> None:
        """Note the connected listings of an outlet."""
        with self.database:
            self.database.executemany(
                "REPLACE INTO connected_listings VALUES (?, ?, ?)",
                [(outlet, listing.id, json.dumps(listing.parts)) for listing in listings],
            )

    def forget_connected(self, outlet: str, listing: str) -> None:
        """Forget a listing that is gone."""
        self._write(
            "DELETE FROM connected_listings WHERE outlet = ? AND listing = ?", outlet, listing
        )

    def goods(self, warehouse: str) -> set[str]:
        """Return the SKUs that a warehouse listed last time."""
        rows = self.database.execute("SELECT sku FROM goods WHERE warehouse = ?", (warehouse,))
        return {sku for (sku,) in rows}

    def remember_goods(self, warehouse: str, skus: Iterable[str]) -> None:
        """Note the SKUs that a warehouse lists, instead of those that it listed before."""
        with self.database:
            self.database.execute("DELETE FROM goods WHERE warehouse = ?", (warehouse,))
            self.database.executemany(
                "INSERT INTO goods VALUES (?, ?)", [(warehouse, sku) for sku in skus]
            )

    # Labels and parcels

    def exported(self, order_id: OrderId) -> str | None:
        """Return what was last sent to the tool that buys labels, None if nothing was."""
        row = self._row("SELECT body FROM exported WHERE order_id = ?", str(order_id))
        return row[0] if row else None

    def remember_exported(self, order_id: OrderId, body: str) -> None:
        """Note what was sent to the tool that buys labels."""
        self._write("REPLACE INTO exported VALUES (?, ?)", str(order_id), body)

    def told(self, order_id: OrderId) -> set[str]:
        """Return the parcels of an order that its outlet was told of."""
        rows = self.database.execute("SELECT number FROM told WHERE order_id = ?", (str(order_id),))
        return {number for (number,) in rows}

    def remember_told(self, order_id: OrderId, number: str) -> None:
        """Note that an outlet was told of a parcel."""
        self._write("INSERT OR IGNORE INTO told VALUES (?, ?)", str(order_id), number)

    def told_of_labels(self) -> list[tuple[str, str]]:
        """Return the parcels that outlets were told of, of orders that the tool has."""
        rows = self.database.execute(
            "SELECT order_id, number FROM told JOIN exported USING (order_id) ORDER BY 1, 2"
        )
        return list(rows)

    # Tokens

    def token(self, outlet: str, consent: str) -> tuple[str, datetime, str] | None:
        """Return the access token of a consent, when it is over, and the refresh token to use."""
        row = self._row(
            "SELECT access, expires_at, refresh FROM tokens WHERE outlet = ? AND consent = ?",
            outlet,
            consent,
        )
        return (row[0], datetime.fromisoformat(row[1]), row[2]) if row else None

    def remember_token(
        self, outlet: str, consent: str, access: str, expires_at: datetime, refresh: str
    ) -> None:
        """Store a token; `consent` is the refresh token that the settings have."""
        at = expires_at.astimezone(UTC).isoformat()
        self._write(
            "REPLACE INTO tokens VALUES (?, ?, ?, ?, ?)", outlet, consent, access, at, refresh
        )

    def _row(self, sql: str, *values: str) -> tuple[str, ...] | None:
        row: tuple[str, ...] | None = self.database.execute(sql, values).fetchone()
        return row

    def _write(self, sql: str, *values: str) -> None:
        with self.database:
            self.database.execute(sql, values)
