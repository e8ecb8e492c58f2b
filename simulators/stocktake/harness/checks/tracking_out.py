"""`tracking_out`: an order comes to the carrier tool once, and its parcels to their outlet."""

from __future__ import annotations

from collections.abc import Iterator

from stocktake.harness.facts import Facts, facts_of
from stocktake.harness.history import Entry, History
from stocktake.harness.labels import label_turns
from stocktake.harness.leaving import surely_gone
from stocktake.harness.oracle import Expected, expectations
from stocktake.harness.orders import Order, missing
from stocktake.harness.parcels import parcels_of, plain, released, words
from stocktake.harness.tellings import (
    carrier_of,
    good_numbers,
    is_before_accepted,
    is_no_word,
    is_of_a_parcel,
    number_of,
)
from stocktake.harness.violation import Violation, describe, units

CHECK = "tracking_out"


def tracking_out(history: History) -> list[Violation]:
    """D15: a parcel's number reaches the outlet that sold it, its own and in the outlet's words.

    After the order was accepted, where that is a call; a number is never replaced by another
    parcel's. Before that an order that is ready comes to the carrier tool, once, and what left with
    a label is shipped at the warehouse.
    """
    found = [v for violations in map(_of_route, expectations(history, history.final))
             for v in violations]  # fmt: skip
    facts = facts_of(history)
    if history.scenario.topology.carriers:
        found += [*_exported_twice(facts), *_not_exported(facts), *_other_quantities(facts)]
    return found


def _of_route(expected: Expected) -> list[Violation]:
    role, found = expected.route.outlet_role, []
    for order in expected.facts.orders_of(expected.route, expected.snapshot.after):
        if role.parcels:
            told = words(expected.history, expected.outlet, role, order)
            found += (
                list(_of_another_parcel(expected, order, told))[:1]
                or list(_in_other_words(expected, order, told))[:1]
                or list(_before_accepted(expected, order, told))[:1]
                or list(_replaced(expected, order, told))[:1]
            )
        found += _left_unshipped(expected, order)
    return found


def _of_another_parcel(expected: Expected, order: Order, told: list[Entry]) -> Iterator[Violation]:
    """Find a number that no parcel of an order had then."""
    parcels = parcels_of(expected.history, order.reference)
    for entry in told:
        number, good = number_of(expected, entry), good_numbers(expected, order, entry)
        if parcels and entry.done and not is_of_a_parcel(expected, order, entry):
            said = ", ".join(sorted(good)) or "none"
            yield _violation(
                entry,
                "it tells a number that no parcel of the order has",
                f"It says that order {order.reference} left as {number or 'a parcel without a'}"
                f"{'' if number else ' number'}; its parcels are {said}.",
            )


def _in_other_words(expected: Expected, order: Order, told: list[Entry]) -> Iterator[Violation]:
    """Find a carrier's code of the tool, or Amazon, told to an outlet."""
    for entry in told:
        word = carrier_of(expected, entry)
        if is_no_word(word):
            yield _violation(
                entry,
                "it names a carrier in no word of the outlet",
                f"For order {order.reference} it calls the carrier {word!r}, which is no word of"
                f" {expected.outlet}'s.",
            )


def _before_accepted(expected: Expected, order: Order, told: list[Entry]) -> Iterator[Violation]:
    """Find a number that was told before an order was accepted, even if it was refused."""
    for entry in told:
        if is_before_accepted(expected, order, entry):
            yield _violation(
                entry,
                "it tells a parcel of an order that it has not accepted",
                f"Order {order.reference} had not been accepted before.",
            )


def _replaced(expected: Expected, order: Order, told: list[Entry]) -> Iterator[Violation]:
    """Find a second number that took the place of the first: nothing more was told as shipped."""
    first: Entry | None = None
    for entry in told:
        if not entry.done:
            continue
        same = order.told.at(entry.seq) == order.told.at(entry.seq - 1)
        numbers = [plain(number_of(expected, each)) for each in (first or entry, entry)]
        if first and same and numbers[0] != numbers[1]:
            yield Violation(
                check=CHECK,
                duty="D15",
                what="it replaces the number of a parcel",
                journal=(first.seq, entry.seq),
                story=f"{describe([first, entry])} So the number {number_of(expected, first)} of "
                f"order {order.reference} was replaced by {number_of(expected, entry)}.",
            )
        first = first or entry


def _left_unshipped(expected: Expected, order: Order) -> list[Violation]:
    """Find an order of which everything has a label, and that its warehouse still holds."""
    facts, end = expected.facts, expected.snapshot.after
    wanted = facts.wanted(expected.warehouse, order, end)
    labels = label_turns(expected.history, order.reference, surely=True)
    if not labels or not order.lives(end) or not wanted:
        return []
    gone = surely_gone(facts, expected.warehouse, order.reference, end)
    out = facts.out(expected.warehouse, order.reference).at(end)
    if (
        missing(wanted, gone)
        or not missing(wanted, out)
        or not facts.could_know(labels[-1], by=end)
    ):
        return []
    story = (
        f"At {labels[-1]} the last label of order {order.reference} was bought. At the end "
        f"{expected.warehouse} still has it as not shipped."
    )
    return [
        Violation(
            check=CHECK,
            duty="D15",
            journal=(labels[-1],),
            what="it leaves an order unshipped whose labels are bought",
            story=story,
        )
    ]


