"""`quiet_after_convergence`: with nothing new outside, an engine writes nothing."""

from __future__ import annotations

from stocktake.harness.facts import facts_of
from stocktake.harness.history import Entry, History, Round
from stocktake.harness.listings import just_connected
from stocktake.harness.violation import Violation


def quiet_after_convergence(history: History) -> list[Violation]:
    """D6: a round with nothing new outside makes no write; sending equal numbers is one.

    A request that is refused, or was never carried out, is none. Nor is the first number of a
    listing that need not have been read before: listings are read every hour (D12).
    """
    if history.quiet is not None:
        why = "The round before had nothing left to write"
        return _noisy(history, history.quiet.round, why)
    completed = [step.round for step in history.settling if step.round.completed]
    if not completed or completed[-1] is not history.settling[-1].round:
        return []
    why = f"None of {len(history.settling)} rounds in which nothing was new was without a write"
    return _noisy(history, completed[-1], why)


def _noisy(history: History, last: Round, why: str) -> list[Violation]:
    inside = [e for e in history.sent if e.wrote and last.first < e.seq <= last.last]
    writes = [e for e in inside if not just_connected(facts_of(history), e.seq, by=last.first)]
    if not writes:
        return []
    changed = {line.turn for line in history.ledger}
    vain = [entry for entry in writes if entry.seq not in changed]
    story = f"{why}; round {last.first + 1} to {last.last} wrote all the same. {_first(writes)}"
    if vain:
        story += f" {len(vain)} of {len(writes)} writes changed no number at all."
    seqs = tuple(entry.seq for entry in writes[:5])
    return [
        Violation(
            check="quiet_after_convergence",
            duty="D6",
            journal=seqs,
            what="it writes when nothing is new",
            story=story,
        )
    ]


def _first(writes: list[Entry]) -> str:
    first = writes[0]
    return f"At {first.seq} the engine sent {first.method} {first.path} ({first.name})."
