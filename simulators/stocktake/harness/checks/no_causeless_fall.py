"""`no_causeless_fall`: an empty or shorter answer is no knowledge, and lowers no number."""

from __future__ import annotations

from collections.abc import Iterator

from stocktake.harness.bundles import MICRO
from stocktake.harness.facts import Facts, facts_of
from stocktake.harness.history import History, LedgerLine, StepHistory
from stocktake.harness.oracle import Expected, expectations
from stocktake.harness.violation import Violation, describe_faults, faulted, units

CHECK = "no_causeless_fall"


def no_causeless_fall(history: History) -> list[Violation]:
    """D23: the engine lowers no number further than sales and losses since the last round explain.

    From the beginning of the last completed round to the end of this one: below the lowest right
    number, less everything unshipped on orders, less what went inside rounds.
    """
    facts = facts_of(history)
    found: dict[tuple[str | None, str | None], Violation] = {}
    window: list[StepHistory] = []
    for step in history.all_steps:
        window.append(step)
        if not facts.was_misled(step):
            for line in _lowered(facts, step):
                violation = _judge(history, window, line)
                if violation:
                    found.setdefault((line.place, line.sku), violation)
        if step.round.completed:
            window = [step]
    return list(found.values())


def _lowered(facts: Facts, step: StepHistory) -> Iterator[LedgerLine]:
    """Yield the shown numbers that the engine lowered in a round."""
    for line in facts.history.ledger:
        lowered = line.what == "shown" and (line.delta or 0) < 0 and line.turn in facts.sent
        if lowered and step.round.first < line.turn <= step.round.last:
            yield line


def _judge(history: History, window: list[StepHistory], line: LedgerLine) -> Violation | None:
    looks = [
        expected
        for step in window
        for snapshot in (step.before, step.after)
        for expected in expectations(history, snapshot)
        if (expected.outlet, expected.place) == (line.simulator, line.place)
    ]
    if not looks or line.sku is None:
        return None
    right = min(each.right_range(line.sku)[0] for each in looks)
    unshipped = max(_unshipped(each, line.sku) for each in looks)
    went = _went_inside(looks[0], window, line.sku)
    if (line.after or 0) >= (right - unshipped - went) // MICRO * MICRO:
        return None
    return _violation(looks[-1], window, line, right)


def _unshipped(expected: Expected, sku: str) -> int:
    """Return what orders of a good want or ask for, and what has not left: the larger of both.

    Orders of its bundles and of its parts count too.
    """
    due = expected.due[sku] + max(0, expected.lag[sku])
    weights = expected.bundles.weights(sku)
    orders = sum(
        row.due * weights[row.sku or ""]
        for _, rows in expected.orders_of_the_warehouse()
        for row in rows
    )
    return max(due, orders)


def _went_inside(expected: Expected, window: list[StepHistory], sku: str) -> int:
    """Return what people took of a good, its bundles and its parts while rounds ran."""
    facts, total, weights = expected.facts, 0, expected.bundles.weights(sku)
    rounds = [(step.round.first, step.round.last) for step in window]
    for line in facts.history.ledger:
        inside = any(first < line.turn <= last for first, last in rounds)
        weight = weights[line.sku or ""]
        if inside and weight and line.turn not in facts.sent:
            if line.simulator == expected.warehouse and line.what == "stock":
                total += weight * max(0, -(line.delta or 0))
            if line.what == "demand":
                total += weight * max(0, line.delta or 0)
    return total


def _violation(
    expected: Expected, window: list[StepHistory], line: LedgerLine, right: int
) -> Violation:
    first, last = window[0].round.first, line.turn
    faults = faulted(expected.history, after=window[-1].round.first, upto=last)
    before = (line.after or 0) - (line.delta or 0)
    story = (
        f"At {line.turn} the engine lowered {line.sku} at store {line.place} from {units(before)} "
        f"to {units(line.after or 0)}. Since {first + 1} nothing happened that explains it: at "
        f"least {units(right)} could be sold all the time.{describe_faults(faults)}"
    )
    seqs = (*(entry.seq for entry in faults), line.turn)
    return Violation(
        check=CHECK,
        duty="D23",
        journal=tuple(sorted(set(seqs))),
        what="it lowers numbers without a cause",
        story=story,
    )
