"""Small values for tests of the engine's arithmetic."""

from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

from stocktake.engine.warehouse import Document, Line, Shipment
from stocktake.engine.wherefour.goods import Item, Lot

ITEM = {
    "id": 1, "sku": "A", "on_hand": "1.0", "retired": False, "pull_strategy": "FIFO",
    "quantity_not_tracked": False, "unit_of_use": "each", "unit_of_order": "each",
    "unit_of_pick_and_ship": "each", "conversions": [],
}  # fmt: skip


def item(number: int = 1, sku: str | None = "A", **changes: Any) -> Item:
    """Return an item in use whose units of stock, order and picking are the same."""
    plain = {
        "on_hand": Fraction(1), "retired": False, "hand_picked": False, "tracked": True,
        "per_order": Fraction(1), "per_pick": Fraction(1),
    }  # fmt: skip
    return Item(id=number, sku=sku, **{**plain, **changes})


def lot(count: int, *, takeable: bool = True) -> Lot:
    """Return a lot."""
    return Lot(count=Fraction(count), takeable=takeable)


def document(*lines: Line) -> Document:
    """Return an open document with these lines."""
    return Document(id=1, number="R1", open=True, shippable=True, lines=lines, owner=1)


def shipment(**counts: int) -> Shipment:
    """Return a shipment of these quantities by SKU."""
    now = datetime(2026, 3, 2, tzinfo=UTC)
    return Shipment(at=now, counts={sku: Fraction(count) for sku, count in counts.items()})
