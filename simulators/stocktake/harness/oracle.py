"""What should be true, worked out from a snapshot: the arithmetic of duty D1.

Quantities are integers, in millionths of the unit of order.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from stocktake.harness.history import History, OrderRow, Snapshot
from stocktake.harness.topology import Route

MICRO = 1_000_000

Documents = dict[str, dict[str, list[OrderRow]]]
"""Reference -> id of a document that carries it -> its rows."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What a snapshot says should be shown and shipped on one route."""

    history: History
    snapshot: Snapshot
    route: Route

    @property
    def warehouse(self) -> str:
        """The warehouse's name."""
        return self.route.warehouse

    @property
    def outlet(self) -> str:
        """The outlet's name."""
        return self.route.outlet

    @property
    def place(self) -> str:
        """The place of the outlet that the warehouse feeds."""
        return self.route.place

    def sellable(self) -> Counter[str]:
        """What the warehouse could ship now, by SKU; nothing of an SKU that two items carry."""
        total: Counter[str] = Counter()
        for row in self.snapshot.stock:
            if row.simulator == self.warehouse and row.sku is not None:
                total[row.sku] += row.sellable or 0
        return total

    def shown(self) -> dict[str, set[int]]:
        """The numbers that the outlet shows at the place, by SKU; several where sites differ."""
        numbers: dict[str, set[int]] = defaultdict(set)
        shelf = self.history.scenario.shelf
        for row in self.snapshot.stock:
            if row.simulator != self.outlet or row.place != self.place or row.sku is None:
                continue
            if not shelf or row.sku in shelf:
                numbers[row.sku].add(row.shown or 0)
        return numbers

    def documents(self) -> Documents:
        """The warehouse's orders by the reference that they carry."""
        found: Documents = defaultdict(dict)
        for row in self.snapshot.orders:
            if row.simulator == self.warehouse:
                reference = row.reference or ""
                if not self.is_reference(reference):
                    # Numbers given by hand may repeat without being the same order.
                    reference = f"{reference} ({row.id})"
                found[reference].setdefault(row.id, []).append(row)
        return {reference: _standing(copies) for reference, copies in found.items()}

    def outlet_orders(self) -> dict[str, list[OrderRow]]:
        """The rows of the outlet's orders that go to this warehouse, by reference."""
        found: dict[str, list[OrderRow]] = defaultdict(list)
        mine = self._routed()
        for row in self.snapshot.orders:
            if row.simulator == self.outlet and row.reference in mine:
                found[row.reference].append(row)
        return found

    def due(self) -> Counter[str]:
        """What is sold and not shipped, by SKU: open documents, and orders that have none yet."""
        total: Counter[str] = Counter()
        documents = self.documents()
        for copies in documents.values():
            for rows in copies.values():
                total += by_sku(rows, "due")
        for reference, rows in self.outlet_orders().items():
            if reference not in documents:
                total += by_sku(rows, "due")
        return total

    def right_number(self, sku: str) -> int:
        """What the outlet should show of an SKU."""
        free = self.sellable()[sku] - self.due()[sku]
        return max(0, free // MICRO * MICRO)

    def is_reference(self, text: str | None) -> bool:
        """Whether a number is one that duty D3 gives to documents of the outlet's orders."""
        return self.route.outlet_role.is_reference(text)

    def can_be_made(self, rows: Iterable[OrderRow]) -> bool:
        """Whether the warehouse knows every SKU of an order."""
        known = self.sellable()
        return all(row.sku in known for row in rows)

    def shipped_at(self, reference: str) -> tuple[int, ...]:
        """Return the journal numbers under which the warehouse shipped of an order."""
        turns = [
            line.turn
            for line in self.history.ledger
            if (line.simulator, line.what, line.reference)
            == (self.warehouse, "shipment", reference)
        ]
        return tuple(dict.fromkeys(turns))

    def _routed(self) -> set[str]:
        """Return the references of the outlet's orders that want something from the place."""
        return {
            line.reference
            for line in self.history.ledger
            if line.simulator == self.outlet
            and (line.what, line.place) == ("demand", self.place)
            and line.reference is not None
        }


def expectations(history: History, snapshot: Snapshot) -> list[Expected]:
    """Return what should be true on each route of the scenario."""
    return [Expected(history, snapshot, route) for route in history.scenario.topology.routes]


def _standing(copies: dict[str, list[OrderRow]]) -> dict[str, list[OrderRow]]:
    """Leave out surplus documents that were cancelled whole: a mistake that was mended."""
    stand = {
        key: rows
        for key, rows in copies.items()
        if any(row.ordered > row.cancelled for row in rows)
    }
    oldest = in_order(copies)[0]
    return stand or {oldest: copies[oldest]}


def by_sku(rows: list[OrderRow], column: str) -> Counter[str]:
    """Add up one column of rows by SKU, what is above zero."""
    total: Counter[str] = Counter()
    for row in rows:
        total[row.sku or ""] += getattr(row, column)
    return +total


def in_order(ids: Iterable[str]) -> list[str]:
    """Sort ids as numbers, whatever else they are."""
    return sorted(ids, key=lambda text: (len(text), text))


def due_of(copies: dict[str, list[OrderRow]]) -> Counter[str]:
    """Return what is still to be shipped on the documents of one reference.

    `each_order_once` judges a second document. Here, what the oldest one orders is due once, and
    whatever any of them shipped counts.
    """
    oldest = copies[in_order(copies)[0]]
    wanted = by_sku(oldest, "ordered")
    wanted.subtract(by_sku(oldest, "cancelled"))
    for rows in copies.values():
        wanted.subtract(by_sku(rows, "shipped"))
    return +wanted


def units(micro: int) -> str:
    """Return a quantity as text."""
    return f"{micro / MICRO:g}"
