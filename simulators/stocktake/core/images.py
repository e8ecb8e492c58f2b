"""Images: a world at rest as the bytes of an SQLite file, and connections to databases of them.

A large image that is used again is shared: all connections see the same pages, and each gets its
own copy of those that it writes to. So a fork of a kept image costs the same at every size.

The connection of a world that has ended is kept for the next one with the same schema, and gets
that one's content: else the first request of each world would wait until SQLite has read some
hundred tables and indexes. Kin owns these spares; `take`, `put_back` and `give_back` are all that
touches them.
"""

import contextlib
import ctypes
import errno
import importlib
import mmap
import os
import sqlite3
import sys
import tempfile
import weakref
from dataclasses import dataclass, field
from functools import cache, cached_property

# Bytes 18 and 19 of the header: 2 asks for a write-ahead log, and memory has none.
_MODES, _IN_MEMORY = slice(18, 20), b"\1\1"
# Every change of the schema changes the cookie, every transaction the counter of changes.
_COOKIE, _CHANGES_AT, _NEVER_COUNTED = slice(40, 44), 24, b"\xff\xff\xff\xff"
# Below this size a copy is as fast and needs no file descriptor; small worlds can be thousands.
_SHARED_FROM = 1 << 20
# How far a world may outgrow a shared image, in bytes of address space, not memory. SQLite limits
# a database in a copy to the same size.
_ROOM = 1 << 30
# Each shared copy holds a descriptor: this part of them stays for connections and files.
_SPARE = 4
# Connections that wait for the next world of their schema, of a megabyte or two each.
_MOST_SPARES = 4
_MOST_KEPT = 4 << 20  # bytes of one that shares no pages
_FILE_POINTER = 7  # SQLITE_FCNTL_FILE_POINTER
_LEAST_PAGE = 512


class Connection(sqlite3.Connection):
    """A connection that keeps its pages alive for as long as SQLite may touch them."""

    pages: mmap.mmap | None = None
    image: "Image | None" = None  # that it was taken from, while a world has it
    shares: "weakref.ref[Image] | None" = None  # whose pages these are
    holds: "weakref.ref[Image] | None" = None  # what it holds to the byte, while nobody has it

    def close(self) -> None:
        """Close the database, then release its pages."""
        super().close()
        self.pages = self.image = None

    def __del__(self) -> None:
        try:  # noqa: SIM105  # when the process ends, contextlib may have gone before it
            self.close()
        except sqlite3.ProgrammingError:  # it never opened
            pass


@dataclass(slots=True)
class Kin:
    """What images of one schema have in common: the connections of worlds that have ended."""

    spares: list[Connection] = field(default_factory=list)

    def __del__(self) -> None:
        for db in self.spares:
            db.close()


