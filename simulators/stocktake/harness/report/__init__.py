"""`stocktake check --report DIR`: what was found, as files for people, CI and other tools."""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from stocktake.harness.masking import Mask
from stocktake.harness.report.texts import file_name
from stocktake.harness.scenario import Scenario
from stocktake.harness.verdict import Result, Verdict

if TYPE_CHECKING:
    from stocktake.harness.report.page import Section
    from stocktake.harness.report.page.campaign import Campaign

# What writes files is imported where it is used: a check without a report needs none of it.
_OURS_ALONE = 0o600
_READABLE = 0o666  # less what the user's umask takes away
_NOTHING = Mask()
CAPSULE = "capsule.json"


class CannotReport(Exception):  # noqa: N818  # a message for the user, in one line
    """The directory cannot be written; the message is one line."""


def prepare(directory: Path) -> None:
    """Make the directory, for nobody else, and see that it can be written; else CannotReport."""
    probe = directory / ".stocktake"
    with _reporting(directory):
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        probe.touch()
        probe.unlink()


@dataclass(slots=True, kw_only=True)
class ReportFiles:
    """The files of a report, complete and valid after every scenario; CannotReport where not.

    What is added is masked already; `mask` is for the command. `again` returns the command that
    plays a scenario again, given its slug.
    """

    directory: Path
    engine: Sequence[str]
    mask: Mask = _NOTHING
    again: Callable[[Mask, str], str] = lambda _mask, _slug: ""
    campaign: Campaign | None = None
    sections: dict[int, Section] = field(default_factory=dict)
    """The parts of the page, by the number of the scenario: each is made once."""

    def add(self, number: int, result: Result) -> None:
        """Write the traffic and the journal of one scenario, where it has a canonical one."""
        from stocktake.harness.report.har import write_har
        from stocktake.harness.report.page import section_of

        again = self.again(self.mask, result.scenario.slug)
        self.sections[number] = section_of(result, again=again)
        journal = result.history.canonical if result.history else ""
        if not journal:
            return
        name = file_name(result)
        with _reporting(self.directory):
            with self._draft(f"{name}.ndjson") as draft:
                draft.write_text(journal, encoding="utf-8", newline="")
            with self._draft(f"{name}.har") as draft:
                write_har(draft, journal, engine=self._command, version=version("stocktake"))

    def add_text(self, name: str, text: str) -> None:
        """Write one more file."""
        with _reporting(self.directory), self._draft(name) as draft:
            draft.write_text(text, encoding="utf-8")

    def write(
        self, results: Sequence[Result], *, verdict: Verdict | None, unplayed: Sequence[Scenario]
    ) -> None:
        """Write index.html and junit.xml of what was added; no verdict: the check goes on."""
        from stocktake.harness.report.junit import write_junit
        from stocktake.harness.report.page import page

        sections = [self.sections[number] for number in sorted(self.sections)]
        html = page(
            sections,
            engine=self._command,
            verdict=verdict,
            unplayed=unplayed,
            version=version("stocktake"),
            campaign=self.campaign,
        )
        with _reporting(self.directory):
            with self._draft("junit.xml", mode=_READABLE) as draft:
                write_junit(draft, results, engine=self._command, unplayed=unplayed)
            with self._draft("index.html") as draft:
                draft.write_text(html, encoding="utf-8")

    @property
    def _command(self) -> str:
        return shlex.join(self.mask.command(self.engine))

    @contextmanager
    def _draft(self, name: str, *, mode: int = _OURS_ALONE) -> Iterator[Path]:
        """Yield a file that takes the place of `name` when it is whole."""
        draft = self.directory / f".{name}.{os.getpid()}"
        try:
            os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode))
            yield draft
            draft.replace(self.directory / name)
        finally:
            draft.unlink(missing_ok=True)


def write_search(
    directory: Path,
    result: Result,
    campaign: Campaign,
    *,
    engine: Sequence[str],
    verdict: Verdict,
    mask: Mask = _NOTHING,
    capsule: str = "",
) -> None:
    """Write a report on a search with its result, masked, and the capsule as text if there is one.

    The `capsule` lies in the report under a name of its own, whatever the user calls it elsewhere.
    """
    files = ReportFiles(
        directory=directory,
        engine=engine,
        mask=mask,
        again=lambda _mask, _slug: campaign.replay,
        campaign=campaign,
    )
    if capsule:
        campaign.capsule = CAPSULE
        files.add_text(CAPSULE, capsule)
    files.add(0, result)
    files.write([result], verdict=verdict, unplayed=())


@contextmanager
def _reporting(directory: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise CannotReport(f"cannot write {directory}: {error.strerror}") from None
