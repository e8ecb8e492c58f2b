"""Catalogues sent as CSV, and the tasks that work through them.

Source: docs/reference/channels.md 1.2. A row changes what is listed under its SKU already; new
listings are made in the back office.
"""

import csv
import io
import json
from typing import Any

from stocktake.core import jobs
from stocktake.core.simulator import Call
from stocktake.core.world import World
from stocktake.dialects.ids import read_integer

from .access import use_lines
from .errors import Refused, Shape, unknown
from .listings import rows as listings
from .listings.input import read_update
from .markets import market_of

_MOST_LINES = 15_000
_TAKES_MS, _WAITS_MS = 300_000, 60_000
WAITING, RUNNING, FAILED, DONE = 0, 2, 8, 9

Row = dict[str, str]


def upload_listings(
    world: World, call: Call, *, body: dict[str, Any], accept_language: str = ""
) -> dict[str, Any]:
    """Take a catalogue; a task works through it within five minutes."""
    found = _read_catalog(body)
    use_lines(world, len(found))
    task = world.insert(
        "backmarket_task",
        market=market_of(accept_language), rows=json.dumps(found), spoiled=call.spoiled, created_at=world.now,
    )  # fmt: skip
    jobs.schedule(
        world, "backmarket", "run_task", due=world.now + _TAKES_MS, arguments={"task": task}
    )
    return {"bodymessage": task, "statuscode": 200}


def get_task(world: World, call: Call, *, id_: str) -> dict[str, Any]:
    """Show how far a task is, and what came of it."""
    number = read_integer(id_)
    task = world.find("SELECT * FROM backmarket_task WHERE id = ?", (number,))
    if task is None:
        raise unknown("the task", shape=Shape.V2)
    if task["result"] is None:
        waits = world.now < task["created_at"] + _WAITS_MS
        world.say_wait(max(0, task["created_at"] + _TAKES_MS - world.now), for_this=True)
        return {
            "action_status": WAITING if waits else RUNNING, "last_action_error": "", "result": None,
        }  # fmt: skip
    result = json.loads(task["result"])
    failed = bool(result["errors"]) and not result["updated"]
    return {
        "action_status": FAILED if failed else DONE,
        "last_action_error": "no line could be used" if failed else "",
        "result": result,
    }


def run_task(world: World, *, task: int) -> None:
    """Work through a catalogue, row by row; a row that is refused changes nothing."""
    row = world.one("SELECT * FROM backmarket_task WHERE id = ?", (task,))
    updated, errors = 0, []
    for number, sent in enumerate(json.loads(row["rows"]), start=2):
        try:
            if number - 2 < row["spoiled"]:
                raise Refused("the line cannot be used")
            updated += _apply(world, sent, row["market"])
        except Refused as no:
            errors.append({"line": number, "sku": sent["sku"], "error": no.message})
    result = json.dumps({"updated": updated, "errors": errors})
    world.update("backmarket_task", task, result=result)


def _apply(world: World, sent: Row, market: str) -> int:
    """Update every listing of a row's SKU, in any case; return how many there are."""
    found = world.all(
        "SELECT * FROM backmarket_shown WHERE sku = ? COLLATE NOCASE AND ended_at IS NULL"
        " ORDER BY id",
        (sent["sku"],),
    )
    if not found:
        raise Refused(f"no listing of {sent['sku'][:100]!r}")
    for listing in found:
        shippings = listings.terms_of(world, listing["id"], market)["shippings"]
        fields = {name: value for name, value in sent.items() if name != "sku" and value != ""}
        update = read_update(fields, market=market, shippings=shippings)
        listings.write(world, listing, quantity=update.quantity, market=market, terms=update.terms)
    return len(found)


def _read_catalog(body: dict[str, Any]) -> list[Row]:
    options = {
        name: body[name] for name in ("quotechar", "delimiter") if body.get(name) is not None
    }
    signs = {"quotechar": '"', "delimiter": ",", **options}.values()
    if len(set(signs)) < 2 or any(len(sign) != 1 or sign in "\r\n" for sign in signs):
        raise _bad("quotechar and delimiter are two characters, and not the end of a line")
    try:
        reader = csv.DictReader(io.StringIO(body["catalog"], newline=""), strict=True, **options)
        found = [
            {str(name).strip().lower(): value or "" for name, value in row.items() if name}
            for row in reader
        ]
    except (csv.Error, ValueError, TypeError) as error:
        raise _bad(f"the catalogue cannot be read: {error}") from None
    if not found or not all(row.get("sku") for row in found):
        raise _bad("a catalogue has a line of names, and a sku in each line")
    if len(found) > _MOST_LINES:
        raise _bad(f"a catalogue has at most {_MOST_LINES} lines")
    return found


def _bad(message: str) -> Refused:
    return Refused(message, shape=Shape.V2)


HANDLERS = (upload_listings, get_task)
