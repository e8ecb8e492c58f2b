"""The numbers of a report, from samples: medians, ratios, goals."""

import statistics
from collections.abc import Iterable, Mapping
from typing import Any

# Shares of the bare app's speed; docs/reference/performance.md says where they come from.
SHARES = {"list": 0.14, "get": 0.40, "post": 0.27}
AT_10000_MS = 2.0
A_TEST_MS = 5.0


def median(values: Iterable[float | None]) -> Any:
    """Return the median of the known values, None if there are none."""
    known = [value for value in values if value is not None]
    return statistics.median(known) if known else None


def ratio(one: float | None, other: float | None) -> float | None:
    """Return one divided by the other, None if either is unknown."""
    return one / other if one is not None and other else None


def of_case(rounds: list[Mapping[str, Mapping[str, Any]]]) -> dict[str, Any]:
    """Return a case's medians for both servers, and the medians of the ratios within a round."""
    shown: dict[str, Any] = {
        server: {name: median(r[server][name] for r in rounds) for name in rounds[0][server]}
        for server in ("ours", "bare")
    }
    # More is better in both: each is a share of the bare app's speed.
    shown["share_rps"] = median(ratio(r["ours"]["rps"], r["bare"]["rps"]) for r in rounds)
    shown["share_cpu"] = median(ratio(r["bare"]["cpu_us"], r["ours"]["cpu_us"]) for r in rounds)
    return {**shown, "rounds": rounds}


def goals(report: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return every goal that this run has measured, with the result."""
    found = []
    for name, share in SHARES.items():
        case = report["requests"][name]
        measured = case["share_cpu"] if case["share_cpu"] is not None else case["share_rps"]
        found.append(_goal(f"{name}: share of the bare app's speed", "at least", share, measured))
    for size in report["state"]:
        if 10_000 <= size["skus"] < 11_000:
            for name in ("fork", "restore"):
                what = f"{name}, image kept, 10,000 SKUs, CPU ms"
                found.append(_goal(what, "at most", AT_10000_MS, size[f"{name}_ms"]))
    total = report["test_world"]["total_ms"]
    return [*found, _goal("a test's world, up and down, CPU ms", "at most", A_TEST_MS, total)]


def _goal(what: str, sense: str, goal: float, measured: float) -> dict[str, Any]:
    met = measured >= goal if sense == "at least" else measured <= goal
    return {"what": what, "sense": sense, "goal": goal, "measured": measured, "met": met}
