"""The control plane `/_sim`: outside the exchange, so it may wait, send and snapshot between turns.

Its handlers are `async def handler(host, world, call, **arguments)` and take the turns they need;
methods of a Sandbox call the same functions.
"""

import sqlite3
from typing import Any

from stocktake.core.errors import (
    Invalid,
    Malformed,
    NoRoute,
    Problem,
    Refusal,
    Unauthorized,
    Unavailable,
    Unprocessable,
)
from stocktake.core.simulator import Api, Call, Reply
from stocktake.core.world import World
from stocktake.web.bodies import decode
from stocktake.web.border import BoundApi, bind
from stocktake.web.context import RequestContext
from stocktake.web.documents import nearest
from stocktake.web.host import DEFAULT, Host
from stocktake.web.replies import Delivery, render
from stocktake.web.requests import ParsedRequest, read_request, unread

from .about import environment, get_env, get_health, get_manifest
from .again import repeat_exchange
from .callbacks import deliver_callbacks, get_callbacks
from .door import refusal_at_door
from .events import trigger_event
from .faults import clear_fault, clear_faults, get_faults, plant_fault
from .findings import get_findings
from .history import (
    clear_journal,
    get_journal,
    get_journal_entry,
    get_ledger,
    get_stats,
    wait_for_journal,
)
from .interceptors import close_interceptor, get_authority, open_interceptor
from .orders import get_orders
from .questions import run_sql
from .routes import get_routes, set_routes
from .skus import get_sku, get_skus
from .snapshots import delete_snapshot, get_snapshots, restore_snapshot, take_snapshot
from .state import get_database, get_quirks, put_database, set_quirk
from .stock import get_disagreements, get_stock
from .time import advance_clock, get_clock, set_clock
from .views import get_views
from .watch import has_token, record_attempt
from .worlds import create_world, delete_world, get_worlds, reset_world

__all__ = [
    "CONTROL",
    "advance_clock",
    "answer_control",
    "create_world",
    "deliver_callbacks",
    "environment",
    "get_callbacks",
    "has_token",
    "plant_fault",
    "record_attempt",
    "refusal_at_door",
    "refuse",
    "reset_world",
    "restore_snapshot",
    "set_quirk",
    "take_snapshot",
    "trigger_event",
]


def refuse(refusal: Refusal) -> Reply:
    """Return a refusal as `{"error": {"status", "message", "problems"?}}`."""
    error: dict[str, Any] = {"status": refusal.status, "message": refusal.message}
    headers = dict(refusal.headers)
    if isinstance(refusal, Invalid):
        error["message"] = _message(refusal.problems[0])
        error["problems"] = [
            {"where": p.where, "path": list(p.path), "message": _message(p)}
            for p in refusal.problems
        ]
    if refusal.status == 405:
        headers["Allow"] = ", ".join(refusal.details)
    return Reply(refusal.status, {"error": error}, headers)


def _message(problem: Problem) -> str:
    """Return what is wrong, with every name that there is where a name is wrong."""
    if problem.expected is None or problem.keyword not in ("enum", "additionalProperties"):
        return problem.message
    known = [str(name) for name in problem.expected]
    if problem.keyword == "enum":
        return f"{problem.value!r} is not known here{nearest(str(problem.value), known)}"
    strange = [name for name in problem.value if name not in known]
    return f"{strange[0]!r} is not known here{nearest(strange[0], known)}"


def _json_anyway(call: Call) -> Call:
    """Read JSON whatever content type it came in: `curl -d '{…}'` calls it a form."""
    if call.raw.lstrip()[:1] != b"{":
        return call
    try:
        return call.but(fields=decode({"content-type": "application/json"}, call.raw))
    except Malformed:
        return call


def _check_token(host: Host, world: World, call: Call) -> None:
    if not has_token(host, call):
        raise Unauthorized(
            "the control plane wants `Authorization: Bearer <--token>`",
            headers={"WWW-Authenticate": "Bearer"},
        )


CONTROL = Api(
    name="_sim",
    document="control.yaml",
    handlers=(
        get_stock, get_disagreements, get_routes, set_routes,
        get_orders, repeat_exchange, get_skus, get_sku, get_findings,
        get_health, get_manifest, get_env, get_clock, set_clock, advance_clock, get_journal,
        clear_journal, get_journal_entry, get_stats, wait_for_journal, get_ledger, get_faults,
        plant_fault, clear_faults, clear_fault, get_worlds, create_world, delete_world,
        reset_world, trigger_event, get_database, put_database, get_views, run_sql, get_quirks,
        set_quirk, get_snapshots, take_snapshot, restore_snapshot, delete_snapshot, get_callbacks,
        deliver_callbacks, get_authority, open_interceptor, close_interceptor,
    ),
    authenticate=_check_token,
    refuse=refuse,
    normalize=_json_anyway,
)  # fmt: skip


async def answer_control(
    host: Host, world: World, call: Call, *, refusal: Refusal | None = None
) -> Delivery:
    """Answer one control call; `call.path` begins with `/_sim`.

    `refusal` is what is wrong with the request already.
    """
    bound = bind(CONTROL, CONTROL.name, host.lane)
    request = read_request(bound, call) if refusal is None else unread(call, refusal)
    try:
        if (wrong := _not_asked_rightly(host, bound, request)) is not None:
            reply, bug = bound.refuse(wrong)
        else:
            _check_file(world, request)
            assert request.operation is not None, "what has no operation is refused"
            reply, bug = await bound.answer(
                RequestContext(
                    api=CONTROL, operation=request.operation, call=request.call,
                    path_values=request.path_values, unreadable=request.refusal,
                    first=(host, world),
                )
            )  # fmt: skip
        if request.operation is None or request.operation.security:
            await record_attempt(host, world, call, status=reply.status)
    except Unavailable as unavailable:
        reply, bug = bound.refuse(unavailable)
    except sqlite3.Error as error:
        reply, bug = bound.refuse(world.unavailable(error))
    now = (host.worlds[DEFAULT] if world.queue.gone else world).clock.read()
    return Delivery(*render(reply, now), bug=bug)


def _check_file(world: World, request: ParsedRequest) -> None:
    """Refuse everything in a world whose file is gone, but for the copy that saves it."""
    if request.operation is None or request.operation.handler is not get_database:
        world.check_file()


def _not_asked_rightly(host: Host, bound: BoundApi, request: ParsedRequest) -> Refusal | None:
    """Return the refusal of a path or a query that there is not, with what there is."""
    operation = request.operation
    if operation is None:
        assert request.refusal is not None, "a request means an operation or is refused"
        if not isinstance(request.refusal, NoRoute):
            return request.refusal
        known = {each.template: None for each in bound.table.operations}
        return NoRoute(f"nothing at {request.call.path}{nearest(request.call.path, known)}")
    names = [parameter.name for parameter in operation.parameters if parameter.where == "query"]
    for name, _ in request.call.query:
        if name not in names and has_token(host, request.call):
            return Unprocessable(f"{operation.id} takes no {name!r}{nearest(name, names)}")
    return None
