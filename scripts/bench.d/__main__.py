"""`scripts/bench`: Stocktake beside a bare ASGI app, in one run. docs/speed.md explains it."""

import json
import os
import platform
import random
import tempfile
from pathlib import Path
from typing import Any

import click
import figures
import processes
import served
import state
import table
from rich.console import Console

ORDER_SEED = 20260105  # the order of the samples is shuffled, but the same in every run
FULL = {"seconds": 2.0, "rounds": 3, "skus": (1_000, 10_000, 100_000), "load": 1_000}
QUICK = {"seconds": 0.3, "rounds": 3, "skus": (1_000, 10_000), "load": 200}


def _sizes(_context: Any, _parameter: Any, value: str | None) -> tuple[int, ...] | None:
    try:
        sizes = None if value is None else tuple(int(size) for size in value.split(","))
    except ValueError:
        sizes = ()
    if sizes is not None and not (sizes and all(1 <= size <= 140_000 for size in sizes)):
        raise click.BadParameter("write numbers from 1 to 140000 with commas: 1000,10000")
    return sizes


@click.command()
@click.option("--quick", is_flag=True, help="Under a minute: shorter samples, no 100,000 SKUs.")
@click.option("--seconds", type=click.FloatRange(0.01, 600), help="How long a sample lasts.")
@click.option("--rounds", type=click.IntRange(1, 99), help="How often everything is sampled.")
@click.option("--skus", callback=_sizes, help="Sizes of the worlds, with commas.")
@click.option(
    "--json", "target", type=click.Path(dir_okay=False, path_type=Path), help="Keep the numbers."
)
def main(quick: bool, target: Path | None, **given: Any) -> None:
    """Time the fakes beside a bare ASGI app that sends the same bytes, in one run."""
    options: dict[str, Any] = {
        **(QUICK if quick else FULL),
        **{name: value for name, value in given.items() if value is not None},
    }
    options |= {"connections": served.CONNECTIONS, "order_seed": ORDER_SEED}
    order = random.Random(ORDER_SEED)
    report: dict[str, Any] = {"version": 1, "machine": _machine(), "options": options}
    with tempfile.TemporaryDirectory() as folder, processes.on_the_clients_core():
        report |= served.measure(Path(folder), options, order)
    report["test_world"] = state.of_a_test(100 if quick else 300)
    report["state"] = []
    for skus in options["skus"]:
        click.echo(f"worlds of {skus:,} SKUs ...", err=True)
        repeats = max(5, min(15, 200_000 // skus))
        report["state"].append(state.of_size(skus, repeats=repeats, order=order))
    report["goals"] = figures.goals(report)
    table.show(Console(), report)
    if target is not None:
        target.write_text(json.dumps(report, indent=1) + "\n")


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
