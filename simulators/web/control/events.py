"""Business events: what no vendor API offers because people do it (a sale, a receipt, a cycle
count).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simulators.core import journal
from simulators.core.errors import Invalid, Refusal, Unprocessable
from simulators.core.simulator import Simulator
from simulators.core.world import World
from simulators.web.documents import Schema, compiled, nearest, read_document

if TYPE_CHECKING:
    from simulators.web.sandbox import Sandbox

_schemas: dict[tuple[str, str], Schema | None] = {}


async def happen(sandbox: Sandbox, world_name: str, *, body: dict[str, Any]) -> dict[str, Any]:
    """Let an event happen, in one turn with a journal row; a refused one changes nothing."""
    arguments = dict(body)
    simulator = _simulator(sandbox, arguments.pop("simulator"))
    event = arguments.pop("event")
    _check(simulator, event, arguments)
    world = sandbox.worlds[world_name]
    async with world.queue:
        with world.turn() as turn:
            result, refusal = take_turn(world, simulator, event, arguments)
    if refusal is not None:
        raise refusal
    return {"turn": turn, "result": result}


def take_turn(
    world: World, simulator: Simulator, event: str, arguments: dict[str, Any]
) -> tuple[Any, Refusal | None]:
    """Run an event inside the turn under way and write its journal row; a refused one leaves only
    that.
    """
    refusal = None
    result = None
    try:
        with world.attempt():
            result = simulator.events[event](world, **arguments)
    except Refusal as no:
        refusal = no
    journal.record(
        world,
        "event",
        simulator=simulator.name,
        operation=event,
        status=refusal.status if refusal else 200,
        note={**arguments, "refused": refusal.message} if refusal else arguments,
    )
    return result, refusal


def _simulator(sandbox: Sandbox, name: str) -> Simulator:
    for simulator in sandbox.simulators:
        if simulator.name == name:
            return simulator
    raise Unprocessable(
        f"no simulator {name!r}{nearest(name, [s.name for s in sandbox.simulators])}"
    )


def _check(simulator: Simulator, event: str, arguments: dict[str, Any]) -> None:
    if event not in simulator.events:
        hint = nearest(event, simulator.events)
        raise Unprocessable(f"{simulator.name} has no event {event!r}{hint}")
    key = (simulator.name, event)
    if key not in _schemas:
        for api in simulator.apis:
            document = read_document(api.document)
            if event in document.get("x-events", {}):
                _schemas[key] = compiled(document, document["x-events"][event]["schema"])
    schema = _schemas[key]
    problems = schema.problems(arguments, "body") if schema else []
    if problems:
        raise Invalid(problems)
