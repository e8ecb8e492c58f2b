"""Databases of worlds, in memory or in a file: made, checked, saved and continued."""

import os
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from . import storage, upgrade
from .clock import Clock
from .declaration import Declaration
from .images import Image, connect

APPLICATION_ID = 0x53744B74  # "StKt": marks a file as a world
SCHEMA_VERSION = 4

# Tables that a fork starts without: history, and what was planned for the original.
_LEFT_BEHIND = ("journal", "ledger", "fault", "attempt", "outbox", "waiting")
# How SQLite keeps a value of a declared type, and which columns hold JSON that worlds read.
_STORED_AS = {"INTEGER": "integer", "TEXT": "text", "BLOB": "blob", "REAL": "real"}
_JSON = {
    "quirk": ("value",),
    "fault": ("arguments",),
    "job": ("arguments",),
    "outbox": ("fields", "headers", "arguments"),
    "attempt": ("applied",),
    "journal": ("request_headers", "reply_headers", "note"),
}
_MAGIC = b"SQLite format 3\0"


class Unusable(ValueError):  # noqa: N818  # said of the file, not of the program
    """A file or image that cannot be a world here; the message says why in one line."""


@dataclass(frozen=True, slots=True)
class OpenFile:
    """A world's file, open and locked by this process: its connection and the world's beginning."""

    path: Path
    db: sqlite3.Connection
    initial: Image


# In memory


def in_memory(image: Image) -> sqlite3.Connection:
    """Return a connection to a new world of an image; Unusable if it has another version."""
    db = image.take()
    try:
        _check_version(db)
    except BaseException:
        db.close()
        raise
    db.execute("PRAGMA foreign_keys = ON")
    return db


def blank(simulators: Sequence[Declaration]) -> sqlite3.Connection:
    """Return a database in memory with every table and view of a world, and no row."""
    db = connect(":memory:")
    db.execute("PRAGMA foreign_keys = ON")
    db.executescript(resources.files(__package__).joinpath("schema.sql").read_text())
    for simulator in simulators:
        db.executescript(simulator.schema)
    db.executescript(_views(simulators))
    db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    return db


def has_history(db: sqlite3.Connection) -> bool:
    """Say whether the world has any history, which a fork would start without."""
    found = " OR ".join(f"EXISTS (SELECT 1 FROM {table})" for table in _LEFT_BEHIND)
    return bool(db.execute(f"SELECT turn > 0 OR {found} FROM world").fetchone()[0])


def without_history(image: Image) -> Image:
    """Return the image as a fork begins: turn 0, no journal, no ledger, no faults, no outbox."""
    db = in_memory(image)
    try:
        stripped = _stripped(db) if has_history(db) else image
    except BaseException:
        db.close()
        raise
    stripped.keep(db)
    return stripped


def _stripped(db: sqlite3.Connection) -> Image:
    for table in _LEFT_BEHIND:
        db.execute(f"DELETE FROM {table}")
        db.execute("DELETE FROM sqlite_sequence WHERE name = ?", (table,))
    db.execute("UPDATE world SET turn = 0")
    db.execute("UPDATE journal_state SET dropped = 0")
    (free,), (pages,) = (
        db.execute(f"PRAGMA {name}").fetchone() for name in ("freelist_count", "page_count")
    )
    if free > pages // 4:  # else every fork would carry the free pages of a long history
        db.execute("VACUUM")
    return Image.of(db)


def verified(content: bytes, simulators: Sequence[Declaration]) -> Image:
    """Return a file's bytes as an image that these simulators can live in; Unusable otherwise."""
    if not content.startswith(_MAGIC):
        raise Unusable("not an SQLite file")
    image = _upgraded(Image(content), simulators)
    with closing(image.connect()) as db:
        try:
            _check(db, simulators)
            (found,) = db.execute("PRAGMA integrity_check(1)").fetchone()
            if found == "ok":
                _check_values(db)
            orphan = db.execute("PRAGMA foreign_key_check").fetchone()
        except Unusable:
            raise
        except (sqlite3.Error, ValueError) as error:  # not even its schema can be read
            raise Unusable(f"a damaged file: {error}") from None
    if found != "ok" or orphan:
        raise Unusable(f"a damaged file: {found if found != 'ok' else f'orphans in {orphan[0]}'}")
    return image


