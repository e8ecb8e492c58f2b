"""What invoices, quotes and credits have in common: how they are written, changed and shown.

Source: docs/reference/wherefour.md 3.8, 4, 5.2 and 5.6 to 5.8.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from stocktake.core.world import World
from stocktake.dialects.rails import invalid

from . import lines, wire
from .customers import copy_address, existing, shown_addresses, shown_customers
from .delivery_methods import delivery_methods
from .line_changes import change_lines, refuse_empty
from .lines import Lines
from .refusals import not_found

Body = Mapping[str, Any]

_STATUSES = wire.names("draft open complete invoiced paid void accepted declined")
_LINKS = wire.names("salesperson_id payment_term_id delivery_method_id sales_channel_id")
_NUMBERS = {
    "discount": "discount",
    "tax": "tax",
    "shipping": "shipping",
    "subtotal": "sent_subtotal",
    "total": "sent_total",
}
_DECIMALS = frozenset(wire.names("subtotal discount tax shipping total"))
_ADDRESSES = wire.names("billing_address shipping_address")
# Follows `SELECT …_named columns… FROM <table> d`.
NAMED = """
SELECT d.*, sp.name AS salesperson_name, sc.name AS sales_channel, pt.name AS payment_term
"""
JOINED = """
LEFT JOIN wherefour_salesperson sp ON sp.id = d.salesperson_id
LEFT JOIN wherefour_sales_channel sc ON sc.id = d.sales_channel_id
LEFT JOIN wherefour_payment_term pt ON pt.id = d.payment_term_id
WHERE d.id IN (SELECT value FROM json_each(?)) ORDER BY d.id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A kind of document beside orders: its table, its lines, and what counts as having a line."""

    table: str
    lines: Lines
    custom_suffices: bool = False


def refuse_stranger(world: World, customer_id: int) -> None:
    """Refuse a customer that nobody knows (4)."""
    if world.find("SELECT id FROM wherefour_customer WHERE id = ?", (customer_id,)) is None:
        raise not_found()


def write(world: World, paper: Paper, *, columns: Mapping[str, Any], body: Body) -> int:
    """Write a new document with its lines; return its id (4)."""
    moments = {"created_at": world.now, "updated_at": world.now}
    document_id = world.insert(paper.table, **columns, **moments)
    return _with_lines(world, paper, document_id, body)


def own(document: Mapping[str, Any] | None, customer_id: int) -> int:
    """Return the id of a document's row; NotFound when it is not this customer's (4)."""
    if document is None or document["customer_id"] != customer_id:
        raise not_found()
    return int(document["id"])


def change(
    world: World, paper: Paper, *, document_id: int, columns: Mapping[str, Any], body: Body
) -> int:
    """Change a document and its lines; return its id (4, 5.8)."""
    world.update(paper.table, document_id, **columns, updated_at=world.now)
    return _with_lines(world, paper, document_id, body)


def _with_lines(world: World, paper: Paper, document_id: int, body: Body) -> int:
    change_lines(world, paper.lines, document_id=document_id, body=body)
    refuse_empty(world, paper.lines, document_id=document_id, custom_suffices=paper.custom_suffices)
    document = world.one(f"SELECT * FROM {paper.table} WHERE id = ?", (document_id,))
    lines.refuse_absurd_totals(world, paper.lines, document=document)
    return document_id


def sent_columns(world: World, body: Body) -> dict[str, Any]:
    """Return the columns of an invoice or quote that a body names; the others stay (4)."""
    columns: dict[str, Any] = {
        column: wire.number(body, name) for name, column in _NUMBERS.items() if name in body
    }
    columns |= {name: existing(world, body, name=name) for name in _LINKS if name in body}
    if "instructions" in body:
        columns["instructions"] = wire.text(body, "instructions")
    if "status" in body:
        columns["status"] = _status(world, body)
    return columns


def customer_columns(world: World, customer_id: int) -> dict[str, Any]:
    """Return what a new invoice or quote has of its customer: a copy of the addresses (5.7)."""
    return {
        "customer_id": customer_id,
        "billing_address_id": copy_address(world, customer_id, kind="Billing"),
        "shipping_address_id": copy_address(world, customer_id, kind="Shipping"),
    }


def required_day(body: Body, name: str) -> str:
    """Return a date that must not be empty."""
    day = wire.day(body, name)
    if day is None:
        raise invalid(name, "can't be blank")
    return day


def _status(world: World, body: Body) -> str:
    # No source lists them: others than these are refused in strict mode only (5.2).
    status = wire.required_text(body, "status")
    if status.lower() in _STATUSES:
        return status.lower()
    if world.quirk("wherefour.strict_filters"):
        raise invalid("status", "is not included in the list")
    return status


def shown(
    world: World, paper: Paper, *, rows: Sequence[dict[str, Any]], names: Sequence[str]
) -> list[dict[str, Any]]:
    """Return invoices or quotes as the wire shows them, but for their lines (3.8).

    `rows` are those of `NAMED` and `JOINED`.
    """
    totals = lines.totals(world, paper.lines, documents=rows)
    customers = shown_customers(world, [row["customer_id"] for row in rows])
    methods = delivery_methods(world)
    addresses = shown_addresses(
        world, [row[f"{kind}_id"] for row in rows for kind in _ADDRESSES if row[f"{kind}_id"]]
    )
    documents = []
    for row in rows:
        subtotal, total = totals[row["id"]]
        money = {"subtotal": subtotal, "total": total}
        documents.append(
            wire.spelled(row | money, names, decimals=_DECIMALS)
            | {"customer": customers[row["customer_id"]]}
            | {kind: addresses.get(row[f"{kind}_id"]) for kind in _ADDRESSES}
            | {
                "delivery_method": methods.get(row["delivery_method_id"]),
                "salesperson": row["salesperson_name"] or "",
                "payment_term": row["payment_term"] or "",
            }
        )
    return documents


def ids_text(ids: Sequence[int]) -> tuple[str]:
    """Return ids as the parameter of a statement that ends in `JOINED`."""
    return (json.dumps(list(ids)),)
