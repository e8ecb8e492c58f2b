"""Orders: operations 14 and 20, and how orders look, whole and inside a shipment.

Source: docs/reference/wherefour.md 3.7, 4, 5.2, 5.6 and 5.7.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from stocktake.core.simulator import Call
from stocktake.core.world import World
from stocktake.dialects.rails import invalid

from . import lines, wire
from .customers import copy_address, existing, shown_addresses, shown_customers
from .delivery_methods import delivery_methods
from .line_changes import change_lines, refuse_empty
from .order_lines import ORDER_LINES
from .refusals import not_found

_DAY_MS = 86_400_000
_DECIMALS = frozenset(wire.names("discount tax shipping subtotal total"))
_FLAGS = frozenset(("invoiced",))
_WHOLE = wire.names("""
id order_date produce_date deliver_date ship_date po_number status order_status_id origin
invoiced salesperson_id salesperson_name delivery_method_id instructions internal_notes
subtotal discount tax shipping total order_number payment_term_id created_at updated_at
invoiced_at sales_channel
""")
_EMBEDDED = wire.names("""
id order_date produce_date deliver_date po_number status salesperson_id salesperson_name
delivery_method_id instructions subtotal discount tax shipping total order_number
payment_term_id created_at updated_at invoiced_at
""")
Demand = dict[tuple[int, str | None, str], int]
"""Millionths of the unit of order, by line, SKU and order number."""

LINKS = wire.names("salesperson_id payment_term_id delivery_method_id sales_channel_id")
DAYS = wire.names("produce_date deliver_date ship_date")
AMOUNTS = wire.names("discount tax shipping")


def create_order(world: World, call: Call, *, customer_id: int, body: Mapping[str, Any]) -> Any:
    """Add an order for a customer (4, operation 14)."""
    if world.find("SELECT id FROM wherefour_customer WHERE id = ?", (customer_id,)) is None:
        raise not_found()
    order_id = world.insert("wherefour_order", **_columns(world, customer_id, body))
    return with_lines(world, order_id, body, before={})


def with_lines(world: World, order_id: int, body: Mapping[str, Any], *, before: Demand) -> Any:
    """Do to an order's lines what a body says; return the order as it then is (5.8).

    `before` is its demand before anything of the request was written.
    """
    change_lines(world, ORDER_LINES, document_id=order_id, body=body)
    refuse_empty(world, ORDER_LINES, document_id=order_id)
    document = world.one("SELECT * FROM wherefour_order WHERE id = ?", (order_id,))
    lines.refuse_absurd_totals(world, ORDER_LINES, document=document)
    _note_demand(world, order_id, before=before)
    return shown_orders(world, [order_id])[0]


def _columns(world: World, customer_id: int, body: Mapping[str, Any]) -> dict[str, Any]:
    ship_from = existing(world, body, name="ship_from_address_id")
    return {
        "customer_id": customer_id,
        "order_number": body["order_number"],
        "order_date": required_day(body),
        "order_status_id": status_id(world, body),
        "origin": wire.text(body, "origin") or "wherefour",
        "po_number": wire.text(body, "po_number"),
        "quote_id": wire.reference(body, "quote_id"),
        "instructions": wire.text(body, "instructions") or "",
        "internal_notes": wire.text(body, "internal_notes"),
        "sent_subtotal": wire.number(body, "subtotal"),
        "sent_total": wire.number(body, "total"),
        "billing_address_id": copy_address(world, customer_id, kind="Billing"),
        "shipping_address_id": copy_address(world, customer_id, kind="Shipping"),
        "ship_from_address_id": ship_from,
        "created_at": world.now,
        "updated_at": world.now,
        **invoiced(world, body),
        **{name: wire.day(body, name) for name in DAYS},
        **{name: wire.number(body, name) for name in AMOUNTS},
        **{name: existing(world, body, name=name) for name in LINKS},
    }


def required_day(body: Mapping[str, Any]) -> str:
    """Return the order date of a body; refuse a body without it."""
    day = wire.day(body, "order_date")
    if day is None:
        raise invalid("order_date", "can't be blank")
    return day


def invoiced(world: World, body: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns of the flag `invoiced`: true means today at 00:00 UTC (5.7)."""
    is_invoiced = wire.flag(body, "invoiced") or False
    midnight = world.now - world.now % _DAY_MS
    return {"invoiced": int(is_invoiced), "invoiced_at": midnight if is_invoiced else None}


def status_id(world: World, body: Mapping[str, Any]) -> int:
    """Return the status that a body names by id (1.0.25) or by name, else that for new orders.

    Source: 5.2.
    """
    identifier, name = wire.reference(body, "order_status_id"), wire.text(body, "status")
    if identifier is not None:
        found = world.value("SELECT id FROM wherefour_order_status WHERE id = ?", (identifier,))
    elif name is not None:
        found = status_named(world, name)
    else:
        found = world.value("SELECT id FROM wherefour_order_status WHERE new_order_status")
    if found is None:
        raise invalid("status" if identifier is None else "order_status_id", "must exist")
    return int(found)


