"""Findings: what is wrong with an engine, over all scenarios, each kind once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from stocktake.harness.duties import DUTIES, Duty
from stocktake.harness.report.page.chapter import Chapter
from stocktake.harness.report.page.reasons import VAGUE, Effect, Good, Reason

MOST_GOODS = 8
"""So many goods of a finding are shown."""
_BY_NUMBER = {duty.number: duty for duty in DUTIES}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownGood:
    """A good of a finding: from the scenario that shows it best, or how many others show it."""

    good: Good
    chapter: Chapter
    scenarios: int
    is_here: bool


@dataclass(slots=True, kw_only=True)
class Finding:
    """A kind of wrong, with the scenarios that show it; `best` is the one that shows it best."""

    what: str
    number: int
    reasons: dict[str, Reason] = field(default_factory=dict)
    chapters: list[Chapter] = field(default_factory=list)

    @property
    def title(self) -> str:
        """What it is, as a heading."""
        return self.what[:1].upper() + self.what[1:]

    @property
    def best(self) -> Chapter:
        """The scenario with the fewest other causes, and the shortest."""
        return min(self.chapters, key=lambda each: (len(each.reasons), each.length))

    @property
    def reason(self) -> Reason:
        """What it is in the scenario that shows it best."""
        return self.reasons[self.best.id]

    @property
    def failed(self) -> int:
        """How many checks failed for it, in all scenarios."""
        return sum(len(reason.checks) for reason in self.reasons.values())

    @property
    def duties(self) -> list[Duty]:
        """What is right, by the duties that it breaks."""
        return [_BY_NUMBER[number] for number in self.reason.duties]

    @property
    def goods(self) -> list[ShownGood]:
        """Its goods, each once: first those of the scenario that shows it best."""
        order = sorted(self.chapters, key=lambda each: each is not self.best)
        found: dict[tuple[str, str], ShownGood] = {}
        for chapter in order:
            for good in self.reasons[chapter.id].goods:
                key = (good.sku, good.place)
                if key not in found:
                    count = sum(
                        any((each.sku, each.place) == key for each in reason.goods)
                        for reason in self.reasons.values()
                    )
                    found[key] = ShownGood(
                        good=good, chapter=chapter, scenarios=count, is_here=chapter is self.best
                    )
        return list(found.values())

    @property
    def effects(self) -> list[tuple[Chapter, Effect]]:
        """What came of it: of each check the first, in the order of the scenarios."""
        found: dict[str, tuple[Chapter, Effect]] = {}
        for chapter in sorted(self.chapters, key=lambda each: each is not self.best):
            for effect in self.reasons[chapter.id].effects:
                found.setdefault(effect.check or effect.said, (chapter, effect))
        return list(found.values())


def findings_of(chapters: Sequence[Chapter]) -> list[Finding]:
    """Return the findings, those of most scenarios first, what nothing explains last."""
    found: dict[str, Finding] = {}
    for chapter in chapters:
        for reason in chapter.reasons:
            finding = found.setdefault(reason.what, Finding(what=reason.what, number=0))
            finding.reasons[chapter.id] = reason
            finding.chapters.append(chapter)
    ordered = sorted(found.values(), key=lambda each: (each.what in VAGUE, -len(each.chapters)))
    for number, finding in enumerate(ordered, 1):
        finding.number = number
    return ordered


def shown_best(findings: Iterable[Finding]) -> list[Chapter]:
    """Return the scenarios that show every finding, as few as it takes, the richest first."""
    left = list(findings)
    chosen: list[Chapter] = []
    while left:
        candidates = {id(c): c for finding in left for c in finding.chapters}.values()
        best = max(candidates, key=lambda c: (_covers(c, left), -len(c.reasons), -c.length))
        chosen.append(best)
        left = [finding for finding in left if best not in finding.chapters]
    return chosen


def _covers(chapter: Chapter, findings: Iterable[Finding]) -> int:
    return sum(chapter in finding.chapters for finding in findings)
