"""`check --summary FILE`: the verdict in Markdown, as GitHub's job summaries show it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version

from stocktake.harness.causes import Cause
from stocktake.harness.report.console import MOST
from stocktake.harness.report.faults import faults_by_kind
from stocktake.harness.report.legend import LEGENDS
from stocktake.harness.report.markdown import block, clip, command, folded, inline, table
from stocktake.harness.report.numbers import numbers_of
from stocktake.harness.report.texts import (
    Times,
    first_sentence,
    plain,
    printed,
    timed,
    verdict_word,
)
from stocktake.harness.scenario import Scenario
from stocktake.harness.verdict import Result

LIMIT = 1024 * 1024
"""GitHub takes no longer summary of one step, in bytes."""
_STORY, _OUTPUT, _ROWS = 6000, 3000, 20
_SIGNS = {"right": "\N{CHECK MARK}", "wrong": "\N{BALLOT X}", "not judged": "?", "skipped": "-"}
_ROOM = 200  # for the line that says what is left out


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How a check ended: the verdict, what was played and what not, and how to play it again.

    All texts are masked. `schedule` are the steps of a schedule that was found, `remarks` what else
    is to be said, a sentence each; `again` has the command of each scenario by its slug, and of
    the whole check under "".
    """

    sentence: str
    engine: str
    again: dict[str, str]
    results: Sequence[Result] = ()
    unplayed: Sequence[Scenario] = ()
    remarks: Sequence[str] = ()
    schedule: Sequence[str] = ()
    report: str = ""


def summary(ending: Ending, *, limit: int = LIMIT) -> str:
    """Return the summary in at most so many bytes; what does not fit is counted."""
    shown, room = "", limit - _ROOM
    sections = list(_sections(ending))
    for number, section in enumerate(sections):
        more = f"{section}\n\n"
        if len((shown + more).encode()) > room:
            return f"{shown}{len(sections) - number} parts more did not fit into this summary.\n"
        shown += more
    return shown


def _sections(ending: Ending) -> Iterator[str]:
    yield f"## Stocktake: {ending.sentence}"
    yield from map(inline, ending.remarks or [_counted(ending)])
    yield "The engine:"
    yield command(ending.engine)
    if ending.results:
        names = ("", "scenario", "faults", "rounds", "checks")
        yield table(names, [_row(result) for result in ending.results])
    if ending.unplayed:
        names_left = ", ".join(inline(each.name) for each in ending.unplayed)
        yield f"Not played: {names_left}."
    if ending.schedule:
        steps = "\n".join(f"{number} {step}" for number, step in enumerate(ending.schedule))
        yield folded("The schedule", block(steps))
    for result in ending.results:
        yield from _told(result, ending.again)
    whole = ending.again[""]
    failing = [each.scenario.slug for each in ending.results if _fails(each)]
    if all(ending.again.get(slug, whole) != whole for slug in failing):
        yield "The whole check again:"
        yield command(whole)
    where = f" The report is in {inline(ending.report)}." if ending.report else ""
    yield f"Stocktake {version('stocktake')}.{where}"


def _counted(ending: Ending) -> str:
    words = Counter(verdict_word(result) for result in ending.results)
    if ending.unplayed:
        words["not played"] = len(ending.unplayed)
    said = ", ".join(f"{count} {word}" for word, count in words.items())
    return f"Scenarios: {said or 'none was played'}."


def _row(result: Result) -> list[str]:
    word = verdict_word(result)
    rounds = len(result.history.all_steps) if result.history else 0
    passed = len(result.checks) - len(result.failed)
    checks = [f"**{name}**" for name in map(inline, result.failed)]
    if passed:
        checks.append(f"{passed} passed")
    if result.skipped:
        checks = [inline(result.skipped)]
    faults = "<br>".join(map(inline, faults_by_kind(result)))
    name = f"{inline(result.scenario.name)}: {word}"
    return [_SIGNS[word], name, faults or "none", str(rounds), "<br>".join(checks) or "-"]


def _told(result: Result, again: dict[str, str]) -> Iterator[str]:
    """Yield what is to be said of a scenario: why it was not judged, or each cause, folded."""
    if not result.broken_down and not result.causes and not result.notes:
        return
    yield f"### {inline(result.scenario.name)}: {verdict_word(result)}"
    if result.broken_down:
        yield block(clip(plain(result.broken_down), _STORY))
    yield from _causes(result)
    if result.notes:
        yield folded(f"Notes: {len(result.notes)}", block("\n".join(map(plain, result.notes))))
    if result.failed:
        yield from _wrong_numbers(result)
    if result.broken_down and (output := printed(result)):
        yield folded("What the engine printed last", block(output[-_OUTPUT:]))
    if _fails(result):
        yield "Again:"
        yield command(again.get(result.scenario.slug, again[""]))


def _fails(result: Result) -> bool:
    return bool(result.broken_down or result.failed)


def _causes(result: Result) -> Iterator[str]:
    told: Counter[str] = Counter()
    for cause in result.causes:
        check = cause.violation.check
        told[check] += 1
        if told[check] <= MOST:
            yield _cause(result, cause)
    for check, count in told.items():
        if count > MOST:
            yield f"{inline(check)}: {count - MOST} times more."


def _cause(result: Result, cause: Cause) -> str:
    """Return a cause: what it is as a title, and under it the story and what follows from it."""
    first = cause.violation
    times = Times.of(result.history) if result.history else Times({}, "")
    story = [clip(timed(plain(first.story), times), _STORY)]
    for other in cause.consequences[:MOST]:
        sentence = clip(first_sentence(timed(plain(other.story), times)), _STORY)
        story.append(f"so also {other.check} ({other.duty}): {sentence}")
    if len(cause.consequences) > MOST:
        story.append(f"so also: {len(cause.consequences) - MOST} more")
    title = f"<b>{inline(first.check)}</b> ({inline(first.duty)}): "
    said = first_sentence(timed(plain(first.story), times))
    legend = LEGENDS.get(first.check)
    parts = [block("\n".join(story)), *([inline(legend.sentence)] if legend else [])]
    return folded(title + inline(said), *parts)


def _wrong_numbers(result: Result) -> Iterator[str]:
    rows = [row for row in numbers_of(result.history) if row.is_wrong]
    if not rows:
        return
    names = ("SKU", "place", "right", "shown", "warehouse", "can ship", "owed", "why")
    cells = [
        (row.sku, f"{row.outlet} {row.place}", row.right, " and ".join(row.shown), row.warehouse,
         row.can_ship, row.owed, row.why)
        for row in rows[:_ROWS]
    ]  # fmt: skip
    shown = table(names, [[inline(cell) for cell in each] for each in cells])
    more = [f"{len(rows) - _ROWS} more."] if len(rows) > _ROWS else []
    yield folded(f"Numbers that are wrong in the end: {len(rows)}", shown, *more)
