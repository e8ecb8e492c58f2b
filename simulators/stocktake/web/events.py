"""Business events: what no vendor API offers because people do it (a sale, a receipt, a count)."""

from collections.abc import Mapping, Sequence
from typing import Any

from stocktake.core import journal
from stocktake.core.errors import Invalid, Refusal, Unprocessable
from stocktake.core.simulator import Simulator
from stocktake.core.world import World

from .documents import Schema, nearest, read_document, schema_of

_schemas: dict[tuple[str, str], Schema | None] = {}


def check_event(simulators: Sequence[Simulator], body: Mapping[str, Any]) -> None:
    """Refuse `{"simulator", "event", ...}` when it is unknown, or has the wrong arguments."""
    arguments = dict(body)
    name, event = arguments.pop("simulator", None), arguments.pop("event", None)
    simulator = next((s for s in simulators if s.name == name), None)
    if simulator is None:
        hint = nearest(str(name), [s.name for s in simulators])
        raise Unprocessable(f"no simulator {name!r}{hint}")
    if event not in simulator.events:
        hint = nearest(str(event), simulator.events)
        raise Unprocessable(f"{name} has no event {event!r}{hint}")
    schema = _schema(simulator, event)
    problems = schema.problems(arguments, "body") if schema else []
    if problems:
        raise Invalid(problems)


def _schema(simulator: Simulator, event: str) -> Schema | None:
    key = (simulator.name, event)
    if key not in _schemas:
        for document in (read_document(api.document) for api in simulator.apis):
            if event in document.get("x-events", {}):
                _schemas[key] = schema_of(document, document["x-events"][event]["schema"])
    return _schemas[key]


def take_event_turn(world: World, body: Mapping[str, Any]) -> tuple[int, Any, Refusal | None]:
    """Trigger a checked event in a turn of its own; return its number, result and refusal.

    A refused event changes nothing but the journal.
    """
    arguments = {key: value for key, value in body.items() if key not in ("simulator", "event")}
    name, event = body["simulator"], body["event"]
    result, refusal = None, None
    with world.turn() as number:
        try:
            with world.attempt():
                result = world.simulators[name].events[event](world, **arguments)
        except Refusal as no:
            refusal = no
        journal.record(
            world,
            "event",
            simulator=name,
            operation=event,
            status=refusal.status if refusal else 200,
            note={**arguments, "refused": refusal.message} if refusal else arguments,
        )
    return number, result, refusal