def status_named(world: World, name: str) -> int | None:
    """Return the id of the order status of this name, in any case; None without one (5.2)."""
    rows = world.all("SELECT id, name FROM wherefour_order_status ORDER BY position, id")
    return next((row["id"] for row in rows if row["name"].casefold() == name.casefold()), None)


def demand(world: World, order_id: int) -> Demand:
    """Return what an order asks of the warehouse, by line; of a canceled one what was shipped."""
    rows = world.all(
        "SELECT li.id, li.sku, o.order_number, CASE WHEN st.order_canceled_status THEN"
        " (SELECT coalesce(sum(si.quantity), 0) FROM wherefour_shipment_item si"
        " WHERE si.order_item_id = li.id) ELSE li.count END AS wanted"
        " FROM wherefour_order_item li JOIN wherefour_order o ON o.id = li.order_id"
        " JOIN wherefour_order_status st ON st.id = o.order_status_id"
        " WHERE o.id = ? ORDER BY li.id",
        (order_id,),
    )
    return {(row["id"], row["sku"], row["order_number"]): row["wanted"] for row in rows}


def _note_demand(world: World, order_id: int, *, before: Demand) -> None:
    after = demand(world, order_id)
    for key in sorted({**before, **after}, key=lambda key: key[0]):
        delta = after.get(key, 0) - before.get(key, 0)
        if delta:
            _, sku, number = key
            world.note("wherefour", "demand", sku=sku, reference=number, delta=delta)


def get_order(world: World, call: Call, *, order_id: int) -> Any:
    """Show one order (4, operation 20)."""
    found = shown_orders(world, [order_id])
    if not found:
        raise not_found()
    order = found[0]
    if world.quirk("wherefour.order_show_user_dates"):
        for name in ("order_date", "produce_date", "deliver_date"):
            order[name] = wire.short_day(order[name])
    return order


def order_of_customer(world: World, customer_id: int, *, order_id: int) -> dict[str, Any]:
    """Return an order's row with its status; NotFound when it is not this customer's (4)."""
    rows = _rows(world, [order_id])
    if not rows or rows[0]["customer_id"] != customer_id:
        raise not_found()
    return rows[0]


def _rows(world: World, ids: Sequence[int]) -> list[dict[str, Any]]:
    return world.all(
        "SELECT o.*, lower(st.name) AS status, sp.name AS salesperson_name,"
        " sc.name AS sales_channel, pt.name AS payment_term FROM wherefour_order o"
        " JOIN wherefour_order_status st ON st.id = o.order_status_id"
        " LEFT JOIN wherefour_salesperson sp ON sp.id = o.salesperson_id"
        " LEFT JOIN wherefour_sales_channel sc ON sc.id = o.sales_channel_id"
        " LEFT JOIN wherefour_payment_term pt ON pt.id = o.payment_term_id"
        " WHERE o.id IN (SELECT value FROM json_each(?)) ORDER BY o.id",
        (json.dumps(list(ids)),),
    )


def shown_orders(world: World, ids: Sequence[int]) -> list[dict[str, Any]]:
    """Return orders as the wire shows them, whole, by id ascending (3.7)."""
    rows = _rows(world, ids)
    customers = shown_customers(world, [row["customer_id"] for row in rows])
    methods = delivery_methods(world)
    items = lines.shown_lines(world, ORDER_LINES, ids=ids)
    custom = lines.shown_custom_lines(world, ORDER_LINES, ids=ids)
    totals = lines.totals(world, ORDER_LINES, documents=rows)
    kinds = ("billing_address", "shipping_address", "ship_from_address")
    addresses = shown_addresses(
        world, [row[f"{kind}_id"] for row in rows for kind in kinds if row[f"{kind}_id"]]
    )
    return [
        _spelled(row, _WHOLE, totals[row["id"]])
        | {"customer": customers[row["customer_id"]]}
        | {kind: addresses.get(row[f"{kind}_id"]) for kind in kinds}
        | {
            "delivery_method": methods.get(row["delivery_method_id"]),
            "salesperson": row["salesperson_name"] or "",
            "payment_term": row["payment_term"] or "",
            "order_items": items.get(row["id"], []),
            "custom_line_items": custom.get(row["id"], []),
        }
        for row in rows
    ]


def embedded_orders(
    world: World, ids: Sequence[int], *, names: Sequence[str] = _EMBEDDED
) -> dict[int, dict[str, Any]]:
    """Return orders as their shipments carry them, by id, or with other columns (3.7)."""
    rows = _rows(world, ids)
    totals = lines.totals(world, ORDER_LINES, documents=rows)
    return {row["id"]: _spelled(row, names, totals[row["id"]]) for row in rows}


def _spelled(row: dict[str, Any], names: Sequence[str], totals: tuple[int, int]) -> dict[str, Any]:
    row = row | {"subtotal": totals[0], "total": totals[1]}
    return wire.spelled(row, names, decimals=_DECIMALS, flags=_FLAGS)
