"""What was true at each journal number: orders, documents and names, from ledger and snapshots.

An outlet's order *wants* goods; a warehouse's document of the same reference *asks* for them, and
some of it is *out*. Goods are followed by the id that each system gives them: a SKU is only a name
at a time. Quantities are millionths of the unit of order.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from stocktake.harness.bundles import Parts, expanded, parts_at
from stocktake.harness.history import History, LedgerLine, OrderRow, Snapshot, StepHistory
from stocktake.harness.names import Names, goods_that_came
from stocktake.harness.orders import BEFORE, Document, Order, Series, Want, sum_of, wants_of
from stocktake.harness.route import Route
from stocktake.web.faults import kind_of


@dataclass(frozen=True, eq=False)
class Facts:
    """What was true at each journal number of a play; see `facts_of`."""

    history: History

    @cached_property
    def sent(self) -> frozenset[int]:
        """The turns of the engine's own exchanges."""
        return frozenset(entry.seq for entry in self.history.sent)

    @cached_property
    def first(self) -> Snapshot:
        """The first snapshot: taken after the events of the first step."""
        return self.history.all_steps[0].before

    @cached_property
    def informed(self) -> tuple[StepHistory, ...]:
        """The steps with a completed round in which no answer misled: what counts as knowing."""
        return tuple(
            step
            for step in self.history.all_steps
            if step.round.completed and not self.was_misled(step)
        )

    def could_know(self, turn: int, *, by: int) -> bool:
        """Whether an engine could know of a turn when other people act at a later one (duties 1).

        A whole completed round lies between the two.
        """
        return any(turn <= step.round.first and step.round.last <= by for step in self.informed)

    def could_know_itself(self, turn: int, *, acting: int) -> bool:
        """Whether an engine could know of a turn when it acts itself at a later one (duties 1).

        The round in which it acts began after it.
        """
        return any(
            turn <= step.round.first < acting <= step.round.last and not self.was_misled(step)
            for step in self.history.all_steps
        )

    def was_misled(self, step: StepHistory) -> bool:
        """Whether an answer in a step's round looked right and left out what had happened."""
        return any(step.round.first < seq <= step.round.last for seq in self._misleading)

    def could_last_know(self, turn: int) -> int:
        """Return the beginning of the last round that could know, before somebody acts in a turn.

        The engine itself knows what was so at the beginning of the round in which it acts.
        """
        own = turn in self.sent
        rounds = [step.round for step in self.informed if step.round.last <= turn]
        if own:
            rounds += [
                step.round
                for step in self.history.all_steps
                if step.round.first < turn <= step.round.last and not self.was_misled(step)
            ]
        return max((each.first for each in rounds), default=BEFORE)

    @cached_property
    def _misleading(self) -> tuple[int, ...]:
        sent = self.history.sent
        return tuple(e.seq for e in sent if e.fault and kind_of(e.fault).misleads)

    # Orders and documents

    @cached_property
    def orders(self) -> dict[str, Order]:
        """The outlets' orders, by reference."""
        return {order.reference: order for order in self._orders()}

    def orders_of(self, route: Route, turn: int) -> list[Order]:
        """Return the orders that go to a route after a turn."""
        return [
            order
            for order in self.orders.values()
            if order.outlet == route.outlet
            and order.placed <= turn
            and order.place(turn) == route.place
        ]

    @cached_property
    def documents(self) -> dict[tuple[str, str], tuple[Document, ...]]:
        """The documents by warehouse and reference, oldest first; of outlets' orders only."""
        found: dict[tuple[str, str], list[Document]] = defaultdict(list)
        keys = {(line.simulator, _document(line)) for line in self._lines("demand", "shipment")}
        keys |= {(row.simulator, row.id) for row in self.first.orders}
        for warehouse, document_id in keys:
            if warehouse in self.history.scenario.topology.warehouses:
                document = self._document(warehouse, document_id)
                if document and self._is_reference(document.reference):
                    found[warehouse, document.reference].append(document)
        return {
            key: tuple(sorted(each, key=lambda d: (len(d.id), d.id))) for key, each in found.items()
        }

    def documents_of(self, warehouse: str, reference: str) -> tuple[Document, ...]:
        """Return the documents of a reference at a warehouse, oldest first."""
        return self.documents.get((warehouse, reference), ())

    def asked(self, warehouse: str, reference: str) -> Series:
        """Return what all documents of a reference ask for, by good; of a bundle, its parts."""
        return self._sums(warehouse, reference)[0]

    def out(self, warehouse: str, reference: str) -> Series:
        """Return what has left for a reference, by good; of a bundle, its parts."""
        return self._sums(warehouse, reference)[1]

    def _sums(self, warehouse: str, reference: str) -> tuple[Series, Series]:
        key = (warehouse, reference)
        if key not in self._added:
            found, parts = self.documents_of(warehouse, reference), self.parts(warehouse)
            self._added[key] = (
                sum_of([document.asked for document in found], parts),
                sum_of([document.out for document in found], parts),
            )
        return self._added[key]

    def parts(self, warehouse: str) -> Parts:
        """Return what the bundles of a warehouse consist of, by the ids of goods."""
        if warehouse not in self._parts:
            now, before = parts_at(self.history.final, warehouse), parts_at(self.first, warehouse)
            self._parts[warehouse] = {**now, **before}
        return self._parts[warehouse]

    def holder(self, order: Order, turn: int) -> str | None:
        """Return the warehouse that serves an order after a turn.

        The one that feeds its place. Where a part had left another one before the engine could call
        its document off, that one still does (D17). None where no warehouse does.
        """
        held = self.fed_by(order, order.placed)
        for moved in order.moved:
            if moved > turn:
                break
            if not (held and self.out(held, order.reference).at(self._noticed(moved))):
                held = self.fed_by(order, moved)
        return held

    def fed_by(self, order: Order, turn: int) -> str | None:
        """Return the warehouse that feeds the place to which an order goes after a turn."""
        return self._feeds.get((order.outlet, order.place(turn)))

    def _noticed(self, turn: int) -> int:
        """Return the end of the first round that could know of a turn, or of the play."""
        ends = [step.round.last for step in self.informed if turn <= step.round.first]
        return min(ends, default=self.history.final.after)

    def wanted(self, warehouse: str, order: Order, turn: int) -> Counter[str]:
        """Return what an order wants of a warehouse after a turn, by the warehouse's good.

        Goods of its documents are meant by every name that they had since the line came in, and a
        bundle by its parts. What no good is meant by stands under its SKU as the shop spells it,
        with `?` before it.
        """
        key = (warehouse, order.reference, turn)
        if key not in self._wanted:
            total: Counter[str] = Counter()
            for want in order.wants:
                if want.turn <= turn:
                    good = self.good_for(warehouse, order, want, turn)
                    total[good or f"?{want.sku}"] += want.delta
            self._wanted[key] = expanded(+total, self.parts(warehouse))
        return self._wanted[key]

    def surely_wanted(self, warehouse: str, order: Order, turn: int) -> Counter[str]:
        """Return what an order wanted all the time since its engine could last know, by good."""
        wanted, since = self.wanted(warehouse, order, turn), self.could_last_know(turn)
        for earlier in order.lines_turns:
            if since < earlier <= turn and earlier > order.placed:
                # Never in place: what `wanted` returns is kept.
                wanted = wanted & self.wanted(warehouse, order, earlier - 1)
        return wanted

    def good_for(self, warehouse: str, order: Order, want: Want, turn: int) -> str | None:
        """Return the good that a line means: one that a document has, else the one so named.

        Named so when the line came in, else after `turn`; None where none or several are.
        """
        sku_now = self.sku(order.outlet, want.offer, turn) or want.sku
        candidates = (
            self._held(warehouse, order, want, turn),
            self.carriers(warehouse, want.sku, want.turn),
            self.carriers(warehouse, sku_now, turn),
        )
        return next((goods[0] for goods in candidates if len(goods) == 1), None)

    def _held(self, warehouse: str, order: Order, want: Want, turn: int) -> list[str]:
        """Return the goods of an order's documents that share a name with a line."""
        names = {want.sku} | self.names(order.outlet, want.offer, since=want.turn, upto=turn)
        held = {
            good
            for document in self.documents_of(warehouse, order.reference)
            for when, good, _ in document.asked.changes
            if when <= turn
        }
        return [
            good
            for good in sorted(held)
            if names & self.names(warehouse, good, since=want.turn, upto=turn)
        ]

    def called_off(self, warehouse: str, reference: str, turn: int) -> int | None:
        """Return the turn in which people last called off a living order's document, or a part.

        None where they did not, or where the order was taken up again since (D18).
        """
        order = self.orders.get(reference)
        if order is None:
            return None
        asked = self.asked(warehouse, reference)
        falls = [
            when
            for when in asked.turns(upto=turn)
            if when not in self.sent
            and order.lives(when)
            and sum(asked.at(when).values()) < sum(asked.at(when - 1).values())
        ]
        last = max(falls, default=None)
        if last is None or any(last < again <= turn for again in order.reopened):
            return None
        return last

    # Names

    def names(self, simulator: str, good: str, *, since: int, upto: int) -> set[str]:
        """Return the SKUs that a good had from one turn to another."""
        return self._names.between(simulator, good, since=since, upto=upto)

    def sku(self, simulator: str, good: str, turn: int) -> str | None:
        """Return the SKU of a good after a turn; None of one that is gone or was unknown."""
        return self._names.at(simulator, good, turn)

    def named_since(self, simulator: str, good: str, turn: int) -> int:
        """Return the turn since which a good has the SKU that it has after a turn."""
        return self._names.since(simulator, good, turn)

    def label(self, simulator: str, good: str, turn: int) -> str:
        """Return the SKU of a good for a story, or what is known of it instead."""
        unnamed = f"item {good}" if good else "an unknown SKU"
        return self.sku(simulator, good, turn) or unnamed

    def carriers(self, simulator: str, sku: str, turn: int) -> list[str]:
        """Return the goods in use that carry a SKU after a turn."""
        return self._names.carriers(simulator, sku, turn)

    @cached_property
    def _names(self) -> Names:
        return Names(self.first, tuple(self._lines("renamed")), goods_that_came(self.history))

    @cached_property
    def _feeds(self) -> Mapping[tuple[str, str | None], str]:
        routes = self.history.scenario.topology.routes
        return {(route.outlet, route.place): route.warehouse for route in routes}

    @cached_property
    def _added(self) -> dict[tuple[str, str], tuple[Series, Series]]:
        return {}

    @cached_property
    def _parts(self) -> dict[str, Parts]:
        return {}

    @cached_property
    def _wanted(self) -> dict[tuple[str, str, int], Counter[str]]:
        return {}

    # From lines to orders and documents

    @cached_property
    def _by_what(self) -> Mapping[str, list[LedgerLine]]:
        found: dict[str, list[LedgerLine]] = defaultdict(list)
        for line in self.history.ledger:
            found[line.what].append(line)
        return found

    def _lines(self, *what: str) -> list[LedgerLine]:
        return [line for each in what for line in self._by_what.get(each, ())]

    def _orders(self) -> Iterable[Order]:
        outlets = self.history.scenario.topology.outlets
        rows: dict[tuple[str, str], list[OrderRow]] = defaultdict(list)
        lines: dict[tuple[str, str], list[LedgerLine]] = defaultdict(list)
        for row in self.first.orders:
            if row.simulator in outlets and row.reference:
                rows[row.simulator, row.reference].append(row)
        for line in self._lines("demand", "shipment"):
            if line.simulator in outlets and line.reference:
                lines[line.simulator, line.reference].append(line)
        ids = {(row.simulator, row.reference): row.id for row in self.history.final.orders}
        for key in dict.fromkeys([*rows, *lines]):
            shipped = Counter[str]()
            for row in rows[key]:
                shipped[row.good or row.sku or ""] += row.shipped
            wants = [*self._early_wants(rows[key], lines[key]), *wants_of(lines[key])]
            if wants:
                yield Order(
                    outlet=key[0],
                    id=ids.get(key, key[1]),
                    reference=key[1],
                    wants=tuple(sorted(wants, key=lambda want: want.turn)),
                    told=self._series(lines[key], "shipment", now=shipped),
                )

    def _early_wants(self, rows: list[OrderRow], lines: list[LedgerLine]) -> Iterable[Want]:
        """Yield what an order wanted before the journal began: the first snapshot, less lines."""
        for row in rows:
            offer = row.good or row.sku or ""
            since = [w for w in wants_of(lines) if w.offer == offer and w.turn <= self.first.after]
            rest = row.ordered - row.cancelled - sum(want.delta for want in since)
            if rest:
                yield Want(BEFORE, row.place, offer, row.sku or "", rest)

    def _document(self, warehouse: str, document_id: str) -> Document | None:
        key = (warehouse, document_id)
        rows = [row for row in self.first.orders if (row.simulator, row.id) == key]
        lines = [
            line
            for line in self._lines("demand", "shipment")
            if (line.simulator, _document(line)) == key
        ]
        named = [row.reference for row in rows] + [line.reference for line in lines]
        reference = next(filter(None, reversed(named)), None)
        if reference is None:
            return None
        asked, out = Counter[str](), Counter[str]()
        for row in rows:
            good = row.good or row.sku or ""
            asked[good] += row.ordered - row.cancelled
            out[good] += row.shipped
        return Document(
            warehouse=warehouse,
            id=document_id,
            reference=reference,
            asked=self._series(lines, "demand", now=asked),
            out=self._series(lines, "shipment", now=out),
        )

    def _series(self, lines: Iterable[LedgerLine], what: str, *, now: Counter[str]) -> Series:
        """Return changes from lines, and before them what the first snapshot has beside them."""
        changes = [
            (line.turn, line.good or line.sku or "", line.delta or 0)
            for line in lines
            if line.what == what
        ]
        early = Counter(now)
        for turn, good, delta in changes:
            if turn <= self.first.after:
                early[good] -= delta
        return Series(tuple(sorted([(BEFORE, g, n) for g, n in early.items() if n] + changes)))

    def _is_reference(self, reference: str) -> bool:
        roles = self.history.scenario.topology.outlets.values()
        return any(role.is_reference(reference) for role in roles)


@lru_cache(maxsize=4)
def facts_of(history: History) -> Facts:
    """Return the facts of a history, worked out once for all checks."""
    return Facts(history)


def _document(line: LedgerLine) -> str:
    return line.document or f"?{line.reference}"