class Image:
    """The bytes of a world at rest; each `connect` opens a new world from them."""

    def __init__(self, content: bytes, kin: Kin | None = None) -> None:
        if content[_MODES] != _IN_MEMORY:
            content = content[: _MODES.start] + _IN_MEMORY + content[_MODES.stop :]
        self.content = content
        self.kin = kin or Kin()
        self._used = False

    @classmethod
    def of(cls, db: sqlite3.Connection) -> "Image":
        """Return an image of a database. Only between turns."""
        content = db.serialize()
        origin = db.image if isinstance(db, Connection) else None
        # Where the cookie is that of the image it began from, nothing has changed its schema.
        related = origin is not None and content[_COOKIE] == origin.content[_COOKIE]
        return cls(content, origin.kin if origin and related else None)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Image) and self.content == other.content

    __hash__ = None  # type: ignore[assignment]  # equal by content, and large

    def take(self) -> sqlite3.Connection:
        """Return a connection for a world: a spare one, or else a new one."""
        db = self._spare() or self.connect()
        db.image, db.holds = self, None
        return db

    def keep(self, db: sqlite3.Connection) -> None:
        """Keep a connection that this image was just made of: its next world will have it."""
        if not isinstance(db, Connection) or not _is_idle(db):
            db.close()
            return
        db.image, db.holds = None, weakref.ref(self)
        self.kin.spares.append(db)

    def _spare(self) -> Connection | None:
        """Return the spare that is had at the least cost, None where a new connection is better."""
        spares = self.kin.spares
        for number, db in enumerate(spares):
            if db.holds is not None and db.holds() is self:
                return spares.pop(number)
        for number, db in enumerate(spares):
            if db.shares is not None and db.shares() is self:
                del spares[number]
                return db if self._lie_in(db) else None
        # A large image that is used again is shared, which costs nothing from then on.
        if not spares or self._used and len(self.content) >= _SHARED_FROM:
            return None
        self._used = True
        db = spares.pop()
        return db if self._lie_in(db) else None

    def put_back(self, db: sqlite3.Connection) -> bool:
        """Put a world's connection back as it was taken; False where that costs more than another.

        Its pages must be shared with this image.
        """
        if not isinstance(db, Connection) or db.image is not self:
            return False
        shared = db.shares is not None and db.shares() is self
        return shared and _is_idle(db) and self._lie_in(db)

    def _lie_in(self, db: Connection) -> bool:
        """Put this content into a connection of its kin that is idle; False where it cannot be.

        SQLite notices by the counter of changes, as if another process had written: it drops the
        pages that it has read, and keeps the schema and the statements, which are the same. What
        it has read may have the very counter that comes, so it is shown one first that none has.
        """
        if not _write(db, _CHANGES_AT, _NEVER_COUNTED):
            return False
        db.execute("PRAGMA user_version").fetchall()
        if db.pages is None or db.shares is None or db.shares() is not self:
            return _write(db, 0, self.content) and _end_at(db, len(self.content))
        if not _end_at(db, len(self.content)):  # it may be shorter: another image lay in it
            last = self.content[-_LEAST_PAGE:]
            if not _write(db, len(self.content) - len(last), last):
                return False
        db.pages.madvise(mmap.MADV_DONTNEED)
        return True

    def connect(self) -> Connection:
        """Return a connection to a database in memory with these rows; the image stays as it is."""
        db = connect(":memory:")
        # Sharing costs two copies once, and many images serve a single connection.
        worth_it = self._used and len(self.content) >= _SHARED_FROM
        self._used = True
        if not (worth_it and self._share_with(db)):
            db.deserialize(self.content)
        return db

    @cached_property
    def flowing(self) -> bool:
        """Whether time flows in this world. Kept, because looking makes SQLite parse its schema."""
        with contextlib.closing(self.connect()) as db:
            return db.execute("SELECT mode FROM world").fetchall() == [("flowing",)]

    @cached_property
    def _file(self) -> int:
        """The descriptor of an unnamed file with the image, and room to grow behind it."""
        if hasattr(os, "memfd_create"):
            descriptor = os.memfd_create("image")
        else:
            with tempfile.TemporaryFile() as file:
                descriptor = os.dup(file.fileno())
        try:
            with open(descriptor, "wb", closefd=False) as stream:
                stream.write(self.content)
            os.ftruncate(descriptor, len(self.content) + _ROOM)
        except OSError:
            os.close(descriptor)
            raise
        return descriptor

    def _share_with(self, db: Connection) -> bool:
        """Give a connection private pages of the shared file; False where that is impossible."""
        library = _library()
        if library is None:
            return False
        size = len(self.content)
        try:
            _check_descriptors(self._file)
            pages = mmap.mmap(self._file, size + _ROOM, flags=mmap.MAP_PRIVATE)
        except OSError:  # short of descriptors, or out of address space
            return False
        # The standard library's deserialize copies.
        address = ctypes.addressof(ctypes.c_char.from_buffer(pages))
        given = (_handle(db), b"main", address, size, size + _ROOM, 0)
        if library.sqlite3_deserialize(*given) != 0:
            raise sqlite3.OperationalError("SQLite does not take a shared image")
        db.pages, db.shares = pages, weakref.ref(self)
        return True

    def __del__(self) -> None:
        descriptor = self.__dict__.pop("_file", None)
        if descriptor is not None:
            os.close(descriptor)


def give_back(db: sqlite3.Connection) -> None:
    """End a world's use of a connection: it is kept for the next of its schema, or closed."""
    image = db.image if isinstance(db, Connection) else None
    if image is None or len(image.kin.spares) >= _MOST_SPARES:
        db.close()
        return
    assert isinstance(db, Connection)
    if not _is_idle(db) or not _let_go(db, len(image.content)):
        db.close()
        return
    db.image = None  # else image and spare would keep each other
    image.kin.spares.append(db)


