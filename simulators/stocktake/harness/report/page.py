"""One page of HTML for a run, with all that it needs in it."""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from itertools import count

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from stocktake.harness.duties import DUTIES, PAGE, duties_in
from stocktake.harness.report.faults import describe_fault, planted_faults
from stocktake.harness.report.legend import LEGENDS, Legend
from stocktake.harness.report.numbers import Numbers, numbers_of
from stocktake.harness.report.picture import Picture, picture_of
from stocktake.harness.report.quiet import quiet_traffic
from stocktake.harness.report.texts import (
    Piece,
    Times,
    file_name,
    plain,
    printed,
    verdict_word,
    with_times,
)
from stocktake.harness.report.timeline import day_of, timeline
from stocktake.harness.scenario import Scenario
from stocktake.harness.verdict import Result, Verdict
from stocktake.harness.violation import Violation

HEADLINES = {
    Verdict.RIGHT: "The engine was right.",
    Verdict.WRONG: "The engine was wrong.",
    Verdict.ENGINE: "The engine could not be judged.",
    Verdict.TIME: "The time budget was spent before every scenario had run.",
    Verdict.NOTHING: "Nothing ran.",
    None: "Not every scenario has been played.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryLine:
    """A line under a story: one row of the journal."""

    seq: int
    time: str
    text: str
    cited: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A violation as the page shows it; `so_also` are those that only follow from it."""

    id: str
    check: str
    duties: tuple[str, ...]
    pieces: tuple[Piece, ...]
    lines: tuple[StoryLine, ...]
    so_also: tuple[Story, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioSection:
    """A scenario as the page shows it.

    `verdict` is right, wrong, skipped or not judged; `causes` come before what follows from them.
    """

    id: str
    name: str
    sentence: str
    verdict: str
    why: str
    day: str
    rounds: int
    faults: tuple[str, ...]
    quiet: tuple[str, ...]
    passed: tuple[str, ...]
    failed: tuple[str, ...]
    notes: tuple[str, ...]
    causes: tuple[Story, ...]
    numbers: tuple[Numbers, ...]
    picture: Picture | None
    printed: str

    @property
    def drawn(self) -> frozenset[int]:
        """The journal numbers that have a row in the picture, to which a time can lead."""
        bands = self.picture.bands if self.picture else ()
        return frozenset(row.seq for band in bands for row in (*band.events, *band.rows))


@dataclass(frozen=True, slots=True)
class Section:
    """A scenario with the HTML of its part of the page."""

    shown: ScenarioSection
    html: str


def section_of(result: Result) -> Section:
    """Return the part of the page about one scenario."""
    shown = _section(result)
    return Section(shown, _template("section.html.jinja").render(chapter=shown))


def page(
    sections: Sequence[Section],
    *,
    engine: str,
    verdict: Verdict | None,
    unplayed: Sequence[Scenario],
    version: str,
) -> str:
    """Return the page; the same results give the same bytes. No verdict: the check goes on."""
    style = files(__package__).joinpath("page.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    chapters = [section.shown for section in sections]
    return _template("page.html.jinja").render(
        style=style,
        style_hash=f"sha256-{digest}",
        headline=HEADLINES[verdict],
        tone=_tone(verdict),
        engine=plain(engine),
        version=version,
        chapters=chapters,
        parts=[section.html for section in sections],
        unplayed=unplayed,
        counts=_counts(chapters, unplayed),
        legends=_counted(chapters),
        duties=DUTIES,
        duties_page=PAGE,
    )


def _template(name: str) -> Template:
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        loader=PackageLoader(__package__, ""),
    )  # fmt: skip
    return environment.get_template(name)


def _tone(verdict: Verdict | None) -> str:
    if verdict is Verdict.RIGHT:
        return "right"
    return "wrong" if verdict in (Verdict.WRONG, Verdict.ENGINE) else "open"


def _counts(chapters: Sequence[ScenarioSection], unplayed: Sequence[Scenario]) -> str:
    words = ["right", "wrong", "not judged", "skipped"]
    counts = [(sum(c.verdict == word for c in chapters), word) for word in words]
    counts.append((len(unplayed), "not played"))
    total = len(chapters) + len(unplayed)
    parts = ", ".join(f"{count} {word}" for count, word in counts if count)
    return f"{total} scenario{'s' if total != 1 else ''}: {parts}."


def _counted(chapters: Sequence[ScenarioSection]) -> list[tuple[Legend, int, int]]:
    """Return every check with the numbers of scenarios that failed and that passed it."""
    failed = Counter(check for chapter in chapters for check in chapter.failed)
    passed = Counter(check for chapter in chapters for check in chapter.passed)
    return [(legend, failed[name], passed[name]) for name, legend in LEGENDS.items()]


def _section(result: Result) -> ScenarioSection:
    history, name = result.history, file_name(result)
    return ScenarioSection(
        id=name,
        name=result.scenario.name,
        sentence=result.scenario.sentence,
        verdict=verdict_word(result),
        why=plain(result.broken_down or result.skipped),
        day=day_of(history) if history else "",
        rounds=len(history.all_steps) if history else 0,
        faults=tuple(map(describe_fault, planted_faults(result))),
        quiet=tuple(each.text for each in quiet_traffic(history)),
        passed=tuple(check for check, found in result.checks.items() if not found),
        failed=result.failed,
        notes=tuple(map(plain, result.notes)),
        causes=tuple(_causes(result, name)),
        numbers=numbers_of(history) if result.failed else (),
        picture=picture_of(result),
        printed=printed(result),
    )


def _causes(result: Result, name: str) -> Iterator[Story]:
    numbers = count(1)
    for cause in result.causes:
        first = _story(result, cause.violation, f"{name}--{next(numbers)}")
        rest = [_story(result, each, f"{name}--{next(numbers)}") for each in cause.consequences]
        yield replace(first, so_also=tuple(rest))


def _story(result: Result, violation: Violation, anchor: str) -> Story:
    history = result.history
    assert history is not None
    times = Times.of(history)
    lines = tuple(
        StoryLine(
            seq=row.entry.seq,
            time=times.clock(row.entry.at),
            text=plain(row.text),
            cited=row.cited,
        )
        for row in timeline(history, violation)
    )
    return Story(
        id=anchor,
        check=violation.check,
        duties=tuple(duty.number for duty in duties_in(violation.duty)),
        pieces=tuple(with_times(plain(violation.story), times)),
        lines=lines,
    )
