"""The search for a schedule under which an engine fails, and for the shortest one."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random  # noqa: TID251  # carries a seed to Hypothesis and draws nothing
from typing import TYPE_CHECKING

from stocktake.harness.checks import CHECKS
from stocktake.harness.play.errors import Stopped
from stocktake.harness.scenario import Scenario
from stocktake.harness.search.schedules import Drawn, scenario_of
from stocktake.harness.topology import Topology
from stocktake.harness.verdict import Result

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

NOT_JUDGED = "not judged"
"""What fails where an engine cannot be judged."""
SHRINKING_PLAYS = 150

Play = Callable[[Scenario], Result]


class SearchStopped(BaseException):
    """The search ends here: time is up, or a play failed through no fault of the engine.

    Not an Exception: Hypothesis would take it for a failing example and try to shrink it.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Counterexample:
    """A schedule that an engine fails: which check, which example it was, as met and as shrunk."""

    check: str
    example: int
    first: Scenario
    shrunk: Scenario


@dataclass(slots=True, kw_only=True)
class Search:
    """A running search, which a progress bar may look at.

    `example` is the number of the one drawn last, `plays` how many schedules were played: one that
    is drawn again is not; `on_result` gets each with what came of it. Once a `check` has failed
    only that one counts, and `shrinking` is the number of plays since, at most `patience`; `only`
    are the checks that count at all, every one when it is empty. What failed is played again with
    `play_alone`, in a new process of the engine, and so is what it is shrunk to; `carried` counts
    schedules that passed there. `cut_off`: time was up before all examples were played; `failure`
    is what else stopped it.
    """

    play: Play
    play_alone: Play
    topology: Topology
    until: float | None = None
    only: frozenset[str] = frozenset()
    patience: int = SHRINKING_PLAYS
    on_play: Callable[[Search], None] = lambda _: None
    on_result: Callable[[Search, Scenario, Result], None] = lambda _search, _scenario, _result: None
    plays: int = 0
    shrinking: int = 0
    check: str = ""
    example: int = 0
    first: Scenario | None = None
    failure: Exception | None = None
    cut_off: bool = False
    carried: int = 0
    notes: dict[str, int] = field(default_factory=dict)
    known: dict[str, frozenset[str]] = field(default_factory=dict)

    def is_wrong(self, drawn: Drawn) -> bool:
        """Whether the engine fails under a schedule, by the check that failed first."""
        scenario = scenario_of(drawn, topology=self.topology)
        key = repr(scenario.steps)
        if key not in self.known:
            if self.is_over:
                if not self.check:
                    self.cut_off = True
                    raise SearchStopped
                return False
            self.known[key] = self._failed(scenario, self.play_alone if self.check else self.play)
        if not self.check and self.known[key]:
            self._confirm(scenario, key)
        return bool(self.check) and self.check in self.known[key]

    @property
    def is_over(self) -> bool:
        """Whether time or the plays for shrinking are up."""
        late = self.until is not None and time.monotonic() >= self.until
        return late or bool(self.check) and self.shrinking >= self.patience

    @property
    def passed(self) -> int:
        """How many examples the engine has passed, while none has failed."""
        return self.example - self.cut_off - self.carried

    def _confirm(self, scenario: Scenario, key: str) -> None:
        """Play what failed in a new process: only what fails there too can be replayed."""
        alone = self._failed(scenario, self.play_alone)
        if both := self.known[key] & alone:
            self.check, self.first = _worst(both), scenario
        else:
            self.carried += 1
        self.known[key] = alone

    def _failed(self, scenario: Scenario, play: Play) -> frozenset[str]:
        try:
            result = play(scenario)
        except Stopped:
            self.cut_off = True
            raise SearchStopped from None
        except Exception as error:
            self.failure = error
            raise SearchStopped from error
        self.plays += 1
        self.shrinking += bool(self.check)
        for note in result.notes:
            kind = note.partition(": ")[2] or note
            self.notes[kind] = self.notes.get(kind, 0) + 1
        self.on_play(self)
        self.on_result(self, scenario, result)
        failed = frozenset([NOT_JUDGED] if result.broken_down else result.failed)
        return failed & self.only if self.only else failed


def find(
    search: Search, schedules: SearchStrategy[Drawn], *, examples: int, seed: int
) -> Counterexample | None:
    """Return the shortest failing schedule found among so many examples, None where none fails.

    Stopped when time was up before all had been played; the search's `failure` is what else ended
    it. Each example is drawn from a seed of its own: Hypothesis would make several of them
    variations of one, and another engine would meet others.
    """
    with _nothing_kept():
        return _find(search, schedules, examples=examples, seed=seed)


def _find(
    search: Search, schedules: SearchStrategy[Drawn], *, examples: int, seed: int
) -> Counterexample | None:
    import hypothesis

    settings = hypothesis.settings(
        max_examples=2,  # the simplest, which comes first and is known after once, and one more
        database=None,
        deadline=None,
        phases=(hypothesis.Phase.generate, hypothesis.Phase.shrink),
        verbosity=hypothesis.Verbosity.quiet,
    )
    for number in range(1, examples + 1):
        search.example = number
        chance = Random(f"{seed}/{number}")
        try:
            drawn = hypothesis.find(schedules, search.is_wrong, settings=settings, random=chance)
        except hypothesis.errors.NoSuchExample:
            continue
        assert search.first is not None
        shrunk = scenario_of(drawn, topology=search.topology)
        return Counterexample(check=search.check, example=number, first=search.first, shrunk=shrunk)
    return None


@contextmanager
def _nothing_kept() -> Iterator[None]:
    """Let Hypothesis keep nothing in the user's directory, not even its cache.

    Found schedules are kept as capsules, where somebody can see them.
    """
    from hypothesis.configuration import set_hypothesis_home_dir

    with tempfile.TemporaryDirectory(prefix="stocktake-") as home:
        set_hypothesis_home_dir(home)
        try:
            yield
        finally:
            set_hypothesis_home_dir(None)


def _worst(failed: frozenset[str]) -> str:
    """Choose the check to shrink for; `converged` last, since most errors fail it too."""
    order = [NOT_JUDGED, *(check.__name__ for check in CHECKS)]
    return min(failed, key=lambda name: (name == "converged", order.index(name)))
