"""One page of HTML for a run, with all that it needs in it."""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from stocktake.harness.duties import DUTIES, PAGE
from stocktake.harness.report.legend import LEGENDS, Legend
from stocktake.harness.report.page.campaign import Campaign
from stocktake.harness.report.page.chapter import Chapter, chapter_of
from stocktake.harness.report.page.findings import MOST_GOODS, Finding, findings_of, shown_best
from stocktake.harness.report.page.links import linked, row_link
from stocktake.harness.report.page.tried import bars, fault_bars, sum_of
from stocktake.harness.report.page.verdicts import Headline, headline, sums
from stocktake.harness.report.texts import first_sentence, plain
from stocktake.harness.scenario import Scenario
from stocktake.harness.verdict import Result, Verdict

MOST_BYTES = 1_900_000
"""A page of more bytes leaves bodies out, then folded rows, then pictures."""
_ROOM = 100_000  # for what is not a chapter
_MOST_OPEN = 4


class Detail(IntEnum):
    """How much of a picture is shown."""

    NONE = 0
    BARE = 1
    """No bodies, and runs are counted only."""
    CITED = 2
    """Bodies of what a cause names or a fault hit."""
    WHOLE = 3
    """Bodies of every row that stands for itself, and what is in each run."""


@dataclass(frozen=True, slots=True)
class View:
    """What the page decides about a chapter: the numbers of its causes, and how much is shown."""

    causes: tuple[tuple[str, int], ...]
    is_open: bool
    detail: Detail


@dataclass(slots=True)
class Section:
    """A scenario's part of the page; each view of it is made once."""

    shown: Chapter
    made: dict[View, str] = field(default_factory=dict)

    def html(self, view: View) -> str:
        """Return the part as the page wants it."""
        if view not in self.made:
            self.made[view] = _render(
                "chapter.html.jinja",
                chapter=self.shown,
                numbers=dict(view.causes),
                is_open=view.is_open,
                detail=view.detail,
            )
        return self.made[view]


def section_of(result: Result, *, again: str = "") -> Section:
    """Return the part of the page about one scenario; `again` is what plays it again."""
    return Section(chapter_of(result, again=again))


def page(
    sections: Sequence[Section],
    *,
    engine: str,
    verdict: Verdict | None,
    unplayed: Sequence[Scenario],
    version: str,
    campaign: Campaign | None = None,
) -> str:
    """Return the page; the same results give the same bytes. No verdict: the check goes on.

    `campaign` is the search that the only result comes from, if it comes from one.
    """
    chapters = [section.shown for section in sections]
    findings = findings_of(chapters)
    opened = _opened(findings, chapters)
    in_order = sorted(sections, key=lambda each: each.shown not in opened)
    style = _style()
    return _render(
        "page.html.jinja",
        style=Markup(style),  # noqa: S704  # a file of ours
        style_hash=f"sha256-{_digest(style)}",
        headline=_headline(campaign, verdict, findings, chapters, unplayed),
        campaign=campaign,
        engine=plain(engine),
        version=version,
        findings=findings,
        chapters=chapters,
        parts=_parts(in_order, findings, opened),
        unplayed=unplayed,
        sums=[] if campaign else sums(chapters, unplayed),
        counted=_counted(chapters),
        numbers={finding.what: finding.number for finding in findings},
        played=sum(chapter.verdict != "skipped" for chapter in chapters),
        failed=sum(len(chapter.failed) for chapter in chapters),
        passed=sum(len(chapter.passed) for chapter in chapters),
        tried=sum_of(chapter.tried for chapter in chapters),
        duties=DUTIES,
        duties_page=PAGE,
    )


def _headline(
    campaign: Campaign | None,
    verdict: Verdict | None,
    findings: Sequence[Finding],
    chapters: Sequence[Chapter],
    unplayed: Sequence[Scenario],
) -> Headline:
    of_search = None
    if campaign:
        of_search = campaign.headline(verdict, first_sentence(chapters[0].why).rstrip("."))
    return of_search or headline(verdict, findings, chapters, unplayed)


def _opened(findings: Sequence[Finding], chapters: Sequence[Chapter]) -> list[Chapter]:
    """Return the chapters that are open: those that show a cause best, or why nothing is judged."""
    stuck = [each for each in chapters if each.verdict == "not judged"]
    return [*shown_best(findings), *stuck][:_MOST_OPEN]


def _parts(
    sections: Sequence[Section], findings: Sequence[Finding], opened: Sequence[Chapter]
) -> list[Markup]:
    """Return every chapter with as much detail as the page has room for."""
    numbers = {finding.what: finding.number for finding in findings}

    def html(section: Section, detail: Detail) -> str:
        mine = tuple((each.what, numbers[each.what]) for each in section.shown.reasons)
        return section.html(View(mine, section.shown in opened, detail))

    details = [Detail.WHOLE if each.shown in opened else Detail.CITED for each in sections]
    sizes = [_size(html(*pair)) for pair in zip(sections, details, strict=True)]
    for at, lowest in _order(sections, opened):
        while details[at] > lowest and sum(sizes) > MOST_BYTES - _ROOM:
            details[at] = Detail(details[at] - 1)
            sizes[at] = _size(html(sections[at], details[at]))
    return [Markup(html(*pair)) for pair in zip(sections, details, strict=True)]  # noqa: S704


def _order(sections: Sequence[Section], opened: Sequence[Chapter]) -> Iterator[tuple[int, Detail]]:
    """Yield where to save room, and how far to go there: last what a reader sees first."""
    last_first = list(reversed(range(len(sections))))
    folded = [at for at in last_first if sections[at].shown not in opened]
    for lowest in (Detail.BARE, Detail.NONE):
        yield from ((at, lowest) for at in folded)
    for lowest in (Detail.CITED, Detail.BARE, Detail.NONE):
        yield from ((at, lowest) for at in last_first if at not in folded)


def _size(text: str) -> int:
    return len(text.encode())


def _counted(chapters: Sequence[Chapter]) -> list[tuple[Legend, int, int]]:
    """Return every check with the numbers of scenarios that failed and that passed it."""
    failed = Counter(check for chapter in chapters for check in chapter.failed)
    passed = Counter(check for chapter in chapters for check in chapter.passed)
    counted = [(legend, failed[name], passed[name]) for name, legend in LEGENDS.items()]
    return sorted(counted, key=lambda each: -each[1])


@cache
def _style() -> str:
    return files(__package__).joinpath("page.css").read_text(encoding="utf-8")


def _digest(style: str) -> str:
    return base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()


@cache
def _environment() -> Environment:
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        loader=PackageLoader(__package__, ""),
    )  # fmt: skip
    words: Mapping[str, Any] = {
        "linked": linked, "row_link": row_link, "bars": bars, "fault_bars": fault_bars,
        "Detail": Detail, "most_goods": MOST_GOODS,
    }  # fmt: skip
    environment.globals.update(words)
    environment.filters["numbered"] = lambda what, numbers: numbers[what]
    return environment


def _render(name: str, **values: Any) -> str:
    return _environment().get_template(name).render(**values)
