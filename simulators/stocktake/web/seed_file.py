"""Seed files: goods of a user's own as YAML, JSON or CSV, read, checked, and said in one shape."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from os import PathLike
from pathlib import Path as FilePath
from typing import Any

from stocktake.core.config import WorldSettings
from stocktake.core.seed_complaints import complaints
from stocktake.core.seed_schema import seed_schema, warehouses_of
from stocktake.core.simulator import Simulator

from .documents import nearest
from .own_files import OwnFile, OwnFileError, Path, decoded, problems, read_bytes, read_own_file

_PLAIN = ("sku", "name", "price", "cost", "category", "unit", "sold_by", "units_per_sold")
_NEEDED = _PLAIN[:3]
_MONEY = ("price", "cost")


def read_seed_file(file: str | PathLike[str], simulators: Sequence[Simulator]) -> dict[str, Any]:
    """Return what a seed file says, checked; OwnFileError with a line for each thing wrong."""
    path = FilePath(file)
    if path.suffix.lower() == ".csv":
        own = _read_csv(path, simulators)
    elif path.suffix.lower() in (".yaml", ".yml", ".json"):
        own = read_own_file(path)
    else:
        raise OwnFileError([f"{path}: name it .yaml, .json or .csv, by what it is"])
    return _checked(own, simulators)


def with_seed_file(settings: WorldSettings, simulators: Sequence[Simulator]) -> WorldSettings:
    """Return settings of a world whose seed file, a path or what one says, is read and checked.

    OwnFileError, a ValueError of one line, where it cannot be a world.
    """
    given: Any = settings.get("seed_file")
    if given is None:
        return settings
    if isinstance(given, Mapping):
        return {**settings, "seed_file": _checked(OwnFile("seed_file", given), simulators)}
    return {**settings, "seed_file": read_seed_file(given, simulators)}


def _checked(own: OwnFile, simulators: Sequence[Simulator]) -> dict[str, Any]:
    found = problems(seed_schema(simulators), own.content)
    if not found:
        found = complaints(own.content, simulators)
    if found:
        raise own.error(found, hint=": `stocktake seed check` lists them")
    content: dict[str, Any] = own.content
    return content


def _read_csv(file: FilePath, simulators: Sequence[Simulator]) -> OwnFile:
    text = decoded(read_bytes(file), file)
    head = text.partition("\n")[0]
    mark = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text), delimiter=mark, strict=True)
    warehouses = warehouses_of(simulators)
    try:
        names = [name.strip().lower() for name in next(reader, [])]
        _check_head(names, warehouses, file)
        items: list[dict[str, Any]] = []
        lines: dict[Path, int] = {}
        for cells in reader:
            if any(cell.strip() for cell in cells):
                lines["items", len(items)] = reader.line_num
                row = _row(names, cells, f"{file}:{reader.line_num}", warehouses)
                items.append(row if mark == "," else _with_points(row))
    except csv.Error as error:
        raise OwnFileError([f"{file}:{reader.line_num}: not CSV: {error}"]) from None
    return OwnFile(str(file), {"items": items}, lines)


def _check_head(names: Sequence[str], warehouses: Sequence[str], file: FilePath) -> None:
    known = [*_PLAIN, *warehouses]
    found = [f"no column {name!r}{nearest(name, known)}" for name in names if name not in known]
    there = f"; there are {', '.join(known)}"
    found += [f"the column {name} is missing{there}" for name in _NEEDED if name not in names]
    found += [f"the column {name} is there twice" for name in set(names) if names.count(name) > 1]
    if found:
        raise OwnFileError([f"{file}:1: {each}" for each in found])


def _row(
    names: Sequence[str], cells: Sequence[str], where: str, warehouses: Sequence[str]
) -> dict[str, Any]:
    if len(cells) > len(names):
        raise OwnFileError(
            [f"{where}: {len(cells)} cells, but {len(names)} columns: quote what holds the mark"]
        )
    given = {name: cell.strip() for name, cell in zip(names, cells, strict=False) if cell.strip()}
    item: dict[str, Any] = {name: given[name] for name in _PLAIN if name in given}
    counts = {name: _whole(given[name]) for name in warehouses if name in given}
    if "units_per_sold" in item:
        item["units_per_sold"] = _whole(item["units_per_sold"])
    return {**item, "stock": counts} if counts else item


def _with_points(item: dict[str, Any]) -> dict[str, Any]:
    """Return an item with 18.50 for 18,50, as spreadsheets write it that divide cells by `;`."""
    money = {name: item[name].replace(",", ".") for name in _MONEY if name in item}
    return {**item, **money}


def _whole(text: str) -> int | str:
    """Return a whole number, or the text for the schema to complain of."""
    return int(text) if text.isascii() and text.isdigit() else text
