"""A check as it goes: a line or records for each scenario that ends, a bar, files that grow."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from stocktake.harness.masking import Mask
from stocktake.harness.report import ReportFiles, prepare
from stocktake.harness.report.ci import Again, CiReport
from stocktake.harness.report.console import SUMMARY, print_line, print_location, print_results
from stocktake.harness.report.records import (
    records_of,
    start_record,
    verdict_record,
    write_record,
)
from stocktake.harness.scenario import Scenario
from stocktake.harness.verdict import Result, Verdict


@dataclass(slots=True, kw_only=True)
class Reporter:
    """Reports a check of these scenarios; what it keeps and shows is masked.

    With `as_records` stdout gets records and nothing else, and the console only the bar. `report`
    is a directory for files; it may be read while the check goes on.
    """

    console: Console
    planned: Sequence[Scenario]
    engine: Sequence[str]
    report: Path | None = None
    as_records: bool = False
    ci: CiReport | None = None
    results: dict[int, Result] = field(default_factory=dict)
    mask: Mask = field(default_factory=Mask)
    files: ReportFiles | None = None
    bar: Progress | None = None
    lock: Lock = field(default_factory=Lock)

    @contextmanager
    def playing(self) -> Iterator[None]:
        """Say that the check begins, and on a terminal show how far it is.

        CannotReport, before anything is played, when the directory cannot be written.
        """
        if self.report:
            prepare(self.report)
            again = self.ci.again if self.ci else Again(engine=tuple(self.engine))
            self.files = ReportFiles(
                directory=self.report,
                engine=self.engine,
                again=lambda mask, slug: again.command(mask, scenario=slug),
            )
        if self.as_records:
            write_record(start_record(scenarios=len(self.planned)), sys.stdout)
        else:
            count = len(self.planned)
            self.console.print(f"Playing {count} scenario{'s' if count != 1 else ''}.")
        if not self.console.is_terminal:
            yield
            return
        columns = (
            TextColumn("Scenarios"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
        )
        with Progress(*columns, console=self.console, transient=True) as self.bar:
            self.bar.add_task("", total=len(self.planned))
            yield
        self.bar = None

    def scenario_ended(self, number: int, result: Result) -> None:
        """Report one scenario, the n-th of those planned, counted from 0; from any thread."""
        with self.lock:
            own = Mask.of(result.history)
            self.mask = self.mask.joined(own)
            self.results[number] = shown = own.result(result)
            if self.as_records:
                for record in records_of(shown):
                    write_record(record, sys.stdout)
            else:
                print_line(self.console, shown)
            if self.files:
                self.files.mask = self.mask
                self.files.add(number, shown)
                self._write_files(self.files, verdict=None)
            if self.bar:
                self.bar.advance(self.bar.task_ids[0])

    def ended(self, verdict: Verdict | None, *, exit_code: int | None = None) -> None:
        """Report the verdict; None, with an exit code, where the check was interrupted."""
        with self.lock:
            results = self._in_order()
            if self.files:
                self._write_files(self.files, verdict=verdict)
            if self.ci:
                self.ci.results, self.ci.unplayed = results, self._unplayed()
                self.ci.mask = self.ci.mask.joined(self.mask)
                self.ci.ended(SUMMARY[verdict], is_right=verdict is Verdict.RIGHT)
            if self.as_records:
                where = {"report": str(self.report)} if self.report else {}
                unplayed = len(self.planned) - len(results)
                record = verdict_record(verdict, results, unplayed=unplayed, **where)
                write_record({**record, "exit": exit_code or record["exit"]}, sys.stdout)
                return
            print_results(self.console, results, verdict=verdict)
            if self.report:
                print_location(self.console, self.report)

    def _write_files(self, files: ReportFiles, *, verdict: Verdict | None) -> None:
        files.write(self._in_order(), verdict=verdict, unplayed=self._unplayed())

    def _unplayed(self) -> list[Scenario]:
        return [each for n, each in enumerate(self.planned) if n not in self.results]

    def _in_order(self) -> list[Result]:
        return [self.results[number] for number in sorted(self.results)]
