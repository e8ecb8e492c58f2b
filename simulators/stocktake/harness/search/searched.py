"""A search that found no schedule, as a result for a report."""

from __future__ import annotations

from stocktake.harness.checks import CHECKS
from stocktake.harness.scenario import Scenario
from stocktake.harness.search.hunt import Search
from stocktake.harness.verdict import Result
from stocktake.harness.violation import Violation

NAME = "generated schedules"
CARRIED = (
    "{} schedules failed that pass in a new process of the engine: it carries something from one "
    "play into the next."
)
MOST_NOTES = 5


def frequent_notes(search: Search) -> list[tuple[str, int]]:
    """Return the most frequent notes on the engine, with how often."""
    return sorted(search.notes.items(), key=lambda note: -note[1])[:MOST_NOTES]


def searched(search: Search, *, examples: int, seed: int) -> Result:
    """Return the result of a search without a failing schedule.

    Every check passed, or it says why nothing can be said.
    """
    passed = f"{search.passed} of {examples} schedules of seed {seed} were passed."
    carried = CARRIED.format(search.carried) if search.carried else ""
    spent = f"the time budget was spent: {passed}" if search.cut_off else ""
    checks: dict[str, tuple[Violation, ...]] = {
        check.__name__: () for check in (CHECKS if not (carried or spent) else ())
    }
    return Result(
        scenario=Scenario(name=NAME, sentence=passed, topology=search.topology, steps=()),
        history=None,
        checks=checks,
        broken_down=carried,
        skipped="" if carried else spent,
        notes=tuple(f"{times} times: {why}" for why, times in frequent_notes(search)),
    )
