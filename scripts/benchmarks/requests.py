"""Requests: ours beside the hand-written app, the bare one and, on demand, another commit."""

import json
from contextlib import ExitStack
from typing import Any

from . import cases, client, servers
from .cases import Case
from .figures import compared
from .interleave import Point, interleave, summed_up
from .options import Run
from .processes import Server

WRITTEN = ("list", "get", "post")  # what the hand-written app does
FULL = "full"  # the world with a full journal
SMALL_JOURNAL = 1_000  # of that world in a quick run


def measure(run: Run) -> dict[str, Any]:
    """Time the requests in one loop, CPU µs each."""
    all_cases = cases.cases()
    with ExitStack() as stack:
        started = start(run, stack, all_cases)
        points = [
            Point(name, server, case, before=before(name, server))
            for name, server in started.items()
            for case in all_cases
            if name != "handwritten" or case.name in WRITTEN
        ]
        points += _full_journal(run, started["ours"])
        samples = interleave(
            points, rounds=run.rounds, seconds=run.seconds, order=run.order(), told=run.tell
        )
        memory = _memory(run, started, all_cases)
    by_case: dict[str, Any] = {}
    for case in all_cases:
        by_name = {n: s for (c, n, _), s in samples.items() if c == case.name}
        by_case[case.name] = {"asks": case.asks, **_shown(by_name)}
    return {"cases": by_case, "memory": memory, "journal": _journal_rows(run)}


def start(run: Run, stack: ExitStack, all_cases: list[Case]) -> dict[str, Server]:
    """Start every server with the same world; each has answered each case once."""
    ours = stack.enter_context(servers.stocktake(run.folder, *servers.SAME_WORLD))
    cases.prepare(ours.port)
    answers, world = run.folder / "answers.json", run.folder / "world.db"
    answers.write_text(json.dumps(cases.recorded(ours.port, all_cases)))
    cases.go_back(ours.port)
    world.write_bytes(cases.world_file(ours.port))
    started = {
        "ours": ours,
        "handwritten": stack.enter_context(servers.handwritten(run.folder, world)),
        "bare": stack.enter_context(servers.bare(run.folder, answers)),
    }
    if run.against is not None:
        other = servers.stocktake(run.folder, *servers.SAME_WORLD, program=run.against)
        started["against"] = stack.enter_context(other)
        cases.prepare(started["against"].port)
    return started


def before(name: str, server: Server) -> Any:
    """Return what puts a server back to the world that every chunk starts with."""
    if name == "bare":
        return lambda: None
    if name == "handwritten":
        reset = client.raw("POST", "/reset", {"Content-Length": "0"})
        return lambda: client.once(server.port, reset)
    return lambda: cases.go_back(server.port)


def _journal_rows(run: Run) -> int:
    return SMALL_JOURNAL if run.quick else 10_000


def _full_journal(run: Run, ours: Server) -> list[Point]:
    """Return the points of a world whose journal is full: each request drops a row."""
    rows = _journal_rows(run)
    run.tell(f"a journal of {rows:,} rows is filled")
    made = {"name": FULL, "seed_set": "both", "journal": rows, "clock": "flowing"}
    cases.control(ours.port, "POST", "/_sim/worlds", made)
    cases.prepare(ours.port, f"/w/{FULL}")
    full = [case for case in cases.cases(f"/w/{FULL}") if case.name in WRITTEN]
    get = next(case for case in full if case.name == "get")
    client.drive(ours.port, get.requests, most=rows + 10)
    return [Point(FULL, ours, case) for case in full]


def _shown(samples: dict[str, list[Any]]) -> dict[str, Any]:
    shown: dict[str, Any] = {name: summed_up(each) for name, each in samples.items()}
    for other in ("handwritten", "bare"):
        if other in samples:
            shown[f"{other}_by_ours"] = compared(samples, other, "ours")
    if "against" in samples:
        shown["ours_by_against"] = compared(samples, "ours", "against")
    if FULL in samples:
        shown["full_by_empty"] = compared(samples, FULL, "ours")
    return {
        **shown,
        "rounds": {name: [s["cpu_us"] for s in each] for name, each in samples.items()},
    }


def _memory(run: Run, started: dict[str, Server], all_cases: list[Case]) -> dict[str, Any]:
    """Return the memory of each after the same requests to all."""
    for name, server in started.items():
        for case in all_cases:
            if name != "handwritten" or case.name in WRITTEN:
                client.drive(server.port, case.requests, most=run.load, status=case.status)
    return {name: server.memory() for name, server in started.items()}
