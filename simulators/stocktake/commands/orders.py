"""`stocktake orders`: what became of each order of a shop."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from stocktake.commands.control_client import on_server
from stocktake.commands.looking import AS_JSON, LIMIT, at_row, number, rows_of, show

if TYPE_CHECKING:
    from stocktake.client.control import Control


@click.command()
@click.argument("order", required=False)
@on_server
@click.option(
    "--state",
    type=click.Choice(["wrong", "open", "done", "cancelled"]),
    help="Only orders in this state.",
)
@click.option(
    "--text", metavar="TEXT", help="Only orders that hold this: a number, an SKU, the customer."
)
@LIMIT
@AS_JSON
def orders(
    control: Control,
    order: str | None,
    state: str | None,
    text: str | None,
    limit: int,
    as_json: bool,
) -> None:
    """Show what became of each order of a shop, or of one: documents, shipments, what was told.

    An order of which two documents stand is `wrong`, and the story says how that came about. #117
    is row 117 of the journal; what has no number was there when the world began.
    """
    query = {"order": order, "state": state, "text": text}
    most = None if as_json else limit
    rows, sums = rows_of(control, "/orders", query=query, most=most)
    if order is not None and not rows and state is None:
        raise click.UsageError(f"no shop has an order {order!r}")
    show(rows, _COLUMNS, as_json=as_json, remark=_remark(rows, sums))


def _ordered(row: dict[str, Any]) -> str:
    lines = [f"{number(line['ordered'])} × {line['sku'] or '?'}" for line in row["lines"]]
    return "\n".join([*lines, _rows([row["ordered"]])]).rstrip()


def _documents(row: dict[str, Any]) -> str:
    told = []
    for document in row["documents"]:
        made = document["made"]
        lost = "" if made is None or made["delivered"] else ", reply lost"
        told.append(f"{document['warehouse']} {document['id']} {_rows([made])}{lost}".rstrip())
    return "\n".join(told)


def _shipped(row: dict[str, Any]) -> str:
    told = [f"{d['id']} {d['state']} {_rows(d['shipped'])}".rstrip() for d in row["documents"]]
    return "\n".join(told)


def _told(row: dict[str, Any]) -> str:
    if not row["told"]["shipped"]:
        return ""
    return f"shipped {_rows(row['told']['rows'])}".rstrip()


def _rows(deeds: Sequence[dict[str, Any] | None]) -> str:
    return " ".join(at_row(deed["row"]) for deed in deeds if deed)


_COLUMNS = {
    "order": lambda row: row["order"],
    "state": lambda row: row["state"],
    "ordered": _ordered,
    "made": _documents,
    "left": _shipped,
    "shop was told": _told,
    "story": lambda row: row["story"] or "",
}


def _remark(rows: list[dict[str, Any]], sums: dict[str, Any]) -> str:
    total, wrong = sums["total"], sums["wrong"]
    told = f"{total} orders, {wrong} wrong." if total != 1 else f"1 order, {wrong} wrong."
    if len(rows) < total:
        told += f" {len(rows)} are shown: --limit {total} shows all."
    return told
