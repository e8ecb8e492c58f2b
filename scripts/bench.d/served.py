"""Both servers in their own processes: start-up, memory and the three requests."""

import json
import random
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import Any

import cases
import click
import client
from cases import Case
from figures import median, of_case, ratio
from processes import Server, bare, ours

CONNECTIONS = 8
Starts = Mapping[str, Callable[[], AbstractContextManager[Server]]]
Options = Mapping[str, Any]


def measure(folder: Path, options: Options, order: random.Random) -> dict[str, Any]:
    """Measure requests, start-up and memory."""
    all_cases = cases.cases()
    first = next(case for case in all_cases if case.name == "get").requests[0]
    answers = folder / "answers.json"
    click.echo("start-up ...", err=True)
    with ours(folder, first) as warm:  # writes the bytecode, too
        cases.prepare(warm.port)
        recorded = cases.recorded(warm.port, all_cases)
    answers.write_text(json.dumps(recorded))
    starts: Starts = {
        "ours": lambda: ours(folder, first),
        "bare": lambda: bare(folder, first, answers),
    }
    with starts["bare"]():
        pass
    startup = _startup(starts, options, order)
    with ExitStack() as stack:
        servers = {name: stack.enter_context(start()) for name, start in starts.items()}
        memory = _memory(servers, all_cases, options)
        requests = _requests(servers, all_cases, options, order)
    for case in all_cases:
        sent = len(recorded[case.path]["body"].encode())
        requests[case.name] = {"asks": case.asks, "bytes": sent, **requests[case.name]}
    return {"requests": requests, "startup": startup, "memory": memory}


def _startup(starts: Starts, options: Options, order: random.Random) -> dict[str, Any]:
    rounds: list[dict[str, Server]] = []
    for _ in range(options["rounds"]):
        rounds.append({})
        for name in order.sample(sorted(starts), len(starts)):
            with starts[name]() as server:
                rounds[-1][name] = server
    shown: dict[str, Any] = {}
    for name in starts:
        shown[f"{name}_s"] = median(r[name].started_s for r in rounds)
        shown[f"{name}_cpu_s"] = median(r[name].started_cpu_s for r in rounds)
    times = (ratio(r["ours"].started_s, r["bare"].started_s) for r in rounds)
    cpu = (ratio(r["ours"].started_cpu_s, r["bare"].started_cpu_s) for r in rounds)
    return {**shown, "times": median(times), "cpu_times": median(cpu)}


def _memory(
    servers: Mapping[str, Server], all_cases: list[Case], options: Options
) -> dict[str, Any]:
    """Return the memory of both after the first answer, and after the same requests."""
    measured: dict[str, Any] = {"requests": options["load"] * len(all_cases)}
    for name, server in servers.items():
        measured[f"{name}_mib"] = server.memory()
        for case in all_cases:
            client.drive(server.port, case.requests, connections=CONNECTIONS, most=options["load"])
        measured[f"{name}_loaded_mib"] = server.memory()
    return measured


def _requests(
    servers: Mapping[str, Server], all_cases: list[Case], options: Options, order: random.Random
) -> dict[str, Any]:
    cases.prepare(servers["ours"].port)
    rounds: dict[str, list[Any]] = {case.name: [] for case in all_cases}
    points = [(case, name) for case in all_cases for name in servers]
    for number in range(options["rounds"]):
        click.echo(f"requests, round {number + 1} of {options['rounds']} ...", err=True)
        for samples in rounds.values():
            samples.append({})
        for case, name in order.sample(points, len(points)):
            if name == "ours":
                cases.go_back(servers[name].port)
            rounds[case.name][-1][name] = _sample(servers[name], case, options["seconds"])
    return {name: of_case(samples) for name, samples in rounds.items()}


def _sample(server: Server, case: Case, seconds: float) -> dict[str, Any]:
    client.drive(server.port, case.requests, connections=CONNECTIONS, seconds=seconds / 5)
    before = server.cpu()
    load = client.drive(server.port, case.requests, connections=CONNECTIONS, seconds=seconds)
    after = server.cpu()
    spent = None if before is None or after is None else after - before
    return {
        "rps": load.answers / load.seconds,
        "cpu_us": None if spent is None else 1e6 * spent / load.answers,
        "p50_ms": 1000 * load.percentile(0.50),
        "p99_ms": 1000 * load.percentile(0.99),
        "client_cpu_us": 1e6 * load.client_cpu / load.answers,
    }
