"""`no_lost_update`: no older number over a newer one, and no change is lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from stocktake.harness.facts import facts_of
from stocktake.harness.history import History, LedgerLine, StepHistory
from stocktake.harness.oracle import Expected, expectations
from stocktake.harness.violation import Violation, last_shown, units

CHECK = "no_lost_update"
_WORDS = {"stock": ("went", "came in"), "demand": ("were called off", "were ordered")}
"""What happened to goods when a quantity of the ledger fell, and when it rose."""


def no_lost_update(history: History) -> list[Violation]:
    """D7: no write puts an older number over a newer one, and no change is lost.

    What changes in the middle of a round is in the numbers after the next round.
    """
    found: list[Violation] = []
    for step in history.all_steps:
        pairs = zip(
            expectations(history, step.before), expectations(history, step.after), strict=True
        )
        if not _was_blind(history, step):
            found += [each for pair in pairs for each in _older_writes(*pair, step)]
    for step, following in _in_the_middle(history):
        for expected in expectations(history, following.after):
            found += _forgotten(expected, step, following)
    return found


def _was_blind(history: History, step: StepHistory) -> bool:
    """Whether a round failed in which a read was struck: it could not know what is right now."""
    first, last = step.round.first, step.round.last
    return not step.round.completed and any(
        entry.fault and not entry.is_write and first < entry.seq <= last for entry in history.sent
    )


def _older_writes(expected: Expected, after: Expected, step: StepHistory) -> Iterator[Violation]:
    for line in _shown(expected, step):
        sku = line.sku or ""
        written = expected.history.shown.get((expected.place, sku), ())
        earlier = [each for each in written if each.seq < line.seq]
        same = [each for each in earlier if each.after == line.after]
        could_be = _is_right(line, expected, after, change=_changed_before(line, expected, step))
        if not same or could_be or not _was_right(same[-1], expected):
            continue
        if _was_renamed(expected, sku, since=step.round.first, upto=line.turn):
            continue
        newer = earlier[-1]
        if same[-1].turn < newer.turn < line.turn:
            yield _older_write(same[-1], newer, line)


def _was_renamed(expected: Expected, sku: str, *, since: int, upto: int) -> bool:
    """Whether other goods go by a SKU than at the beginning of the round that writes its number."""
    facts, warehouse = expected.facts, expected.warehouse
    return facts.carriers(warehouse, sku, since) != facts.carriers(warehouse, sku, upto)


def _is_right(line: LedgerLine, *moments: Expected, change: tuple[int, int] = (0, 0)) -> bool:
    """Whether a number that was written is right at one of these moments, or between them.

    Between them what is right fell and rose by no more than `change`.
    """
    ranges = [moment.right_range(line.sku or "") for moment in moments]
    lowest = min(low for low, _ in ranges) + change[0]
    return lowest <= (line.after or 0) <= max(high for _, high in ranges) + change[1]


def _changed_before(line: LedgerLine, expected: Expected, step: StepHistory) -> tuple[int, int]:
    """Return how far the right number may have fallen and risen in a round before it was written.

    A document that is called off raises it, and an order that comes in lowers it again: the number
    between them is that of no snapshot.
    """
    related = expected.bundles.weights(line.sku or "")
    moves = [
        (each.delta or 0) * (1 if each.what == "stock" else -1)
        for each in expected.history.ledger
        if step.round.first < each.turn < line.turn and each.sku in related and each.what in _WORDS
    ]
    return sum(move for move in moves if move < 0), sum(move for move in moves if move > 0)


def _was_right(line: LedgerLine, expected: Expected) -> bool:
    """Whether a number was right when it was written."""
    steps = expected.history.all_steps
    step = next((s for s in steps if s.round.first < line.turn <= s.round.last), None)
    if step is None:
        return False
    before, after = replace(expected, snapshot=step.before), replace(expected, snapshot=step.after)
    return _is_right(line, before, after)


def _older_write(first: LedgerLine, newer: LedgerLine, line: LedgerLine) -> Violation:
    story = (
        f"At {first.turn} the engine wrote {units(first.after or 0)} of {line.sku}, at "
        f"{newer.turn} the newer {units(newer.after or 0)}, and at {line.turn} the "
        f"{units(line.after or 0)} again, which was right no more."
    )
    turns = (first.turn, newer.turn, line.turn)
    return Violation(
        check=CHECK,
        duty="D7",
        journal=turns,
        what="it writes an older number over a newer one",
        story=story,
    )


def _shown(expected: Expected, step: StepHistory) -> list[LedgerLine]:
    """Return what the engine's round wrote into the shop."""
    return [
        line
        for line in expected.history.ledger
        if (line.what, line.place) == ("shown", expected.place)
        and step.round.first < line.turn <= step.round.last
    ]


def _in_the_middle(history: History) -> Iterator[tuple[StepHistory, StepHistory]]:
    """Yield each step with events inside its round, and the next that went without a fault."""
    happened = {entry.seq for entry in history.journal if entry.kind == "event"}
    steps, informed = history.all_steps, facts_of(history).informed
    for number, step in enumerate(steps):
        if any(step.round.first < seq <= step.round.last for seq in happened):
            for following in steps[number + 1 :]:
                if following in informed and not following.round.faults:
                    yield step, following
                    break


def _forgotten(
    expected: Expected, step: StepHistory, following: StepHistory
) -> Iterator[Violation]:
    happened = {entry.seq for entry in expected.history.journal if entry.kind == "event"}
    shown = expected.shown
    for line in expected.history.ledger:
        inside = line.turn in happened and step.round.first < line.turn <= step.round.last
        if not inside or line.what not in _WORDS or line.sku not in shown:
            continue
        if expected.is_right(line.sku, shown[line.sku]) or not _was_up_to_date(
            expected, step, line
        ):
            continue
        wrote = last_shown(
            expected.history, line.sku, expected.place, before=expected.snapshot.after
        )
        story = (
            f"At {line.turn} {units(abs(line.delta or 0))} of {line.sku} "
            f"{_WORDS[line.what][(line.delta or 0) > 0]} at {line.simulator}, in the middle "
            f"of a round. The next one ({following.round.first + 1} to {following.round.last}) "
            f"was complete, and the shop still shows "
            f"{' and '.join(units(number) for number in sorted(shown[line.sku]))} instead of "
            f"{units(expected.right_number(line.sku))}."
        )
        turns = tuple(seq for seq in (line.turn, wrote) if seq is not None)
        yield Violation(
            check=CHECK,
            duty="D7",
            journal=turns,
            what="it misses a change that came while it ran",
            story=story,
        )


def _was_up_to_date(expected: Expected, step: StepHistory, line: LedgerLine) -> bool:
    """Whether the round wrote what was right at its beginning: else the number was wrong anyhow."""
    before, after = replace(expected, snapshot=step.before), replace(expected, snapshot=step.after)
    sku = line.sku or ""
    return sku in after.shown and before.is_right(sku, after.shown[sku])
