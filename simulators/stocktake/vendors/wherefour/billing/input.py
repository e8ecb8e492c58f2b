"""Invoices and quotes: from a body to columns. Source: docs/reference/wherefour.md 4, 5.2, 5.7."""

from typing import Any

from stocktake.core.world import World
from stocktake.dialects.rails import invalid
from stocktake.vendors.wherefour import wire
from stocktake.vendors.wherefour.addresses import copy_address
from stocktake.vendors.wherefour.columns import columns
from stocktake.vendors.wherefour.line_items.totals import read_sent_totals
from stocktake.vendors.wherefour.references import read_reference

_STATUSES = columns("draft open complete invoiced paid void accepted declined")
_LINKS = columns("salesperson_id payment_term_id delivery_method_id sales_channel_id")
_AMOUNTS = columns("discount tax shipping")


def read_columns(world: World, body: wire.Body) -> dict[str, Any]:
    """Return the columns of an invoice or quote that a body names; the others stay (4)."""
    columns: dict[str, Any] = {
        name: wire.read_number(body, name) for name in _AMOUNTS if name in body
    }
    columns |= read_sent_totals(world, body)
    columns |= {name: read_reference(world, body, name) for name in _LINKS if name in body}
    if "instructions" in body:
        columns["instructions"] = wire.read_text(body, "instructions")
    if "status" in body:
        columns["status"] = _read_status(world, body)
    return columns


def customer_columns(world: World, customer_id: int) -> dict[str, Any]:
    """Return what a new invoice or quote has of its customer: copies of the addresses (5.7)."""
    return {
        "customer_id": customer_id,
        "billing_address_id": copy_address(world, customer_id, kind="Billing"),
        "shipping_address_id": copy_address(world, customer_id, kind="Shipping"),
    }


def _read_status(world: World, body: wire.Body) -> str:
    # No source lists them: others than these are refused in strict mode only (5.2).
    status = wire.read_required_text(body, "status")
    if status.lower() in _STATUSES:
        return status.lower()
    if world.quirk("wherefour.strict_filters"):
        raise invalid("status", "is not included in the list")
    return status
