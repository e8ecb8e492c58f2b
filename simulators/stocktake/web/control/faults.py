"""Planting faults: every name is checked against the documents, and a wrong one answered with the
nearest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stocktake.core import faults, journal
from stocktake.core.errors import NotFound, Unprocessable
from stocktake.core.faults import KINDS
from stocktake.core.simulator import Reply
from stocktake.web.documents import nearest
from stocktake.web.happenings import check_event
from stocktake.web.operations import Operation

if TYPE_CHECKING:
    from stocktake.web.sandbox import Sandbox

_ADDRESS = ("simulator", "operation", "kind", "nth", "times")


async def get_faults(sandbox: Sandbox, world_name: str) -> dict[str, Any]:
    """Return the faults planned, with how often each was met and struck."""
    return {"faults": faults.planned(sandbox.worlds[world_name])}


async def plant_fault(sandbox: Sandbox, world_name: str, *, body: dict[str, Any]) -> Reply:
    """Plan a fault for the n-th matching call from now on."""
    simulator, operation, kind = body["simulator"], body["operation"], body["kind"]
    arguments = {name: value for name, value in body.items() if name not in _ADDRESS}
    _check_kind(sandbox, kind, arguments)
    _check_address(sandbox, simulator, operation, kind)
    world = sandbox.worlds[world_name]
    nth, times = body.get("nth", 1), body.get("times", 1)
    async with world.queue:
        image = world.image() if kind == "stale_read" else None
        with world.turn(tick=False):
            planted = faults.plant(
                world, simulator, operation, kind,
                nth=nth, times=times, arguments=arguments, image=image,
            )  # fmt: skip
            note = {"nth": nth, "times": times, **arguments}
            journal.record(
                world, "fault", simulator=simulator, operation=operation, fault=kind, note=note
            )
    return Reply(201, {"id": planted})


def _check_kind(sandbox: Sandbox, kind: str, arguments: dict[str, Any]) -> None:
    if kind not in KINDS:
        raise Unprocessable(f"no fault kind {kind!r}{nearest(kind, KINDS)}")
    known = KINDS[kind].arguments
    for name, value in arguments.items():
        if name not in known:
            raise Unprocessable(f"{kind} takes no {name!r}{nearest(name, known)}")
        if not _is_a(value, known[name].type):
            raise Unprocessable(f"{name} of {kind} is of type {known[name].type}")
        least, most = known[name].least, known[name].most
        if isinstance(value, int | float) and not least <= value <= most:
            raise Unprocessable(f"{name} of {kind} lies between {least} and {most}")
    if kind == "interleave":
        if "event" not in arguments:
            raise Unprocessable('interleave needs an event: {"simulator", "event", ...}')
        check_event(sandbox.simulators, arguments["event"])
    if kind == "poison" and "row" not in arguments:
        raise Unprocessable("poison needs a row: the value of its id")


def _is_a(value: Any, wanted: str) -> bool:
    if wanted == "number":
        return type(value) in (int, float)
    if wanted == "any":
        return True
    return type(value) is {"integer": int, "string": str, "object": dict}[wanted]


def _check_address(sandbox: Sandbox, simulator: str, operation: str, kind: str) -> None:
    tables = [api.table for api in sandbox.apis.values() if api.simulator == simulator]
    if not tables:
        known = [s.name for s in sandbox.simulators]
        raise Unprocessable(f"no simulator {simulator!r}{nearest(simulator, known)}")
    if _is_for_callbacks(sandbox, simulator, operation, kind):
        return
    operations = {o.id: o for table in tables for o in table.operations}
    if operation != "*" and operation not in operations:
        hint = nearest(operation, operations)
        raise Unprocessable(f"{simulator} has no operation {operation!r}{hint}")
    fits = [name for name, o in operations.items() if _fits(o, KINDS[kind].needs)]
    if KINDS[kind].needs and operation not in fits:
        raise Unprocessable(f"{kind} does not fit {operation}; it fits {', '.join(sorted(fits))}")


def _is_for_callbacks(sandbox: Sandbox, simulator: str, operation: str, kind: str) -> bool:
    """Say whether the fault strikes callbacks; Unprocessable when name and kind do not fit."""
    (callbacks,) = (s.callbacks for s in sandbox.simulators if s.name == simulator)
    if KINDS[kind].needs != "callback":
        if operation in callbacks and not KINDS[kind].callbacks:
            fits = [name for name, k in KINDS.items() if k.callbacks or k.needs == "callback"]
            raise Unprocessable(f"{kind} strikes no callback; {', '.join(sorted(fits))} do")
        return operation in callbacks
    if operation != "*" and operation not in callbacks:
        known = ", ".join(callbacks) or "none"
        raise Unprocessable(
            f"{kind} strikes callbacks, and {operation!r} is none of {simulator}'s: {known}"
        )
    return True


def _fits(operation: Operation, needs: str) -> bool:
    if needs == "rows":
        return bool(operation.rows)
    if needs == "upload":
        return operation.upload
    return needs == "" or operation.method == "GET"


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
