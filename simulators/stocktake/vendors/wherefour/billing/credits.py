"""Credits: operations 44 to 46. Source: docs/reference/wherefour.md 3.9, 4 and 5.6 to 5.8."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from stocktake.core.simulator import Call, Page
from stocktake.core.world import World
from stocktake.dialects.rails import invalid

from . import lines, pages, paperwork, wire
from .accounts import Account
from .customers import existing, shown_addresses, shown_customers
from .lines import Lines
from .orders import embedded_orders
from .paperwork import Paper

Row = Mapping[str, Any]

_OF_CUSTOMER = "FROM wherefour_credit WHERE customer_id = :customer"
_SHOWN = wire.names("""
id organization_id user_id customer_id order_id salesperson_id credit_number credit_date
credit_from_address_id status total customer_message created_at updated_at
""")
_ORDER = wire.names("""
id order_date produce_date deliver_date ship_date origin po_number status invoiced instructions
subtotal discount tax shipping total order_number created_at updated_at invoiced_at
""")
_TEXTS = wire.names("customer_message internal_notes")
_CREDIT = Paper(
    table="wherefour_credit",
    lines=Lines(
        table="wherefour_credit_item",
        owner="credit_id",
        field="credit_items_attributes",
        rows="SELECT * FROM wherefour_credit_item"
        " WHERE credit_id IN (SELECT value FROM json_each(?)) ORDER BY id",
        custom_rows="SELECT * FROM wherefour_custom_line_item"
        " WHERE credit_id IN (SELECT value FROM json_each(?)) ORDER BY id",
    ),
    custom_suffices=True,
)
_THEIRS = {
    "order_id": "SELECT id FROM wherefour_order WHERE id = ? AND customer_id = ?",
    "invoice_id": "SELECT id FROM wherefour_invoice WHERE id = ? AND customer_id = ?",
}


def list_customer_credits(
    world: World,
    call: Call,
    *,
    customer_id: int,
    page: str | None = None,
    per_page: str | None = None,
) -> Page:
    """List a customer's credits (4, operation 44)."""
    paperwork.refuse_stranger(world, customer_id)
    wanted = {"customer": customer_id}
    return pages.listed(
        world, _OF_CUSTOMER, wanted=wanted, page=page, per_page=per_page, show=shown_credits
    )


def create_credit(world: World, call: Call, *, customer_id: int, body: Row) -> Any:
    """Add a credit for a customer (4, operation 45)."""
    paperwork.refuse_stranger(world, customer_id)
    account: Account = call.account
    columns = _columns(world, customer_id, body) | {
        "customer_id": customer_id,
        "organization_id": account.organization_id,
        "user_id": account.id,
    }
    credit_id = paperwork.write(world, _CREDIT, columns=columns, body=body)
    return shown_credits(world, [credit_id])[0]


def update_credit(world: World, call: Call, *, customer_id: int, credit_id: int, body: Row) -> Any:
    """Change what the body names of a credit, and its lines (4, operation 46; 5.8)."""
    row = world.find("SELECT * FROM wherefour_credit WHERE id = ?", (credit_id,))
    paperwork.own(row, customer_id)
    columns = _columns(world, customer_id, body)
    paperwork.change(world, _CREDIT, document_id=credit_id, columns=columns, body=body)
    return shown_credits(world, [credit_id])[0]


def _columns(world: World, customer_id: int, body: Row) -> dict[str, Any]:
    columns: dict[str, Any] = {name: wire.text(body, name) for name in _TEXTS if name in body}
    columns |= {
        name: wire.required_text(body, name) for name in ("credit_number", "status") if name in body
    }
    if "credit_date" in body:
        columns["credit_date"] = paperwork.required_day(body, "credit_date")
    for name in ("salesperson_id", "credit_from_address_id"):
        if name in body:
            columns[name] = existing(world, body, name=name)
    columns |= {name: _theirs(world, customer_id, body, name) for name in _THEIRS if name in body}
    if "total" in body:
        columns["sent_total"] = wire.number(body, "total")
    return columns


def _theirs(world: World, customer_id: int, body: Row, name: str) -> int | None:
    identifier = wire.reference(body, name)
    if identifier is not None and not world.find(_THEIRS[name], (identifier, customer_id)):
        raise invalid(name, "must exist")
    return identifier


def shown_credits(world: World, ids: Sequence[int]) -> list[dict[str, Any]]:
    """Return credits as the wire shows them, by id ascending (3.9)."""
    rows = world.all(
        "SELECT d.*, g.name AS organization_name, u.username, sp.name AS salesperson_name"
        " FROM wherefour_credit d JOIN wherefour_organization g ON g.id = d.organization_id"
        " JOIN wherefour_user u ON u.id = d.user_id"
        " LEFT JOIN wherefour_salesperson sp ON sp.id = d.salesperson_id"
        " WHERE d.id IN (SELECT value FROM json_each(?)) ORDER BY d.id",
        (json.dumps(list(ids)),),
    )
    totals = lines.totals(world, _CREDIT.lines, documents=rows)
    customers = shown_customers(world, [row["customer_id"] for row in rows])
    orders = embedded_orders(world, _named(rows, "order_id"), names=_ORDER)
    addresses = shown_addresses(world, _named(rows, "credit_from_address_id"))
    items = _items(world, ids)
    custom = lines.shown_custom_lines(world, _CREDIT.lines, ids=ids)
    return [
        _head(row, total=totals[row["id"]][1])
        | {
            "customer": customers[row["customer_id"]],
            "order": orders.get(row["order_id"]),
            "credit_from_address": addresses.get(row["credit_from_address_id"]),
            "credit_items": items.get(row["id"], []),
            "custom_line_items": custom.get(row["id"], []),
        }
        for row in rows
    ]


def _head(row: Row, *, total: int) -> dict[str, Any]:
    person = {"id": row["salesperson_id"], "name": row["salesperson_name"]}
    user = {"id": row["user_id"], "organization_name": row["organization_name"]}
    shown = wire.spelled({**row, "total": total}, _SHOWN, decimals=frozenset(("total",)))
    return shown | {
        "credit_date": wire.midnight(row["credit_date"]),
        "salesperson": person if row["salesperson_id"] else None,
        "user": user | {"email": row["username"]},
    }


def _named(rows: Sequence[Row], column: str) -> list[int]:
    return [row[column] for row in rows if row[column] is not None]


def _items(world: World, credit_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    shown = lines.shown_lines(world, _CREDIT.lines, ids=credit_ids)
    items = [line["inventory_id"] for own in shown.values() for line in own]
    codes = {
        row["id"]: row["upc"]
        for row in world.all(
            "SELECT id, upc FROM wherefour_inventory WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps(items),),
        )
    }
    return {
        credit_id: [line | {"upc": codes[line["inventory_id"]]} for line in own]
        for credit_id, own in shown.items()
    }