def _let_go(db: Connection, size: int) -> bool:
    """Free the pages that a world has written; False where too much would be kept."""
    if db.pages is None:
        return size <= _MOST_KEPT
    # Elsewhere the advice means less.
    if sys.platform != "linux" or not hasattr(mmap, "MADV_DONTNEED"):
        return False
    db.pages.madvise(mmap.MADV_DONTNEED)
    return True


def _is_idle(db: Connection) -> bool:
    """Whether no transaction is open, not even that of a statement that was not read to its end."""
    library = _library()
    return library is not None and library.sqlite3_txn_state(_handle(db), None) == 0


def _end_at(db: Connection, size: int) -> bool:
    """Let a database end where its image does, for SQLite remembers how far it has grown.

    No transaction is open. False where SQLite does not do it.
    """
    file = _file_of(db)
    return file is not None and file.contents.contents.truncate(file, size) == 0


def _write(db: Connection, offset: int, content: bytes) -> bool:
    """Write into a database in memory behind SQLite's back; False where it does not do it."""
    file = _file_of(db)
    if file is None:
        return False
    written: int = file.contents.contents.write(file, content, len(content), offset)
    return written == 0


def _file_of(db: Connection) -> "ctypes._Pointer[ctypes._Pointer[_FileMethods]] | None":
    library, file = _library(), ctypes.POINTER(ctypes.POINTER(_FileMethods))()
    if library is None:
        return None
    if library.sqlite3_file_control(_handle(db), b"main", _FILE_POINTER, ctypes.byref(file)) != 0:
        return None
    return file


class _FileMethods(ctypes.Structure):
    """The beginning of sqlite3_io_methods, to which every open file of SQLite's points first."""

    _fields_ = (
        ("version", ctypes.c_int),
        ("close", ctypes.c_void_p),
        ("read", ctypes.c_void_p),
        (
            "write",
            ctypes.CFUNCTYPE(
                ctypes.c_int, ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int, ctypes.c_int64
            ),
        ),
        ("truncate", ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int64)),
    )


def _handle(db: Connection) -> ctypes.c_void_p:
    """Return SQLite's own pointer: CPython's Connection begins with it."""
    return ctypes.c_void_p.from_address(id(db) + object.__basicsize__)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A world at one moment: its image, the number of its last turn, its time (ms)."""

    image: Image
    turn: int
    now: int


def _check_descriptors(one: int) -> None:
    """Raise OSError where so few descriptors are left that none should go to a shared copy."""
    if sys.platform == "win32":
        return
    import resource

    newest = os.dup(one)  # the lowest that is free
    os.close(newest)
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and newest >= soft - soft // _SPARE:
        raise OSError(errno.EMFILE, "few descriptors are left")


def connect(target: str) -> Connection:
    """Return a connection with the settings of every world."""
    # The Sandbox lets one thread at a time use a world; another one may have built it.
    return sqlite3.connect(
        target, isolation_level=None, check_same_thread=False, cached_statements=512, timeout=0,
        factory=Connection,
    )  # fmt: skip


CLOSED = connect(":memory:")
"""What a world holds that has ended: whatever asks it is told that its database is closed."""
CLOSED.close()


@cache
def _library() -> ctypes.CDLL | None:
    """Return the SQLite that Python uses, three of its functions typed; None out of reach."""
    if sys.implementation.name != "cpython" or not hasattr(mmap, "MAP_PRIVATE"):
        return None
    module = importlib.import_module("_sqlite3")
    try:
        library = ctypes.CDLL(module.__file__)
        deserialize, state = library.sqlite3_deserialize, library.sqlite3_txn_state
        control = library.sqlite3_file_control
    except (AttributeError, OSError):  # linked into the interpreter
        return None
    long, pointer = ctypes.c_int64, ctypes.c_void_p
    deserialize.argtypes = [pointer, ctypes.c_char_p, pointer, long, long, ctypes.c_uint]
    state.argtypes = [pointer, ctypes.c_char_p]
    control.argtypes = [pointer, ctypes.c_char_p, ctypes.c_int, pointer]
    return library
