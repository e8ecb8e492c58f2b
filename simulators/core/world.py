"""The World: one SQLite database that is all the state there is, and `turn()`, the only way to
change it.
"""

import asyncio
import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from importlib import resources
from typing import Any

from .chance import Chance
from .clock import Clock, wall_now
from .simulator import Quirk, Seeding, Simulator

SCHEMA_VERSION = 1
# What a fork does not take along: history, and what was planned for the world it comes from.
_LEFT_BEHIND = ("journal", "ledger", "fault")

Parameters = Sequence[Any] | Mapping[str, Any]


class World:
    """All state of one set of vendors. Belongs to one thread at a time; nothing in it is shared.

    Inside a turn, `now` (milliseconds) and `number` stand still. The SQL helpers always finish
    their cursors, so a snapshot between turns is safe.
    """

    def __init__(self, image: bytes, simulators: Sequence[Simulator], *, name: str) -> None:
        self.name = name
        self.simulators = {simulator.name: simulator for simulator in simulators}
        self.now = 0
        self.number = 0
        self.in_turn = False
        self.queue = asyncio.Lock()  # whoever wants a turn waits here, holding no thread
        self._birth = image
        self._open(image)

    @classmethod
    def born(
        cls,
        simulators: Sequence[Simulator],
        seeding: Seeding,
        *,
        name: str = "default",
        seed: int = 1,
        now: int | None = None,
        mode: str = "manual",
        tick: int = 1,
    ) -> "World":
        """Make a world from its schemas and seeds. `now` in ms, the real time when None."""
        start = wall_now() if now is None else now
        with closing(_connect()) as db:
            db.executescript(_core_schema())
            db.execute(
                "INSERT INTO world (id, seed, now, mode, tick, factor, anchor, wall)"
                " VALUES (1, ?, ?, ?, ?, 1.0, ?, ?)",
                (seed, start, mode, tick, start, wall_now()),
            )
            for simulator in simulators:
                db.executescript(simulator.schema)
            db.executescript(_views(simulators))
            db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
            image = db.serialize()
        world = cls(image, simulators, name=name)
        world._seed(seeding)
        return world

    def _seed(self, seeding: Seeding) -> None:
        mode, start = self.one("SELECT mode, now FROM world").values()
        self.db.execute("UPDATE world SET mode = 'manual'")
        with self.turn(tick=False):
            for simulator in self.simulators.values():
                simulator.seed(self, seeding)
            self.db.execute("DELETE FROM ledger")
        self.db.execute("UPDATE world SET mode = ?, turn = 0, now = ?", (mode, start))
        self._birth = self.image()

    def _open(self, image: bytes) -> None:
        self.db = _connect()
        self.db.deserialize(image)
        self.db.execute("PRAGMA foreign_keys = ON")
        self.clock = Clock(self.db)
        self._chance = Chance(self.db)
        (version,) = self.db.execute("PRAGMA user_version").fetchone()
        if version != SCHEMA_VERSION:
            raise ValueError(f"a world of version {version}; this program reads {SCHEMA_VERSION}")

    # Turns

    @contextmanager
    def turn(self, *, tick: bool = True) -> Iterator[int]:
        """Run the block as one transaction: all of it is kept, or, when it raises, nothing. Yields
        the number.
        """
        assert not self.in_turn, "a turn inside a turn"
        self.db.execute("BEGIN IMMEDIATE")
        self.in_turn = True
        try:
            self.number, self.now = self.clock.start_turn(tick=tick)
            yield self.number
            self.db.execute("COMMIT")
        except BaseException:
            self.db.execute("ROLLBACK")
            raise
        finally:
            self.in_turn = False

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Run the block inside the turn so that, when it raises, it leaves no trace but the turn
        goes on.
        """
        self.db.execute("SAVEPOINT operation")
        try:
            yield
        except BaseException:
            self.db.execute("ROLLBACK TO operation")
            raise
        finally:
            self.db.execute("RELEASE operation")

    # Rows

    def all(self, sql: str, parameters: Parameters = ()) -> list[dict[str, Any]]:
        """Return every row of a SELECT as a dict."""
        cursor = self.db.execute(sql, parameters)
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

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
        rows = self.db.execute(sql, parameters).fetchall()
        return rows[0][0] if rows else None

    def run(self, sql: str, parameters: Parameters = ()) -> int:
        """Run an INSERT, UPDATE or DELETE; return how many rows it touched."""
        return self.db.execute(sql, parameters).rowcount

    def insert(self, table: str, **values: Any) -> int:
        """Insert one row; return its id. Table and columns are our own names, never a client's."""
        names = ", ".join(values)
        marks = ", ".join("?" * len(values))
        cursor = self.db.execute(
            f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(values.values())
        )
        return int(cursor.lastrowid or 0)

    def update(self, table: str, row_id: int, **values: Any) -> None:
        """Change columns of the row with this id. Table and columns are our own names, never a
        client's.
        """
        assignments = ", ".join(f"{name} = ?" for name in values)
        self.db.execute(
            f"UPDATE {table} SET {assignments} WHERE id = ?", (*values.values(), row_id)
        )

    # Chance, quirks, ledger

    def token(self, purpose: str) -> str:
        """Return 32 hexadecimal digits that replay with the world."""
        return self._chance.token(purpose)

    def uuid(self, purpose: str) -> str:
        """Return a version 4 UUID that replays with the world."""
        return self._chance.uuid(purpose)

    def quirk(self, name: str) -> Any:
        """Return the value of a quirk, named `<simulator>.<name>`; KeyError for one that nobody
        declares.
        """
        simulator, _, short = name.partition(".")
        declared = self.declared_quirk(name)
        stored = self.value(
            "SELECT value FROM quirk WHERE simulator = ? AND name = ?", (simulator, short)
        )
        return declared.default if stored is None else json.loads(stored)

    def set_quirk(self, name: str, value: Any) -> None:
        """Give a quirk a value; KeyError for an unknown name, ValueError for a value it cannot
        have.
        """
        simulator, _, short = name.partition(".")
        declared = self.declared_quirk(name)
        if declared.values and value not in declared.values:
            known = ", ".join(json.dumps(allowed) for allowed in declared.values)
            raise ValueError(f"{name} can be {known}")
        if type(value) is not type(declared.default):
            raise ValueError(f"{name} is a {type(declared.default).__name__}")
        self.db.execute(
            "INSERT INTO quirk (simulator, name, value) VALUES (?, ?, ?)"
            " ON CONFLICT (simulator, name) DO UPDATE SET value = excluded.value",
            (simulator, short, json.dumps(value)),
        )

    def declared_quirk(self, name: str) -> Quirk:
        """Return the declaration of a quirk; KeyError for one that nobody declares."""
        simulator, _, short = name.partition(".")
        for quirk in self.simulators[simulator].quirks if simulator in self.simulators else ():
            if quirk.name == short:
                return quirk
        raise KeyError(name)

    def note(
        self,
        simulator: str,
        what: str,
        *,
        place: str | None = None,
        sku: str | None = None,
        reference: str | None = None,
        delta: int | None = None,
        after: int | None = None,
    ) -> None:
        """Write a ledger line where a vendor changes stock, demand, a shipment or a shown number.

        `delta` and `after` are millionths of the unit of order; `after` is the new level at this
        place.
        """
        self.insert(
            "ledger", turn=self.number, at=self.now, simulator=simulator, what=what, place=place,
            sku=sku, reference=reference, delta=delta, after=after,
        )  # fmt: skip

    # Images

    def image(self) -> bytes:
        """Return the whole world as the bytes of an SQLite file. Only between turns."""
        assert not self.in_turn, "an image inside a turn"
        return self.db.serialize()

    def restore(self, image: bytes) -> None:
        """Become what the image holds. Only between turns; the old connection is closed, not
        overwritten.
        """
        assert not self.in_turn, "a restore inside a turn"
        old = self.db
        self._open(image)
        old.close()

    def reset(self) -> None:
        """Go back to birth: rows, clock, quirks and counters; an empty journal, no faults.

        A flowing clock flows on from the present, not from the birth.
        """
        now, mode = self.clock.read(), self.clock.describe()["mode"]
        self.restore(self._birth)
        if mode == "flowing":
            self.clock.set(now)

    def fork(self, name: str) -> "World":
        """Return a new world with the same rows, clock, quirks and counters, and no history."""
        world = World(self.image(), list(self.simulators.values()), name=name)
        for table in _LEFT_BEHIND:
            world.db.execute(f"DELETE FROM {table}")
        world.db.execute("UPDATE world SET turn = 0")
        world._birth = world.image()
        return world

    def close(self) -> None:
        """Let the database go."""
        self.db.close()


def _connect() -> sqlite3.Connection:
    # The Sandbox sees to it that one thread at a time uses a world; it may be built in another one.
    return sqlite3.connect(
        ":memory:", isolation_level=None, check_same_thread=False, cached_statements=512
    )


def _core_schema() -> str:
    return resources.files(__package__).joinpath("schema.sql").read_text()


def _views(simulators: Sequence[Simulator]) -> str:
    shapes = {
        "stock": "simulator, place, sku, physical, sellable, shown",
        "orders": "simulator, id, reference, sku, ordered, shipped, cancelled",
        "shipments": "simulator, id, order_id, reference, sku, quantity, at",
    }
    script = []
    for view, columns in shapes.items():
        nulls = ", ".join("NULL" for _ in columns.split(","))
        selects = [f"SELECT {nulls} WHERE 0"]  # a world without vendors has its views too
        selects += [
            f"SELECT '{simulator.name}', * FROM ({getattr(simulator.views, view)})"
            for simulator in simulators
        ]
        script.append(f"CREATE VIEW v_{view} ({columns}) AS {' UNION ALL '.join(selects)};")
    return "\n".join(script)
