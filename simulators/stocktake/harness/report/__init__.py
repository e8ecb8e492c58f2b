"""`stocktake check --report DIR`: what was found, as files for people, CI and other tools."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from stocktake.harness.report.har import write_har
from stocktake.harness.report.junit import write_junit
from stocktake.harness.report.page import page
from stocktake.harness.report.texts import file_name
from stocktake.harness.scenario import Scenario
from stocktake.harness.verdict import Result, Verdict


class CannotReport(Exception):  # noqa: N818  # a message for the user, in one line
    """The directory cannot be written; the message is one line."""


def prepare(directory: Path) -> None:
    """Make the directory and see that it can be written; CannotReport when not."""
    probe = directory / ".stocktake"
    try:
        directory.mkdir(parents=True, exist_ok=True)
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise CannotReport(f"cannot write {directory}: {error.strerror}") from None


def write_reports(
    directory: Path,
    results: Sequence[Result],
    *,
    engine: Sequence[str],
    verdict: Verdict,
    unplayed: Sequence[Scenario] = (),
) -> None:
    """Write index.html, junit.xml, and for each scenario its traffic and its journal.

    A history without a canonical journal has no files of its own. CannotReport when the directory
    cannot be written.
    """
    command, ours = shlex.join(engine), version("stocktake")
    try:
        for result in results:
            journal = result.history.canonical if result.history else ""
            if journal:
                name = file_name(result)
                (directory / f"{name}.ndjson").write_text(journal, encoding="utf-8", newline="")
                write_har(directory / f"{name}.har", journal, engine=command, version=ours)
        write_junit(directory / "junit.xml", results, engine=command, unplayed=unplayed)
        html = page(results, engine=command, verdict=verdict, unplayed=unplayed, version=ours)
        (directory / "index.html").write_text(html, encoding="utf-8")
    except OSError as error:
        raise CannotReport(f"cannot write {directory}: {error.strerror}") from None
