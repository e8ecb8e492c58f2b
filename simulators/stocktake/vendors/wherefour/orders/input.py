"""Orders: from a body to columns. Source: docs/reference/wherefour.md 4, 5.2, 5.6 and 5.7."""

from collections.abc import Mapping
from typing import Any

from stocktake.core.world import World
from stocktake.dialects.rails import invalid
from stocktake.vendors.wherefour import wire
from stocktake.vendors.wherefour.addresses import copy_address
from stocktake.vendors.wherefour.columns import columns
from stocktake.vendors.wherefour.line_items.totals import read_sent_totals
from stocktake.vendors.wherefour.references import read_reference

from .rows import status_named

_DAY_MS = 86_400_000
_LINKS = columns("salesperson_id payment_term_id delivery_method_id sales_channel_id")
_DATES = columns("produce_date deliver_date ship_date")
_AMOUNTS = columns("discount tax shipping")
_TEXTS = columns("po_number internal_notes")


def read_order(world: World, customer_id: int, body: wire.Body) -> dict[str, Any]:
    """Return the columns of a new order; copies the customer's addresses for it (5.7)."""
    ship_from = read_reference(world, body, "ship_from_address_id")
    return {
        "customer_id": customer_id,
        "order_number": wire.read_required_text(body, "order_number"),
        "order_date": wire.read_required_date(body, "order_date"),
        "order_status_id": _read_status(world, body),
        "origin": wire.read_text(body, "origin") or "wherefour",
        "po_number": wire.read_text(body, "po_number"),
        "quote_id": wire.read_id(body, "quote_id"),
        "instructions": wire.read_text(body, "instructions") or "",
        "internal_notes": wire.read_text(body, "internal_notes"),
        "billing_address_id": copy_address(world, customer_id, kind="Billing"),
        "shipping_address_id": copy_address(world, customer_id, kind="Shipping"),
        "ship_from_address_id": ship_from,
        "created_at": world.now,
        "updated_at": world.now,
        **read_sent_totals(world, body),
        **_invoiced(world, wire.read_flag(body, "invoiced") or False),
        **{name: wire.read_date(body, name) for name in _DATES},
        **{name: wire.read_number(body, name) for name in _AMOUNTS},
        **{name: read_reference(world, body, name) for name in _LINKS},
    }


def read_changes(world: World, order: Mapping[str, Any], body: wire.Body) -> dict[str, Any]:
    """Return the columns of an order that a body names; null clears what may be empty (5.8)."""
    return _read_nullable(world, body) | _read_required(body) | _read_states(world, order, body)


def _read_nullable(world: World, body: wire.Body) -> dict[str, Any]:
    columns: dict[str, Any] = {name: wire.read_text(body, name) for name in _TEXTS if name in body}
    columns |= {name: wire.read_date(body, name) for name in _DATES if name in body}
    columns |= {name: wire.read_number(body, name) for name in _AMOUNTS if name in body}
    columns |= read_sent_totals(world, body)
    links = (*_LINKS, "ship_from_address_id")
    columns |= {name: read_reference(world, body, name) for name in links if name in body}
    if "quote_id" in body:
        columns["quote_id"] = wire.read_id(body, "quote_id")
    return columns


def _read_required(body: wire.Body) -> dict[str, Any]:
    # What is never null in an answer.
    columns: dict[str, Any] = {}
    if "order_number" in body:
        columns["order_number"] = wire.read_required_text(body, "order_number")
    if "order_date" in body:
        columns["order_date"] = wire.read_required_date(body, "order_date")
    if "instructions" in body:
        columns["instructions"] = wire.read_text(body, "instructions") or ""
    if "origin" in body:
        columns["origin"] = wire.read_text(body, "origin") or "wherefour"
    return columns


def _read_states(world: World, order: Mapping[str, Any], body: wire.Body) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    if wire.read_text(body, "order_status_id") or wire.read_text(body, "status"):
        columns["order_status_id"] = _read_status(world, body)
    invoiced = wire.read_flag(body, "invoiced")
    # An order that is invoiced already keeps its day.
    if invoiced is not None and invoiced != bool(order["invoiced"]):
        columns |= _invoiced(world, invoiced)
    return columns


def _invoiced(world: World, invoiced: bool) -> dict[str, Any]:
    # True means today at 00:00 UTC (5.7).
    midnight = world.now - world.now % _DAY_MS
    return {"invoiced": int(invoiced), "invoiced_at": midnight if invoiced else None}


def _read_status(world: World, body: wire.Body) -> int:
    """Return the status that a body names by id (1.0.25) or name, else that of new orders (5.2)."""
    identifier, name = wire.read_id(body, "order_status_id"), wire.read_text(body, "status")
    if identifier is not None:
        found = world.value("SELECT id FROM wherefour_order_status WHERE id = ?", (identifier,))
    elif name is not None:
        found = status_named(world, name)
    else:
        found = world.value("SELECT id FROM wherefour_order_status WHERE new_order_status")
    if found is None:
        raise invalid("status" if identifier is None else "order_status_id", "must exist")
    return int(found)
