"""`stocktake scenarios`, `stocktake checks`, `stocktake duties`: what an engine is judged by."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

import click

from stocktake.commands.simulators import OTHERS, simulators

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
@_JSON
@OTHERS
def scenarios(connects: tuple[str, ...], as_json: bool, others: tuple[str, ...]) -> None:
    """List the scenarios that `stocktake check` plays.

    The row is that of the failure mode in docs/reference/failure-modes.md that a scenario provokes.
    """
    from stocktake.harness import UnknownWarehouse

    try:
        rows = list(_scenarios(simulators(others), connects))
    except UnknownWarehouse as error:
        raise click.UsageError(str(error.args[0])) from None
    _print(rows, as_json=as_json, shown=("scenario", "row", "faults", "sentence"))


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


def _scenarios(served: Sequence[Any], connects: Sequence[str]) -> Rows:
    from stocktake.harness.check import OUT_OF_SCOPE
    from stocktake.harness.scenarios import scenarios_on
    from stocktake.harness.topology import topology_in_scope

    topology = topology_in_scope(served, None, connects or None)
    for scenario in scenarios_on(topology):
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
    """Print the columns `shown` as a table whose first column is not broken, or everything."""
    if as_json:
        for row in rows:
            click.echo(json.dumps(row, ensure_ascii=False))
        return
    from rich import box
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from stocktake.harness.report.console import print_table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in shown:
        table.add_column(name, no_wrap=name in (shown[0], "checks"))
    for row in rows:
        cells = [_cell(name, row[name]) for name in shown]
        if row.get("skipped"):
            cells[-1] += f" Skipped: {row['skipped']}."
        table.add_row(*map(escape, cells))
    print_table(Console(), table)


def _cell(name: str, value: Any) -> str:
    if isinstance(value, list):
        return (", " if name == "duties" else "\n").join(map(str, value))
    return "" if value is None else str(value)
