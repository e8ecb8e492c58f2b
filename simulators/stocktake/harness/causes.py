"""Which violations of a play are causes, and which only follow from one of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from stocktake.harness.duties import duties_in
from stocktake.harness.history import History
from stocktake.harness.violation import Violation

_FOLLOWS = frozenset({"D1", "D13", "D23"})
"""Duties about numbers: a wrong number may be all that is seen of an order that went wrong."""
_NO_PART_OF_A_NAME = "\"'`.,;:!?()[]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """A violation, and what is explained by it."""

    violation: Violation
    consequences: tuple[Violation, ...] = ()


@dataclass(frozen=True, slots=True)
class _Subjects:
    """What a violation is about: references of orders, and goods."""

    orders: frozenset[str]
    goods: frozenset[str]


def causes_of(violations: Sequence[Violation], history: History | None) -> tuple[Cause, ...]:
    """Put causes first, in time, each with what follows from it.

    A violation follows from earlier ones if they share its order, if the same check said the same
    of its goods, or if they explain every good whose number it is about: a good itself, or an order
    of it.
    """
    if history is None:
        return tuple(Cause(violation=violation) for violation in violations)
    reader = _Reader.of(history)
    about = {id(each): reader.subjects(each) for each in violations}
    found: list[tuple[Violation, list[Violation]]] = []
    for violation in sorted(violations, key=_precedence):
        cause = _cause_of(violation, [first for first, _ in found], about=about, reader=reader)
        if cause is None:
            found.append((violation, []))
        else:
            found[cause][1].append(violation)
    return tuple(Cause(violation=first, consequences=tuple(rest)) for first, rest in found)


def _precedence(violation: Violation) -> tuple[bool, int]:
    """Sort documents and shipments before numbers, then by time."""
    return _is_of_numbers(violation), min(violation.journal, default=0)


def _is_of_numbers(violation: Violation) -> bool:
    cited = [duty.number for duty in duties_in(violation.duty)]
    return bool(cited) and set(cited) <= _FOLLOWS


def _cause_of(
    violation: Violation,
    causes: Sequence[Violation],
    *,
    about: dict[int, _Subjects],
    reader: _Reader,
) -> int | None:
    """Return which of the causes explains a violation, None where it is one itself."""
    mine = about[id(violation)]
    for number, cause in enumerate(causes):
        its = about[id(cause)]
        is_again = violation.check == cause.check and mine.goods and mine.goods <= its.goods
        if mine.orders & its.orders or (is_again and not mine.orders):
            return number
    if not _is_of_numbers(violation) or not mine.goods:
        return None
    explained = [reader.explained_by(about[id(cause)]) for cause in causes]
    if mine.goods <= frozenset().union(*explained):
        return next(number for number, goods in enumerate(explained) if goods & mine.goods)
    return None


@dataclass(frozen=True, slots=True)
class _Reader:
    """Finds in stories which orders and goods they are about."""

    orders: dict[str, frozenset[str]]
    goods: frozenset[str]
    skus: dict[str, str]

    @classmethod
    def of(cls, history: History) -> _Reader:
        """Learn the names of a play: orders with their SKUs, and every SKU."""
        outlets = history.scenario.topology.outlets.values()
        lines: dict[str, set[str]] = defaultdict(set)
        for step in history.all_steps:
            for row in step.after.orders:
                if any(outlet.is_reference(row.reference) for outlet in outlets):
                    lines[row.reference or ""].add(row.sku or "")
        stock = history.final.stock
        return cls(
            orders={reference: frozenset(skus - {""}) for reference, skus in lines.items()},
            goods=frozenset(row.sku for row in stock if row.sku),
            skus=dict(_skus(history)),
        )

    def subjects(self, violation: Violation) -> _Subjects:
        """Return what a violation says that it is about, and what its story names."""
        words = {word.strip(_NO_PART_OF_A_NAME) for word in violation.story.split()}
        named = {self.skus.get(name, name) for name in violation.about} | words
        return _Subjects(frozenset(named & self.orders.keys()), frozenset(named & self.goods))

    def explained_by(self, subjects: _Subjects) -> frozenset[str]:
        """Return the goods whose numbers may be wrong because of these orders and goods."""
        return subjects.goods.union(*(self.orders[order] for order in subjects.orders))


def _skus(history: History) -> Iterator[tuple[str, str]]:
    """Yield the SKU of each good, `<warehouse>:<id>`, by its last name."""
    for row in history.final.stock:
        if row.good and row.sku:
            yield f"{row.simulator}:{row.good}", row.sku
