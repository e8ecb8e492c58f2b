"""What the shop should show and what is owed, worked out from a snapshot: the arithmetic of D1.

Quantities are integers of a millionth of the unit of order.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from stocktake.harness.history import History, OrderRow, Snapshot

MICRO = 1_000_000
SHIPPED_BY_STAFF = frozenset({"wholecell", "whiplash"})
"""Warehouses whose own people ship, and the engine finds out (D4)."""
_OF_THE_SHOP = re.compile(r"R\d+")

Documents = dict[str, dict[str, list[OrderRow]]]
"""Reference -> id of a document that carries it -> its rows."""


@dataclass(frozen=True, slots=True)
class View:
    """One warehouse and the store of the shop that it feeds, at one moment."""

    history: History
    snapshot: Snapshot
    store: str
    warehouse: str

    def sellable(self) -> Counter[str]:
        """What the warehouse could ship now, by SKU; nothing of an SKU that two items carry."""
        total: Counter[str] = Counter()
        for row in self.snapshot.stock:
            if row.simulator == self.warehouse and row.sku is not None:
                total[row.sku] += row.sellable or 0
        return total

    def shown(self) -> dict[str, set[int]]:
        """The numbers that the shop shows at the store, by SKU; several where sites differ."""
        numbers: dict[str, set[int]] = defaultdict(set)
        shop, shelf = self.history.scenario.world.shop, self.history.scenario.shelf
        for row in self.snapshot.stock:
            if row.simulator != shop or row.place != self.store or row.sku is None:
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
                if not is_of_the_shop(reference):
                    # Numbers given by hand may repeat without being the same order.
                    reference = f"{reference} ({row.id})"
                found[reference].setdefault(row.id, []).append(row)
        return {reference: _standing(copies) for reference, copies in found.items()}

    def shop_orders(self) -> dict[str, list[OrderRow]]:
        """The rows of the shop's orders that go to this warehouse, by reference."""
        found: dict[str, list[OrderRow]] = defaultdict(list)
        mine = routed(self.history, self.store)
        for row in self.snapshot.orders:
            if row.simulator == self.history.scenario.world.shop and row.reference in mine:
                found[row.reference].append(row)
        return found

    def due(self) -> Counter[str]:
        """What is sold and not shipped, by SKU: open documents, and orders that have none yet."""
        total: Counter[str] = Counter()
        documents = self.documents()
        for copies in documents.values():
            for rows in copies.values():
                total += by_sku(rows, "due")
        for reference, rows in self.shop_orders().items():
            if reference not in documents:
                total += by_sku(rows, "due")
        return total

    def leftover(self, sku: str) -> int:
        """What the shop should show of an SKU."""
        free = self.sellable()[sku] - self.due()[sku]
        return max(0, free // MICRO * MICRO)


def _standing(copies: dict[str, list[OrderRow]]) -> dict[str, list[OrderRow]]:
    """Leave out surplus documents that were cancelled whole: a mistake that was mended."""
    stand = {
        key: rows
        for key, rows in copies.items()
        if any(row.ordered > row.cancelled for row in rows)
    }
    oldest = in_order(copies)[0]
    return stand or {oldest: copies[oldest]}


def views(history: History, snapshot: Snapshot) -> list[View]:
    """Return one view for each warehouse of the scenario."""
    return [View(history, snapshot, *pair) for pair in history.scenario.world.stores]


def shipped_at(view: View, reference: str) -> tuple[int, ...]:
    """Return the journal numbers under which the warehouse shipped of an order."""
    turns = [
        line.turn
        for line in view.history.ledger
        if (line.simulator, line.what, line.reference) == (view.warehouse, "shipment", reference)
    ]
    return tuple(dict.fromkeys(turns))


def is_of_the_shop(reference: str | None) -> bool:
    """Whether a number is one that duty D3 gives to documents of the shop's orders."""
    return bool(_OF_THE_SHOP.fullmatch(reference or ""))


def routed(history: History, store: str) -> set[str]:
    """Return the references of the shop's orders that want something of a store."""
    return {
        line.reference
        for line in history.ledger
        if line.simulator == history.scenario.world.shop
        and (line.what, line.place) == ("demand", store)
        and line.reference is not None
    }


def can_be_made(view: View, rows: Iterable[OrderRow]) -> bool:
    """Whether the warehouse knows every SKU of an order."""
    known = view.sellable()
    return all(row.sku in known for row in rows)


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
    """What is owed on the documents of one reference.

    A second document is `each_order_once`'s to judge: here, what the oldest orders is due once, and
    whatever any of them shipped counts.
    """
    oldest = copies[in_order(copies)[0]]
    wanted = by_sku(oldest, "ordered")
    wanted.subtract(by_sku(oldest, "cancelled"))
    for rows in copies.values():
        wanted.subtract(by_sku(rows, "shipped"))
    return +wanted


def units(micro: int) -> str:
    """Spell a quantity for a reader."""
    return f"{micro / MICRO:g}"