# In a file


def lock(path: Path) -> tuple[sqlite3.Connection, bool]:
    """Open a file for this process alone; return it, and whether it holds anything.

    The lock ends with the process, however it ends. Nothing is written yet, so a file that is not
    a world stays as it is.
    """
    db: sqlite3.Connection | None = None
    try:
        db = connect(str(path.absolute()))
        db.execute("PRAGMA locking_mode = EXCLUSIVE")
        db.execute("BEGIN EXCLUSIVE")
        db.execute("COMMIT")
        return db, bool(db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])
    except sqlite3.Error as error:
        if db is not None:
            db.close()
        raise Unusable(reason(error, path)) from None


def fill(db: sqlite3.Connection, path: Path, *, initial: Image) -> OpenFile:
    """Make a locked, empty file a new world."""
    # The initial image first: a process that dies in between leaves an empty file to fill again.
    write_whole(initial_path(path), initial.content)
    _use_log(db)
    overwrite(db, initial)
    return OpenFile(path, db, initial)


def continue_(db: sqlite3.Connection, path: Path, *, simulators: Sequence[Declaration]) -> OpenFile:
    """Take up the world in a file that is locked; Unusable when it is none of these simulators'.

    A file that came without its initial image begins as it is found, without its history.
    """
    try:
        if _is_older(db):  # all of it is checked before the file is touched
            overwrite(db, verified(db.serialize(), simulators))
        _check(db, simulators)
        (found,) = db.execute("PRAGMA quick_check(1)").fetchone()
        if found != "ok":
            raise Unusable(f"a damaged file: {' '.join(found.split())}")
        _check_values(db)
    except sqlite3.Error as error:
        raise Unusable(f"{path}: a damaged file: {error}") from None
    except Unusable as error:
        raise Unusable(f"{path}: {error}") from None
    kept = initial_path(path)
    _use_log(db)
    if not kept.exists():
        initial = without_history(Image.of(db))
        write_whole(kept, initial.content)
        return OpenFile(path, db, initial)
    try:
        return OpenFile(path, db, verified(kept.read_bytes(), simulators))
    except Unusable as error:
        raise Unusable(f"{kept}: {error}; delete it, and {path.name} begins as it stands") from None


def overwrite(db: sqlite3.Connection, image: Image) -> None:
    """Replace a file's content by the image: all of it or, if the process dies, nothing."""
    with closing(in_memory(image)) as source:
        source.backup(db)


def initial_path(path: Path) -> Path:
    """Return where the initial image of a world's file is kept."""
    return path.with_name(f"{path.name}.initial")


