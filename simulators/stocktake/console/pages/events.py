"""Let something happen: what people do and no API offers."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from stocktake.client.answers import Invalid, Refusal
from stocktake.console.asking import control, known_systems
from stocktake.console.forms import arguments_of
from stocktake.console.notices import see

from .world import world_page

page = Blueprint("events", __name__)


@page.post("/world/events")
def trigger() -> Response | tuple[str, int]:
    """Let it happen, and go to its row; a refusal stands at the field that it is about."""
    name, event = request.form.get("simulator", ""), request.form.get("event", "")
    system = known_systems().get(name)
    schema = system.events.get(event, {}).get("schema", {}) if system else {}
    try:
        done = control().trigger_event(name, event, **arguments_of(schema, request.form))
    except Refusal as refusal:
        return world_page(request.form, _by_field(refusal, schema)), 422
    return see(url_for("traffic.row", seq=done["turn"]), "It happened.")


def _by_field(refusal: Refusal, schema: Mapping[str, object]) -> dict[str, str]:
    """Return what is wrong by the field that it is about; "" where it names none."""
    if not isinstance(refusal, Invalid):
        return {"": refusal.message}
    found: dict[str, str] = {}
    for problem in refusal.problems:
        steps = ".".join(map(str, problem.path))
        found.setdefault(steps, problem.message)
    return found
