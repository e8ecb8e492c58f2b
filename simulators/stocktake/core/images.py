"""Images: a world at rest as the bytes of an SQLite file, and connections to databases of them.

A large image that is used again is shared: all connections see the same pages, and each gets its
own copy of those that it writes to. So a fork of a kept image costs the same at every size.

The connection of a world that has ended is kept for the next one of the same image, its pages back
as they were: else the first request of each world would wait until SQLite has read some hundred
tables and indexes. The Image owns these spares, `take` and `give_back` are all that touches them.
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
from dataclasses import dataclass
from functools import cache, cached_property

# Bytes 18 and 19 of the header: 2 asks for a write-ahead log, and memory has none.
_MODES, _IN_MEMORY = slice(18, 20), b"\1\1"
# Below this size a copy is as fast and needs no file descriptor; small worlds can be thousands.
_SHARED_FROM = 1 << 20
# How far a world may outgrow a shared image, in bytes of address space, not memory. SQLite limits
# a database in a copy to the same size.
_ROOM = 1 << 30
# Each shared copy holds a descriptor: this part of them stays for connections and files.
_SPARE = 4
# Connections that wait for the next world of an image, of a megabyte or two each.
_MOST_SPARES = 4
_FILE_POINTER = 7  # SQLITE_FCNTL_FILE_POINTER


class Connection(sqlite3.Connection):
    """A connection that keeps its pages alive for as long as SQLite may touch them."""

    pages: mmap.mmap | None = None
    image: "Image | None" = None  # that it was taken from, while a world has it

    def close(self) -> None:
        """Close the database, then release its pages."""
        super().close()
        self.pages = self.image = None

    def __del__(self) -> None:
        try:  # noqa: SIM105  # when the process ends, contextlib may have gone before it
            self.close()
        except sqlite3.ProgrammingError:  # it never opened
            pass


class Image:
    """The bytes of a world at rest; each `connect` opens a new world from them."""

    def __init__(self, content: bytes) -> None:
        if content[_MODES] != _IN_MEMORY:
            content = content[: _MODES.start] + _IN_MEMORY + content[_MODES.stop :]
        self.content = content
        self._used = False
        self._spares: list[Connection] = []

    @classmethod
    def of(cls, db: sqlite3.Connection) -> "Image":
        """Return an image of a database. Only between turns."""
        return cls(db.serialize())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Image) and self.content == other.content

    __hash__ = None  # type: ignore[assignment]  # equal by content, and large

    def take(self) -> sqlite3.Connection:
        """Return a connection for a world: a spare one, or else a new one."""
        try:
            db = self._spares.pop()
        except IndexError:
            db = self.connect()
        db.image = self
        return db

    def put_back(self, db: sqlite3.Connection) -> bool:
        """Put a connection of this image back as it was taken; False where that cannot be done.

        SQLite notices by the file's change counter, as if another process had written: it drops
        the pages that it has read, and keeps the schema and the statements, which are the same.
        """
        if not isinstance(db, Connection) or db.image is not self or db.pages is None:
            return False
        # Elsewhere the advice means less.
        if sys.platform != "linux" or not hasattr(mmap, "MADV_DONTNEED") or not _is_idle(db):
            return False
        if not _end_at(db, len(self.content)):  # it may have grown
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
        db.pages = pages
        return True

    def __del__(self) -> None:
        for db in self.__dict__.get("_spares", ()):
            db.close()
        descriptor = self.__dict__.pop("_file", None)
        if descriptor is not None:
            os.close(descriptor)


def give_back(db: sqlite3.Connection) -> None:
    """End a world's use of a connection: it is kept for the next world of its image, or closed."""
    image = db.image if isinstance(db, Connection) else None
    if image is None or len(image._spares) >= _MOST_SPARES or not image.put_back(db):
        db.close()
        return
    assert isinstance(db, Connection)
    db.image = None  # else image and spare would keep each other
    image._spares.append(db)


def _is_idle(db: Connection) -> bool:
    """Whether no transaction is open, not even that of a statement that was not read to its end."""
    library = _library()
    return library is not None and library.sqlite3_txn_state(_handle(db), None) == 0


def _end_at(db: Connection, size: int) -> bool:
    """Let a database end where its image does, for SQLite remembers how far it has grown.

    No transaction is open. False where SQLite does not do it.
    """
    library, file = _library(), ctypes.POINTER(ctypes.POINTER(_FileMethods))()
    if library is None:
        return False
    if library.sqlite3_file_control(_handle(db), b"main", _FILE_POINTER, ctypes.byref(file)) != 0:
        return False
    cut: int = file.contents.contents.truncate(file, size)
    return cut == 0


class _FileMethods(ctypes.Structure):
    """The beginning of sqlite3_io_methods, to which every open file of SQLite's points first."""

    _fields_ = (
        ("version", ctypes.c_int),
        ("close", ctypes.c_void_p),
        ("read", ctypes.c_void_p),
        ("write", ctypes.c_void_p),
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
