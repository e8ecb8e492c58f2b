"""`definite_claims_hold`: an engine that claims to have written nothing has written nothing."""

from __future__ import annotations

from stocktake.harness.history import History
from stocktake.harness.violation import Violation, describe


def definite_claims_hold(history: History) -> list[Violation]:
    """D7: when an engine calls a failure definite, no system carried out a write of that round.

    A caller that believed a false claim would do everything again.
    """
    found = []
    for step in history.all_steps:
        if not step.round.definite:
            continue
        first, last = step.round.first, step.round.last
        done = [e for e in history.sent if first < e.seq <= last and e.wrote]
        if not done:
            continue
        more = f" So it was with {len(done)} writes." if len(done) > 1 else ""
        story = (
            f"Round {first + 1} to {last} failed, and the engine claimed that nothing was written "
            f"({step.round.reason}). {describe(done[:1])} That was carried out.{more}"
        )
        journal = tuple(entry.seq for entry in done[:5])
        found.append(
            Violation(
                check="definite_claims_hold",
                duty="D7",
                journal=journal,
                what="it says that it wrote nothing, and it did",
                story=story,
            )
        )
    return found
