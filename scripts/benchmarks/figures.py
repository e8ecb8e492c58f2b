"""Numbers from samples: medians, ratios, goals."""

import statistics
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


def median(values: Iterable[float | None]) -> Any:
    """Return the median of the known values, None if there are none."""
    known = [value for value in values if value is not None]
    return statistics.median(known) if known else None


def least(values: Iterable[float | None]) -> Any:
    """Return the least of the known values, None if there are none."""
    return min((value for value in values if value is not None), default=None)


def ratio(one: float | None, other: float | None) -> float | None:
    """Return one divided by the other, None if either is unknown."""
    return one / other if one is not None and other else None


def compared(
    samples: Mapping[str, list[Mapping[str, Any]]], one: str, other: str
) -> dict[str, Any]:
    """Return one's CPU by another's: of the least chunks, and the median of the rounds' ratios."""
    mine, others = ([s["cpu_us"] for s in samples[name]] for name in (one, other))
    rounds = (ratio(a, b) for a, b in zip(mine, others, strict=True))
    return {"least": ratio(least(mine), least(others)), "median": median(rounds)}


@dataclass(frozen=True, slots=True)
class Goal:
    """An aim of docs/speed.md: at least or at most so much."""

    what: str
    sense: str
    goal: float

    def met_by(self, measured: float | None) -> dict[str, Any]:
        """Return the goal beside a figure; None where the run did not measure it."""
        met = None
        if measured is not None:
            met = measured >= self.goal if self.sense == "at least" else measured <= self.goal
        return {
            "what": self.what, "sense": self.sense, "goal": self.goal, "measured": measured,
            "met": met,
        }  # fmt: skip


def at_least(what: str, goal: float) -> Goal:
    """Return a goal to reach."""
    return Goal(what, "at least", goal)


def at_most(what: str, goal: float) -> Goal:
    """Return a goal not to exceed."""
    return Goal(what, "at most", goal)
