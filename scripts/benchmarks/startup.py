"""Start-up: from spawning `stocktake serve` to its first 200, as users start it."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from . import cases, servers
from .figures import least, median
from .options import Run
from .processes import Server

NOW = ("--now", "2026-01-05T09:00:00Z")  # the same beginning each time


def measure(run: Run) -> dict[str, Any]:
    """Start each server some times in turn, after one that writes the bytecode."""
    starts = _starts(run)
    for name, start in starts.items():
        run.tell(f"start-up: {name}")
        with start():
            pass
    started: dict[str, list[Server]] = {name: [] for name in starts}
    order = run.order()
    for number in range(times := 3 if run.quick else 9):
        run.tell(f"start-up, {number + 1} of {times}")
        for name in order.sample(sorted(starts), len(starts)):
            with starts[name]() as server:
                started[name].append(server)
    return {
        name: {
            "cpu_s": least(s.started_cpu_s for s in each),
            "cpu_s_median": median(s.started_cpu_s for s in each),
            "s_median": median(s.started_s for s in each),
            "mib": median(s.started_mib for s in each),
        }
        for name, each in started.items()
    }


def _starts(run: Run) -> dict[str, Callable[[], AbstractContextManager[Server]]]:
    answers, (get,) = run.folder / "first.json", [c for c in cases.cases() if c.name == "get"]
    with servers.stocktake(run.folder) as server:
        answers.write_text(json.dumps(cases.recorded(server.port, [get])))
    starts: dict[str, Callable[[], AbstractContextManager[Server]]] = {
        "ours": lambda: servers.stocktake(run.folder),
        "ours --now": lambda: servers.stocktake(run.folder, *NOW),
        "bare": lambda: servers.bare(run.folder, answers),
    }
    if (other := run.against) is not None:
        starts["against"] = lambda: servers.stocktake(run.folder, program=other)
        starts["against --now"] = lambda: servers.stocktake(run.folder, *NOW, program=other)
    return starts
