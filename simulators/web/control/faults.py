"""Planting faults: every name is checked against the documents, and a wrong one answered with the
nearest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simulators.core import faults, journal
from simulators.core.errors import NotFound, Unprocessable
from simulators.core.faults import KINDS
from simulators.core.simulator import Reply
from simulators.web.documents import nearest

if TYPE_CHECKING:
    from simulators.web.sandbox import Sandbox

_ADDRESS = ("simulator", "operation", "kind", "nth", "times")
_TYPES: dict[str, type] = {"integer": int, "string": str, "object": dict}


async def get_faults(sandbox: Sandbox, world_name: str) -> dict[str, Any]:
    """Return the faults planned, with how often each was met and struck."""
    return {"faults": faults.planned(sandbox.worlds[world_name])}


async def plant_fault(sandbox: Sandbox, world_name: str, *, body: dict[str, Any]) -> Reply:
    """Plan a fault for the n-th matching call from now on."""
    simulator, operation, kind = body["simulator"], body["operation"], body["kind"]
    arguments = {name: value for name, value in body.items() if name not in _ADDRESS}
    _check_address(sandbox, simulator, operation)
    _check_kind(kind, arguments)
    world = sandbox.worlds[world_name]
    nth, times = body.get("nth", 1), body.get("times", 1)
    async with world.queue:
        with world.turn(tick=False):
            planted = faults.plant(
                world, simulator, operation, kind, nth=nth, times=times, arguments=arguments
            )
            journal.record(
                world,
                "fault",
                simulator=simulator,
                operation=operation,
                fault=kind,
                note={"nth": nth, "times": times, **arguments},
            )
    return Reply(201, {"id": planted})


def _check_address(sandbox: Sandbox, simulator: str, operation: str) -> None:
    tables = [compiled.table for name, compiled in sandbox.apis.values() if name == simulator]
    if not tables:
        known = [s.name for s in sandbox.simulators]
        raise Unprocessable(f"no simulator {simulator!r}{nearest(simulator, known)}")
    ids = [o.id for table in tables for o in table.operations]
    if operation != "*" and operation not in ids:
        hint = nearest(operation, ids)
        raise Unprocessable(f"{simulator} has no operation {operation!r}{hint}")


def _check_kind(kind: str, arguments: dict[str, Any]) -> None:
    if kind not in KINDS:
        raise Unprocessable(f"no fault kind {kind!r}{nearest(kind, KINDS)}")
    known = KINDS[kind].arguments
    for name, value in arguments.items():
        if name not in known:
            raise Unprocessable(f"{kind} takes no {name!r}{nearest(name, known)}")
        if type(value) is not _TYPES[known[name].type]:
            raise Unprocessable(f"{name} of {kind} is of type {known[name].type}")
    if kind == "status" and not 400 <= arguments.get("status", 500) <= 599:
        raise Unprocessable("the status of a fault lies between 400 and 599")


async def clear_faults(sandbox: Sandbox, world_name: str) -> dict[str, Any]:
    """Forget every fault."""
    return {"cleared": await _clear(sandbox, world_name, None)}


async def clear_fault(sandbox: Sandbox, world_name: str, *, fault_id: int) -> dict[str, Any]:
    """Forget one fault."""
    cleared = await _clear(sandbox, world_name, fault_id)
    if not cleared:
        raise NotFound(f"there is no fault {fault_id}")
    return {"cleared": cleared}


async def _clear(sandbox: Sandbox, world_name: str, fault_id: int | None) -> int:
    world = sandbox.worlds[world_name]
    async with world.queue:
        with world.turn(tick=False):
            cleared = faults.clear(world, fault_id)
            note = {"cleared": cleared if fault_id is None else f"fault {fault_id}"}
            journal.record(world, "fault", operation="clear", note=note)
    return cleared
