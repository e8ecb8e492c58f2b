"""One row of the journal in full: what it was, what it changed, what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import request

from stocktake.client.answers import Refusal
from stocktake.client.control import Control

from .asking import asking
from .bodies import body_of, headers_of
from .rows import Row, Told, words
from .shown import number, signed
from .spelled import curl_of, step_of
from .systems import Systems
from .twice import made_twice

_MILLION = 1_000_000
_BEFORE, _AFTER = 5, 7  # rows about the same thing
_WORDS = {
    "stock": "on hand", "held": "may not be sold", "demand": "owed to an order",
    "shipment": "shipped", "shown": "shop shows", "renamed": "another SKU",
}  # fmt: skip


def detail_of(control: Control, systems: Systems, seq: int) -> dict[str, Any]:
    """Return all that the page of a row shows."""
    entry = control.get_journal_entry(seq)
    remarks = made_twice(control)
    told = Told(systems, remarks)
    ledger = control.get_ledger(turn=seq)["entries"]
    about = _about(ledger)
    last = control.get_journal(limit=1, bodies=False, order="desc")["last"]
    callbacks = [c for c in control.get_callbacks(limit=10_000)["callbacks"] if c["turn"] == seq]
    system = systems.get(entry["simulator"])
    return {
        "row": told.row(entry),
        "entry": entry,
        "system": system,
        "evidence_word": system.evidence(entry["operation"]) if system else "",
        "changes": [_change(line) for line in ledger],
        "callbacks": callbacks,
        "about": about,
        "near": near_rows(control, told, seq, about),
        "story": _story(control, seq, about),
        "fault": _fault(control, entry),
        "request_headers": headers_of(entry["request_headers"]),
        "reply_headers": headers_of(entry["reply_headers"]),
        "request_body": body_of(entry["request_body"], about),
        "reply_body": body_of(entry["reply_body"], about),
        "curl": curl_of(entry, asking().root),
        "step": step_of(entry, _base_of(control, entry["simulator"])),
        "older": seq - 1 if seq > 1 else None,
        "newer": seq + 1 if seq < last else None,
        "back": request.args.get("back", ""),
    }


def _about(ledger: Sequence[Mapping[str, Any]]) -> str:
    """Return the order, else the SKU, that a row was about."""
    orders = [x["reference"] for x in ledger if x["what"] in ("demand", "shipment")]
    found = [each for each in (*orders, *(x["sku"] for x in ledger)) if each]
    return str(found[0]) if found else ""


def _change(line: Mapping[str, Any]) -> dict[str, Any]:
    what = _WORDS.get(line["what"], words(line["what"]))
    return {
        "simulator": line["simulator"],
        "what": f"{what}, {line['place']}" if line["place"] else what,
        "sku": line["sku"],
        "reference": line["reference"],
        "delta": signed(_in_units(line["delta"])),
        "after": "" if line["after"] is None else number(_in_units(line["after"])),
    }


def _in_units(millionths: int | None) -> float | None:
    return None if millionths is None else millionths / _MILLION


def near_rows(control: Control, told: Told, seq: int, about: str) -> list[Row]:
    """Return the rows around one: of the same order or SKU, else its neighbours."""
    text = about or None
    before = control.get_journal(before=seq, order="desc", limit=_BEFORE, text=text, bodies=False)[
        "entries"
    ]
    here_on = control.get_journal(after=seq - 1, limit=1, bodies=False)["entries"]
    after = control.get_journal(after=seq, limit=_AFTER, text=text, bodies=False)["entries"]
    return [told.row(entry) for entry in (*reversed(before), *here_on, *after)]


def _story(control: Control, seq: int, about: str) -> str:
    """Return what came of a row that made an order twice, or whose reply was lost on the way."""
    if not about:
        return ""
    for order in control.get_orders(order=about, state="wrong")["rows"]:
        made = [d["made"]["row"] for d in order["documents"] if d["made"]]
        if seq in made:
            return order["story"] or ""
    return ""


def _fault(control: Control, entry: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the fault that struck a row or was planted by it, and the row that planted it."""
    if entry["fault_id"] is None:
        return None
    planted = control.get_journal(
        before=entry["seq"] + 1, kind="fault", order="desc", limit=1000, bodies=False
    )["entries"]
    rows = [row["seq"] for row in planted if row["fault_id"] == entry["fault_id"]]
    return {"id": entry["fault_id"], "planted": rows[0] if rows else None}


def _base_of(control: Control, simulator: str | None) -> str:
    if not simulator:
        return ""
    try:
        return control.get_env().get(f"{simulator.upper()}_BASE_URL", "")
    except Refusal:
        return ""
