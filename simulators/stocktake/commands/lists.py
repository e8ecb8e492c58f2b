"""`stocktake scenarios`, `stocktake checks`, `stocktake duties`: what an engine is judged by."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import click

from stocktake.commands.simulators import OTHERS, simulators
from stocktake.commands.tables import cell, print_lines, print_table

Rows = Iterable[dict[str, Any]]

_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")


@click.command()
@click.option(
    "--connects",
    "connects",
    multiple=True,
    metavar="WAREHOUSE",
    help="A warehouse that the engine connects, such as wherefour; repeatable. Scenarios that take "
    "more are listed with the reason why they are skipped.",
)
@click.option(
    "--topology",
    type=click.Choice(["classic", "hub"]),
    help="Those that `check --topology` plays; by default the classic one.",
)
@click.option(
    "--schema", "as_schema", is_flag=True, help="Print the JSON Schema of scenario files instead."
)
@_JSON
@OTHERS
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE]...")
def scenarios(
    files: tuple[Path, ...],
    connects: tuple[str, ...],
    topology: str | None,
    as_schema: bool,
    as_json: bool,
    others: tuple[str, ...],
) -> None:
    """List the scenarios that `stocktake check` plays, or check those in files of your own.

    `check --scenario FILE.yaml` plays a file: docs/own-scenarios.md says how to write one. The row
    is that of the failure mode in docs/reference/failure-modes.md that a scenario provokes.
    """
    from stocktake.harness import UnknownWarehouse
    from stocktake.harness.own.scenarios import read_scenario
    from stocktake.harness.own.schema import scenario_schema
    from stocktake.web.own_files import OwnFileError

    if as_schema:
        click.echo(json.dumps(scenario_schema(), indent=1))
        return
    served = simulators(others)
    try:
        outlines = [read_scenario(file, served) for file in files]
        rows = list(_scenarios(served, connects, outlines, topology or "classic"))
    except OwnFileError as error:
        raise click.UsageError("\nstocktake: ".join(error.lines)) from None
    except UnknownWarehouse as error:
        raise click.UsageError(str(error.args[0])) from None
    _print(rows, as_json=as_json, shown=("scenario", "row", "faults", "sentence"))
    if not files and not as_json:
        click.echo("A file of your own can be given too: check --scenario FILE.yaml")


@click.command()
@_JSON
def checks(as_json: bool) -> None:
    """List the checks by which every scenario is judged, with the duties that they cite."""
    from stocktake.harness.report.legend import LEGENDS

    rows = [
        {
            "check": legend.name,
            "duties": [duty.number for duty in legend.duties],
            "sentence": legend.sentence,
            "page": legend.page,
        }
        for legend in LEGENDS.values()
    ]
    _print(rows, as_json=as_json, shown=("check", "duties", "sentence"))


@click.command()
@_JSON
def duties(as_json: bool) -> None:
    """List the duties of a sync engine, with the checks that cite them.

    docs/reference/duties.md has them in full.
    """
    from stocktake.harness.duties import DUTIES, PAGE
    from stocktake.harness.report.legend import LEGENDS

    rows = [
        {
            "duty": duty.number,
            "name": duty.name,
            "sentence": duty.sentence,
            "checks": [each.name for each in LEGENDS.values() if duty in each.duties],
            "page": PAGE,
        }
        for duty in DUTIES
    ]
    _print(rows, as_json=as_json, shown=("duty", "name", "sentence", "checks"))


def _scenarios(
    served: Sequence[Any], connects: Sequence[str], outlines: Sequence[Any], named: str
) -> Rows:
    from stocktake.harness.check import OUT_OF_SCOPE
    from stocktake.harness.scenarios import scenarios_on
    from stocktake.harness.topology import named_topology, topology_in_scope

    topology = topology_in_scope(served, named_topology(served, named), connects or None)
    told = (outline(topology) for outline in outlines)
    for scenario in told if outlines else scenarios_on(topology):
        yield {
            "scenario": scenario.slug,
            "name": scenario.name,
            "sentence": scenario.sentence,
            "row": scenario.row or None,
            "steps": len(scenario.steps),
            "faults": list(dict.fromkeys(fault.kind for fault in scenario.faults)),
            "listens": scenario.listens,
            "skipped": "" if scenario.is_in_scope else OUT_OF_SCOPE,
        }


def _print(rows: Rows, *, as_json: bool, shown: Sequence[str]) -> None:
    """Print the columns `shown` as a table, or everything."""
    if as_json:
        print_lines(rows)
        return
    lines = []
    for row in rows:
        line = {name: _cell(row[name]) for name in shown}
        if row.get("skipped"):
            line[shown[-1]] += f" Skipped: {row['skipped']}."
        lines.append(line)
    print_table(lines, shown)


def _cell(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else cell(value)
