"""Lines of documents: where they stand, how they look, what they add up to.

Source: docs/reference/wherefour.md 3.5, 3.6 and 5.6.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from stocktake.core.world import World
from stocktake.dialects.rails import invalid
from stocktake.rules import money

from . import wire
from .inventory import embedded_items

_LINE = wire.names("id name inventory_id category_name count cost sku created_at updated_at")
_CUSTOM = wire.names("id organization_id name count unit_price qualified created_at updated_at")
_DEFINITION = wire.names("organization_id name description created_at updated_at")


Row = Mapping[str, Any]


def _free(world: World, line: Row, columns: Row | None) -> None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """The lines of one kind of document.

    `table` holds them; `owner` is its column, and the custom lines', that names the document;
    `field` is the key of a body that brings them. `rows` and `custom_rows` are literals that select
    the lines of the documents whose ids come as a JSON array, by id; `custom_rows` is empty where
    a document has no custom lines. `guard` refuses what may no longer happen to a line: new
    columns, or None when it is to be removed.
    """

    table: str
    owner: str
    field: str
    rows: str
    custom_rows: str = ""
    guard: Callable[[World, Row, Row | None], None] = _free

    def of(self, world: World, ids: Sequence[int]) -> list[dict[str, Any]]:
        """Return the rows of the documents' lines, by id."""
        return world.all(self.rows, (json.dumps(list(ids)),))

    def custom_of(self, world: World, ids: Sequence[int]) -> list[dict[str, Any]]:
        """Return the rows of the documents' custom lines, by id."""
        return world.all(self.custom_rows, (json.dumps(list(ids)),)) if self.custom_rows else []


def shown_lines(
    world: World, lines: Lines, *, ids: Sequence[int]
) -> dict[int, list[dict[str, Any]]]:
    """Return the lines of documents as the wire shows them, by document (3.5)."""
    rows = lines.of(world, ids)
    items = embedded_items(world, [row["inventory_id"] for row in rows])
    grouped: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        shown = wire.spelled(row, _LINE, decimals=frozenset(("count", "cost")))
        shown["inventory"] = items[row["inventory_id"]]
        grouped.setdefault(row[lines.owner], []).append(shown)
    return grouped


def shown_custom_lines(
    world: World, lines: Lines, *, ids: Sequence[int]
) -> dict[int, list[dict[str, Any]]]:
    """Return the custom lines of documents as the wire shows them, by document (3.6)."""
    definitions = {
        row["id"]: {"id": row["id"]} | wire.spelled(row, _DEFINITION)
        for row in world.all("SELECT * FROM wherefour_custom_line_definition")
    }
    grouped: dict[int, list[dict[str, Any]]] = {}
    for row in lines.custom_of(world, ids):
        shown = wire.spelled(
            row,
            _CUSTOM,
            decimals=frozenset(("count", "unit_price")),
            flags=frozenset(("qualified",)),
        )
        shown["custom_line_definition"] = definitions[row["custom_line_definition_id"]]
        grouped.setdefault(row[lines.owner], []).append(shown)
    return grouped


def totals(world: World, lines: Lines, *, documents: Sequence[Row]) -> dict[int, tuple[int, int]]:
    """Return each document's subtotal, not rounded, and total, in cents; as amounts (5.6).

    ValueError when they do not fit 64 bits.
    """
    ids = [document["id"] for document in documents]
    amounts: dict[int, list[int]] = {identifier: [] for identifier in ids}
    for line in lines.of(world, ids):
        amounts[line[lines.owner]].append(money.line_amount(line["count"], line["cost"]))
    for line in lines.custom_of(world, ids):
        amounts[line[lines.owner]].append(line["amount"])
    legacy = world.quirk("wherefour.legacy_totals")
    return {
        document["id"]: _summed(document, amounts[document["id"]], legacy=legacy)
        for document in documents
    }


def _summed(document: Row, amounts: Sequence[int], *, legacy: bool) -> tuple[int, int]:
    subtotal = money.subtotal(amounts)
    total = money.from_minor(
        money.total(
            subtotal,
            discount=document.get("discount") or 0,
            tax=document.get("tax") or 0,
            shipping=document.get("shipping") or 0,
        )
    )
    if not legacy:
        return subtotal, total
    sent_subtotal, sent_total = document.get("sent_subtotal"), document.get("sent_total")
    return (
        subtotal if sent_subtotal is None else sent_subtotal,
        total if sent_total is None else sent_total,
    )


def refuse_absurd_totals(world: World, lines: Lines, *, document: Row) -> None:
    """Refuse a document whose sums do not fit 64 bits."""
    try:
        totals(world, lines, documents=[document])
    except ValueError:
        raise invalid("total", "is too large") from None
