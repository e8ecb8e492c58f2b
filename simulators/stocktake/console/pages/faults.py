"""Plant a fault: what goes wrong, at which call from now, how often."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from stocktake.client.answers import Refusal
from stocktake.console.asking import asking, control, known_systems
from stocktake.console.notices import see
from stocktake.console.rows import words
from stocktake.console.spelled import curl_of

page = Blueprint("faults", __name__)

_ADDRESS = ("simulator", "operation", "kind", "nth", "times")


@page.get("/faults/new")
def new() -> str:
    """Show the form, filled in as the address says."""
    return _form(request.args)


@page.post("/faults/new")
def plant() -> Response | tuple[str, int]:
    """Plant it; a refusal stands at the field that it is about."""
    kinds = known_systems().fault_kinds
    given = {name: request.form.get(name, "").strip() for name in _ADDRESS}
    wanted = kinds.get(given["kind"], {}).get("arguments", {})
    try:
        arguments = _arguments(wanted, request.form)
        planted = control().plant_fault(
            given["simulator"], given["operation"], given["kind"],
            nth=_count(given, "nth"), times=_count(given, "times"), **arguments,
        )  # fmt: skip
    except (Refusal, ValueError) as problem:
        return _form(request.form, str(problem)), 422
    told = f"Fault {planted['id']} is planted: {words(given['kind'])} at {given['operation']}."
    return see(f"{url_for('world.show')}#faults", told)


@page.post("/faults/<int:fault>/remove")
def remove(fault: int) -> Response:
    """Forget one."""
    try:
        control().clear_fault(fault)
        told = f"Fault {fault} was removed."
    except Refusal as refusal:
        told = refusal.message
    return see(f"{url_for('world.show')}#faults", told)


@page.post("/faults/remove")
def remove_all() -> Response:
    """Forget all."""
    cleared = control().clear_faults()["cleared"]
    return see(f"{url_for('world.show')}#faults", f"{cleared} faults were removed.")


def _count(given: Mapping[str, str], name: str) -> int:
    text = given[name] or "1"
    if not text.isdecimal() or not 1 <= int(text) <= 1_000_000:
        raise ValueError(f"{name}: {text!r} is no number of calls; write 1, 2, 3 …")
    return int(text)


def _arguments(wanted: Mapping[str, Any], form: Mapping[str, str]) -> dict[str, Any]:
    """Return the arguments that were filled in, as their types want them."""
    found: dict[str, Any] = {}
    for name, argument in wanted.items():
        text = form.get(f"a.{name}", "")
        if text == "" or text == _spelled(argument["default"]):
            continue
        try:
            found[name] = text if argument["type"] == "string" else json.loads(text)
        except ValueError:
            if argument["type"] != "any":
                raise ValueError(f"{name}: {text!r} is no {argument['type']}") from None
            found[name] = text
    return found


def _spelled(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value)


def _form(given: Mapping[str, str], problem: str = "") -> str:
    systems = known_systems()
    kinds = systems.fault_kinds
    chosen = {
        "simulator": given.get("simulator") or systems.all[0].name,
        "operation": given.get("operation", ""),
        "kind": given.get("kind") or next(iter(kinds)),
        "nth": given.get("nth") or "1",
        "times": given.get("times") or "1",
    }
    arguments = kinds.get(chosen["kind"], {}).get("arguments", {})
    values = {
        name: given.get(f"a.{name}", _spelled(argument["default"]))
        for name, argument in arguments.items()
    }
    entry = {
        "kind": "fault", "simulator": chosen["simulator"], "operation": chosen["operation"],
        "fault": chosen["kind"], "note": None,
    }  # fmt: skip
    return render_template(
        "plant.html", chosen=chosen, kinds=kinds, arguments=arguments, values=values,
        system=systems.get(chosen["simulator"]), problem=problem,
        at=_field_of(problem, chosen, arguments), words=words,
        curl=curl_of(entry, asking().root) if chosen["operation"] else "",
    )  # fmt: skip


def _field_of(problem: str, chosen: Mapping[str, str], arguments: Mapping[str, Any]) -> str:
    """Return the field that a refusal is about; empty where it names none."""
    for name in arguments:
        if problem.startswith((f"{name} ", f"{name}:")):
            return f"a.{name}"
    for name in ("nth", "times"):
        if problem.startswith(f"{name}"):
            return name
    for name in ("operation", "kind", "simulator"):
        if chosen[name] and repr(chosen[name]) in problem:
            return name
    return "operation" if "operation" in problem or "fit" in problem else ""
