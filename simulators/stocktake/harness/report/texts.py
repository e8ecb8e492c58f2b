"""What an engine printed and what the world's clock showed, as a report may print them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from stocktake.core.clock import to_datetime
from stocktake.harness.history import History
from stocktake.harness.play.driver import KEPT_OUTPUT
from stocktake.harness.verdict import Result

_COLOURS = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]")
# What XML 1.0 has no way to write, and what a browser would show as nothing.
_UNPRINTABLE = re.compile("[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# After these words a story gives numbers of the journal.
_NUMBERS = re.compile(
    r"\b(?P<at>[Aa]t|journal) (?P<seqs>\d+(?:(?:, | and )\d+)*)"
    r"|\b[Ff]rom (?P<since>\d+) on\b"
    r"|\b[Ss]ince (?P<then>\d+)\b"
    r"|(?:\b[Rr]ound |\()(?P<first>\d+) to (?P<last>\d+)\b"
    r"|(?<= )\((?P<one>\d+)\)"
)


def plain(text: str) -> str:
    """Leave out colours, and spell what cannot be printed."""
    text = _COLOURS.sub("", text).replace("\r\n", "\n").replace("\r", "\n")
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def printed(result: Result) -> str:
    """Return the end of what the engine printed, each round under a line that names it."""
    steps = result.history.all_steps if result.history else ()
    parts = [
        f"--- round {number}, {step.round.outcome.value} (exit {step.round.exit})\n"
        f"{plain(step.round.output).strip()}\n"
        for number, step in enumerate(steps, 1)
        if step.round.output.strip()
    ]
    return "".join(parts)[-KEPT_OUTPUT:]


def file_name(result: Result) -> str:
    """Return the scenario's name as files and links spell it."""
    return re.sub(r"[^a-z0-9]+", "-", result.scenario.slug).strip("-")


def verdict_word(result: Result) -> str:
    """Return the verdict on one scenario: right, wrong, skipped or not judged."""
    if result.broken_down:
        return "not judged"
    if result.skipped:
        return "skipped"
    return "wrong" if result.violations else "right"


def seconds_of(result: Result) -> float:
    """Return the real seconds that the engine took for all rounds."""
    steps = result.history.all_steps if result.history else ()
    return round(sum(step.round.seconds for step in steps), 3)


def sentences_of(story: str) -> list[str]:
    """Return a story's sentences."""
    return re.split(r"(?<=[.!?]) (?=[A-Z])", story)


def first_sentence(story: str) -> str:
    """Return a story's first sentence."""
    return sentences_of(story)[0]


@dataclass(frozen=True, slots=True)
class Times:
    """When each journal number was, by the world's clock."""

    at: Mapping[int, int]
    first_day: str

    @classmethod
    def of(cls, history: History) -> Times:
        """Read them off a history."""
        at = {entry.seq: entry.at for entry in history.journal}
        return cls(at, _day(min(at.values(), default=0)))

    def clock(self, at: int) -> str:
        """Return the time of day, with the day when it is not the first one."""
        day = _day(at)
        time = f"{to_datetime(at):%H:%M:%S}"
        return time if day == self.first_day else f"{day} {time}"

    def of_number(self, seq: int) -> str:
        """Return the time of a journal number, or nothing when there is no such row."""
        return self.clock(self.at[seq]) if seq in self.at else ""


def _day(at: int) -> str:
    moment: datetime = to_datetime(at)
    return f"{moment.day} {moment:%b}"


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a story: text, or a moment, which has a journal number and a time."""

    text: str
    seq: int = 0


def with_times(story: str, times: Times) -> Iterator[Piece]:
    """Give a story's journal numbers their times; what is none stays as it is."""
    done = 0
    for found in _NUMBERS.finditer(story):
        for number in re.finditer(r"\d+", found.group()):
            seq = int(number.group())
            if time := times.of_number(seq):
                start = found.start() + number.start()
                yield Piece(story[done:start])
                yield Piece(time, seq)
                done = found.start() + number.end()
    yield Piece(story[done:])


def timed(story: str, times: Times) -> str:
    """Return a story as one text, its times with the journal numbers behind them."""
    return "".join(
        f"{piece.text} (#{piece.seq})" if piece.seq else piece.text
        for piece in with_times(story, times)
    )
