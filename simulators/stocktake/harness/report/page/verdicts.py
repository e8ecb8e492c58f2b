"""The verdict on an engine as a sentence with the reasons in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from stocktake.harness.report.page.chapter import Chapter
from stocktake.harness.report.page.findings import Finding
from stocktake.harness.report.texts import first_sentence
from stocktake.harness.scenario import Scenario
from stocktake.harness.verdict import Verdict

_MOST = 3
_LONG = 200
WORDS = ("right", "wrong", "not judged", "skipped")


@dataclass(frozen=True, slots=True)
class Headline:
    """The verdict: a word or two, and the rest of the sentence; `tone` is right, wrong or open."""

    verdict: str
    rest: str
    tone: str

    @property
    def text(self) -> str:
        """The whole sentence."""
        return f"{self.verdict} {self.rest}".strip()


def headline(
    verdict: Verdict | None,
    findings: Sequence[Finding],
    chapters: Sequence[Chapter],
    unplayed: Sequence[Scenario],
) -> Headline:
    """Return the verdict; None: the check goes on, or was ended before."""
    why = _reasons(findings)
    played = [each for each in chapters if each.verdict != "skipped"]
    total = len(chapters) + len(unplayed)
    if verdict is Verdict.RIGHT:
        if len(played) == 1:
            return Headline("Right", f"in the one scenario played: {played[0].name}.", "right")
        rest = "" if len(played) == total else " that could be played"
        return Headline("Right", f"in all {len(played)} scenarios{rest}.", "right")
    if verdict is Verdict.WRONG:
        return Headline(*_wrong(findings, why), "wrong")
    if verdict is Verdict.ENGINE:
        first = next((each for each in chapters if each.verdict == "not judged"), None)
        said = _clipped(first_sentence(first.why)) if first else ""
        judged = f" Where it could be judged it is wrong: {why}." if why else ""
        return Headline("Not judged:", f"{said}{judged}", "wrong")
    if verdict is Verdict.NOTHING:
        said = _clipped(first_sentence(chapters[0].why)) if chapters else "there was nothing to"
        return Headline("Nothing was played:", f"{said}.", "open")
    begun = "Time was up" if verdict is Verdict.TIME else "Not every scenario has been played"
    so_far = f"wrong so far: {why}" if why else "nothing wrong so far"
    return Headline(f"{begun}:", f"{len(chapters)} of {total}, {so_far}.", "open")


def _wrong(findings: Sequence[Finding], why: str) -> tuple[str, str]:
    if not findings:
        return "Wrong:", "see below."
    count = f", for {len(findings)} reasons" if len(findings) > 1 else ""
    return f"Wrong{count}:", f"{why}."


def _reasons(findings: Sequence[Finding]) -> str:
    """Return what is wrong as clauses of one sentence."""
    named = [finding.what for finding in findings]
    if len(named) > _MOST:
        return f"{', '.join(named[:_MOST])}, and {len(named) - _MOST} more"
    if len(named) > 1:
        return f"{', '.join(named[:-1])}, and {named[-1]}"
    return named[0] if named else ""


def _clipped(text: str) -> str:
    text = text.rstrip(".")
    return text if len(text) <= _LONG else f"{text[: _LONG - 1]}\N{HORIZONTAL ELLIPSIS}"


def sums(chapters: Sequence[Chapter], unplayed: Sequence[Scenario]) -> list[tuple[int, str]]:
    """Return how many scenarios ended how, and how many checks failed and passed."""
    counts = [(sum(each.verdict == word for each in chapters), word) for word in WORDS]
    counts.append((len(unplayed), "not played"))
    return [(count, word) for count, word in counts if count]
