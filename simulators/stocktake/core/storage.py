"""What goes wrong with where a world is kept, said as what it is: full, too large, read-only, gone.

SQLite's own words name a symptom. A world in memory can be full too.
"""

import logging
import os
import sqlite3
from pathlib import Path

from .errors import Unavailable

_log = logging.getLogger("stocktake")

_NOTHING_LOST = "nothing of this request was kept; ask again once that is mended"
_DAMAGED = ("SQLITE_CORRUPT", "SQLITE_NOTADB")


class FileWatch:
    """Notices that a world's file is no longer at its path; one stat a look.

    Only the path is looked at: to open and close the file would drop SQLite's lock on it (POSIX).
    """

    __slots__ = ("_identity", "_missed", "path")

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()
        self._identity = _identity(self.path)
        self._missed = False

    def check(self) -> None:
        """Raise Unavailable while another file, or none, is at the path; log it once."""
        if _identity(self.path) == self._identity:
            self._missed = False
            return
        refusal = Unavailable(
            f"the world's file {self.path} was deleted or replaced while it is served; put it"
            " back, or save what it held (`stocktake save`, GET /_sim/database) and start again"
        )
        if not self._missed:
            self._missed = True
            _log.error("%s", refusal.message)
        raise refusal


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino


def is_failure(error: BaseException) -> bool:
    """Whether an error is the storage's: nobody's bug."""
    return isinstance(error, sqlite3.Error) and cause_of(error, None) is not None


def cause_of(error: sqlite3.Error, path: Path | None) -> str | None:
    """Return what is wrong with a world's file, or its memory (None); None for other errors."""
    name = getattr(error, "sqlite_errorname", None) or ""
    if name == "SQLITE_FULL":
        return "is full: no room on its disk" if path else "is full: it cannot grow in memory"
    if name.startswith("SQLITE_READONLY"):
        return "is read-only"
    if name.startswith(_DAMAGED):
        return "is damaged"
    if name.startswith("SQLITE_CANTOPEN"):
        return "cannot be opened; is there such a directory, and may you write to it?"
    if name.startswith("SQLITE_IOERR"):
        return _cause_of_input_output(name, path)
    return None


def _cause_of_input_output(name: str, path: Path | None) -> str:
    """Return why a write may have failed; SQLite keeps the system's own reason to itself."""
    if path is not None:
        files = [path, path.with_name(f"{path.name}-wal")]
        if any(each.exists() and not os.access(each, os.W_OK) for each in files):
            return "is read-only"
        if (most := _largest_file()) is not None:
            return f"has reached the largest size that this process may write ({most} bytes)"
        if hasattr(os, "statvfs") and path.parent.exists() and not os.statvfs(path.parent).f_bavail:
            return "is full: no room on its disk"
    return f"cannot be read or written ({name})"


def _largest_file() -> int | None:
    try:
        import resource
    except ImportError:  # not on every system
        return None
    most, _ = resource.getrlimit(resource.RLIMIT_FSIZE)
    return None if most == resource.RLIM_INFINITY else most


def refusal_of(error: sqlite3.Error, path: Path | None) -> Unavailable | None:
    """Return an error of the storage as a refusal that names the cause; None for other errors."""
    cause = cause_of(error, path)
    if cause is None:
        return None
    what = f"the world's file {path}" if path else "the world"
    return Unavailable(f"{what} {cause}; {_NOTHING_LOST}")
