"""What invoices, quotes and credits share: how they are listed, found, created and changed.

Source: docs/reference/wherefour.md 1.7, 4 and 5.8.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from stocktake.core.simulator import Page
from stocktake.core.world import World
from stocktake.dialects.paging import Show
from stocktake.dialects.rails import save
from stocktake.vendors.wherefour import lists, wire
from stocktake.vendors.wherefour.customers.rows import require_customer
from stocktake.vendors.wherefour.errors import not_found
from stocktake.vendors.wherefour.line_items.rows import LineItems, change_lines, require_line
from stocktake.vendors.wherefour.line_items.totals import refuse_absurd_totals


@dataclass(frozen=True, slots=True, kw_only=True)
class BillingDocument:
    """A kind of billing document: its table, its lines, how its records are shown by their ids.

    `custom_suffices`: a custom line alone is enough, without a line item.
    """

    table: str
    lines: LineItems
    show: Show
    custom_suffices: bool = False


def list_of_customer(
    world: World, document: BillingDocument, *, customer_id: int, **query: str
) -> Page:
    """List a customer's documents (4)."""
    require_customer(world, customer_id)
    matching = f"FROM {document.table} WHERE customer_id = :customer"
    values = {"customer": customer_id}
    return lists.show_page(world, matching, values=values, show=document.show, **query)


def add(
    world: World, document: BillingDocument, *, columns: Mapping[str, Any], body: wire.Body
) -> int:
    """Write a new document with its lines; return its id (4)."""
    document_id = world.insert(
        document.table, **columns, created_at=world.now, updated_at=world.now
    )
    _write_lines(world, document, document_id, body)
    return document_id


def require_own(
    world: World, document: BillingDocument, document_id: int, *, customer_id: int
) -> None:
    """Refuse a document that does not exist or is not this customer's (4)."""
    owner = world.value(f"SELECT customer_id FROM {document.table} WHERE id = ?", (document_id,))
    if owner is None or owner != customer_id:
        raise not_found()


def change(
    world: World,
    document: BillingDocument,
    document_id: int,
    *,
    columns: Mapping[str, Any],
    body: wire.Body,
) -> Any:
    """Change a document and its lines; return it as the wire shows it (4, 5.8).

    One that stays as it is keeps its `updated_at`.
    """
    save(world, document.table, document_id, columns)
    if _write_lines(world, document, document_id, body):
        world.update(document.table, document_id, updated_at=world.now)
    return document.show(world, [document_id])[0]


def _write_lines(
    world: World, document: BillingDocument, document_id: int, body: wire.Body
) -> bool:
    lines = document.lines
    changed = change_lines(world, lines, document_id=document_id, body=body)
    require_line(world, lines, document_id=document_id, custom_suffices=document.custom_suffices)
    row = world.one(f"SELECT * FROM {document.table} WHERE id = ?", (document_id,))
    refuse_absurd_totals(world, lines, document=row)
    return changed
