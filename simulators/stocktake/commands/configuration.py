"""`stocktake.toml` and `[tool.stocktake]`: what stands for options that are not given.

click reads the result (`Context.default_map`), after the command line and the environment. What it
does not know is done here: flat keys, tables of groups, keys by the flags' names, mistakes.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import click

from stocktake.commands.settings import SHARES, Setting

FILE, PROJECT = "stocktake.toml", "pyproject.toml"
_REPOSITORY = (".git", ".hg")
Table = Mapping[str, Any]
Path_ = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """A file that is read, and the table of it that is ours."""

    file: Path
    table: Table
    within: str = ""

    def refuse(self, path: Sequence[str], why: str) -> click.UsageError:
        """Return the refusal of a key: the file, the key and what is wrong."""
        key = ".".join([*([self.within] if self.within else []), *path])
        return click.UsageError(f"{_shown(self.file)}: {key}: {why}")


@dataclass(frozen=True, slots=True)
class Configuration:
    """The values that files give, nested by command as click wants them; and where each stands."""

    values: dict[str, Any]
    origins: dict[tuple[Path_, str], str]


def read_configuration(settings: Iterable[Setting], where: Path) -> Configuration:
    """Return what the files that are nearest to a folder give; UsageError for what is wrong."""
    sources = list(find_sources(where))
    if not sources:
        return Configuration({}, {})  # and no command is imported to know its options
    known = list(settings)
    for source in sources:
        _check(source, source.table, (), known)
    values: dict[str, Any] = {}
    origins: dict[tuple[Path_, str], str] = {}
    for setting in known:
        found = next(_found(setting, sources), None)
        if found is None:
            continue
        source, path, value = found
        name = str(setting.option.name)
        table = values
        for step in setting.path:
            table = table.setdefault(step, {})
        table[name] = _ready(setting, value, source.file.parent)
        key = ".".join([*([source.within] if source.within else []), *path])
        origins[setting.path, name] = f"{_shown(source.file)}: {key}"
    return Configuration(values, origins)


def find_sources(where: Path) -> Iterator[Source]:
    """Yield the sources, the first one first.

    The nearest file from `where` up to the root of the repository; outside of one, a file that
    lies above may be anybody's, and only `where` is looked at.
    """
    folders = _folders(where.resolve())
    for name in (FILE, PROJECT):
        for folder in folders:
            file = folder / name
            if not file.is_file():
                continue
            document = _read(file)
            if name == FILE:
                yield Source(file, document)
                break
            if (ours := document.get("tool", {}).get("stocktake")) is not None:
                source = Source(file, ours, "tool.stocktake")
                if not isinstance(ours, dict):
                    raise source.refuse((), "is no table")
                yield source
                break


def _folders(where: Path) -> list[Path]:
    folders = [where, *where.parents]
    for number, folder in enumerate(folders, 1):
        if any((folder / name).exists() for name in _REPOSITORY):
            return folders[:number]
    return [where]


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise click.UsageError(f"cannot read {_shown(file)}: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise click.UsageError(f"{_shown(file)} is no TOML: {error}") from None


def _shown(file: Path) -> str:
    """Return a file as its reader would name it."""
    try:
        return str(file.relative_to(Path.cwd()))
    except ValueError:
        return str(file)


# What a file says of a setting


def _places(setting: Setting) -> Iterator[Path_]:
    """Yield the tables that may have a setting, the first one first; `()` is the flat one."""
    yield setting.path
    if setting.is_own:
        return
    for length in range(len(setting.path) - 1, 0, -1):
        yield setting.path[:length]
    if setting.path[0] in SHARES:
        yield (SHARES[setting.path[0]],)
    yield ()


def _found(setting: Setting, sources: Iterable[Source]) -> Iterator[tuple[Source, Path_, Any]]:
    for source in sources:
        for place in _places(setting):
            table: Any = source.table
            for step in place:
                table = table.get(step) if isinstance(table, dict) else None
            if not isinstance(table, dict):
                continue
            for key, value in table.items():
                if _spelt(key) in setting.keys and not isinstance(value, dict):
                    yield source, (*place, key), value


def _spelt(key: str) -> str:
    return key.replace("_", "-")


def _ready(setting: Setting, value: Any, folder: Path) -> Any:
    """Return a value as click takes it; a file is meant from the folder of the configuration."""
    if isinstance(value, list):
        return [_ready(setting, each, folder) for each in value]
    if isinstance(value, date | time):
        return value.isoformat()
    names_file = "FILE" in (setting.option.metavar or "")
    if isinstance(setting.option.type, click.Path) or (names_file and (folder / value).is_file()):
        return str(folder / value)
    return value


# What is wrong in a file


def _check(source: Source, table: Table, path: Path_, known: Sequence[Setting]) -> None:
    """Raise UsageError for a key that no command knows here, or a value of a wrong type."""
    below = {setting.path[len(path)] for setting in known if len(setting.path) > len(path)}
    here = [setting for setting in known if setting.path == path or not setting.is_own]
    for key, value in table.items():
        if isinstance(value, dict):
            if key not in below:
                raise source.refuse((*path, key), f"no such command{_nearest(key, below)}")
            inside = [setting for setting in known if setting.path[len(path) :][:1] == (key,)]
            _check(source, value, (*path, key), inside)
            continue
        meant = [setting for setting in here if _spelt(key) in setting.keys]
        if not meant:
            keys = dict.fromkeys(name for setting in here for name in setting.keys)
            raise source.refuse((*path, key), f"no such key{_nearest(_spelt(key), keys, path)}")
        for setting in meant:
            if (wanted := _wanted(setting.option, value)) is not None:
                raise source.refuse((*path, key), f"{_said(value)} is not {wanted}")


def _nearest(word: str, known: Iterable[str], path: Path_ = ("",)) -> str:
    """Return what is near a wrong name; where there are too many to list, no others."""
    import difflib

    from stocktake.web.documents import nearest

    names = sorted(known)
    if path:
        return nearest(word, names)
    close = difflib.get_close_matches(word, names, n=3, cutoff=0.5)
    meant = f"; did you mean {' or '.join(map(repr, close))}?" if close else ";"
    return f"{meant} Keys are the flags of the commands: `stocktake COMMAND --help`"


def _wanted(option: click.Option, value: Any) -> str | None:
    """Return what an option takes, where a value is something else."""
    if option.multiple:
        if not isinstance(value, list):
            return f"a list: [{_said(value)}]"
        wrong = any(_wanted_one(option, each) for each in value)
        return 'a list of texts, ["…", "…"]' if wrong else None
    return _wanted_one(option, value)


def _wanted_one(option: click.Option, value: Any) -> str | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if option.is_flag:
        return None if isinstance(value, bool) else "true or false"
    if isinstance(option.type, click.types.IntParamType):
        return None if is_number and isinstance(value, int) else "a whole number"
    if isinstance(option.type, click.types.FloatParamType):
        return None if is_number else "a number"
    return None if isinstance(value, str | datetime | date) else "a text in quotes"


def _said(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)
