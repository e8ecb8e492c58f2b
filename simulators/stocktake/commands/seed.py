"""`stocktake seed`: goods of your own, for `serve --seed-file`."""

import json
from collections.abc import Sequence
from pathlib import Path

import click

from stocktake.commands.control_client import JSON
from stocktake.commands.group import Group
from stocktake.commands.simulators import OTHERS, simulators
from stocktake.commands.tables import print_json


@click.group(cls=Group)
def seed() -> None:
    """Goods of your own, for `stocktake serve --seed-file FILE`."""


@seed.command()
@click.option("--csv", "as_csv", is_flag=True, help="The shorter form, for a spreadsheet.")
def template(as_csv: bool) -> None:
    """Print a seed file with comments, to start from; it can be served as it is."""
    from stocktake.core.files import data_file

    name = "seed_template.csv" if as_csv else "seed_template.yaml"
    click.echo(data_file("fixtures", name).read_text(), nl=False)


@seed.command()
@OTHERS
def schema(others: tuple[str, ...]) -> None:
    """Print the JSON Schema of seed files, for an editor."""
    from stocktake.core.seed_schema import seed_schema

    click.echo(json.dumps(seed_schema(simulators(others)), indent=1))


@seed.command()
@click.argument("file", type=click.Path(path_type=Path))
@JSON
@OTHERS
def check(file: Path, as_json: bool, others: tuple[str, ...]) -> int:
    """Say what is wrong with a seed file, and where, one line for each thing.

    Exit code: 0 it can be served, 2 it cannot.
    """
    from stocktake.web.own_files import OwnFileError
    from stocktake.web.sandbox import Sandbox
    from stocktake.web.seed_file import read_seed_file

    served = simulators(others)
    try:
        document = read_seed_file(file, served)
        Sandbox(served, seed_file=document).host.close()
    except OwnFileError as error:
        return _wrong(error.lines, as_json)
    except ValueError as error:
        return _wrong([f"{file}: {error}"], as_json)
    parts = ("items", "customers", "orders")
    counts = {each: len(document[each]) for each in parts if each in document}
    if as_json:
        print_json({"right": True, "counts": counts, "wrong": []})
    else:
        said = ", ".join(f"{count} {name}" for name, count in counts.items())
        click.echo(f"{file}: right: {said}")
    return 0


def _wrong(lines: Sequence[str], as_json: bool) -> int:
    if as_json:
        print_json({"right": False, "counts": {}, "wrong": list(lines)})
    for line in () if as_json else lines:
        click.echo(f"stocktake: {line}", err=True)
    return 2
