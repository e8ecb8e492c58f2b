"""Changing an order: operation 15. Source: docs/reference/wherefour.md 4, 5.2, 5.6 to 5.8."""

from collections.abc import Mapping
from typing import Any

from stocktake.core.simulator import Call
from stocktake.core.world import World

from . import wire
from .customers import existing
from .orders import (
    AMOUNTS,
    DAYS,
    LINKS,
    demand,
    invoiced,
    order_of_customer,
    required_day,
    status_id,
    with_lines,
)

_TEXTS = wire.names("po_number internal_notes")
_SENT = {"subtotal": "sent_subtotal", "total": "sent_total"}


def update_order(
    world: World, call: Call, *, customer_id: int, order_id: int, body: Mapping[str, Any]
) -> Any:
    """Change what the body names of an order, and its lines (4, operation 15; 5.8).

    Null clears what may be empty. A status flagged as canceled takes back what is not shipped.
    """
    order = order_of_customer(world, customer_id, order_id=order_id)
    before = demand(world, order_id)
    columns = _plain(world, body) | _named(body) | _flagged(world, order, body)
    world.update("wherefour_order", order_id, **columns, updated_at=world.now)
    return with_lines(world, order_id, body, before=before)


def _plain(world: World, body: Mapping[str, Any]) -> dict[str, Any]:
    columns: dict[str, Any] = {name: wire.text(body, name) for name in _TEXTS if name in body}
    columns |= {name: wire.day(body, name) for name in DAYS if name in body}
    columns |= {name: wire.number(body, name) for name in AMOUNTS if name in body}
    columns |= {column: wire.number(body, name) for name, column in _SENT.items() if name in body}
    links = (*LINKS, "ship_from_address_id")
    columns |= {name: existing(world, body, name=name) for name in links if name in body}
    if "quote_id" in body:
        columns["quote_id"] = wire.reference(body, "quote_id")
    return columns


def _named(body: Mapping[str, Any]) -> dict[str, Any]:
    # What is never null in an answer.
    columns: dict[str, Any] = {}
    if "order_number" in body:
        columns["order_number"] = body["order_number"]
    if "order_date" in body:
        columns["order_date"] = required_day(body)
    if "instructions" in body:
        columns["instructions"] = wire.text(body, "instructions") or ""
    if "origin" in body:
        columns["origin"] = wire.text(body, "origin") or "wherefour"
    return columns


def _flagged(world: World, order: Mapping[str, Any], body: Mapping[str, Any]) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    if wire.text(body, "order_status_id") or wire.text(body, "status"):
        columns["order_status_id"] = status_id(world, body)
    wanted = wire.flag(body, "invoiced")
    # Invoiced once is invoiced that day.
    if wanted is not None and wanted != bool(order["invoiced"]):
        columns |= invoiced(world, body)
    return columns
