"""`stocktake quirk`: what the vendors' documents leave open, shown and set in a running world."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from stocktake.commands.control_client import JSON, on_server
from stocktake.commands.tables import json_text, print_json, print_table, read_value

if TYPE_CHECKING:
    from stocktake.client.control import Control


@click.command()
@click.argument("name", required=False)
@click.argument("value", required=False)
@on_server
@JSON
def quirk(control: Control, name: str | None, value: str | None, as_json: bool) -> None:
    """List the quirks with their values and evidence, show one, or give one a VALUE.

    A quirk is a behaviour that the vendors' documents leave open, or that accounts differ in. A
    VALUE is JSON or text.
    """
    if name is not None and value is not None:
        control.set_quirk(name, read_value(value))
    found = _quirks(control)
    if name is None:
        if as_json:
            print_json(found)
        else:
            rows = [row | {"value": json_text(row["value"])} for row in found]
            print_table(rows, ("name", "value", "sentence", "evidence"))
        return
    row = _named(found, name)
    if as_json:
        print_json(row)
    elif value is not None:
        click.echo(f"{name} is {json_text(row['value'])}")
    else:
        values = ", ".join(map(json_text, row["values"])) or type(row["default"]).__name__
        click.echo(f"{name}: {json_text(row['value'])}\n{row['sentence']}")
        click.echo(f"values: {values}; by default {json_text(row['default'])}")
        click.echo(f"evidence: {row['evidence']}")


def _quirks(control: Control) -> list[dict[str, Any]]:
    values = control.quirks()
    return [
        {"name": each["name"], "value": values[each["name"]], **each}
        for simulator in control.get_manifest()["simulators"]
        for each in simulator["quirks"]
    ]


def _named(rows: list[dict[str, Any]], name: str) -> dict[str, Any]:
    from stocktake.web.documents import nearest

    for row in rows:
        if row["name"] == name:
            return row
    raise click.UsageError(f"no quirk {name!r}{nearest(name, [row['name'] for row in rows])}")
