"""`converged`: after a completed round all systems agree, and at rest nothing is left to do."""

from __future__ import annotations

from stocktake.harness.history import Entry, History
from stocktake.harness.labels import label_turns
from stocktake.harness.oracle import Expected, due_of, expectations
from stocktake.harness.orders import BEFORE, Order
from stocktake.harness.output import names_text
from stocktake.harness.rounds import InformedRound, informed_rounds
from stocktake.harness.tellings import is_untellable
from stocktake.harness.violation import (
    WRONG_NUMBERS,
    Violation,
    WrongNumber,
    describe_faults,
    faulted,
    joined,
    last_shown,
    lost_callbacks,
    naming,
    units,
)


def converged(history: History) -> list[Violation]:
    """D1, D4, D7: all systems agree after each completed round, as far as it could know.

    At rest they agree exactly, and the last round is completed.
    """
    found = [] if history.all_steps[-1].round.completed else [_failing(history)]
    for expected in expectations(history, history.final):
        found += _wrong_numbers(expected) + _unshipped(expected) + _wrongly_told(expected)
    return found or _on_the_way(history)


def _failing(history: History) -> Violation:
    last = history.all_steps[-1].round
    story = (
        f"After the last step nothing happened and nothing was broken, yet the last of "
        f"{len(history.settling)} rounds {last.outcome.value} (exit {last.exit}): {last.reason}."
    )
    return Violation(
        check="converged",
        duty="D7",
        journal=(last.first + 1,),
        what="its rounds fail to the end",
        story=story,
    )


# At rest


def _wrong_numbers(expected: Expected) -> list[Violation]:
    parts, cited, lost = list[str](), list[int](), dict[int, Entry]()
    numbers = list[WrongNumber]()
    for sku, shown in sorted(expected.shown.items()):
        if expected.is_right(sku, shown):
            continue
        parts.append(
            f"The shop shows {_and(shown)} of {sku} at store {expected.place}, but "
            f"{units(expected.right_number(sku))} is right: {expected.reason(sku)}."
        )
        wrote = last_shown(expected.history, sku, expected.place, before=expected.snapshot.after)
        # Never written: the last round is the one that should have done it.
        cited.append(expected.history.all_steps[-1].round.last if wrote is None else wrote)
        lost |= {e.seq: e for e in _lost_writes(expected, sku, after=wrote or 0)}
        numbers.append(_wrong_number(expected, sku, shown, wrote=wrote))
    if not parts:
        return []
    journal = tuple(sorted({*cited, *lost}))
    story = joined(parts) + describe_faults([lost[seq] for seq in sorted(lost)])
    return [
        Violation(
            check="converged", duty="D1", journal=journal, story=story, what=WRONG_NUMBERS,
            numbers=tuple(numbers),
        )
    ]  # fmt: skip


def _lost_writes(expected: Expected, sku: str, *, after: int) -> list[Entry]:
    """Return the writes of a number that a fault kept from being done."""
    spelled = (sku, *expected.offers.get(sku, ()))
    return [
        entry
        for entry in faulted(expected.history, after=after, upto=expected.snapshot.after)
        if entry.simulator == expected.outlet
        and entry.is_write
        and not entry.done
        and any(names_text(f"{entry.path} {entry.request_body}", each) for each in spelled)
    ]


def _unshipped(expected: Expected) -> list[Violation]:
    if expected.route.warehouse_role.staff_ship:
        return []
    orders, sellable, found = expected.outlet_orders, expected.sellable, []
    end = expected.snapshot.after
    for reference, copies in expected.documents.items():
        could = {sku: n for sku, n in due_of(copies).items() if sellable[sku] > 0}
        if not could or reference not in orders or not expected.facts.orders[reference].lives(end):
            continue
        goods = ", ".join(f"{units(n)} of {sku}" for sku, n in sorted(could.items()))
        seqs = tuple(
            e.seq for e in naming(expected.history, expected.warehouse, reference) if e.is_write
        )
        story = (
            f"Order {reference} still waits for {goods}, "
            f"although {expected.warehouse} could ship it."
        )
        found.append(
            Violation(
                check="converged",
                duty="D4",
                journal=seqs,
                what="it leaves an order that could be shipped",
                story=story,
            )
        )
    return found


def _wrongly_told(expected: Expected) -> list[Violation]:
    end = expected.snapshot.after
    orders = expected.facts.orders_of(expected.route, end)
    return [v for order in orders for v in _wrong_word(expected, order, known=end, now=end)]


