"""A Whiplash account as a plain dict, written from the reference alone.

It imports nothing from Stocktake, so that it cannot be wrong in the same way.

Source: docs/reference/whiplash.md §2.4 to §2.6, §3.2 to §3.4, §4, §5.2, §5.3, §6. Items, orders and
ship notices by id. A line that came of a bundle names it in `of`: one number for all such lines.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Any

Model = dict[str, Any]
Row = dict[str, Any]

CANCELLED, HELD, PAUSED, SHORT, PROCESSING = 40, 80, 90, 95, 100
BATCHED, PACKED, SHIPPED, DELIVERED = 120, 160, 300, 350
IN_TRANSIT, NEVER_RECEIVED, ARRIVED, RECEIVING, PROBLEM, COMPLETED = 100, 105, 150, 200, 250, 300
WAREHOUSES = (1, 2)  # the customer's own first
_NOWHERE = {"status": SHORT, "warehouse": None}
STATUS_NAMES = {
    CANCELLED: "Cancelled", HELD: "Pre-Order", PAUSED: "Paused", SHORT: "Insufficient Inventory",
    PROCESSING: "Processing", BATCHED: "Printed", PACKED: "Packed", SHIPPED: "Shipped",
    DELIVERED: "Delivered",
}  # fmt: skip


def empty() -> Model:
    """Return an account without anything; `wholes` are the bundles that were ordered."""
    return {"items": {}, "orders": {}, "notices": {}, "parts": {}, "wholes": {}, "shelf": Counter()}


# Items


def add_item(model: Model, item: int, sku: str, *, bundle: bool = False) -> None:
    """Make an item, with its opening balance."""
    model["items"][item] = {
        "sku": sku, "bundle": bundle, "available": True, "active": True, "rows": [],
    }  # fmt: skip
    write(model, item, 0, "Opening Balance")


def write(
    model: Model, item: int, change: int, text: str, order: int | None = None,
    notice: int | None = None,
) -> None:  # fmt: skip
    """Write a transaction down with the balance that it leaves."""
    rows = model["items"][item]["rows"]
    balance = (rows[-1][2] if rows else 0) + change
    rows.append((change, text, balance, order, notice))


def parts_of(model: Model, bundle: int) -> list[tuple[int, int]]:
    """Return what a bundle is made of: items, and how many of each."""
    return [
        (part["item"], part["quantity"])
        for part in model["parts"].values()
        if part["bundle"] == bundle
    ]


def quantity(model: Model, item: int) -> int:
    """Return the fold of an item's transactions, of a bundle what its scarcest part allows."""
    if not model["items"][item]["bundle"]:
        return sum(row[0] for row in model["items"][item]["rows"])
    return min((quantity(model, part) // n for part, n in parts_of(model, item)), default=0)


def levels(model: Model, item: int) -> dict[int, list[int]]:
    """Return what lies on the shelf, is projected and is sellable, by warehouse."""
    if model["items"][item]["bundle"]:
        parts = [(levels(model, part), n) for part, n in parts_of(model, item)]
        return {
            place: [min((found[place][k] // n for found, n in parts), default=0) for k in range(3)]
            for place in WAREHOUSES
        }
    return {place: _level(model, item, place) for place in WAREHOUSES}


def _level(model: Model, item: int, place: int) -> list[int]:
    shelf = model["shelf"][place, item]
    asked = sum(
        units(order)[item]
        for order in model["orders"].values()
        if _waits(order) and (order["warehouse"] or WAREHOUSES[0]) == place
    )
    due = sum(
        max(0, line["quantity"] - line["good"] - line["damaged"])
        for notice in model["notices"].values()
        if notice["warehouse"] == place and notice["status"] not in (NEVER_RECEIVED, COMPLETED)
        for line in notice["lines"]
        if line["item"] == item and line["published"]
    )
    return [shelf, shelf - asked, shelf - asked + due]


# Orders


def units(order: Row) -> Counter[int]:
    """Return how many an order asks for, by item."""
    asked: Counter[int] = Counter()
    for line in order["lines"]:
        asked[line["item"]] += line["quantity"]
    return asked


def _waits(order: Row) -> bool:
    # Its goods still lie on a shelf.
    return bool(CANCELLED < order["status"] < BATCHED)


def taken(model: Model, orders: Iterable[int]) -> Counter[tuple[int, int]]:
    """Return what orders have taken of the items' quantities."""
    return Counter({
        (order, item): count
        for order in orders
        if model["orders"][order]["status"] != CANCELLED
        for item, count in units(model["orders"][order]).items()
    })  # fmt: skip


def nothing() -> Counter[tuple[int, int]]:
    """Return what an order takes that is not there yet."""
    return Counter()


def account_for(model: Model, before: Counter[tuple[int, int]], orders: Iterable[int]) -> None:
    """Write down what orders take more or less than before: a row for each order and item."""
    after = taken(model, orders)
    for order, item in sorted({*before, *after}):
        more = after[order, item] - before[order, item]
        if more > 0:
            write(model, item, -more, f"Added items to Order {order}, -{more}", order)
        elif more:
            write(model, item, -more, f"Removed items from Order {order}, + {-more}", order)


def as_lines(model: Model, item: int, count: int, ids: Iterable[int]) -> list[Row]:
    """Return the lines that an item becomes, a bundle those of its parts; ids come in order."""
    whole, parts = None, [(item, 1)]
    if model["items"][item]["bundle"]:
        whole, parts = len(model["wholes"]), parts_of(model, item)
        model["wholes"][whole] = item
    return [
        {"id": id_, "item": part, "quantity": count * n, "of": whole}
        for (part, n), id_ in zip(parts, ids, strict=False)  # takes no more ids than it needs
    ]


def unpack(model: Model, order: Row) -> None:
    """Put the goods of an order back on the shelf when it was batched."""
    if order["status"] in (BATCHED, PACKED):
        for item, count in units(order).items():
            model["shelf"][order["warehouse"], item] += count


def restart(model: Model, *orders: Row) -> None:
    """Give orders their status anew after their lines changed, then all others."""
    for order in orders:
        if order["status"] > PROCESSING:
            order["status"] = PROCESSING
    settle(model)


def breaks(order: Row, line: Row) -> None:
    """Make the lines of a bundle ordinary ones."""
    whole = line["of"]
    for each in order["lines"]:
        if whole is not None and each["of"] == whole:
            each["of"] = None


def settle(model: Model, only: int | None = None) -> None:
    """Assign status and warehouse to every order that waits or is processed, or to one of them.

    80 goes before 95 before 100; an order keeps its warehouse, the others come oldest first.
    """
    asking = [
        order for number, order in sorted(model["orders"].items())
        if order["status"] in (HELD, SHORT, PROCESSING) and only in (None, number)
    ]  # fmt: skip
    free: Counter[tuple[int, int]] = Counter(model["shelf"])
    for order in model["orders"].values():
        if _waits(order) and order["warehouse"] and order not in asking:
            _take(free, order)
    later = []
    for order in asking:
        if _is_held(model, order):
            order |= {"status": HELD, "warehouse": None}
        elif order["warehouse"] in _allowed(order) and _fits(free, order, order["warehouse"]):
            order["status"] = PROCESSING
            _take(free, order)
        else:
            later.append(order)
    for order in later:
        places = [each for each in _allowed(order) if _fits(free, order, each)]
        order |= {"status": PROCESSING, "warehouse": places[0]} if places else _NOWHERE
        if places:
            _take(free, order)


def _allowed(order: Row) -> tuple[int, ...]:
    return tuple(order["only"]) or WAREHOUSES


def _is_held(model: Model, order: Row) -> bool:
    items = {line["item"] for line in order["lines"]}
    items |= {model["wholes"][line["of"]] for line in order["lines"] if line["of"] is not None}
    return not all(model["items"][item]["available"] for item in items)


def _fits(free: Counter[tuple[int, int]], order: Row, place: int) -> bool:
    return all(free[place, item] >= count for item, count in units(order).items())


def _take(free: Counter[tuple[int, int]], order: Row) -> None:
    for item, count in units(order).items():
        free[order["warehouse"], item] -= count


# Ship notices


def receive(
    model: Model, number: int, came: Iterable[tuple[Row, int, int]], finalize: bool | None
) -> None:
    """Put what came of each line on the shelf; what is damaged is counted and nothing else."""
    notice = model["notices"][number]
    notice["status"] = RECEIVING
    for line, good, damaged in came:
        line["good"] += good
        line["damaged"] += damaged
        if good:
            text = f"Inventory Received from {notice['sender']}, + {good}"
            write(model, line["item"], good, text, None, number)
            model["shelf"][notice["warehouse"], line["item"]] += good
            settle(model)
    awaited = any(line["quantity"] > line["good"] + line["damaged"] for line in notice["lines"])
    if finalize or (finalize is None and not awaited):
        notice["status"] = COMPLETED