def write_whole(path: Path, content: bytes) -> None:
    """Write a file atomically: nobody reads half of it, not even after a crash."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with draft.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


# Behind them


def _use_log(db: sqlite3.Connection) -> None:
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = NORMAL")
    db.execute("PRAGMA foreign_keys = ON")


def _check(db: sqlite3.Connection, simulators: Sequence[Declaration]) -> None:
    (application,) = db.execute("PRAGMA application_id").fetchone()
    if application != APPLICATION_ID:
        raise Unusable("an SQLite file, but no world of Stocktake's")
    _check_version(db)
    here = _tables(db)
    with closing(blank(simulators)) as expected:
        wanted = _tables(expected)
    if here != wanted:
        names = sorted(name for name, _ in here.items() ^ wanted.items())
        known = ", ".join(simulator.name for simulator in simulators) or "no simulator"
        raise Unusable(f"not a world of {known} as this program has them: {names[0]} differs")
    try:
        Clock(db).describe()
    except (TypeError, ValueError, OverflowError):  # no row, not a number, not a year
        raise Unusable("a damaged file: it has no time") from None


def _check_values(db: sqlite3.Connection) -> None:
    """Raise Unusable for values that no program of ours wrote.

    SQLite's own checks let pass: bytes that are no text, a text where a number belongs, JSON that
    is none. What a vendor's numbers may be is the vendor's.
    """
    names = db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    with closing(blank([])) as core:
        own = _tables(core).keys()
    for (table,) in names:
        columns = db.execute(f'PRAGMA table_info("{table}")').fetchall()
        declared = {f'"{name}"': kind for _, name, kind, *_ in columns if kind in _STORED_AS}
        if table in own:
            wrong = [_is_wrong(name, kind) for name, kind in declared.items()]
            for name in _JSON.get(table, ()):
                wrong.append(f"{name} IS NOT NULL AND json_valid({name}) = 0")
            question = f'SELECT 1 FROM "{table}" WHERE {" OR ".join(wrong)} LIMIT 1'
            if db.execute(question).fetchone():
                raise Unusable(f"a damaged file: {table} holds what does not belong there")
        texts = [name for name, kind in declared.items() if kind == "TEXT"]
        if texts:  # reading them is what decodes them
            for _ in db.execute(f'SELECT {", ".join(texts)} FROM "{table}"'):
                pass


def _is_wrong(column: str, kind: str) -> str:
    return f"typeof({column}) NOT IN ('null', '{_STORED_AS[kind]}')"


def _is_older(db: sqlite3.Connection) -> bool:
    (application,) = db.execute("PRAGMA application_id").fetchone()
    (version,) = db.execute("PRAGMA user_version").fetchone()
    return bool(application == APPLICATION_ID and upgrade.OLDEST <= version < SCHEMA_VERSION)


def _upgraded(image: Image, simulators: Sequence[Declaration]) -> Image:
    """Return the image of an older world as one of this version, any other as it is."""
    with closing(image.connect()) as old, closing(blank(simulators)) as new:
        try:
            if not _is_older(old):
                return image
            (found,) = old.execute("PRAGMA integrity_check(1)").fetchone()
            if found != "ok":
                raise Unusable(f"a damaged file: {found}")
            upgrade.copy_rows(old, new)
        except upgrade.Incompatible as error:
            raise Unusable(f"a world of an older version; {error} is not known here") from None
        except (sqlite3.Error, ValueError) as error:
            if isinstance(error, Unusable):
                raise
            raise Unusable(f"a damaged file: {error}") from None
        return Image.of(new)


def _check_version(db: sqlite3.Connection) -> None:
    (version,) = db.execute("PRAGMA user_version").fetchone()
    if version != SCHEMA_VERSION:
        raise Unusable(f"a world of version {version}; this program reads {SCHEMA_VERSION}")


def _tables(db: sqlite3.Connection) -> dict[str, str]:
    rows = db.execute("SELECT name, sql FROM sqlite_master WHERE name NOT GLOB 'sqlite_*'")
    return {str(name): str(sql) for name, sql in rows.fetchall()}


def reason(error: sqlite3.Error, path: Path) -> str:
    """Return in one line why a file cannot be a world's."""
    reasons = {
        "SQLITE_BUSY": ": another process has this world open; end it first, or take another file",
        "SQLITE_NOTADB": ": not an SQLite file; take another name, or none for a world in memory",
    }
    name = getattr(error, "sqlite_errorname", None) or ""
    return f"{path}{reasons.get(name) or f' {storage.cause_of(error, path) or error}'}"


def _views(simulators: Sequence[Declaration]) -> str:
    shapes = {
        "stock": "simulator, place, sku, physical, sellable, shown, good, why, retired",
        "orders": "simulator, id, reference, sku, ordered, shipped, cancelled,"
        " good, place, customer, told",
        "shipments": "simulator, id, order_id, reference, sku, quantity, at, good",
        "customers": "simulator, id, name",
        "parts": "simulator, bundle, part, count",
        "goods": "simulator, good, name, pieces",
        "held": "simulator, good, place, lot, quantity, why",
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
