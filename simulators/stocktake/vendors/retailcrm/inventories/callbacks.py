"""The callback inventoriesUpload: the CRM asks its warehouse for leftovers.

Source: docs/reference/warehouse-module.md 3.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from stocktake.core import outbox
from stocktake.core.errors import NotFound, Refusal
from stocktake.core.outbox import Answer, Callback
from stocktake.core.world import World
from stocktake.vendors.retailcrm.errors import ENTITY, NOT_VALID
from stocktake.vendors.retailcrm.lists import Row, as_json
from stocktake.vendors.retailcrm.modules.callbacks import (
    CLIENT,
    describe_error,
    form_fields,
    join_url,
    read_answer,
)
from stocktake.vendors.retailcrm.modules.rows import require_module
from stocktake.vendors.retailcrm.offers import identifier_of
from stocktake.vendors.retailcrm.wire import read_text

from .call_points import words_for
from .input import row_errors
from .rows import write_rows

_INVENTORIES = "inventoriesUpload"


def request_inventories(
    world: World,
    *,
    module: str,
    callPoint: str | None = None,  # noqa: N803  # the event's argument, as the vendor spells it
    offerIds: Sequence[int] | None = None,  # noqa: N803
) -> dict[str, Any]:
    """Let the CRM ask a module for the leftovers of some offers, or of all of them (3.2).

    A module is not called when it is off, frozen, or has no such action or call point (3.1).
    """
    row = require_module(world, module)
    declined = _reason_not_to_call(row, _action(row), callPoint)
    callback = _ask(world, row, _offers(world, offerIds), declined=declined)
    return {"callback": callback, "called": not declined, "reason": declined or None}


def call_by_itself(world: World, happened: Collection[str], offers: Collection[int | None]) -> None:
    """Ask the modules whose call points mean one of these order events for these offers.

    Once for all that one change of an order means; an order without offers asks for nothing.
    """
    words, ids = words_for(world, happened), sorted(id_ for id_ in offers if id_ is not None)
    if not words or not ids:
        return
    for module in world.all("SELECT * FROM retailcrm_module ORDER BY id"):
        action = _action(module)
        if not words.isdisjoint(action.get("callPoints") or ()):
            declined = _reason_not_to_call(module, action, None)
            _ask(world, module, _offers(world, ids), declined=declined)


def inventories_answered(world: World, entry: Callback, answer: Answer) -> dict[str, Any]:
    """Write the rows of a good answer; for any other, a Refusal says why none is written (3.1).

    An externalId or xmlId without a `site` means the offers of every shop, which is our decision.
    """
    rows = read_answer(answer).get("offers") or []
    sites = tuple(row["code"] for row in world.all("SELECT code FROM retailcrm_site ORDER BY id"))
    errors = row_errors(world, rows) + [
        f"offers[{index}].site: {NOT_VALID}"
        for index, row in enumerate(rows)
        if read_text(row.get("site")) not in (None, *sites)
    ]
    if errors:
        raise Refusal(describe_error({"errorMsg": ENTITY, "errors": errors}))

    def sites_of(row: Row) -> Sequence[str]:
        site = read_text(row.get("site"))
        return (site,) if site and identifier_of(row) != "id" else sites

    return write_rows(world, rows, sites_of=sites_of)


def _ask(
    world: World, module: Mapping[str, Any], offers: list[dict[str, Any]], *, declined: str
) -> int:
    """Write the callback that asks a module for these offers; return its id."""
    name = world.quirk("retailcrm.callback_field")
    return outbox.put(
        world, "retailcrm", _INVENTORIES,
        url=join_url(module["base_url"], _action(module).get("url", "")),
        fields=form_fields(module["client_id"], name, {"offers": offers}),
        client_field=CLIENT, declined=declined,
    )  # fmt: skip


def _action(module: Mapping[str, Any]) -> dict[str, Any]:
    """Return the action of a module that this callback calls, empty when it has none."""
    store = json.loads(module["integrations"]).get("store") or {}
    found = [action for action in store.get("actions", ()) if action["code"] == _INVENTORIES]
    return dict(found[0]) if found else {}


def _reason_not_to_call(
    module: Mapping[str, Any], action: Mapping[str, Any], point: str | None
) -> str:
    if not action:
        return f"not called: the module has no action {_INVENTORIES}"
    if not module["active"] or module["freeze"]:
        state = "frozen" if module["freeze"] else "not active"
        return f"not called: the module is {state}"
    if point is not None and point not in (action.get("callPoints") or []):
        return f"not called: {point!r} is none of the action's callPoints"
    return ""


def _offers(world: World, ids: Sequence[int] | None) -> list[dict[str, Any]]:
    """Return the offers with these ids, or all, with their identifiers; NotFound for others."""
    rows = world.all(
        "SELECT id, external_id, xml_id FROM retailcrm_offer"
        " WHERE :ids IS NULL OR id IN (SELECT value FROM json_each(:ids)) ORDER BY id",
        {"ids": as_json(None if ids is None else list(ids))},
    )
    unknown = set(ids or ()) - {row["id"] for row in rows}
    if unknown:
        raise NotFound(f"no offer {min(unknown)}")
    return [
        {"id": row["id"], "externalId": row["external_id"], "xmlId": row["xml_id"]} for row in rows
    ]


CALLBACKS = {_INVENTORIES: inventories_answered}
