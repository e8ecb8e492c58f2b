"""One document per order: found by its number, or made, and never made twice."""

from __future__ import annotations

from . import wire
from .retailcrm import Order
from .stock import Catalogue
from .wherefour import Document, Line, Wherefour


class Left(Exception):  # noqa: N818  # a decision about an order, not an error of ours
    """The warehouse cannot take this order as it is; a person must look at it."""


def settle(order: Order, warehouse: Wherefour, catalogue: Catalogue) -> Document | None:
    """Find the order's document or make it; None when there is none and the shop wants none."""
    found = warehouse.find_order(order.number)
    if found or order.over:
        return found
    lines = warehouse_lines(order, catalogue)
    customer_id = settle_customer(order, warehouse)
    try:
        return warehouse.create_order(customer_id, order.number, date=order.date, lines=lines)
    except wire.Unsettled:
        if made := warehouse.find_order(order.number):
            return made
        raise
    except wire.Refused as refusal:
        raise Left(f"the warehouse refuses it: {refusal}") from refusal


def settle_customer(order: Order, warehouse: Wherefour) -> int:
    """Find or make the customer; only its display name is searchable, so it carries the id."""
    mark = f"(R{order.customer_id or order.number})"
    found = warehouse.find_customer(mark)
    if found is not None:
        return found
    try:
        return warehouse.create_customer(f"{order.customer_name} {mark}")
    except wire.Unsettled:
        made = warehouse.find_customer(mark)
        if made is None:
            raise
        return made


def warehouse_lines(order: Order, catalogue: Catalogue) -> list[Line]:
    """Translate an order's lines to items, by id, since a retired item may share the SKU."""
    lines = []
    for sku, count in order.lines:
        if sku is None or sku not in catalogue.by_sku:
            why = "ambiguous" if sku in catalogue.ambiguous else "unknown"
            raise Left(f"its SKU {sku!r} is {why} in the warehouse")
        lines.append(Line(item_id=catalogue.by_sku[sku].id, sku=sku, count=count))
    return lines
