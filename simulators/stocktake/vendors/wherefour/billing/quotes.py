"""Quotes: operations 22 to 27. Source: docs/reference/wherefour.md 3.8, 4 and 5.6 to 5.8.

The operationIds of two of them are swapped in the vendor's document, and stay so.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from stocktake.core.simulator import Call, Page
from stocktake.core.world import World

from . import lines, pages, paperwork, wire
from .lines import Lines
from .paperwork import Paper
from .refusals import not_found

_EVERY = "FROM wherefour_quote"
_OF_CUSTOMER = "FROM wherefour_quote WHERE customer_id = :customer"
_NUMBERED = "FROM wherefour_quote WHERE quote_number = :number"
_SHOWN = wire.names("""
id quote_date expiration_date status salesperson_id salesperson_name delivery_method_id
instructions subtotal discount tax shipping total quote_number payment_term_id created_at
updated_at sales_channel
""")
_QUOTE = Paper(
    table="wherefour_quote",
    lines=Lines(
        table="wherefour_quote_item",
        owner="quote_id",
        field="quote_items_attributes",
        rows="SELECT * FROM wherefour_quote_item"
        " WHERE quote_id IN (SELECT value FROM json_each(?)) ORDER BY id",
    ),
)


def get_quote(
    world: World,
    call: Call,
    *,
    customer_id: int,
    page: str | None = None,
    per_page: str | None = None,
) -> Page:
    """List a customer's quotes (4, operation 22)."""
    paperwork.refuse_stranger(world, customer_id)
    wanted = {"customer": customer_id}
    return pages.listed(
        world, _OF_CUSTOMER, wanted=wanted, page=page, per_page=per_page, show=shown_quotes
    )


def create_quote(world: World, call: Call, *, customer_id: int, body: Mapping[str, Any]) -> Any:
    """Add a quote for a customer, numbered if it has no number (4, operation 23; 5.7)."""
    paperwork.refuse_stranger(world, customer_id)
    columns = _columns(world, body) | paperwork.customer_columns(world, customer_id)
    columns["quote_number"] = wire.text(body, "quote_number") or _next_number(world)
    quote_id = paperwork.write(world, _QUOTE, columns=columns, body=body)
    return shown_quotes(world, [quote_id])[0]


def update_quote(
    world: World, call: Call, *, customer_id: int, quote_id: int, body: Mapping[str, Any]
) -> Any:
    """Change what the body names of a quote, and its lines (4, operation 24; 5.8)."""
    row = world.find("SELECT * FROM wherefour_quote WHERE id = ?", (quote_id,))
    paperwork.own(row, customer_id)
    columns = _columns(world, body)
    if "quote_number" in body:
        columns["quote_number"] = wire.required_text(body, "quote_number")
    paperwork.change(world, _QUOTE, document_id=quote_id, columns=columns, body=body)
    return shown_quotes(world, [quote_id])[0]


def get_quotes(world: World, call: Call, *, quote_id: int) -> Any:
    """Show one quote (4, operation 25)."""
    found = shown_quotes(world, [quote_id])
    if not found:
        raise not_found()
    return found[0]


def search_quotes(
    world: World,
    call: Call,
    *,
    quote_number: str | None = None,
    page: str | None = None,
    per_page: str | None = None,
) -> Page:
    """Find all quotes of a number, the whole number (4, operation 26)."""
    wanted = {"number": quote_number}
    return pages.listed(
        world, _NUMBERED, wanted=wanted, page=page, per_page=per_page, show=shown_quotes
    )


def list_quotes(
    world: World,
    call: Call,
    *,
    updated_at: str | None = None,
    page: str | None = None,
    per_page: str | None = None,
) -> Page:
    """List all quotes, those changed at or after `updated_at` (4, operation 27)."""
    return pages.changed(
        world, _EVERY, updated_at=updated_at, page=page, per_page=per_page, show=shown_quotes
    )


def _columns(world: World, body: Mapping[str, Any]) -> dict[str, Any]:
    columns = paperwork.sent_columns(world, body)
    if "quote_date" in body:
        columns["quote_date"] = paperwork.required_day(body, "quote_date")
    if "expiration_date" in body:
        columns["expiration_date"] = wire.day(body, "expiration_date")
    return columns


def _next_number(world: World) -> str:
    # Numbers that clients chose count too, as far as they look like ours (5.7).
    highest = world.value(
        "SELECT max(CAST(substr(quote_number, 3) AS INTEGER)) FROM wherefour_quote"
        " WHERE quote_number GLOB 'QO[0-9]*' AND substr(quote_number, 3) NOT GLOB '*[^0-9]*'"
        " AND length(quote_number) <= 12"
    )
    return f"QO{(highest or 0) + 1}"


def shown_quotes(world: World, ids: Sequence[int]) -> list[dict[str, Any]]:
    """Return quotes as the wire shows them, by id ascending (3.8)."""
    rows = world.all(
        paperwork.NAMED + "FROM wherefour_quote d" + paperwork.JOINED, paperwork.ids_text(ids)
    )
    items = lines.shown_lines(world, _QUOTE.lines, ids=ids)
    return [
        quote | {"quote_items": items.get(quote["id"], [])}
        for quote in paperwork.shown(world, _QUOTE, rows=rows, names=_SHOWN)
    ]