# The carrier tool


def _exported_twice(facts: Facts) -> Iterator[Violation]:
    """Find orders that the engine made twice at the carrier tool."""
    for (tool, reference), documents in _made(facts).items():
        turns = [turn for turn in documents.values() if turn in facts.sent]
        if len(documents) > 1 and len(turns) > 0 and reference in facts.orders:
            entries = [entry for entry in facts.history.sent if entry.seq in turns]
            if len(turns) > 1 or not _by_people(facts, documents):
                yield Violation(
                    check=CHECK,
                    duty="D15",
                    what="it brings an order twice to where labels are bought",
                    journal=tuple(turns),
                    story=f"{describe(entries)} Now {tool} has order {reference} "
                    f"{len(documents)} times, and labels may be bought for each.",
                )


def _made(facts: Facts) -> dict[tuple[str, str], dict[str, int]]:
    """Return what each carrier tool has of an order: the ids there, and when they came."""
    made: dict[tuple[str, str], dict[str, int]] = {}
    for line in facts.history.ledger:
        is_new = line.what == "demand" and (line.delta or 0) > 0
        if line.simulator in facts.history.scenario.topology.carriers and is_new:
            documents = made.setdefault((line.simulator, line.reference or ""), {})
            documents.setdefault(line.document or "", line.turn)
    return made


def _other_quantities(facts: Facts) -> Iterator[Violation]:
    """Find orders that the engine brought to the carrier tool, and that ask for more or less there.

    When their first label is bought, or at the end; until people do something else with them.
    """
    history = facts.history
    for (tool, reference), documents in _made(facts).items():
        order, turn = facts.orders.get(reference), next(iter(documents.values()))
        if order is None or len(documents) > 1 or turn not in facts.sent:
            continue
        labels = label_turns(history, reference)
        now = labels[0] - 1 if labels else history.final.after
        right, edited = _to_be_sent(facts, order, now), order.lines_turns[-1]
        there = sum(
            line.delta or 0
            for line in history.ledger
            if (line.simulator, line.what, line.reference) == (tool, "demand", reference)
            and line.turn <= now
        )
        known = edited <= now and facts.could_know(edited, by=now)
        if right and there not in right and known and not _is_past_it(facts, order, turn, by=now):
            entries = [entry for entry in history.sent if entry.seq == turn]
            yield Violation(
                check=CHECK,
                duty="D15, D17",
                journal=(max(edited, 0), turn),
                what="it leaves an order with other quantities where labels are bought",
                story=f"{describe(entries)} By {now} {tool} has {units(there)} of order "
                f"{reference}, which wants {units(right[0])}.",
            )


def _to_be_sent(facts: Facts, order: Order, now: int) -> list[int]:
    """Return how much of an order may be at the carrier tool: what it wants, or its document asks.

    Nothing where that cannot be said, of SKUs that nobody knows and of bundles.
    """
    warehouse = facts.holder(order, now) or ""
    wanted = facts.wanted(warehouse, order, now)
    if any(good.startswith("?") for good in wanted) or facts.parts(warehouse):
        return []
    return [wanted.total(), facts.asked(warehouse, order.reference).at(now).total()]


def _by_people(facts: Facts, documents: dict[str, int]) -> bool:
    """Whether people split or merged an order after the engine had made it."""
    turns = list(documents.values())
    return turns[0] in facts.sent and all(turn not in facts.sent for turn in turns[1:])


def _not_exported(facts: Facts) -> Iterator[Violation]:
    """Find orders that are ready, and that the carrier tool does not have."""
    history, end = facts.history, facts.history.final.after
    carriers = history.scenario.topology.carriers
    there = {row.reference for row in history.final.orders if row.simulator in carriers}
    for reference, turn in released(history).items():
        order = facts.orders.get(reference)
        if order is None or reference in there or not order.lives(end):
            continue
        if _is_past_it(facts, order, turn, by=end):
            continue
        if facts.could_know(turn, by=end) and not order.told.at(end):
            story = (
                f"At {turn} order {reference} became ready to be shipped, and at the end "
                f"{', '.join(carriers)} does not have it: nobody can buy its label."
            )
            yield Violation(
                check=CHECK,
                duty="D15",
                journal=(turn,),
                what="it does not bring an order to where labels are bought",
                story=story,
            )


def _is_past_it(facts: Facts, order: Order, turn: int, *, by: int) -> bool:
    """Whether people did something else with an order after they had made it ready.

    They shipped it, even if they took that back, or called it off.
    """
    warehouse = facts.holder(order, turn) or ""
    off = facts.called_off(warehouse, order.reference, by)
    left = facts.out(warehouse, order.reference).turns(after=turn, upto=by)
    return bool(left) or (off is not None and off > turn)


def _violation(entry: Entry, what: str, said: str) -> Violation:
    story = f"{describe([entry])} {said}"
    return Violation(check=CHECK, duty="D15", journal=(entry.seq,), what=what, story=story)
