"""Initial images kept on disk for later processes, so that a world is seeded once, not each time.

One rule says when one is used: its name is a hash of everything that it follows from (`key_of`).
Whatever changes, code, schema, fixtures, configuration or Python, has another name; nothing is
ever updated. Where the directory cannot be read or written, worlds are seeded as if there was none.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import os
import sqlite3
import sys
import threading
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from .files import data_folder
from .images import Image
from .registry import ours

if TYPE_CHECKING:
    from .config import WorldConfig
    from .simulator import Simulator

VARIABLE = "STOCKTAKE_CACHE"
"""Names the directory; empty: nothing is kept."""

# What seeding runs: these folders of the package, and the fixtures.
_CODE = ("core", "dialects", "rules", "vendors")
_PACKAGE = Path(__file__).resolve().parent.parent
_DIGEST = hashlib.sha256().digest_size
_MOST_FILES = 16
_LARGEST = 16 * 1024 * 1024  # bytes: at a large scale reading takes its time too


def find(key: str) -> Image | None:
    """Return the image of a key; None where there is none, or not the one that was written."""
    path = _path(key)
    if path is None:
        return None
    try:
        content = path.read_bytes()
    except OSError:
        return None
    if hashlib.sha256(content[_DIGEST:]).digest() != content[:_DIGEST]:
        return None
    with contextlib.suppress(OSError):
        os.utime(path)  # the longest unused goes first
    return Image(content[_DIGEST:])


def keep(key: str, image: Image) -> None:
    """Keep an image; other processes may do so at the same time, or read it."""
    path = _path(key)
    if path is None or len(image.content) > _LARGEST:
        return
    draft = path.with_name(f".{path.name}.{os.getpid()}-{threading.get_ident()}")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # A file that a crash cut short is found out by its hash.
        draft.write_bytes(hashlib.sha256(image.content).digest() + image.content)
        os.replace(draft, path)  # whole, or not there, for a process that reads it meanwhile
        _drop_the_oldest(path.parent)
    except OSError:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)


def key_of(simulators: Sequence[Simulator], config: WorldConfig, start: int) -> str | None:
    """Return the name of a world's image; None where it depends on code that is not ours."""
    known = {id(each) for each in ours()}
    if any(id(each) not in known for each in simulators):
        return None
    names = [each.name for each in simulators]
    told = f"{_fingerprint()}\n{names}\n{config!r}\n{start}"
    return hashlib.sha256(told.encode()).hexdigest()


@functools.cache
def _fingerprint() -> str:
    told = hashlib.sha256(f"{sys.version_info[:2]} {sqlite3.sqlite_version}".encode())
    for folder in (*(f"{_PACKAGE}/{name}" for name in _CODE), str(data_folder("fixtures"))):
        for path in _below(folder):
            file = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
            try:
                size = os.fstat(file).st_size
                told.update(f"\n{path.removeprefix(folder)} {size}\n".encode())
                told.update(os.read(file, size))
            finally:
                os.close(file)
    return told.hexdigest()


def _below(folder: str) -> Iterator[str]:
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        if not entry.is_dir():
            yield entry.path
        elif entry.name != "__pycache__":
            yield from _below(entry.path)


def _path(key: str) -> Path | None:
    named = os.environ.get(VARIABLE)
    if named is not None:
        return Path(named, f"{key}.image") if named else None
    base = os.environ.get("LOCALAPPDATA" if sys.platform == "win32" else "XDG_CACHE_HOME")
    try:
        home = Path(base) if base else Path.home() / ".cache"
    except RuntimeError:  # no home
        return None
    return home / "stocktake" / f"{key}.image"


def _drop_the_oldest(folder: Path) -> None:
    for path in _by_age(folder.glob("*.image"))[:-_MOST_FILES]:
        path.unlink(missing_ok=True)


def _by_age(paths: Iterable[Path]) -> list[Path]:
    found = []
    for path in paths:
        with contextlib.suppress(OSError):  # another process was faster
            found.append((path.stat().st_mtime_ns, path))
    return [path for _, path in sorted(found)]
