"""`scripts/bench`: Stocktake beside others, in one run. docs/speed.md explains it."""

import json
import os
import platform
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from . import (
    check,
    goals,
    growth,
    lists,
    page,
    processes,
    programs,
    requests,
    startup,
    state,
    worlds,
)
from . import peers as other_fakes
from . import table as tables
from .options import FULL, QUICK, Run

Part = Callable[[Run], dict[str, Any]]
PARTS: dict[str, Part] = {
    "requests": requests.measure,
    "startup": startup.measure,
    "state": state.measure,
    "worlds": worlds.measure,
    "lists": lists.measure,
    "growth": growth.measure,
    "check": check.measure,
    "schedules": check.schedules,
    "peers": other_fakes.measure,
}
IN_QUICK = ("requests", "startup", "state")
ON_DEMAND = ("peers",)


def _sizes(_context: Any, _parameter: Any, value: str | None) -> tuple[int, ...] | None:
    try:
        sizes = None if value is None else tuple(int(size) for size in value.split(","))
    except ValueError:
        sizes = ()
    if sizes is not None and not (sizes and all(1 <= size <= 140_000 for size in sizes)):
        raise click.BadParameter("write numbers from 1 to 140000 with commas: 1000,10000")
    return sizes


def _parts(_context: Any, _parameter: Any, value: str | None) -> tuple[str, ...] | None:
    if value == "nothing":
        return ()
    named = None if value is None else tuple(part.strip() for part in value.split(","))
    unknown = [part for part in named or () if part not in PARTS]
    if unknown:
        raise click.BadParameter(f"there is no part {unknown[0]!r}; there are {', '.join(PARTS)}")
    return named


def _program(_context: Any, _parameter: Any, value: str | None) -> programs.Program | None:
    try:
        return None if value is None else programs.against(value, programs.cache_folder())
    except programs.Unknown as error:
        raise click.BadParameter(str(error)) from None


@click.command()
@click.option("--quick", is_flag=True, help="About a minute: requests, start-up, small worlds.")
@click.option(
    "--only", callback=_parts, metavar="PARTS", help=f"Of {', '.join(PARTS)}; or nothing."
)
@click.option("--against", callback=_program, metavar="REV", help="Measure this commit as well.")
@click.option("--seconds", type=click.FloatRange(0.01, 600), help="How long a chunk lasts.")
@click.option("--rounds", type=click.IntRange(1, 999), help="How often everything is sampled.")
@click.option("--skus", callback=_sizes, help="Sizes of the worlds, with commas.")
@click.option(
    "--json", "target", type=click.Path(dir_okay=False, path_type=Path),
    help="Keep the numbers; parts that were not measured now stay in the file.",
)  # fmt: skip
@click.option("--docs", is_flag=True, help="Write what --json holds into docs/speed.md.")
def main(
    quick: bool, only: tuple[str, ...] | None, target: Path | None, docs: bool, **given: Any
) -> None:
    """Time the fakes beside a bare app and one written by hand for the same work, in one run."""
    options = {**(QUICK if quick else FULL), **{k: v for k, v in given.items() if v is not None}}
    wanted = IN_QUICK if quick else tuple(part for part in PARTS if part not in ON_DEMAND)
    wanted = wanted if only is None else only
    report = _kept(target)
    with tempfile.TemporaryDirectory() as folder, processes.on_core(1):
        run = Run(
            quick=quick, folder=Path(folder), cache=programs.cache_folder(), tell=_tell, **options
        )
        for part in wanted:
            click.echo(f"{part} ...", err=True)
            report[part] = {**PARTS[part](run), "run_of": {**run.describe(), **_machine()}}
            if target is not None:  # after each part: a long run may be stopped
                target.write_text(json.dumps({**report, "goals": goals.of(report)}, indent=1))
    report["goals"] = goals.of(report)
    tables.show(Console(), report, wanted)
    if docs:
        page.write(report)


def _tell(text: str) -> None:
    click.echo(f"  {text}", err=True)


def _kept(target: Path | None) -> dict[str, Any]:
    if target is None or not target.exists():
        return {"version": 2}
    kept: dict[str, Any] = json.loads(target.read_text())
    if kept.get("version") != 2:
        raise click.UsageError(f"{target} is no file of this benchmark: name another")
    return kept


def _machine() -> dict[str, Any]:
    return {
        "cores": os.cpu_count(),
        "load": os.getloadavg()[0] if hasattr(os, "getloadavg") else None,
        "pinned": processes.cores() is not None,
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
    }


if __name__ == "__main__":
    main(prog_name="scripts/bench")
