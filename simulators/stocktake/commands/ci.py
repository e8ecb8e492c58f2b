"""What `check` was given, for CI: the files to write, and the command that plays it again."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from stocktake.commands.paths import check_writable

if TYPE_CHECKING:
    from stocktake.harness.report.ci import CiReport

# What belongs to the run and not to what is judged, or is spelled by itself.
_LEFT_OUT = {"engine", "scenarios", "report", "summary", "as_records", "capsule", "time_budget"}


def prepare_summary(path: Path | None) -> None:
    """Make the folder of the summary, as that of a report; UsageError where it cannot be written.

    Nothing has been played then.
    """
    if path is None:
        return
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise click.UsageError(f"cannot write --summary {path}: {error.strerror}") from None
    check_writable(path, "--summary")


def ci_report(engine: Sequence[str], summary: Path | None) -> CiReport:
    """Return what CI is told of the check that the present command makes."""
    from stocktake.harness.own.scenarios import is_file
    from stocktake.harness.report.ci import Again, CiReport

    context = click.get_current_context()
    given, step_summary = context.params, os.environ.get("GITHUB_STEP_SUMMARY")
    again = Again(
        engine=tuple(engine),
        scenarios=tuple(name for name in given["scenarios"] if not is_file(name)),
        files=tuple(filter(is_file, given["scenarios"])),
        options=tuple(_options(context)),
    )
    return CiReport(
        again=again,
        summary=summary,
        step_summary=Path(step_summary) if step_summary else None,
        annotated=os.environ.get("GITHUB_ACTIONS") == "true",
        on_stderr=given["as_records"],
        report=given["report"],
    )


def _options(context: click.Context) -> Iterator[str]:
    """Yield the options that were given, wherever they came from, as on a command line."""
    for parameter in context.command.params:
        name = parameter.name or ""
        source = context.get_parameter_source(name)
        if name in _LEFT_OUT or source in (None, ParameterSource.DEFAULT):
            continue
        value = context.params[name]
        values = value if isinstance(value, tuple) else (value,)
        for each in values:
            yield parameter.opts[0]
            if not getattr(parameter, "is_flag", False):
                yield str(each)
