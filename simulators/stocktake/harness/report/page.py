"""One page of HTML for a run, with all that it needs in it."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files

from jinja2 import Environment, StrictUndefined

from stocktake.harness.report.picture import Picture, picture_of
from stocktake.harness.report.texts import Piece, Times, file_name, plain, printed, with_times
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
    """A violation as the page shows it."""

    id: str
    check: str
    duty: str
    pieces: tuple[Piece, ...]
    lines: tuple[StoryLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioSection:
    """A scenario as the page shows it. `verdict` is right, wrong, skipped or not judged."""

    id: str
    name: str
    sentence: str
    verdict: str
    why: str
    day: str
    rounds: int
    faults: tuple[str, ...]
    passed: tuple[str, ...]
    failed: tuple[str, ...]
    notes: tuple[str, ...]
    violations: tuple[Story, ...]
    picture: Picture | None
    printed: str

    @property
    def drawn(self) -> frozenset[int]:
        """The journal numbers that have a row in the picture, to which a time can lead."""
        bands = self.picture.bands if self.picture else ()
        return frozenset(row.seq for band in bands for row in (*band.events, *band.rows))


def page(
    results: Sequence[Result],
    *,
    engine: str,
    verdict: Verdict,
    unplayed: Sequence[Scenario],
    version: str,
) -> str:
    """Return the page; the same results give the same bytes."""
    here = files(__package__)
    style = here.joinpath("page.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    template = environment.from_string(here.joinpath("page.html.jinja").read_text(encoding="utf-8"))
    chapters = [_chapter(result) for result in results]
    return template.render(
        style=style,
        style_hash=f"sha256-{digest}",
        headline=HEADLINES[verdict],
        tone=_tone(verdict),
        engine=plain(engine),
        version=version,
        chapters=chapters,
        unplayed=unplayed,
        counts=_counts(chapters, unplayed),
    )


def _tone(verdict: Verdict) -> str:
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


def _chapter(result: Result) -> ScenarioSection:
    verdict = "wrong" if result.violations else "right"
    if result.broken_down or result.skipped:
        verdict = "not judged" if result.broken_down else "skipped"
    history, name = result.history, file_name(result)
    return ScenarioSection(
        id=name,
        name=result.scenario.name,
        sentence=result.scenario.sentence,
        verdict=verdict,
        why=plain(result.broken_down or result.skipped),
        day=day_of(history) if history else "",
        rounds=len(history.all_steps) if history else 0,
        faults=tuple(map(str, result.scenario.faults)),
        passed=tuple(check for check, found in result.checks.items() if not found),
        failed=result.failed,
        notes=tuple(map(plain, result.notes)),
        violations=tuple(
            _story(result, violation, f"{name}--{number}")
            for number, violation in enumerate(result.violations, 1)
        ),
        picture=picture_of(result),
        printed=printed(result),
    )


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
        duty=violation.duty,
        pieces=tuple(with_times(plain(violation.story), times)),
        lines=lines,
    )
