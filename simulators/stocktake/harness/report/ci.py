"""What a check tells CI besides its exit code: a summary in Markdown, and annotations."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from rich.text import Text

from stocktake.harness.masking import Mask
from stocktake.harness.report import CannotReport
from stocktake.harness.report.annotations import error_lines
from stocktake.harness.report.summary import LIMIT, Ending, summary
from stocktake.harness.scenario import Scenario
from stocktake.harness.verdict import Result


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """The command that plays a check again.

    `files` are scenarios of one's own; `options` are all others than those of the engine and the
    scenarios.
    """

    engine: tuple[str, ...]
    scenarios: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    options: tuple[str, ...] = ()

    def command(self, mask: Mask, *, scenario: str = "") -> str:
        """Return it in one line that can be shown, for one scenario or for all."""
        own = (*self.scenarios, *self.files)
        chosen = (scenario,) if scenario and scenario in (self.scenarios or (scenario,)) else own
        asked = [part for name in chosen for part in ("--scenario", name)]
        engine = shlex.join(mask.command(self.engine))
        options = mask.command(["stocktake", *asked, *self.options])[1:]
        return shlex.join(["stocktake", "check", "--engine", engine, *options])


@dataclass(slots=True, kw_only=True)
class CiReport:
    """What CI is told once a check has ended.

    `summary` is a file of the user's, `step_summary` the one that GitHub reads, to which is
    appended; `annotated` says whether GitHub reads what is printed, `on_stderr` where the stories
    are. `replay` is the command for the schedule that was found. What is added is masked.
    """

    again: Again
    summary: Path | None = None
    step_summary: Path | None = None
    annotated: bool = False
    on_stderr: bool = False
    report: Path | None = None
    remarks: list[str] = field(default_factory=list)
    schedule: list[str] = field(default_factory=list)
    replay: str = ""
    results: Sequence[Result] = ()
    unplayed: Sequence[Scenario] = ()
    mask: Mask = field(default_factory=lambda: Mask.of(None))
    annotations: list[str] = field(default_factory=list)

    def ended(self, sentence: str, *, is_right: bool) -> None:
        """Write the files and make the annotations; CannotReport for a file of the user's.

        `sentence` is the verdict, in the console's markup.
        """
        said = Text.from_markup(sentence).plain
        if self.annotated:
            whole = " ".join([said, *self.remarks])
            self.annotations = error_lines(self.results, sentence=whole, is_right=is_right)
        ending = self._ending(said)
        if self.step_summary is not None:
            _append(self.step_summary, ending)
        if self.summary is not None and not _is_same(self.summary, self.step_summary):
            try:
                self.summary.write_text(summary(ending), encoding="utf-8", newline="\n")
            except OSError as error:
                said = f"cannot write --summary {self.summary}: {error.strerror}"
                raise CannotReport(said) from None

    @contextmanager
    def shielded(self) -> Iterator[None]:
        """Let GitHub read no command from what the block prints, the words of an engine; then say.

        Its own commands, the annotations, come after the block.
        """
        if not self.annotated:
            yield
            return
        token = uuid4().hex  # so that nothing printed in the block can know it
        stream = sys.stderr if self.on_stderr else sys.stdout
        print(f"::stop-commands::{token}", file=stream, flush=True)
        try:
            yield
        finally:
            print(f"::{token}::", *self.annotations, sep="\n", file=stream, flush=True)

    def _ending(self, sentence: str) -> Ending:
        slugs = [result.scenario.slug for result in self.results]
        again = {
            slug: self.replay or self.again.command(self.mask, scenario=slug) for slug in slugs
        }
        return Ending(
            sentence=sentence,
            engine=shlex.join(self.mask.command(self.again.engine)),
            again={**again, "": self.again.command(self.mask)},
            results=self.results,
            unplayed=self.unplayed,
            remarks=self.remarks,
            schedule=self.schedule,
            report=str(self.report or ""),
        )


def _append(path: Path, ending: Ending) -> None:
    """Append to GitHub's file; that it cannot be written is no reason to lose the verdict."""
    try:
        there = path.stat().st_size if path.exists() else 0
        with path.open("a", encoding="utf-8", newline="\n") as file:
            file.write(summary(ending, limit=LIMIT - there))
    except OSError as error:
        said = f"stocktake: cannot write GITHUB_STEP_SUMMARY {path}: {error.strerror}"
        print(said, file=sys.stderr)


def _is_same(one: Path, other: Path | None) -> bool:
    return other is not None and one.resolve() == other.resolve()
