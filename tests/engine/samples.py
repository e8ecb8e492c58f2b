"""Small values for tests of the engine's arithmetic."""

from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

from stocktake.engine.warehouse import Document, Line, Shipment
from stocktake.engine.wherefour.goods import Item, Lot

NOW = datetime(2026, 3, 2, tzinfo=UTC)
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


def line(good: int, count: int, sku: str = "", **changes: Any) -> Line:
    """Return a line of a good; its SKU is the letter with its number (1 is A) unless given."""
    sku = sku or chr(ord("A") + good - 1)
    plain = {"id": good, "now": sku}
    return Line(good=good, sku=sku, count=Fraction(count), **{**plain, **changes})


def document(*lines: Line, **changes: Any) -> Document:
    """Return an open document with these lines."""
    plain = {
        "id": 1, "number": "R1", "open": True, "off": False, "shippable": True, "owner": 1,
        "made_at": NOW, "changed_at": NOW,
    }  # fmt: skip
    return Document(lines=lines, **{**plain, **changes})


def shipment(counts: dict[int, int]) -> Shipment:
    """Return a shipment of these quantities by good."""
    exact = {good: Fraction(count) for good, count in counts.items()}
    return Shipment(at=NOW, counts=exact, units=sum(exact.values(), Fraction(0)))
