"""Quotes: operations 22 to 27. Source: docs/reference/wherefour.md 3.8, 4 and 5.6 to 5.8.

The operationIds `get_quote` and `get_quotes` are swapped in the vendor's document, and stay so.
"""

from collections.abc import Sequence
from typing import Any

from stocktake.core.simulator import Call, Page
from stocktake.core.world import World
from stocktake.vendors.wherefour import lists, wire
from stocktake.vendors.wherefour.columns import columns
from stocktake.vendors.wherefour.customers.rows import require_customer
from stocktake.vendors.wherefour.line_items.rows import LineItems
from stocktake.vendors.wherefour.line_items.shown import shown_lines

from . import documents
from .documents import BillingDocument
from .input import customer_columns, read_columns
from .shown import shown_headers

_NUMBERED = "FROM wherefour_quote WHERE quote_number = :number"
_SHOWN = columns("""
id quote_date expiration_date status salesperson_id salesperson_name delivery_method_id
instructions subtotal discount tax shipping total quote_number payment_term_id created_at
updated_at sales_channel
""")
_LINES = LineItems(
    table="wherefour_quote_item",
    owner="quote_id",
    field="quote_items_attributes",
    select="SELECT * FROM wherefour_quote_item"
    " WHERE quote_id IN (SELECT value FROM json_each(?)) ORDER BY id",
)


# Input


def _read(world: World, body: wire.Body) -> dict[str, Any]:
    columns = read_columns(world, body)
    if "quote_date" in body:
        columns["quote_date"] = wire.read_required_date(body, "quote_date")
    if "expiration_date" in body:
        columns["expiration_date"] = wire.read_date(body, "expiration_date")
    return columns


# Shown


def shown_quotes(world: World, ids: Sequence[int]) -> list[dict[str, Any]]:
    """Return quotes as the wire shows them, by id ascending (3.8)."""
    items = shown_lines(world, _LINES, ids=ids)
    shows_po_number = world.quirk("wherefour.quote_po_number") == "null"
    always: dict[str, Any] = {"po_number": None} if shows_po_number else {}
    return [
        quote | always | {"quote_items": items.get(quote["id"], [])}
        for quote in shown_headers(world, "FROM wherefour_quote d", _LINES, ids=ids, names=_SHOWN)
    ]


_QUOTE = BillingDocument(table="wherefour_quote", lines=_LINES, show=shown_quotes)


# Rows


def add_quote(world: World, customer_id: int, body: wire.Body) -> int:
    """Write a new quote of a customer with its lines; return its id."""
    columns = _read(world, body) | customer_columns(world, customer_id)
    columns["quote_number"] = wire.read_text(body, "quote_number") or _next_number(world)
    return documents.add(world, _QUOTE, columns=columns, body=body)


def _next_number(world: World) -> str:
    # Numbers that clients chose count too, if they have the form of ours (5.7).
    highest = world.value(
        "SELECT max(CAST(substr(quote_number, 3) AS INTEGER)) FROM wherefour_quote"
        " WHERE quote_number GLOB 'QO[0-9]*' AND substr(quote_number, 3) NOT GLOB '*[^0-9]*'"
        " AND length(quote_number) <= 12"
    )
    return f"QO{(highest or 0) + 1}"


# Operations


def get_quote(world: World, call: Call, *, customer_id: int, **query: str) -> Page:
    """List a customer's quotes (4, operation 22)."""
    return documents.list_of_customer(world, _QUOTE, customer_id=customer_id, **query)


def create_quote(world: World, call: Call, *, customer_id: int, body: wire.Body) -> Any:
    """Add a quote for a customer, numbered if it has no number (4, operation 23; 5.7)."""
    require_customer(world, customer_id)
    return shown_quotes(world, [add_quote(world, customer_id, body)])[0]


def update_quote(
    world: World, call: Call, *, customer_id: int, quote_id: int, body: wire.Body
) -> Any:
    """Change what the body names of a quote, and its lines (4, operation 24; 5.8)."""
    documents.require_own(world, _QUOTE, quote_id, customer_id=customer_id)
    columns = _read(world, body)
    if "quote_number" in body:
        columns["quote_number"] = wire.read_required_text(body, "quote_number")
    return documents.change(world, _QUOTE, quote_id, columns=columns, body=body)


def get_quotes(world: World, call: Call, *, quote_id: int) -> Any:
    """Show one quote (4, operation 25)."""
    return lists.show_one(world, quote_id, show=shown_quotes)


def search_quotes(
    world: World, call: Call, *, quote_number: str | None = None, **query: str
) -> Page:
    """Find all quotes of a number, the whole number (4, operation 26)."""
    values = {"number": wire.read_searched(world, "quote_number", quote_number)}
    return lists.show_page(world, _NUMBERED, values=values, show=shown_quotes, **query)


def list_quotes(world: World, call: Call, **query: str) -> Page:
    """List all quotes, those changed at or after `updated_at` (4, operation 27)."""
    return lists.show_changed(world, "FROM wherefour_quote", show=shown_quotes, **query)


HANDLERS = (get_quote, create_quote, update_quote, get_quotes, search_quotes, list_quotes)