def _wrong_word(expected: Expected, order: Order, *, known: int, now: int) -> list[Violation]:
    """Compare what the outlet was told of an order with what was out, known and still so now."""
    warehouse, reference = expected.warehouse, order.reference
    if not order.lives(now) or not order.lives(known):
        return []
    told = bool(order.told.at(now))
    if told and expected.route.outlet_role.never_unshipped:
        return []  # each_shipment_once judges when it was told; names_what_it_leaves the rest
    if told:
        wrong = all(
            expected.is_short(order, turn, told_at=_told_at(expected, order))
            for turn in (known, now)
        )
    else:
        wrong = all(expected.is_out(order, turn) for turn in (known, now))
        wrong = wrong and not is_untellable(expected, order, now)
    if not wrong:
        return []
    truth = "not everything is out" if told else "everything is out"
    story = (
        f"Of order {reference} {truth} at {warehouse}, "
        f"but the shop has it as {'shipped' if told else 'not shipped'}."
    )
    turns = [*expected.shipped_at(reference)] or label_turns(expected.history, reference)
    unheard = lost_callbacks(expected.history, put=turns)
    story += describe_faults(unheard)
    told_turns = tuple(order.told.turns(after=BEFORE, upto=now))
    seqs = (*(told_turns or turns), *(entry.seq for entry in unheard))
    return [
        Violation(
            check="converged",
            duty="D4, D20",
            journal=seqs,
            what="it tells the shop something else than what has left",
            story=story,
        )
    ]


def _told_at(expected: Expected, order: Order) -> int:
    """Return when the engine last knew how the order was, before it told the outlet."""
    turn = order.told.turns()[-1]
    return max(expected.facts.could_last_know(turn), order.placed)


# After each completed round


def _on_the_way(history: History) -> list[Violation]:
    """Find what a completed round left wrong, although it was so from before its beginning."""
    found: list[Violation] = []
    seen: set[tuple[str, str]] = set()
    for each in informed_rounds(history):
        wrong = [(each.before.place, sku) for sku, *_ in each.wrong_numbers()]
        if not seen & set(wrong):
            found += _wrong_after(each)
        seen |= set(wrong)
        for order in each.facts.orders_of(each.after.route, each.last):
            if ("told", order.reference) not in seen and not each.was_struck(order):
                late = _wrong_word(each.after, order, known=each.first, now=each.last)
                seen |= {("told", order.reference)} if late else set()
                found += late
    return found


def _wrong_after(each: InformedRound) -> list[Violation]:
    parts, cited = list[str](), list[int]()
    numbers = list[WrongNumber]()
    for sku, shown, (low, high) in each.wrong_numbers():
        right = units(low) if low == high else f"{units(low)} to {units(high)}"
        parts.append(
            f"After it the shop showed {_and(shown)} of {sku} at store {each.after.place}, but "
            f"{right} was right: {each.after.reason(sku)}."
        )
        wrote = last_shown(each.facts.history, sku, each.after.place, before=each.last)
        cited.append(each.last if wrote is None else wrote)
        numbers.append(_wrong_number(each.after, sku, shown, wrote=wrote))
    if not parts:
        return []
    story = f"Round {each.first + 1} to {each.last} called itself complete. {joined(parts)}"
    return [
        Violation(
            check="converged", duty="D1", journal=tuple(sorted(set(cited))), story=story,
            what=WRONG_NUMBERS, numbers=tuple(numbers),
        )
    ]  # fmt: skip


def _and(numbers: set[int]) -> str:
    return " and ".join(units(number) for number in sorted(numbers))


def _wrong_number(
    expected: Expected, sku: str, shown: set[int], *, wrote: int | None
) -> WrongNumber:
    """Return a wrong number with all that says why it is wrong."""
    stock = expected.snapshot.stock
    rows = [row for row in stock if (row.simulator, row.sku) == (expected.warehouse, sku)]
    return WrongNumber(
        sku=sku,
        outlet=expected.outlet,
        place=expected.place,
        warehouse=expected.warehouse,
        right=expected.right_number(sku),
        shown=tuple(sorted(shown)),
        on_hand=sum(row.physical or 0 for row in rows),
        can_ship=expected.sellable[sku],
        owed=expected.due[sku],
        why=tuple(dict.fromkeys(row.why for row in rows if row.why)),
        wrote=wrote,
        upto=expected.snapshot.after,
    )
