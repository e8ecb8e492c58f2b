"""The control plane `/_sim`: outside the exchange, so it may wait, send and snapshot between turns.

Its handlers are `async def handler(sandbox, world_name, **arguments)` and take the turns they need;
methods of a Sandbox call the same functions.
"""

from __future__ import annotations

import hmac
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from stocktake.core.errors import Bug, Invalid, Malformed, Refusal, Unauthorized
from stocktake.core.simulator import Api, Call, Reply
from stocktake.web.app import InHand, checked, compile_api
from stocktake.web.bodies import decode
from stocktake.web.replies import Delivery, render
from stocktake.web.requests import prepare

from .about import environment, get_env, get_health, get_manifest
from .callbacks import deliver_callbacks, get_callbacks
from .events import happen
from .faults import clear_fault, clear_faults, get_faults, plant_fault
from .history import clear_journal, get_journal, get_ledger, wait_for_journal
from .snapshots import delete_snapshot, get_snapshots, restore_snapshot, take_snapshot
from .state import get_database, get_quirks, put_database, run_sql, set_quirk
from .time import advance_clock, get_clock, set_clock
from .worlds import create_world, delete_world, get_worlds, reset_world

if TYPE_CHECKING:
    from stocktake.web.sandbox import Sandbox

__all__ = [
    "CONTROL",
    "advance_clock",
    "answer_control",
    "create_world",
    "deliver_callbacks",
    "environment",
    "get_callbacks",
    "happen",
    "plant_fault",
    "refuse",
    "reset_world",
    "restore_snapshot",
    "set_quirk",
    "take_snapshot",
]


def refuse(refusal: Refusal) -> Reply:
    """Return a refusal in the control plane's envelope: `{"error": {"status", "message",
    "problems"?}}`.
    """
    error: dict[str, Any] = {"status": refusal.status, "message": refusal.message}
    headers = dict(refusal.headers)
    if isinstance(refusal, Invalid):
        error["problems"] = [
            {"where": p.where, "path": list(p.path), "message": p.message} for p in refusal.problems
        ]
    if refusal.status == 405:
        headers["Allow"] = ", ".join(refusal.details)
    return Reply(refusal.status, {"error": error}, headers)


def _json_anyway(call: Call) -> Call:
    """Read JSON whatever content type it came in: `curl -d '{…}'` calls it a form."""
    if call.raw.lstrip()[:1] != b"{":
        return call
    try:
        return replace(call, fields=decode({"content-type": "application/json"}, call.raw))
    except Malformed:
        return call


CONTROL = Api(
    name="_sim",
    document="control.yaml",
    handlers=(
        get_health, get_manifest, get_env, get_clock, set_clock, advance_clock, get_journal,
        clear_journal, wait_for_journal, get_ledger, get_faults, plant_fault, clear_faults,
        clear_fault, get_worlds,
        create_world, delete_world, reset_world, happen, get_database, put_database, run_sql,
        get_quirks, set_quirk, get_snapshots, take_snapshot, restore_snapshot, delete_snapshot,
        get_callbacks, deliver_callbacks,
    ),
    authenticate=lambda world, call: None,  # the token is the sandbox's, see answer_control
    refuse=refuse,
    normalize=_json_anyway,
)  # fmt: skip


async def answer_control(sandbox: Sandbox, world_name: str, call: Call) -> Delivery:
    """Answer one control call; `call.path` begins with `/_sim`."""
    compiled = compile_api(CONTROL, CONTROL.name)
    prepared = prepare(compiled, call)
    operation, bug = prepared.operation, None

    def authenticate(asked: Call) -> None:
        _check_token(sandbox, asked)
        if prepared.refusal is not None:
            raise prepared.refusal

    try:
        try:
            if operation is None:
                assert prepared.refusal is not None
                raise prepared.refusal
            hand = InHand(
                api=CONTROL, call=prepared.call, operation=operation,
                path_values=prepared.path_values, authenticate=authenticate,
                subject=lambda _: (sandbox, world_name),
            )  # fmt: skip
            reply = await compiled.run(hand)
        except Refusal as refusal:
            reply = refuse(refusal)
            reply = checked(operation, reply) if operation else reply
    except Exception as error:
        bug, reply = error, refuse(Bug(f"{type(error).__name__}: {error}"))
    now = sandbox.worlds.get(world_name, sandbox.worlds["default"]).clock.read()
    return Delivery(*render(reply, now), bug=bug)


def _check_token(sandbox: Sandbox, call: Call) -> None:
    if sandbox.token is None:
        return
    given = call.headers.get("authorization", "").removeprefix("Bearer ")
    if not hmac.compare_digest(given.encode(), sandbox.token.encode()):
        raise Unauthorized(
            "the control plane wants `Authorization: Bearer <--token>`",
            headers={"WWW-Authenticate": "Bearer"},
        )
