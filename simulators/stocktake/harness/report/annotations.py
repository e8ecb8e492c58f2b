"""GitHub's workflow commands: annotations, spelled so that no text of others is one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from stocktake.harness.report.texts import first_sentence, plain, verdict_word
from stocktake.harness.verdict import Result

MOST = 10
"""GitHub shows so many errors of one step and drops the others."""
_LONGEST = 1000


def error_lines(results: Sequence[Result], *, sentence: str, is_right: bool) -> list[str]:
    """Return a line for each cause and each scenario that was not judged, at most MOST.

    `sentence` is the verdict: it is all that there is to say where no scenario is to blame.
    """
    found = [each for result in results for each in _of(result)]
    if not found and not is_right:
        found = [annotation("Stocktake", sentence)]
    if len(found) > MOST:
        rest = len(found) - MOST + 1
        found[MOST - 1 :] = [annotation("Stocktake", f"{rest} more; the summary has them.")]
    return found


def annotation(title: str, message: str) -> str:
    """Return the line that makes GitHub show an error."""
    return f"::error title={_property(title)}::{_data(message[:_LONGEST])}"


def _of(result: Result) -> Iterator[str]:
    name = plain(result.scenario.name)
    if verdict_word(result) == "not judged":
        yield annotation(f"{name}: not judged", plain(result.broken_down))
    for cause in result.causes:
        story = first_sentence(plain(cause.violation.story))
        yield annotation(f"{name}: {cause.violation.check}", story)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
