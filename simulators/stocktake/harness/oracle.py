"""What should be true, worked out from a snapshot: the arithmetic of duty D1.

Quantities are integers, in millionths of the unit of order.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from stocktake.core.roles import Outlet
from stocktake.harness.bundles import MICRO, Bundles, parts_at
from stocktake.harness.facts import Facts, facts_of
from stocktake.harness.history import History, OrderRow, Snapshot
from stocktake.harness.leaving import gone, surely_gone
from stocktake.harness.listings import must_be_right
from stocktake.harness.orders import BEFORE, Order, missing
from stocktake.harness.payments import waits
from stocktake.harness.route import Route
from stocktake.harness.violation import units

Documents = dict[str, dict[str, list[OrderRow]]]
"""Reference -> id of a document that carries it -> its rows."""


@dataclass(frozen=True, eq=False)
class Expected:
    """What a snapshot says should be shown and shipped on one route."""

    history: History
    snapshot: Snapshot
    route: Route

    @cached_property
    def facts(self) -> Facts:
        """What was true at each journal number of the play."""
        return facts_of(self.history)

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

    @cached_property
    def sellable(self) -> Counter[str]:
        """What the warehouse could ship now, by SKU; nothing of an SKU that two items carry."""
        total: Counter[str] = Counter()
        for row in self.snapshot.stock:
            if row.simulator == self.warehouse and row.sku is not None:
                total[row.sku] += row.sellable or 0
        return total

    @cached_property
    def shown(self) -> dict[str, set[int]]:
        """The numbers that the outlet shows at the place, by SKU; several where sites differ.

        At a channel, of the listings that an engine has to have connected.
        """
        numbers: dict[str, set[int]] = defaultdict(set)
        shelf = self.history.scenario.shelf
        judged = must_be_right(self.history, self.route, self.snapshot)
        for row in self.snapshot.stock:
            if row.simulator != self.outlet or row.place != self.place or row.sku is None:
                continue
            if (row.good or row.sku) not in judged:
                continue
            if not shelf or row.sku in shelf:
                numbers[row.sku].add(row.shown or 0)
        return numbers

    @cached_property
    def offers(self) -> dict[str, set[str]]:
        """The outlet's own ids of what it offers under each SKU; a client may name these."""
        found: dict[str, set[str]] = defaultdict(set)
        for row in self.snapshot.stock:
            if row.simulator == self.outlet and row.sku and row.good:
                found[row.sku].add(row.good)
        return found

    @cached_property
    def documents(self) -> Documents:
        """The warehouse's orders by the reference that they carry."""
        found: Documents = defaultdict(dict)
        for row in self.snapshot.orders:
            if row.simulator == self.warehouse:
                reference = row.reference or ""
                if not any(role.is_reference(reference) for role in self._selling):
                    # Numbers given by hand may repeat without being the same order.
                    reference = f"{reference} ({row.id})"
                found[reference].setdefault(row.id, []).append(row)
        return {reference: _standing(copies) for reference, copies in found.items()}

    @cached_property
    def _selling(self) -> list[Outlet]:
        """The outlets that sell from this warehouse."""
        routes = self.history.scenario.topology.routes
        return [r.outlet_role for r in routes if r.warehouse == self.warehouse]

    @cached_property
    def outlet_orders(self) -> dict[str, list[OrderRow]]:
        """The rows of the outlet's orders that go to this place now, by reference."""
        mine = {order.reference for order in self.facts.orders_of(self.route, self.snapshot.after)}
        found: dict[str, list[OrderRow]] = defaultdict(list)
        for row in self.snapshot.orders:
            if row.simulator == self.outlet and row.reference in mine:
                found[row.reference].append(row)
        return found

    @cached_property
    def due(self) -> Counter[str]:
        """What is sold and not shipped, by SKU: open documents, and orders that have none yet."""
        return +(self._due_on_documents + self.unknown)

    @cached_property
    def unknown(self) -> Counter[str]:
        """What orders of all the warehouse's routes want that have no document there, by SKU.

        What they want of a bundle is unknown of its parts, and the other way round (D21).
        """
        return self.bundles.lost(self._promise, self._without_document)

    @cached_property
    def lag(self) -> Counter[str]:
        """What orders want beyond their documents, by SKU: they were edited, or taken up again.

        Or wait for their payment (D14). Not what people called off (D18). An engine may count it
        or not, until it is settled.
        """
        rest = Counter(self._promise)
        rest.subtract(self.unknown)
        return self.bundles.lost(rest, self._beyond_documents)

    @cached_property
    def bundles(self) -> Bundles:
        """The bundles of the warehouse, by the SKUs of now."""
        parts = parts_at(self.snapshot, self.warehouse)
        return Bundles(
            {
                self._name_now(bundle): {self._name_now(part): n for part, n in of.items()}
                for bundle, of in parts.items()
            }
        )

    @cached_property
    def _promise(self) -> Counter[str]:
        """What the warehouse can ship beyond its documents, by SKU; negative where it owes more."""
        promise = Counter(self.sellable)
        promise.subtract(self._due_on_documents)
        return promise

    @cached_property
    def _due_on_documents(self) -> Counter[str]:
        total: Counter[str] = Counter()
        for copies in self.documents.values():
            for row in (row for rows in copies.values() for row in rows):
                total[self._sku_now(row)] += row.due
        return total

    @cached_property
    def _without_document(self) -> Counter[str]:
        total: Counter[str] = Counter()
        for reference, rows in self.orders_of_the_warehouse():
            if reference in self.documents or self._waits(reference):
                continue
            if not self._is_elsewhere(reference):
                total += by_sku(rows, "due")
        return total

    @cached_property
    def _beyond_documents(self) -> Counter[str]:
        total: Counter[str] = Counter()
        now = self.snapshot.after
        for reference, rows in self.orders_of_the_warehouse():
            order = self.facts.orders.get(reference)
            if self._is_elsewhere(reference) or self._waits(reference):
                total += by_sku(rows, "due")
            elif order is None or reference not in self.documents or not by_sku(rows, "due"):
                continue
            elif self.facts.called_off(self.warehouse, reference, now) is None:
                wanted = self.facts.wanted(self.warehouse, order, now)
                beyond = wanted - self.facts.asked(self.warehouse, reference).at(now)
                for good, count in beyond.items():
                    total[self._name_now(good)] += count
        return total

    def _waits(self, reference: str) -> bool:
        """Whether an order waits for its payment: it may count already or not (D14)."""
        unheld = reference not in self.documents
        return unheld and waits(self.history, reference, self.snapshot.after)

    def _is_elsewhere(self, reference: str) -> bool:
        """Whether an order was moved here after a part had left another warehouse (D17)."""
        order = self.facts.orders.get(reference)
        if order is None or not order.moved:
            return False
        return self.facts.holder(order, self.snapshot.after) != self.warehouse

    def right_range(self, sku: str) -> tuple[int, int]:
        """Return the lowest and the highest right number of an SKU: mostly they are the same.

        Of a bundle the highest is what its parts allow; the lowest lets each part that an order
        without a document wants count as one bundle.
        """
        if sku not in self._ranges:  # every check of a round asks
            self._ranges[sku] = self._right_range(sku)
        return self._ranges[sku]

    def _right_range(self, sku: str) -> tuple[int, int]:
        free = self.sellable[sku] - self.due[sku]
        literal = self.bundles.added_up(sku, self._without_document)
        lowest = free - self.lag[sku] - max(0, literal - self.unknown[sku])
        return _whole(lowest), _whole(free)

    @cached_property
    def _ranges(self) -> dict[str, tuple[int, int]]:
        return {}

    def right_number(self, sku: str) -> int:
        """What the outlet should show of an SKU."""
        return self.right_range(sku)[1]

    def is_right(self, sku: str, numbers: set[int]) -> bool:
        """Whether the outlet shows one right number of an SKU."""
        low, high = self.right_range(sku)
        return len(numbers) == 1 and low <= min(numbers) <= high

    def reason(self, sku: str) -> str:
        """Say what the right number of an SKU consists of."""
        carriers = self.facts.carriers(self.warehouse, sku, self.snapshot.after)
        if not carriers:
            return f"no item in use of {self.warehouse} carries it"
        if len(carriers) > 1:
            return f"{len(carriers)} items of {self.warehouse} carry it ({', '.join(carriers)})"
        rows = [
            r for r in self.snapshot.stock if (r.simulator, r.good) == (self.warehouse, *carriers)
        ]
        held = sum((row.physical or 0) - (row.sellable or 0) for row in rows)
        why = next((f" ({row.why})" for row in rows if row.why), "")
        text = f"{self.warehouse} can ship {units(self.sellable[sku])}{why}"
        text += f", not counting {units(held)} that it may not," if held > 0 else ""
        text += f" and owes {units(self.due[sku])}"
        unknown = self.unknown[sku]
        return text + (f", {units(unknown)} of it to orders without a document" if unknown else "")

    def was_here(self, order: Order) -> bool:
        """Whether an order ever went to this place."""
        return any(want.place == self.place for want in order.wants)

    def is_out(self, order: Order, turn: int) -> bool:
        """Whether everything that an order wants has left its warehouse after a turn."""
        wanted = self.facts.wanted(self.warehouse, order, turn)
        out = surely_gone(self.facts, self.warehouse, order.reference, turn)
        here = self.facts.holder(order, turn) == self.warehouse
        return here and bool(wanted) and not missing(wanted, out)

    def is_short(self, order: Order, turn: int, *, told_at: int) -> bool:
        """Whether not everything is out that the outlet was told of.

        What an order wants more since then, or since the round of the telling began, is no fault of
        the telling.
        """
        warehouse = self.facts.holder(order, turn) or self.warehouse
        then = self.facts.surely_wanted(warehouse, order, told_at)
        wanted = self.facts.wanted(warehouse, order, turn) & then
        if self.route.outlet_role.parcels:  # each is told: no more than has left
            warehouse, wanted = self.warehouse, self.told_goods(order, turn)
        return bool(missing(wanted, gone(self.facts, warehouse, order.reference, turn)))

    def told_goods(self, order: Order, turn: int) -> Counter[str]:
        """Return what an outlet believes to be shipped after a turn, by the warehouse's good."""
        told = Counter[str]()
        offers = {want.offer: want for want in order.wants}
        for offer, count in order.told.at(turn).items():
            good = self.facts.good_for(self.warehouse, order, offers[offer], turn)
            told[good or f"?{offers[offer].sku}"] += count
        return told

    def is_reference(self, text: str | None) -> bool:
        """Whether a number is one that duty D3 gives to documents of the outlet's orders."""
        return self.route.outlet_role.is_reference(text)

    def can_be_made(self, rows: Iterable[OrderRow]) -> bool:
        """Whether exactly one good in use of the warehouse carries each SKU of an order.

        A channel's order is imported whatever its SKUs are, unless it waits for its payment (D14).
        """
        now, rows = self.snapshot.after, list(rows)
        if any(waits(self.history, row.reference or "", now) for row in rows):
            return False
        if self.route.outlet_role.imports_unknown:
            return True
        return all(
            len(self.facts.carriers(self.warehouse, row.sku or "", now)) == 1 for row in rows
        )

    def shipped_at(self, reference: str) -> tuple[int, ...]:
        """Return the journal numbers under which the warehouse shipped of an order."""
        return tuple(self.facts.out(self.warehouse, reference).turns(after=BEFORE))

    def orders_of_the_warehouse(self) -> Iterator[tuple[str, list[OrderRow]]]:
        for route in self.history.scenario.topology.routes:
            if route.warehouse == self.warehouse:
                yield from self._on(route).outlet_orders.items()

    def _on(self, route: Route) -> Expected:
        routes = expectations(self.history, self.snapshot)
        return next(each for each in routes if each.route == route)

    def _sku_now(self, row: OrderRow) -> str:
        return self._name_now(row.good or "") or row.sku or ""

    def _name_now(self, good: str) -> str:
        return self.facts.sku(self.warehouse, good, self.snapshot.after) or good.removeprefix("?")


@lru_cache(maxsize=64)
def expectations(history: History, snapshot: Snapshot) -> tuple[Expected, ...]:
    """Return what should be true on each route of the scenario, worked out once for all checks."""
    return tuple(Expected(history, snapshot, route) for route in history.scenario.topology.routes)


def orders_by_warehouse(history: History) -> Iterator[tuple[Expected, Order]]:
    """Yield every order at each warehouse where it ever was, as it should be in the end.

    Once for each warehouse, on the route where the order is in the end if that is one of it.
    """
    found: dict[tuple[str, str], tuple[Expected, Order]] = {}
    for expected in expectations(history, history.final):
        for order in expected.facts.orders.values():
            if order.outlet == expected.outlet and expected.was_here(order):
                key = (expected.warehouse, order.reference)
                if key not in found or order.place(history.final.after) == expected.place:
                    found[key] = (expected, order)
    yield from found.values()


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


def _whole(micro: int) -> int:
    return max(0, micro // MICRO * MICRO)
