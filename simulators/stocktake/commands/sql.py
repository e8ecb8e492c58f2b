"""`stocktake sql`: a question to a running world's tables."""

from __future__ import annotations

import csv
import sys
from typing import TYPE_CHECKING

import click

from stocktake.commands.control_client import on_server
from stocktake.commands.settings import given_by_hand
from stocktake.commands.tables import print_json, print_table, read_value

if TYPE_CHECKING:
    from stocktake.client.control import Control


@click.command()
@click.argument("query")
@click.argument("parameters", nargs=-1, metavar="[VALUE]...")
@on_server
@click.option("--json", "as_json", is_flag=True, help="Print an array of objects.")
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV, with a line of names.")
def sql(
    control: Control, query: str, parameters: tuple[str, ...], as_json: bool, as_csv: bool
) -> None:
    """Ask a question in SQL; it changes nothing.

    A VALUE, JSON or text, stands for a `?` of the query; the query `-` is read from stdin. The view
    `v_stock` has every vendor's stock in one shape; quantities are in millionths.
    """
    if query == "-":
        query = sys.stdin.read()
    answer = control.run_sql(query, [read_value(each) for each in parameters])
    columns, rows = answer["columns"], answer["rows"]
    if as_csv and (given_by_hand("as_csv") or not as_json):
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerows([columns, *rows])
        return
    if as_json:
        print_json([dict(zip(columns, row, strict=True)) for row in rows])
        return
    # By number: two columns may have one name.
    numbered = [{str(n): value for n, value in enumerate(row)} for row in rows]
    heads = {str(n): name for n, name in enumerate(columns)}
    print_table(numbered, list(heads), heads=heads, none="no row")
