"""Completed rounds: what an engine could know at the start of one, and what is wrong after it.

A round that calls itself complete has done everything that it could know of (duties.md, words).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from stocktake.harness.facts import Facts, facts_of
from stocktake.harness.history import Entry, History, LedgerLine, StepHistory
from stocktake.harness.oracle import Expected, expectations
from stocktake.harness.orders import NAMELESS, Order
from stocktake.harness.output import names_order, names_text


@dataclass(frozen=True, eq=False)
class InformedRound:
    """A completed round on one route in which no answer misled, and the world around it."""

    step: StepHistory
    before: Expected
    after: Expected

    @property
    def facts(self) -> Facts:
        """What was true at each journal number."""
        return self.after.facts

    @property
    def first(self) -> int:
        """The journal number before the round."""
        return self.step.round.first

    @property
    def last(self) -> int:
        """The journal number of its last row."""
        return self.step.round.last

    @cached_property
    def answers(self) -> list[Entry]:
        """What the engine sent in it."""
        return [e for e in self.facts.history.sent if self.first < e.seq <= self.last]

    @property
    def met_errors(self) -> bool:
        """Whether an answer in it was an error, or none came."""
        return any(e.status is None or e.status >= 400 or not e.delivered for e in self.answers)

    def changed_inside(self) -> list[LedgerLine]:
        """Return what others than the engine changed while it ran."""
        return [
            line
            for line in self.facts.history.ledger
            if self.first < line.turn <= self.last and line.turn not in self.facts.sent
        ]

    def waiting(self, *, even_named: bool = False) -> Iterator[Order]:
        """Yield orders that it could have made a document of, and that have none and are not named.

        They were there before it, nothing happened to them meanwhile, and the warehouse has what
        they want. `even_named`: also those that are named.
        """
        rows = self.before.outlet_orders
        for order in self._settled_orders():
            mine = rows.get(order.reference, ())
            if (
                order.lives(self.last)
                and self.before.can_be_made(mine)
                and self.after.can_be_made(mine)
                and not self._has_document(order)
                and (even_named or not self.names(order.reference))
            ):
                yield order

    def untold(self) -> Iterator[Order]:
        """Yield orders of which everything was out before it, that are not told and not named."""
        for order in self._settled_orders():
            told, out = order.told.at(self.last), self.after.is_out(order, self.first)
            if out and not told and order.lives(self.last) and not self.was_struck(order):
                yield order

    def unfollowed(self) -> Iterator[Order]:
        """Yield orders whose documents ask for something else after it, and that are not named."""
        for order in self._settled_orders():
            warehouse, reference = self.before.warehouse, order.reference
            asked = self.facts.asked(warehouse, reference).at(self.last)
            out = self.facts.out(warehouse, reference).at(self.last)
            right = self.facts.wanted(warehouse, order, self.first) | out
            left = out and not order.lives(self.last)
            called_off = self.facts.called_off(warehouse, reference, self.last) is not None
            # Lines of a SKU that was unknown count once people connect them (D14).
            unconnected = self.before.route.outlet_role.imports_unknown and asked[NAMELESS]
            excused = left or called_off or unconnected or self.was_struck(order)
            if self._has_document(order) and asked != right and not excused:
                yield order

    def _settled_orders(self) -> Iterator[Order]:
        """Yield this warehouse's orders from before it to which nothing happened meanwhile."""
        for order in self.facts.orders_of(self.before.route, self.first):
            changed = any(self.first < turn <= self.last for turn in order.lines_turns)
            if not changed and self.facts.holder(order, self.last) == self.before.warehouse:
                yield order

    def _has_document(self, order: Order) -> bool:
        documents = self.facts.documents_of(self.before.warehouse, order.reference)
        return any(document.asked.turns(upto=self.last) for document in documents)

    def names(self, reference: str) -> bool:
        """Whether it names an order in its output."""
        return names_order(self.step.round.output, self.before.route.outlet_role, reference)

    def wrong_numbers(self) -> Iterator[tuple[str, set[int], tuple[int, int]]]:
        """Yield SKU, numbers shown after it and the lowest and highest that could be right.

        A number may be right for any moment of the round. Left out is what belongs to the next
        round: goods that others changed meanwhile, that a struck exchange was about, and what the
        engine names in its output, by themselves or by their order. Where the list of what is shown
        was struck, nobody could know which numbers are to be written.
        """
        excused = self._changed_meanwhile() | self._of_named_orders()
        for sku, numbers in sorted(self.after.shown.items()):
            before, after = self.before.right_range(sku), self.after.right_range(sku)
            right = (min(before[0], after[0]), max(before[1], after[1]))
            if len(numbers) == 1 and right[0] <= min(numbers) <= right[1]:
                continue
            if not self.is_hidden(sku) and not excused & self.after.bundles.weights(sku).keys():
                yield sku, numbers, right

    def is_hidden(self, sku: str) -> bool:
        """Whether its number belongs to the next round, whatever the engine could know of the good.

        A fault hit the list of what is shown or an exchange about it, or the output names it.
        """
        spelled = [*self.after.bundles.weights(sku), *self.after.offers.get(sku, ())]
        return self._shown_was_struck or any(names_text(self._struck, each) for each in spelled)

    @cached_property
    def _shown_was_struck(self) -> bool:
        role = self.after.route.outlet_role
        lists = {role.operations.get("read_quantities"), *role.vocabulary.lists}
        return any(
            entry.fault and entry.simulator == self.after.outlet and entry.operation in lists
            for entry in self.answers
        )

    def was_struck(self, order: Order) -> bool:
        """Whether a fault hit an exchange about an order, or the output names it."""
        texts = (order.id, order.reference)
        return any(names_text(self._struck, text) for text in texts)

    @cached_property
    def _struck(self) -> str:
        """What exchanges said that a fault hit, and what the engine printed."""
        parts = [self.step.round.output]
        for entry in self.answers:
            if entry.fault:
                # What a form says is readable once it is decoded.
                parts += [entry.path or "", entry.request_body or "", str(entry.asked)]
                parts += [entry.reply_body or ""]
        return "\n".join(parts)

    def _changed_meanwhile(self) -> set[str | None]:
        inside = self.changed_inside()
        return {line.sku for line in inside} | {
            self.facts.sku(line.simulator, line.good or "", turn)
            for line in inside
            for turn in (self.first, self.last)
        }

    def _of_named_orders(self) -> set[str | None]:
        orders = self.facts.orders_of(self.after.route, self.last)
        return {want.sku for o in orders if self.names(o.reference) for want in o.wants}


@lru_cache(maxsize=4)
def informed_rounds(history: History) -> tuple[InformedRound, ...]:
    """Return each completed round in which no answer misled, route by route."""
    return tuple(
        InformedRound(step, before, after)
        for step in facts_of(history).informed
        for before, after in zip(
            expectations(history, step.before), expectations(history, step.after), strict=True
        )
    )
