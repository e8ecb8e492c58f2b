"""Invoices: operations 7 to 12. Source: docs/reference/wherefour.md 3.8, 4 and 5.6 to 5.8."""

from collections.abc import Sequence
from typing import Any

from stocktake.core.simulator import Call, Page
from stocktake.core.world import World
from stocktake.vendors.wherefour import lists, wire
from stocktake.vendors.wherefour.columns import columns
from stocktake.vendors.wherefour.customers.rows import require_customer
from stocktake.vendors.wherefour.line_items.rows import LineItems
from stocktake.vendors.wherefour.line_items.shown import shown_custom_lines, shown_lines
from stocktake.vendors.wherefour.references import read_reference

from . import documents
from .documents import BillingDocument
from .input import customer_columns, read_columns
from .shown import shown_headers

_NUMBERED = "FROM wherefour_invoice WHERE invoice_number = :number"
_SHOWN = columns("""
id invoice_date status po_number order_id salesperson_id salesperson_name delivery_method_id
instructions subtotal discount tax shipping total invoice_number payment_term_id created_at
updated_at sales_channel
""")
_LINES = LineItems(
    table="wherefour_invoice_item",
    owner="invoice_id",
    field="invoice_items_attributes",
    select="SELECT * FROM wherefour_invoice_item"
    " WHERE invoice_id IN (SELECT value FROM json_each(?)) ORDER BY id",
    custom_table="wherefour_invoice_custom_line",
    select_custom="SELECT * FROM wherefour_invoice_custom_line"
    " WHERE invoice_id IN (SELECT value FROM json_each(?)) ORDER BY id",
)


# Input


def _read(world: World, body: wire.Body) -> dict[str, Any]:
    columns = read_columns(world, body)
    if "invoice_number" in body:
        columns["invoice_number"] = wire.read_required_text(body, "invoice_number")
    if "invoice_date" in body:
        columns["invoice_date"] = wire.read_required_date(body, "invoice_date")
    if "quote_id" in body:
        columns["quote_id"] = read_reference(world, body, "quote_id")
    return columns


# Shown


def shown_invoices(world: World, ids: Sequence[int]) -> list[dict[str, Any]]:
    """Return invoices as the wire shows them, by id ascending (3.8)."""
    items = shown_lines(world, _LINES, ids=ids)
    custom = shown_custom_lines(world, _LINES, ids=ids)
    return [
        invoice
        | {
            "invoice_items": items.get(invoice["id"], []),
            "custom_line_items": custom.get(invoice["id"], []),
        }
        for invoice in shown_headers(
            world, "FROM wherefour_invoice d", _LINES, ids=ids, names=_SHOWN
        )
    ]


_INVOICE = BillingDocument(table="wherefour_invoice", lines=_LINES, show=shown_invoices)


# Rows


def add_invoice(world: World, customer_id: int, body: wire.Body) -> int:
    """Write a new invoice of a customer with its lines; return its id."""
    columns = _read(world, body) | customer_columns(world, customer_id)
    return documents.add(world, _INVOICE, columns=columns, body=body)


# Operations


def list_customer_invoices(world: World, call: Call, *, customer_id: int, **query: str) -> Page:
    """List a customer's invoices (4, operation 7)."""
    return documents.list_of_customer(world, _INVOICE, customer_id=customer_id, **query)


def create_invoice(world: World, call: Call, *, customer_id: int, body: wire.Body) -> Any:
    """Add an invoice for a customer (4, operation 8)."""
    require_customer(world, customer_id)
    return shown_invoices(world, [add_invoice(world, customer_id, body)])[0]


def update_invoice(
    world: World, call: Call, *, customer_id: int, invoice_id: int, body: wire.Body
) -> Any:
    """Change what the body names of an invoice, and its lines (4, operation 9; 5.8)."""
    documents.require_own(world, _INVOICE, invoice_id, customer_id=customer_id)
    return documents.change(world, _INVOICE, invoice_id, columns=_read(world, body), body=body)


def list_invoices(world: World, call: Call, **query: str) -> Page:
    """List all invoices, those changed at or after `updated_at` (4, operation 10)."""
    return lists.show_changed(world, "FROM wherefour_invoice", show=shown_invoices, **query)


def get_invoice(world: World, call: Call, *, invoice_id: int) -> Any:
    """Show one invoice (4, operation 11)."""
    return lists.show_one(world, invoice_id, show=shown_invoices)


def search_invoices(
    world: World, call: Call, *, invoice_number: str | None = None, **query: str
) -> Page:
    """Find all invoices of a number, the whole number (4, operation 12)."""
    values = {"number": wire.read_searched(world, "invoice_number", invoice_number)}
    return lists.show_page(world, _NUMBERED, values=values, show=shown_invoices, **query)


HANDLERS = (
    list_customer_invoices,
    create_invoice,
    update_invoice,
    list_invoices,
    get_invoice,
    search_invoices,
)
