"""Credits: operations 44 to 46. Source: docs/reference/wherefour.md 3.9, 4 and 5.6 to 5.8."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from stocktake.core.simulator import Call, Page
from stocktake.core.world import World
from stocktake.dialects.rails import invalid
from stocktake.vendors.wherefour import wire
from stocktake.vendors.wherefour.access import Account
from stocktake.vendors.wherefour.addresses import shown_addresses
from stocktake.vendors.wherefour.columns import columns
from stocktake.vendors.wherefour.customers.rows import require_customer
from stocktake.vendors.wherefour.customers.shown import shown_customers
from stocktake.vendors.wherefour.line_items.rows import LineItems
from stocktake.vendors.wherefour.line_items.shown import shown_custom_lines, shown_lines
from stocktake.vendors.wherefour.line_items.totals import read_sent_totals, totals
from stocktake.vendors.wherefour.orders.shown import embedded_orders
from stocktake.vendors.wherefour.references import read_reference

from . import documents
from .documents import BillingDocument

_SHOWN = columns("""
id organization_id user_id customer_id order_id salesperson_id credit_number credit_date
credit_from_address_id status total customer_message created_at updated_at
""")
_ORDER = columns("""
id order_date produce_date deliver_date ship_date origin po_number status invoiced instructions
subtotal discount tax shipping total order_number created_at updated_at invoiced_at
""")
_TEXTS = columns("customer_message internal_notes")
_REQUIRED_TEXTS = columns("credit_number status")
_OF_CUSTOMER = {
    "order_id": "SELECT id FROM wherefour_order WHERE id = ? AND customer_id = ?",
    "invoice_id": "SELECT id FROM wherefour_invoice WHERE id = ? AND customer_id = ?",
}
_SELECT = """
SELECT d.*, g.name AS organization_name, u.username, sp.name AS salesperson_name
FROM wherefour_credit d JOIN wherefour_organization g ON g.id = d.organization_id
JOIN wherefour_user u ON u.id = d.user_id
LEFT JOIN wherefour_salesperson sp ON sp.id = d.salesperson_id
WHERE d.id IN (SELECT value FROM json_each(?)) ORDER BY d.id
"""
_LINES = LineItems(
    table="wherefour_credit_item",
    owner="credit_id",
    field="credit_items_attributes",
    select="SELECT * FROM wherefour_credit_item"
    " WHERE credit_id IN (SELECT value FROM json_each(?)) ORDER BY id",
    custom_table="wherefour_credit_custom_line",
    select_custom="SELECT * FROM wherefour_credit_custom_line"
    " WHERE credit_id IN (SELECT value FROM json_each(?)) ORDER BY id",
)


# Input


def _read(world: World, customer_id: int, body: wire.Body) -> dict[str, Any]:
    columns: dict[str, Any] = {name: wire.read_text(body, name) for name in _TEXTS if name in body}
    columns |= {
        name: wire.read_required_text(body, name) for name in _REQUIRED_TEXTS if name in body
    }
    if "credit_date" in body:
        columns["credit_date"] = wire.read_required_date(body, "credit_date")
    for name in ("salesperson_id", "credit_from_address_id"):
        if name in body:
            columns[name] = read_reference(world, body, name)
    columns |= {
        name: _read_own(world, customer_id, body, name) for name in _OF_CUSTOMER if name in body
    }
    if "total" in body:
        columns |= read_sent_totals(world, {"total": body["total"]})
    return columns


def _read_own(world: World, customer_id: int, body: wire.Body, name: str) -> int | None:
    identifier = wire.read_id(body, name)
    if identifier is not None and not world.find(_OF_CUSTOMER[name], (identifier, customer_id)):
        raise invalid(name, "must exist")
    return identifier


# Shown


def shown_credits(world: World, ids: Sequence[int]) -> list[dict[str, Any]]:
    """Return credits as the wire shows them, by id ascending (3.9)."""
    rows = world.all(_SELECT, (json.dumps(list(ids)),))
    sums = totals(world, _LINES, documents=rows)
    customers = shown_customers(world, [row["customer_id"] for row in rows])
    orders = embedded_orders(world, [row["order_id"] for row in rows], names=_ORDER)
    addresses = shown_addresses(world, [row["credit_from_address_id"] for row in rows])
    items = _items(world, ids)
    custom = shown_custom_lines(world, _LINES, ids=ids)
    return [
        _header(row | sums[row["id"]])
        | {
            "customer": customers[row["customer_id"]],
            "order": orders.get(row["order_id"]),
            "credit_from_address": addresses.get(row["credit_from_address_id"]),
            "credit_items": items.get(row["id"], []),
            "custom_line_items": custom.get(row["id"], []),
        }
        for row in rows
    ]


def _header(row: Mapping[str, Any]) -> dict[str, Any]:
    person = {"id": row["salesperson_id"], "name": row["salesperson_name"]}
    user = {"id": row["user_id"], "organization_name": row["organization_name"]}
    shown = wire.spell_row(row, _SHOWN, decimals=frozenset(("total",)))
    return shown | {
        "credit_date": wire.spell_midnight(row["credit_date"]),
        "salesperson": person if row["salesperson_id"] else None,
        "user": user | {"email": row["username"]},
    }


def _items(world: World, credit_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    shown = shown_lines(world, _LINES, ids=credit_ids)
    items = [line["inventory_id"] for lines in shown.values() for line in lines]
    codes = {
        row["id"]: row["upc"]
        for row in world.all(
            "SELECT id, upc FROM wherefour_inventory WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps(items),),
        )
    }
    return {
        credit_id: [line | {"upc": codes[line["inventory_id"]]} for line in lines]
        for credit_id, lines in shown.items()
    }


_CREDIT = BillingDocument(
    table="wherefour_credit", lines=_LINES, show=shown_credits, custom_suffices=True
)


# Rows


def add_credit(world: World, account: Account, customer_id: int, *, body: wire.Body) -> int:
    """Write a new credit of a customer with its lines in the name of a user; return its id."""
    columns = _read(world, customer_id, body) | {
        "customer_id": customer_id,
        "organization_id": account.organization_id,
        "user_id": account.id,
    }
    return documents.add(world, _CREDIT, columns=columns, body=body)


# Operations


def list_customer_credits(world: World, call: Call, *, customer_id: int, **query: str) -> Page:
    """List a customer's credits (4, operation 44)."""
    return documents.list_of_customer(world, _CREDIT, customer_id=customer_id, **query)


def create_credit(world: World, call: Call, *, customer_id: int, body: wire.Body) -> Any:
    """Add a credit for a customer (4, operation 45)."""
    require_customer(world, customer_id)
    return shown_credits(world, [add_credit(world, call.account, customer_id, body=body)])[0]


def update_credit(
    world: World, call: Call, *, customer_id: int, credit_id: int, body: wire.Body
) -> Any:
    """Change what the body names of a credit, and its lines (4, operation 46; 5.8)."""
    documents.require_own(world, _CREDIT, credit_id, customer_id=customer_id)
    columns = _read(world, customer_id, body)
    return documents.change(world, _CREDIT, credit_id, columns=columns, body=body)


HANDLERS = (list_customer_credits, create_credit, update_credit)
