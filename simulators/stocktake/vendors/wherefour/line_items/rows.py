"""Line items of documents: where they are stored, and how a body adds, changes and removes them.

Source: docs/reference/wherefour.md 3.5, 5.6 and 5.8. An entry with an `id` changes that line (what
it leaves out stays), one without adds a line, `_destroy` with an `id` removes it.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from stocktake.core.world import World
from stocktake.dialects.rails import invalid, save
from stocktake.vendors.wherefour import wire
from stocktake.vendors.wherefour.errors import not_found

from . import custom_input
from .input import read_changes, read_line

Row = Mapping[str, Any]


def _allow_all(world: World, line: Row, columns: Row | None, field: str) -> None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class LineItems:
    """The line items of one kind of document.

    `table` holds them; `owner` is its column, and the custom lines', that names the document;
    `field` is the key of a body that brings them. `select` and `select_custom` are literals that
    select the lines of the documents whose ids come as a JSON array, by id; `select_custom` is
    empty where a document has no custom lines, and `custom_table` too. `guard` refuses a change
    that a line does not allow: its new columns, or None when it is to be removed; it gets the key
    of the line's entry.
    """

    table: str
    owner: str
    field: str
    select: str
    custom_table: str = ""
    select_custom: str = ""
    guard: Callable[[World, Row, Row | None, str], None] = _allow_all

    def of(self, world: World, ids: Sequence[int]) -> list[dict[str, Any]]:
        """Return the rows of the documents' lines, by id."""
        return world.all(self.select, (json.dumps(list(ids)),))

    def custom_of(self, world: World, ids: Sequence[int]) -> list[dict[str, Any]]:
        """Return the rows of the documents' custom lines, by id."""
        if not self.select_custom:
            return []
        return world.all(self.select_custom, (json.dumps(list(ids)),))


def change_lines(world: World, lines: LineItems, *, document_id: int, body: wire.Body) -> bool:
    """Apply a body's entries to a document's lines and custom lines, in their order (5.8).

    Return whether anything of them is other than before. A refusal names the entry by its index.
    """
    changed = [
        _change(world, lines, document_id, entry, field=f"{lines.field}.{index}")
        for index, entry in enumerate(body.get(lines.field) or ())
    ]
    if lines.select_custom:
        changed += [
            _change_custom(world, lines, document_id, entry, field=f"{custom_input.FIELD}.{index}")
            for index, entry in enumerate(body.get(custom_input.FIELD) or ())
        ]
    return any(changed)


def require_line(
    world: World, lines: LineItems, *, document_id: int, custom_suffices: bool = False
) -> None:
    """Refuse a document that is left without a line (5.8)."""
    found = lines.of(world, [document_id])
    if not found and custom_suffices:
        found = lines.custom_of(world, [document_id])
    if not found:
        raise invalid(lines.field, "at least one line is needed")


def _named(entry: wire.Body, find: Callable[[], list[dict[str, Any]]]) -> dict[str, Any] | None:
    """Return the document's line that an entry names, None when it names none."""
    identifier = wire.read_id(entry, "id")
    if identifier is None:
        return None
    for row in find():
        if row["id"] == identifier:
            return row
    raise not_found()


def _change(
    world: World, lines: LineItems, document_id: int, entry: wire.Body, *, field: str
) -> bool:
    destroy = wire.read_flag(entry, "_destroy")
    row = _named(entry, lambda: lines.of(world, [document_id]))
    if row is not None and destroy:
        lines.guard(world, row, None, field)
        return bool(world.run(f"DELETE FROM {lines.table} WHERE id = ?", (row["id"],)))
    if row is not None:
        columns = read_changes(world, row, entry, field=field)
        lines.guard(world, row, columns, field)
        return save(world, lines.table, row["id"], columns)
    if destroy:  # Rails ignores a new line that is to be destroyed (0)
        return False
    columns = read_line(world, entry, field=field)
    return _insert(world, lines.table, **{lines.owner: document_id}, **columns)


def _change_custom(
    world: World, lines: LineItems, document_id: int, entry: wire.Body, *, field: str
) -> bool:
    table = lines.custom_table
    destroy = wire.read_flag(entry, "_destroy")
    row = _named(entry, lambda: lines.custom_of(world, [document_id]))
    if row is not None and destroy:
        return bool(world.run(f"DELETE FROM {table} WHERE id = ?", (row["id"],)))
    if row is not None:
        columns = custom_input.read_changes(world, row, entry, field=field)
        return save(world, table, row["id"], columns)
    if destroy:
        return False
    columns = custom_input.read_line(world, entry, field=field)
    return _insert(world, table, **{lines.owner: document_id}, **columns)


def _insert(world: World, table: str, **columns: Any) -> bool:
    return bool(world.insert(table, **columns, created_at=world.now, updated_at=world.now))
