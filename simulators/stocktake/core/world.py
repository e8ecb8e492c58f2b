"""The World: all state in one SQLite database, and `turn()`, the only way to change it."""

import asyncio
import json
import logging
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

from . import storage, store
from .chance import Chance
from .clock import Clock, wall_now
from .declaration import Declaration
from .errors import Unavailable
from .images import CLOSED, Image, Snapshot, give_back
from .queues import Queue
from .quirks import Quirk
from .rows import Tables

_log = logging.getLogger("stocktake")

T = TypeVar("T")
Key = tuple[int, int]

_NOTE = (
    "INSERT INTO ledger (turn, at, simulator, what, place, sku, reference, delta, after, good,"
    " document) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_LONGEST_VALUE = 100  # characters of an unusable value that the journal repeats


class World(Tables):
    """All state of one set of vendors. Belongs to one thread at a time; nothing in it is shared.

    Inside a turn, `now` (milliseconds) and `number` do not change; `unusable` are the parameters of
    this turn's request whose values were dropped, `dropped` what of its body is not simulated, and
    `wait` how long (ms) its client must wait.
    """

    def __init__(
        self, source: Image | store.OpenFile, simulators: Sequence[Declaration], *, name: str
    ) -> None:
        super().__init__()
        self.name = name
        self.simulators = {simulator.name: simulator for simulator in simulators}
        self.now = 0
        self.number = 0
        self.unusable: list[str] = []
        self.dropped: list[str] = []
        self.wait = 0
        self.wait_is_for_this = False
        self.in_turn = False
        self.queue = Queue(name)
        self.courier = asyncio.Lock()  # callbacks go out one after another
        self.generation = 0  # how often it was restored
        self.snapshots: dict[str, Snapshot] = {}
        self._watch: storage.FileWatch | None = None
        self._last_failure: tuple[int, str] | None = None
        # Images that stay valid until something changes: of the world, and of a fork of it.
        self._kept: tuple[Key, Image] | None = None
        self._fork_image: tuple[Key, Image] | None = None
        self._derived: tuple[tuple[int, int], dict[str, Any]] = ((0, 0), {})
        if isinstance(source, store.OpenFile):
            self._watch = storage.FileWatch(source.path)
            self._initial = source.initial
            self._attach(source.db)
            self.clock.flow_on(wall_now())
        else:
            self._initial = source
            self._attach(store.in_memory(source))
            self._kept = (self._key(), source)

    def _attach(self, db: sqlite3.Connection) -> None:
        self.db = db
        self.memory.forget()
        self.clock = Clock(db, self.memory)
        self._chance = Chance(db)

    def _key(self) -> Key:
        # While the key stays the same, so do the rows and the tables of this connection.
        (schema,) = self.db.execute("PRAGMA schema_version").fetchall()[0]
        return self.db.total_changes, schema

    # Turns

    def turn(self, *, tick: bool = True) -> "Turn":
        """Run the block as one transaction, kept whole or not at all; yields the turn's number."""
        return Turn(self, tick)

    @contextmanager
    def earlier(self, by: int) -> Iterator[None]:
        """Run the block at a time `by` milliseconds ago: a seed writes what happened before."""
        present, self.now = self.now, self.now - by
        try:
            yield
        finally:
            self.now = present

    # Chance, quirks, ledger

    def token(self, purpose: str) -> str:
        """Return 32 hexadecimal digits, repeatable with the world."""
        self.guard()
        return self._chance.token(purpose)

    def uuid(self, purpose: str) -> str:
        """Return a version 4 UUID, repeatable with the world."""
        self.guard()
        return self._chance.uuid(purpose)

    def quirk(self, name: str) -> Any:
        """Return the value of the quirk `<simulator>.<name>`; KeyError if it is not declared."""
        if name in self.memory.quirks:
            return self.memory.quirks[name]
        simulator, _, short = name.partition(".")
        stored = self.value(
            "SELECT value FROM quirk WHERE simulator = ? AND name = ?", (simulator, short)
        )
        if stored is not None:
            return json.loads(stored)  # each time anew: it may be a list
        return self.memory.quirks.setdefault(name, self.declared_quirk(name).default)

    def set_quirk(self, name: str, value: Any) -> None:
        """Set a quirk; KeyError for an unknown name, ValueError for a value it cannot have."""
        simulator, _, short = name.partition(".")
        self.declared_quirk(name).check(name, value)
        self.run(
            "INSERT INTO quirk (simulator, name, value) VALUES (?, ?, ?)"
            " ON CONFLICT (simulator, name) DO UPDATE SET value = excluded.value",
            (simulator, short, json.dumps(value)),
        )
        self.memory.quirks.pop(name, None)

    def declared_quirk(self, name: str) -> Quirk:
        """Return the declaration of a quirk; KeyError if there is none."""
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
        good: int | str | None = None,
        document: int | str | None = None,
    ) -> None:
        """Write a ledger line: stock, what of it is held, demand, shipment, a shown number, a name.

        `delta` and `after` are millionths of the unit of order; `after` is the new level there.
        `good` is the id of the item or offer, whose SKU now is `sku`; `document` that of the order.
        """
        self.run(
            _NOTE,
            (
                self.number, self.now, simulator, what, place, sku, reference, delta, after,
                _text(good), _text(document),
            ),
        )  # fmt: skip

    def name_unusable(self, parameter: str, value: str) -> None:
        """Name a parameter whose value the vendor drops in silence, for this turn's journal row.

        Not for a blank value: that is how clients leave a parameter out.
        """
        self.unusable.append(f"{parameter}={value[:_LONGEST_VALUE]}")

    def name_dropped(self, path: str, value: str) -> None:
        """Name what the vendor keeps and this fake does not, for this turn's journal row.

        It is no fault of the client.
        """
        self.dropped.append(f"{path}={value[:_LONGEST_VALUE]}")

    def say_wait(self, ms: int, *, for_this: bool = False) -> None:
        """Say how long the client of this turn's request must wait: what an idle clock goes by.

        `for_this`: only what it asks for now is not ready, and it may do other things meanwhile.
        """
        self.wait, self.wait_is_for_this = ms, for_this

    # Storage

    @property
    def is_in_file(self) -> bool:
        """Whether the world lives in a file, not in memory."""
        return self._watch is not None

    def check_file(self) -> None:
        """Raise Unavailable when the world's file was deleted or replaced; else do nothing."""
        if self._watch is not None:
            self._watch.check()

    def unavailable(self, error: sqlite3.Error) -> Unavailable:
        """Return an error of the storage as a refusal that names the cause; raise any other.

        While it lasts it is logged once.
        """
        refusal = storage.refusal_of(error, self._watch.path if self._watch else None)
        if refusal is None:
            raise error
        failure = (self.number, refusal.message)  # a turn that failed gives its number back
        if failure != self._last_failure:
            self._last_failure = failure
            _log.error("%s", refusal.message)
        return refusal

    def derived(self, name: str, work_out: Callable[[], T]) -> T:
        """Return what was worked out from the views, anew once they may show something else.

        For what takes long to read; between turns. Callers must not change it. What has changed
        `Tables` know: requests that only read, and the time, change nothing that a view shows.
        """
        key = (self.generation, self.written)
        if self._derived[0] != key:
            self._derived = (key, {})
        kept = self._derived[1]
        if name not in kept:
            kept[name] = work_out()
        found: T = kept[name]
        return found

    # Images

    def image(self) -> Image:
        """Return an image of the whole world. Only between turns."""
        assert not self.in_turn, "an image inside a turn"
        key = self._key()
        if self._kept is None or self._kept[0] != key:
            self._kept = (key, Image.of(self.db))
        return self._kept[1]

    def restore(self, image: Image) -> None:
        """Replace all state by the image: journal, faults and clock too. Only between turns.

        A flowing clock continues from the present: it never runs backwards.
        """
        assert not self.in_turn, "a restore inside a turn"
        present = self.clock.read()
        if self.is_in_file:
            store.overwrite(self.db, image)
        elif not image.put_back(self.db):
            old = self.db
            self._attach(store.in_memory(image))
            give_back(old)
        self.memory.forget()
        self.generation += 1
        self._kept, self._fork_image = (self._key(), image), None
        if image.flowing:
            self.clock.flow_on(present)

    def reset(self) -> None:
        """Go back to the beginning: rows, clock, quirks, counters; an empty journal, no faults."""
        self.restore(self._initial)

    def fork(self, name: str) -> "World":
        """Return a new world in memory with the same rows, clock and quirks, without history."""
        key = self._key()
        if self._fork_image is None or self._fork_image[0] != key:
            image = self.image()
            if store.has_history(self.db):
                image = store.without_history(image)
            self._fork_image = (key, image)
        return World(self._fork_image[1], list(self.simulators.values()), name=name)

    def snapshot(self) -> Snapshot:
        """Return a snapshot of the world. Only between turns."""
        turn = int(self.value("SELECT turn FROM world"))
        return Snapshot(self.image(), turn, self.clock.read())

    def close(self) -> None:
        """Close the database; pending requests fail with NotFound."""
        self.queue.gone = True
        if self.is_in_file:
            with suppress(sqlite3.Error):  # a full disk: the next process begins a little earlier
                self.clock.flow_on(self.clock.read())  # where it is, for the next process
        give_back(self.db)
        self._attach(CLOSED)  # the next world may have it by now


class Turn:
    """One transaction of a world, kept whole or not at all."""

    __slots__ = ("_tick", "_world")

    def __init__(self, world: World, tick: bool) -> None:
        self._world, self._tick = world, tick

    def __enter__(self) -> int:
        """Begin it, and move the time on; return its number."""
        world = self._world
        assert not world.in_turn, "a turn inside a turn"
        world.db.execute("BEGIN IMMEDIATE")
        try:
            world.number, world.now = world.clock.start_turn(tick=self._tick)
        except BaseException:
            self._undo()
            raise
        world.in_turn = True
        world.unusable.clear()
        world.dropped.clear()
        world.wait = 0
        return world.number

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Keep it, or undo all of it and forget what was known."""
        world = self._world
        world.in_turn = False
        if kind is not None:
            self._undo()
            return
        try:
            world.db.execute("COMMIT")
        except BaseException:
            self._undo()
            raise

    def _undo(self) -> None:
        self._world.memory.forget()
        # SQLite has rolled back by itself when a disk is full: doing it again would hide why.
        if self._world.db.in_transaction:
            self._world.db.execute("ROLLBACK")


def _text(name: int | str | None) -> str | None:
    return None if name is None else str(name)
