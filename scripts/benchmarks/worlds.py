"""Worlds over HTTP: a fork for a test, its first requests, a reset, a thousand of them.

CPU of the server, which is all that happens there.
"""

from collections.abc import Callable
from typing import Any

from . import cases, client, servers
from .figures import least, median
from .options import Run
from .processes import Server

Step = Callable[[], None]


def measure(run: Run) -> dict[str, Any]:
    """Measure what a world costs that a client makes, uses and lets go."""
    report: dict[str, Any] = {}
    programs = {"ours": servers.stocktake(run.folder, *servers.SAME_WORLD)}
    if run.against is not None:
        other = run.against
        programs["against"] = servers.stocktake(run.folder, *servers.SAME_WORLD, program=other)
    for name, started in programs.items():
        with started as server:
            cases.prepare(server.port)
            run.tell(f"worlds of {name}")
            report[name] = {**_one_at_a_time(run, server), **_thousand(run, server)}
    return report


def _one_at_a_time(run: Run, server: Server) -> dict[str, Any]:
    port, times = server.port, 30 if run.quick else 200
    get, post = _get_and_post("")

    def fork_again() -> None:
        cases.control(port, "POST", "/_sim/worlds", {"name": "t", "from": "default"})
        for request in _get_and_post("/w/t"):
            client.once(port, request)
        cases.control(port, "DELETE", "/_sim/worlds/t")

    def restore() -> None:
        cases.go_back(port)
        client.once(port, get)
        client.once(port, post)

    def reset() -> None:
        cases.control(port, "POST", "/_sim/reset")
        client.once(port, get)
        client.once(port, post)

    def snapshot() -> None:
        client.once(port, post)
        cases.control(port, "POST", "/_sim/snapshots", {"name": "again"})
        cases.control(port, "DELETE", "/_sim/snapshots/again")

    def fork_changed() -> None:
        client.once(port, post)
        fork_again()

    steps: dict[str, Step] = {
        "fork_changed": fork_changed, "fork_get_post_drop": fork_again,
        "restore_get_post": restore, "reset_get_post": reset,
        "post_snapshot_drop": snapshot, "get_post": lambda: _both(port, get, post),
    }  # fmt: skip
    spent: dict[str, list[float | None]] = {name: [] for name in steps}
    order = run.order()
    for _ in range(times):
        for name in order.sample(sorted(steps), len(steps)):
            if name == "fork_get_post_drop":  # once before: the world has not changed since
                fork_again()
            spent[name].append(_milliseconds(server, steps[name]))
    return {
        f"{name}_ms": {"least": least(each), "median": median(each)} for name, each in spent.items()
    }


def _both(port: int, *requests: bytes) -> None:
    for request in requests:
        client.once(port, request)


def _get_and_post(prefix: str) -> tuple[bytes, bytes]:
    named = {case.name: case.requests[0] for case in cases.cases(prefix)}
    return named["get"], named["post"]


def _milliseconds(server: Server, step: Step) -> float | None:
    before = server.cpu()
    step()
    after = server.cpu()
    return None if before is None or after is None else 1000 * (after - before)


def _thousand(run: Run, server: Server) -> dict[str, Any]:
    """Fork a thousand worlds, and ask each one twice."""
    count = 100 if run.quick else 1_000
    names = [f"w{number}" for number in range(count)]
    before = server.memory()

    def made() -> None:
        for name in names:
            cases.control(server.port, "POST", "/_sim/worlds", {"name": name, "from": "default"})

    def asked() -> None:
        for name in names:
            _both(server.port, *_get_and_post(f"/w/{name}"))

    def dropped() -> None:
        for name in names:
            cases.control(server.port, "DELETE", f"/_sim/worlds/{name}")

    costs = {step.__name__: _milliseconds(server, step) for step in (made, asked)}
    again, after = _milliseconds(server, asked), server.memory()
    costs["dropped"] = _milliseconds(server, dropped)
    return {
        "many": count,
        **{f"many_{name}_ms": ms and ms / count for name, ms in costs.items()},
        "many_asked_again_ms": again and again / count,
        "many_mib": None if before is None or after is None else (after - before) / count,
    }
