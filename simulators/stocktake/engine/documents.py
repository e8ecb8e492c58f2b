"""One document per order: found by its number, or made, and never made twice."""

from __future__ import annotations

from . import wire
from .order import Order
from .warehouse import Document, Left, Warehouse


def settle(order: Order, warehouse: Warehouse) -> Document | None:
    """Find the order's document or make it; None when there is none and the shop wants none."""
    found = warehouse.find(order.number)
    if found or order.over:
        return found
    try:
        return warehouse.make(order)
    except wire.Unsettled:
        if made := warehouse.find(order.number):
            return made
        raise
    except wire.Refused as refusal:
        raise Left(f"the warehouse refuses it: {refusal}") from refusal
