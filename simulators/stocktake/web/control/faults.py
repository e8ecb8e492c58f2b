"""Faults, planted from outside: a wrong name is answered with the nearest right one."""

import json
import re
from collections.abc import Collection, Mapping
from typing import Any

from stocktake.core import faults, journal
from stocktake.core.call import Call, Reply
from stocktake.core.errors import NotFound, Unprocessable
from stocktake.core.world import World
from stocktake.web.documents import nearest
from stocktake.web.faults import KINDS, Argument, FaultKind
from stocktake.web.host import Host

_ADDRESS = ("simulator", "operation", "kind", "nth", "times")
# What a list of faults tells of each besides: posted again, it is a new fault.
_SHOWN = ("id", "seen", "fired", "left", "refused", "struck")
_SENDABLE = re.compile(r"[!-~](?:[ -~]*[!-~])?")
_MEDIA_TYPE = re.compile(r'[\w!#$&^.+-]+/[\w!#$&^.+-]+( *; *[\w-]+=([\w.+-]+|"[ !#-~]*"))*', re.A)


async def get_faults(host: Host, world: World, call: Call) -> dict[str, Any]:
    """Return the faults planted, with how often each was met and struck, and in which rows."""
    return {"faults": faults.planned(world)}


async def plant_fault(host: Host, world: World, call: Call, *, body: dict[str, Any]) -> Reply:
    """Plant a fault for the n-th matching call from now on."""
    simulator, operation = body["simulator"], body["operation"]
    kind = _find_kind(body["kind"])
    arguments = _arguments(kind, body)
    kind.check(arguments, host.simulators)
    _check_address(host, simulator, operation, kind)
    nth, times = body.get("nth", 1), body.get("times", 1)
    defaults = {name: argument.default for name, argument in kind.arguments.items()}
    async with world.queue:
        image = world.image() if kind.keeps_image else None
        with world.turn(tick=False):
            planted = faults.plant(
                world, simulator, operation, kind.name,
                nth=nth, times=times, arguments=defaults | arguments,
                callback=kind.strikes_callbacks, image=image,
            )  # fmt: skip
            journal.record(
                world, "fault", simulator=simulator, operation=operation, fault=kind.name,
                fault_id=planted, note={"nth": nth, "times": times, **arguments},
            )  # fmt: skip
    return Reply(201, {"id": planted})


def _find_kind(name: str) -> FaultKind:
    """Return the kind of this name; Unprocessable for an unknown one."""
    if name not in KINDS:
        raise Unprocessable(f"no fault kind {name!r}{nearest(name, KINDS)}")
    return KINDS[name]


def _arguments(kind: FaultKind, body: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments of a fault; Unprocessable for one that is wrong.

    They stand beside the address, or together under `arguments` as a list of faults shows them;
    there those with their defaults are left out, and what else it shows is of the old fault.
    """
    shown = {
        name: value
        for name, value in body.get("arguments", {}).items()
        if name not in kind.arguments or value != kind.arguments[name].default
    }
    beside = {n: v for n, v in body.items() if n not in (*_ADDRESS, *_SHOWN, "arguments")}
    if both := sorted(shown.keys() & beside.keys()):
        raise Unprocessable(f"{both[0]!r} stands in `arguments` and beside it: leave one out")
    for name, value in (shown | beside).items():
        if name not in kind.arguments:
            raise Unprocessable(f"{kind.name} takes no {name!r}{nearest(name, kind.arguments)}")
        if problem := _problem(kind.arguments[name], value):
            raise Unprocessable(f"{name} of {kind.name} {problem}")
    return shown | beside


def _problem(argument: Argument, value: Any) -> str:
    """Return what is wrong with the value of an argument; empty when nothing is."""
    if not _is_a(value, argument.type):
        return f"is of type {argument.type}"
    if isinstance(value, int | float) and not argument.least <= value <= argument.most:
        return f"lies between {argument.least} and {argument.most}"
    if argument.values and value not in argument.values:
        return f"is {' or '.join(argument.values)}"
    if argument.is_header and not _SENDABLE.fullmatch(value):
        return "is sent as a header, which takes visible ASCII and spaces, and no line break"
    if argument.is_media_type and not _MEDIA_TYPE.fullmatch(value):
        return "is a media type such as text/html or application/json; charset=utf-8"
    if not _is_unicode(value):
        return "holds half a character (a lone surrogate), which no request or answer can carry"
    return ""


def _is_unicode(value: Any) -> bool:
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def _is_a(value: Any, wanted: str) -> bool:
    if wanted == "number":
        return type(value) in (int, float)
    if wanted == "any":
        return True
    return type(value) is {"integer": int, "string": str, "object": dict}[wanted]


def _check_address(host: Host, simulator: str, operation: str, kind: FaultKind) -> None:
    """Refuse a simulator or an operation that there is not, or one that the kind cannot strike."""
    callbacks = {each.name: each.callbacks for each in host.simulators}
    if simulator not in callbacks:
        raise Unprocessable(f"no simulator {simulator!r}{nearest(simulator, callbacks)}")
    if kind.strikes_callbacks or operation in callbacks[simulator]:
        _check_callback(simulator, operation, kind, callbacks[simulator])
        return
    tables = [api.table for api in host.apis.values() if api.simulator == simulator]
    operations = {o.id: o for table in tables for o in table.operations}
    if operation != "*" and operation not in operations:
        hint = nearest(operation, operations)
        raise Unprocessable(f"{simulator} has no operation {operation!r}{hint}")
    fits = [name for name, each in operations.items() if kind.fits(each)]
    if len(fits) < len(operations) and operation not in fits:
        known = ", ".join(sorted(fits))
        raise Unprocessable(f"{kind.name} does not fit {operation}; it fits {known}")


def _check_callback(
    simulator: str, operation: str, kind: FaultKind, callbacks: Collection[str]
) -> None:
    if not kind.strikes_callbacks and not kind.callbacks_too:
        fits = [name for name, k in KINDS.items() if k.callbacks_too or k.strikes_callbacks]
        raise Unprocessable(f"{kind.name} strikes no callback; {', '.join(sorted(fits))} do")
    if operation != "*" and operation not in callbacks:
        known = ", ".join(callbacks) or "none"
        raise Unprocessable(
            f"{kind.name} strikes callbacks, and {operation!r} is none of {simulator}'s: {known}"
        )


async def clear_faults(host: Host, world: World, call: Call) -> dict[str, Any]:
    """Forget every fault."""
    return {"cleared": await _clear(world, None)}


async def clear_fault(host: Host, world: World, call: Call, *, fault_id: int) -> dict[str, Any]:
    """Forget one fault."""
    cleared = await _clear(world, fault_id)
    if not cleared:
        known = [str(fault["id"]) for fault in faults.planned(world)]
        raise NotFound(f"there is no fault {fault_id}{nearest(str(fault_id), known)}")
    return {"cleared": cleared}


async def _clear(world: World, fault_id: int | None) -> int:
    async with world.queue:
        with world.turn(tick=False):
            cleared = faults.clear(world, fault_id)
            note = {"cleared": cleared if fault_id is None else f"fault {fault_id}"}
            journal.record(world, "fault", operation="clear", note=note)
    return cleared
