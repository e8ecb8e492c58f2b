"""`stocktake callbacks`: the log of a running world, and a test of a receiver of your own."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, quote_plus, urlencode

import click

from stocktake.commands.control_client import JSON, on_server
from stocktake.commands.group import Group
from stocktake.commands.tables import print_json, print_table

if TYPE_CHECKING:
    from stocktake.client.control import Control

_TIMEOUT_S = 5.0  # as the fakes have it: docs/reference/warehouse-module.md 3.1
_NOBODY = "nobody-has-this"


@click.group(cls=Group, usual="list")
def callbacks() -> None:
    """Callbacks that vendors send: list them, wait for them, test your receiver."""


@callbacks.command("list")
@on_server
@JSON
def list_callbacks(control: Control, as_json: bool) -> None:
    """List the callbacks of a running world, oldest first; `stocktake callbacks` does the same."""
    _print(control.callbacks(), as_json)


@callbacks.command()
@on_server
@JSON
def deliver(control: Control, as_json: bool) -> None:
    """Wait until every callback that is due has been made, and list what this call has done."""
    happened = control.deliver()
    if as_json:
        print_json(happened)
    else:
        print_table(happened, list(happened[0]) if happened else (), none="nothing was due")


def _print(found: list[dict[str, Any]], as_json: bool) -> None:
    if as_json:
        print_json(found)
        return
    rows = [each | {"attempts": len(each["attempts"])} for each in found]
    columns = ("id", "due", "simulator", "action", "url", "state", "attempts", "reason")
    print_table(rows, columns, none="no callback was asked for")


@callbacks.command()
@click.option("--url", required=True, help="Where your receiver serves inventoriesUpload.")
@click.option("--activity-url", help="Where it serves activity; not tried when absent.")
@click.option(
    "--client-id", default="client-1", show_default=True, help="The clientId that it knows."
)
@click.option(
    "--offer",
    "offers",
    multiple=True,
    metavar="EXTERNAL_ID",
    help="An offer whose leftovers it must report; repeatable.",
)
@JSON
def check(
    url: str, activity_url: str | None, client_id: str, offers: tuple[str, ...], as_json: bool
) -> int:
    """Test a receiver of RetailCRM's callbacks against openapi/retailcrm-callbacks.yaml.

    Exit code: 0 right, 1 an answer is wrong.
    """
    addresses = {"inventoriesUpload": url} | ({"activity": activity_url} if activity_url else {})
    for address in addresses.values():
        if not address.startswith(("http://", "https://")):
            raise click.UsageError(f"{address!r}: give the whole address, http://…")
    named = [_named(number, sku) for number, sku in enumerate(offers or (_NOBODY,), 1)]
    told: dict[str, dict[str, Any]] = {
        "inventoriesUpload": {"offers": named},
        "activity": {"active": True, "freeze": False},
    }
    rows = []
    for action, address in addresses.items():
        for spelling, body in _spelt(client_id, action, told[action]):
            said, why = _try(address, action, body, offers)
            verdict = "wrong" if why else "right"
            rows.append({"verdict": verdict, "action": action, "form": spelling, "why": why})
            if not as_json:
                click.echo(f"{verdict}  {action:<17}  {spelling}  {why or said}")
    if as_json:
        print_json(rows)
    return int(any(row["why"] for row in rows))


def _named(number: int, sku: str) -> dict[str, Any]:
    return {"id": number, "externalId": sku, "xmlId": sku}


def _spelt(client_id: str, action: str, data: Mapping[str, Any]) -> Iterator[tuple[str, bytes]]:
    """Yield the form of a callback in each style of JSON that servers write."""
    fields = {"clientId": client_id}
    if action == "activity":
        fields["systemUrl"] = "https://demo.retailcrm.example"
    php = json.dumps(data, separators=(",", ":")).replace("/", r"\/")
    yield "as PHP writes JSON", urlencode(fields | {action: php}, quote_via=quote_plus).encode()
    plain = json.dumps(data, ensure_ascii=False)
    yield "as others write it", urlencode(fields | {action: plain}, quote_via=quote).encode()


def _try(url: str, action: str, body: bytes, offers: tuple[str, ...]) -> tuple[str, str]:
    """Return a summary of the answer, and what is wrong with it, if anything."""
    import asyncio

    from stocktake.core.errors import Refusal
    from stocktake.vendors.retailcrm import SIMULATOR
    from stocktake.vendors.retailcrm.modules.callbacks import read_answer
    from stocktake.web.callback_client import send
    from stocktake.web.contracts import checked_answer

    answer = asyncio.run(send("POST", url, body, timeout_s=_TIMEOUT_S))
    try:
        data = read_answer(checked_answer(SIMULATOR.callbacks_document, action, answer))
    except Refusal as no:
        hint = "" if offers or action == "activity" else " (name an --offer that it knows)"
        return "", no.message + hint
    if action == "activity":
        return f"answered {answer.status}", ""
    rows = data.get("offers") or []
    return f"answered {answer.status} with {len(rows)} offers", _lacking(rows, offers)


def _lacking(rows: list[dict[str, Any]], offers: tuple[str, ...]) -> str:
    """Return what is missing in well-formed rows."""
    from stocktake.vendors.retailcrm.offers import identifier_of

    for index, row in enumerate(rows):
        if identifier_of(row) is None:
            return f"offers[{index}] names no offer: id, externalId or xmlId"
    for number, sku in enumerate(offers, 1):
        wanted = _named(number, sku)
        if not any(str(row.get(name)) == str(wanted[name]) for row in rows for name in wanted):
            return f"no row for {sku!r}"
    return ""
