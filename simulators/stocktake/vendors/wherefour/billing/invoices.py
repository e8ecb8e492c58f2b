"""Invoices: operations 7 to 12. Source: docs/reference/wherefour.md 3.8, 4 and 5.6 to 5.8."""

from collections.abc import Mapping, Sequence
from typing import Any

from stocktake.core.simulator import Call, Page
from stocktake.core.world import World

from . import lines, pages, paperwork, wire
from .customers import existing
from .lines import Lines
from .paperwork import Paper
from .refusals import not_found

_EVERY = "FROM wherefour_invoice"
_OF_CUSTOMER = "FROM wherefour_invoice WHERE customer_id = :customer"
_NUMBERED = "FROM wherefour_invoice WHERE invoice_number = :number"
_SHOWN = wire.names("""
id invoice_date status po_number order_id salesperson_id salesperson_name delivery_method_id
instructions subtotal discount tax shipping total invoice_number payment_term_id created_at
updated_at sales_channel
""")
_INVOICE = Paper(
    table="wherefour_invoice",
    lines=Lines(
        table="wherefour_invoice_item",
        owner="invoice_id",
        field="invoice_items_attributes",
        rows="SELECT * FROM wherefour_invoice_item"
        " WHERE invoice_id IN (SELECT value FROM json_each(?)) ORDER BY id",
        custom_rows="SELECT * FROM wherefour_custom_line_item"
        " WHERE invoice_id IN (SELECT value FROM json_each(?)) ORDER BY id",
    ),
)


def list_customer_invoices(
    world: World,
    call: Call,
    *,
    customer_id: int,
    page: str | None = None,
    per_page: str | None = None,
) -> Page:
    """List a customer's invoices (4, operation 7)."""
    paperwork.refuse_stranger(world, customer_id)
    wanted = {"customer": customer_id}
    return pages.listed(
        world, _OF_CUSTOMER, wanted=wanted, page=page, per_page=per_page, show=shown_invoices
    )


def create_invoice(world: World, call: Call, *, customer_id: int, body: Mapping[str, Any]) -> Any:
    """Add an invoice for a customer (4, operation 8)."""
    paperwork.refuse_stranger(world, customer_id)
    columns = _columns(world, body) | paperwork.customer_columns(world, customer_id)
    invoice_id = paperwork.write(world, _INVOICE, columns=columns, body=body)
    return shown_invoices(world, [invoice_id])[0]


def update_invoice(
    world: World, call: Call, *, customer_id: int, invoice_id: int, body: Mapping[str, Any]
) -> Any:
    """Change what the body names of an invoice, and its lines (4, operation 9; 5.8)."""
    row = world.find("SELECT * FROM wherefour_invoice WHERE id = ?", (invoice_id,))
    paperwork.own(row, customer_id)
    columns = _columns(world, body)
    paperwork.change(world, _INVOICE, document_id=invoice_id, columns=columns, body=body)
    return shown_invoices(world, [invoice_id])[0]


def list_invoices(
    world: World,
    call: Call,
    *,
    updated_at: str | None = None,
    page: str | None = None,
    per_page: str | None = None,
) -> Page:
    """List all invoices, those changed at or after `updated_at` (4, operation 10)."""
    return pages.changed(
        world, _EVERY, updated_at=updated_at, page=page, per_page=per_page, show=shown_invoices
    )


def get_invoice(world: World, call: Call, *, invoice_id: int) -> Any:
    """Show one invoice (4, operation 11)."""
    found = shown_invoices(world, [invoice_id])
    if not found:
        raise not_found()
    return found[0]


def search_invoices(
    world: World,
    call: Call,
    *,
    invoice_number: str | None = None,
    page: str | None = None,
    per_page: str | None = None,
) -> Page:
    """Find all invoices of a number, the whole number (4, operation 12)."""
    wanted = {"number": invoice_number}
    return pages.listed(
        world, _NUMBERED, wanted=wanted, page=page, per_page=per_page, show=shown_invoices
    )


def _columns(world: World, body: Mapping[str, Any]) -> dict[str, Any]:
    columns = paperwork.sent_columns(world, body)
    if "invoice_number" in body:
        columns["invoice_number"] = wire.required_text(body, "invoice_number")
    if "invoice_date" in body:
        columns["invoice_date"] = paperwork.required_day(body, "invoice_date")
    if "quote_id" in body:
        columns["quote_id"] = existing(world, body, name="quote_id")
    return columns


def shown_invoices(world: World, ids: Sequence[int]) -> list[dict[str, Any]]:
    """Return invoices as the wire shows them, by id ascending (3.8)."""
    rows = world.all(
        paperwork.NAMED + "FROM wherefour_invoice d" + paperwork.JOINED, paperwork.ids_text(ids)
    )
    items = lines.shown_lines(world, _INVOICE.lines, ids=ids)
    custom = lines.shown_custom_lines(world, _INVOICE.lines, ids=ids)
    return [
        invoice
        | {
            "invoice_items": items.get(invoice["id"], []),
            "custom_line_items": custom.get(invoice["id"], []),
        }
        for invoice in paperwork.shown(world, _INVOICE, rows=rows, names=_SHOWN)
    ]
