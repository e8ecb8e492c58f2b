"""A Wherefour warehouse as a plain dict, written from the reference alone.

It imports nothing from Stocktake, so that it cannot be wrong in the same way.

Source: docs/reference/wherefour.md §5.1, §5.2, §5.4, §5.5 and §5.8. Counts are Decimal; moments
received are naive local times, dates of expiry ISO text.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

Model = dict[str, Any]
Lot = dict[str, Any]
Taken = list[tuple[int, Decimal]]  # lot and quantity

ON_HAND = "active,on_hold,quarantined"
LAST_DAY = "9999-12-31"
CLOSED = ("canceled", "complete")


def empty(strategies: dict[int, str]) -> Model:
    """Return a warehouse without lots; its items by id with their pull strategies."""
    return {
        "strategies": strategies, "lots": {}, "orders": {}, "adjustments": [],
        "on_hand_statuses": ON_HAND, "hand_pick": "skip",
    }  # fmt: skip


def receive(model: Model, lot_id: int, **lot: Any) -> None:
    """Put a lot on the shelf; how it got there is an adjustment."""
    model["lots"][lot_id] = {"id": lot_id, **lot}
    model["adjustments"].append((lot_id, lot["count"], "purchase"))


def count(model: Model, lot_id: int, counted: Decimal) -> Decimal:
    """Set a lot to what was counted; return the change, which is an adjustment unless it is 0."""
    lot = model["lots"][lot_id]
    change: Decimal = counted - lot["count"]
    lot["count"] = counted
    if change:
        model["adjustments"].append((lot_id, change, "cycle count"))
    return change


def on_hand(model: Model, item: int) -> Decimal:
    """Return what there is of an item, by the statuses that count (§5.4)."""
    counted = model["on_hand_statuses"].split(",")
    lots = model["lots"].values()
    return sum(
        (lot["count"] for lot in lots if lot["item"] == item and lot["status"] in counted),
        Decimal(0),
    )


def next_number(model: Model) -> str:
    """Return the number of the next order."""
    return f"M{len(model['orders'])}"


def place(model: Model, order_id: int, lines: Sequence[tuple[int, int, Decimal]]) -> None:
    """Write an order down: (line id, item, count) each."""
    model["orders"][order_id] = {
        "number": next_number(model),
        "status": "open",
        "shipments": 0,
        "shipped": [],  # what each shipment took: line, lot, quantity
        "lines": {
            line: {"item": item, "count": wanted, "shipped": Decimal(0)}
            for line, item, wanted in lines
        },
    }


def ship(model: Model, order_id: int, location: int | None) -> Taken:
    """Ship what there is of an order from a location or anywhere; nothing taken = refused."""
    order = model["orders"][order_id]
    if order["status"] in CLOSED:
        return []
    taken: Taken = []
    rows = []
    for line_id, line in order["lines"].items():
        picked = _ship_line(model, line, location)
        rows += [(line_id, lot, quantity) for lot, quantity in picked]
        taken += picked
    if taken:
        order["shipments"] += 1
        order["shipped"].append(rows)
        if all(line["shipped"] == line["count"] for line in order["lines"].values()):
            order["status"] = "complete"
    return taken


def _ship_line(model: Model, line: dict[str, Any], location: int | None) -> Taken:
    taken: Taken = []
    for lot in _candidates(model, line["item"], location):
        quantity = min(lot["count"], line["count"] - line["shipped"])
        if quantity > 0:
            lot["count"] -= quantity
            line["shipped"] += quantity
            model["adjustments"].append((lot["id"], -quantity, "shipment"))
            taken.append((lot["id"], quantity))
    return taken


def _candidates(model: Model, item: int, location: int | None) -> list[Lot]:
    strategy = model["strategies"][item]
    lots = [
        lot
        for lot in model["lots"].values()
        if lot["item"] == item and lot["status"] == "active" and location in (None, lot["location"])
    ]
    if strategy == "Hand Pick":
        if model["hand_pick"] == "skip":
            return []
        strategy = "FIFO"
    return sorted(lots, key=_KEYS[strategy], reverse=strategy == "LIFO")


_KEYS: dict[str, Callable[[Lot], Any]] = {
    "FIFO": lambda lot: (lot["received"], lot["id"]),
    "LIFO": lambda lot: (lot["received"], lot["id"]),
    "FEFO": lambda lot: (lot["expires"] or LAST_DAY, lot["received"], lot["id"]),
}


def call_off(order: dict[str, Any]) -> bool:
    """Cancel an order of which something has not left; False for any other (D18)."""
    ordered, shipped, _ = asked(order)
    if order["status"] == "canceled" or shipped == ordered:
        return False
    order["status"] = "canceled"
    return True


def take_back(model: Model, order_id: int) -> bool:
    """Undo the newest shipment of an order; False without one (§3.15)."""
    order = model["orders"][order_id]
    if not order["shipped"]:
        return False
    for line_id, lot_id, quantity in order["shipped"].pop():
        order["lines"][line_id]["shipped"] -= quantity
        model["lots"][lot_id]["count"] += quantity
        model["adjustments"].append((lot_id, quantity, "shipment reversed"))
    order["shipments"] -= 1
    if order["status"] != "canceled":
        order["status"] = "open"
    return True


def change_line(lines: dict[int, Any], line_id: int, wanted: Decimal | None) -> bool:
    """Give a line another count, or remove it; False when what was shipped forbids it (§5.8)."""
    line = lines[line_id]
    if wanted is None:
        if line["shipped"] or len(lines) == 1:
            return False
        del lines[line_id]
    elif wanted < line["shipped"]:
        return False
    else:
        line["count"] = wanted
    return True


def asked(order: dict[str, Any]) -> tuple[Decimal, Decimal, Decimal]:
    """Return what an order asks for in all, what of it left, and what never will."""
    ordered = sum((line["count"] for line in order["lines"].values()), Decimal(0))
    shipped = sum((line["shipped"] for line in order["lines"].values()), Decimal(0))
    gone = ordered - shipped if order["status"] == "canceled" else Decimal(0)
    return ordered, shipped, gone


def newest_adjustment(model: Model, item: int | None) -> tuple[int, Decimal, str] | None:
    """Return lot, change and reason of the newest adjustment, of an item or of all."""
    for lot_id, change, reason in reversed(model["adjustments"]):
        if item in (None, model["lots"][lot_id]["item"]):
            return lot_id, change, reason
    return None
