"""One document per order: found by its number or created, never created twice."""

from __future__ import annotations

from . import wire
from .order import Order
from .warehouse import Document, NeedsAttention, Warehouse


def settle(order: Order, warehouse: Warehouse) -> Document | None:
    """Find or create the order's document; None when it has none and needs none."""
    found = warehouse.find(order.number, **channel_of(order))
    if found or order.over:
        return found
    try:
        return warehouse.make(order)
    except wire.OutcomeUnknown:
        if made := warehouse.find(order.number, **channel_of(order)):
            return made
        raise
    except wire.Refused as refusal:
        # A number that was used before is refused: then the document is there.
        if made := warehouse.find(order.number, **channel_of(order)):
            return made
        raise NeedsAttention(f"the warehouse refuses it: {refusal}") from refusal


def channel_of(order: Order) -> dict[str, str]:
    """Return what else than its number tells a document apart from those of other outlets."""
    return {"channel": order.channel} if order.channel else {}
