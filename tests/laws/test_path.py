"""A request can be followed: few functions of ours stand between the server and a handler."""

import sys
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
import stocktake
from stocktake import SIMULATORS, Sandbox
from stocktake.core.call import Reply
from stocktake.core.clock import Clock
from stocktake.core.simulator import Api
from stocktake.web.operations import Operation, build_table

PACKAGE = str(Path(stocktake.__file__).parent)
MOST = 6
# The front door of a test in the process is no part of the way.
FRONT_DOOR = ("web/sandbox.py", "web/in_process.py")
APIS = [pytest.param(s, a, id=a.name) for s in SIMULATORS for a in s.apis]


def callers() -> list[str]:
    """Return the functions of the package that are under way, the outermost first."""
    found, frame = [], sys._getframe(1)
    while frame is not None:
        code = frame.f_code
        if code.co_filename.startswith(PACKAGE) and not code.co_filename.endswith(FRONT_DOOR):
            found.append(code.co_qualname)
        outer: FrameType | None = frame.f_back
        if outer is None:
            break
        frame = outer
    return found[::-1]


def plain_read(api: Api) -> Operation:
    """Return an operation that needs no arguments."""
    for operation in build_table(api).operations:
        plain = not any(parameter.required for parameter in operation.parameters)
        if operation.method == "GET" and "{" not in operation.template and plain:
            return operation
    raise LookupError(f"{api.name} has no read without arguments")


@pytest.mark.parametrize(("simulator", "api"), APIS)
def test_at_most_six_functions_stand_before_a_vendors_handler(simulator: Any, api: Api) -> None:
    seen: list[list[str]] = []

    def watch(world: object, call: object, **_: object) -> Reply:
        seen.append(callers())
        return Reply(299)

    def same_name(handler: Any) -> Any:
        named = lambda *given, **more: watch(*given, **more)  # noqa: E731  # renamed below
        named.__name__ = handler.__name__
        return named

    handlers = tuple(same_name(handler) for handler in api.handlers)
    open_api = replace(api, handlers=handlers, authenticate=lambda *_: None)
    watched = replace(simulator, apis=(open_api,))
    path = plain_read(api).template
    sandbox = Sandbox([watched])
    with pytest.raises(Exception, match="299"):  # no document allows it, so it ends as a bug
        sandbox.request("GET", f"/{api.name}{path}")
    (found,) = seen
    assert found[0] == "Switchboard.__call__"
    assert len(found) <= MOST, found


def test_at_most_six_functions_stand_before_a_handler_of_the_control_plane(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[list[str]] = []
    described = Clock.describe

    def describe(clock: Clock) -> dict[str, object]:
        seen.append(callers())
        return described(clock)

    monkeypatch.setattr(Clock, "describe", describe)
    assert Sandbox([]).request("GET", "/_sim/clock").status == 200
    (found,) = seen
    assert found[-1] == "get_clock"
    assert len(found) - 1 <= MOST, found
