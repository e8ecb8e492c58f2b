"""Which orders a warehouse can process, and which warehouse that is. Source: whiplash.md 3.3.

An item that must not be processed yet holds its orders back (80), however much stock there is. Then
an order that no single warehouse can fill waits (95). All others are processed (100).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

HELD, SHORT, PROCESSING = 80, 95, 100

Shelves = Mapping[tuple[int, int], int]
"""What is free, by warehouse and item."""


@dataclass(frozen=True, slots=True)
class PendingOrder:
    """An order that waits for a warehouse.

    Units by item, the warehouses that may fill it (preferred ones first), the one it is assigned to
    already, and whether one of its items must not be processed yet.
    """

    order_id: int
    units: Mapping[int, int]
    warehouses: Sequence[int]
    assigned: int | None = None
    held: bool = False


@dataclass(frozen=True, slots=True)
class Assignment:
    """The status that an order gets, and its warehouse when one can fill it."""

    status: int
    warehouse: int | None = None


def assign(orders: Iterable[PendingOrder], shelves: Shelves) -> dict[int, Assignment]:
    """Return the assignment of each order; the orders come oldest first.

    An order keeps its warehouse while it can be filled there, older orders before newer ones; the
    rest of the stock goes to the other orders, again oldest first. An order that cannot be filled
    takes nothing, and one without lines is always processed.
    """
    free = dict(shelves)
    found: dict[int, Assignment] = {}
    waiting = []
    for order in orders:
        if order.units and order.held:
            found[order.order_id] = Assignment(HELD)
        elif order.assigned in order.warehouses and _fills(free, order, order.assigned):
            found[order.order_id] = _taken(free, order, order.assigned)
        else:
            waiting.append(order)
    for order in waiting:
        place = next((each for each in order.warehouses if _fills(free, order, each)), None)
        filled = place is not None or not order.units
        found[order.order_id] = _taken(free, order, place) if filled else Assignment(SHORT)
    return found


def _fills(free: Shelves, order: PendingOrder, warehouse: int | None) -> bool:
    return warehouse is not None and all(
        free.get((warehouse, item), 0) >= count for item, count in order.units.items()
    )


def _taken(
    free: dict[tuple[int, int], int], order: PendingOrder, warehouse: int | None
) -> Assignment:
    for item, count in order.units.items():
        if warehouse is not None:
            free[warehouse, item] -= count
    return Assignment(PROCESSING, warehouse)
