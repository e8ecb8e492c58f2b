"""`stocktake stock`: what each system has of each SKU, and who disagrees since when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from stocktake.commands.control_client import on_server
from stocktake.commands.looking import AS_JSON, LIMIT, at_row, number, rows_of, show, since

if TYPE_CHECKING:
    from stocktake.client.control import Control

_NUMBERS = ("on hand", "can promise", "shop shows")


@click.command()
@click.argument("sku", required=False)
@on_server
@click.option("--disagree", is_flag=True, help="Only SKUs of which a shop shows a wrong number.")
@click.option("--text", metavar="TEXT", help="Only SKUs that hold this in their SKU or name.")
@click.option("--causes", is_flag=True, help="One row for each cause, with its SKUs or orders.")
@click.option(
    "--simulator", metavar="NAME", help="Only of this warehouse, or of what this shop shows."
)
@LIMIT
@AS_JSON
def stock(
    control: Control,
    sku: str | None,
    disagree: bool,
    text: str | None,
    causes: bool,
    simulator: str | None,
    limit: int,
    as_json: bool,
) -> None:
    """Show what each system has of each SKU, or of one; disagreements first.

    On hand is all that a warehouse holds, can promise what of it may be sold and is not owed to an
    order, shop shows what the shop offers. An SKU that disagrees is `wrong` (its number was not
    right when it was written) or `out of date` (it was right, and something changed since). #117 is
    row 117 of the journal. With --causes what is wrong is told by cause, orders too.
    """
    if causes:
        if sku or text or simulator:
            raise click.UsageError("--causes tells of the whole world: name no SKU beside it")
        _show_causes(control.get_findings(), as_json)
        return
    path = "/disagreements" if disagree else "/stock"
    query = {"sku": sku, "simulator": simulator, "text": text}
    most = None if as_json else limit
    rows, sums = rows_of(control, path, query=query, most=most)
    if sku is not None and not rows and not disagree:
        raise click.UsageError(f"no warehouse and no shop has an SKU {sku!r}")
    show(rows, _COLUMNS, as_json=as_json, remark=_remark(rows, sums), numbers=_NUMBERS)


_COLUMNS = {
    "SKU": lambda row: row["sku"],
    "system": lambda row: row["warehouse"] + _shop(row),
    "on hand": lambda row: number(row["on_hand"]),
    "can promise": lambda row: number(row["can_promise"]),
    "shop shows": lambda row: number(row["shop_shows"]),
    "state": lambda row: row["state"],
    "since": since,
    "why": lambda row: row["cause"] or "",
}


def _shop(row: dict[str, Any]) -> str:
    """Return the place that shows its numbers, where that has another name."""
    if row["outlet"] is None or row["place"] == row["warehouse"]:
        return ""
    return f" → {row['outlet']}:{row['place']}"


def _show_causes(found: dict[str, Any], as_json: bool) -> None:
    wrong, orders = found["disagreements"], found["wrong_orders"]
    remark = f"{wrong} of {found['shown']} numbers disagree, {orders} orders are wrong."
    show(found["findings"], _CAUSES, as_json=as_json, remark=remark)


def _explains(finding: dict[str, Any]) -> str:
    names = [row["sku"] for row in finding["skus"]] + [row["order"] for row in finding["orders"]]
    more = finding["count"] - _MOST_NAMED
    return ", ".join(names[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


_MOST_NAMED = 5
_CAUSES = {
    "cause": lambda row: row["title"],
    "state": lambda row: row["state"],
    "since": lambda row: at_row(row["row"]) or "the beginning",
    "of": _explains,
    "what came of it": lambda row: "\n".join(row["came_of"]),
    "the first": lambda row: row["sentence"],
}


def _remark(rows: list[dict[str, Any]], sums: dict[str, Any]) -> str:
    total, wrong = sums["total"], sums["disagreements"]
    told = f"{wrong} of {total} disagree." if wrong else f"All {total} agree."
    if len(rows) < total:
        told += f" {len(rows)} are shown: --limit {total} shows all."
    return told
