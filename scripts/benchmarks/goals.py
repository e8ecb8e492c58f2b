"""The goals of docs/speed.md, each beside its figure of a run; CPU, ratios of one run."""

from collections.abc import Iterator, Mapping
from typing import Any

from .figures import at_least, at_most

Goals = Iterator[dict[str, Any]]


def of(report: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return every goal that the measured parts say something of, with the result."""
    parts = {
        "requests": _requests, "startup": _startup, "state": _state, "worlds": _worlds,
        "lists": _lists, "growth": _growth, "check": _check, "schedules": _schedules,
        "peers": _peers,
    }  # fmt: skip
    return [goal for name, part in parts.items() if name in report for goal in part(report[name])]


_BY_HAND = {"get": 0.60, "list": 0.52, "post": 0.45}
_BY_BARE = {"get": 0.17, "list": 0.10, "post": 0.12}
_BY_OLD = {"get": 0.44, "list": 0.54, "post": 0.62}


def _requests(part: Mapping[str, Any]) -> Goals:
    cases = part["cases"]
    for name, aim in _BY_HAND.items():
        what = f"{name}: written by hand, same work ÷ ours"
        yield at_least(what, aim).met_by(cases[name]["handwritten_by_ours"]["least"])
    for name, aim in _BY_BARE.items():
        what = f"{name}: bare app ÷ ours"
        yield at_least(what, aim).met_by(cases[name]["bare_by_ours"]["least"])
    for name, aim in _BY_OLD.items():
        if part["run_of"]["against"] == "0.1.0":
            what = f"{name}: ours ÷ version 0.1.0"
            yield at_most(what, aim).met_by(cases[name]["ours_by_against"]["least"])
    for name in _BY_HAND:
        what = f"{name}: full journal ÷ empty one"
        yield at_most(what, 1.10).met_by(cases[name]["full_by_empty"]["least"])


def _startup(part: Mapping[str, Any]) -> Goals:
    yield at_most("start-up, CPU s", 0.40).met_by(part["ours"]["cpu_s"])
    yield at_most("start-up with a fixed --now, CPU s", 0.30).met_by(part["ours --now"]["cpu_s"])
    yield at_most("memory then, MiB", 60).met_by(part["ours"]["mib"])


def _state(part: Mapping[str, Any]) -> Goals:
    for size in part["sizes"]:
        if 10_000 <= size["skus"] < 11_000:
            for name in ("fork", "restore"):
                what = f"{name}, image kept, 10,000 SKUs, CPU ms"
                yield at_most(what, 2.0).met_by(size[f"{name}_ms"])
    yield at_most("a test's world, up and down, CPU ms", 5.0).met_by(part["a_test"]["total_ms"])


def _worlds(part: Mapping[str, Any]) -> Goals:
    what = "fork, first get, post and drop over HTTP, CPU ms"
    yield at_most(what, 1.5).met_by(part["ours"]["fork_get_post_drop_ms"]["least"])


def _lists(part: Mapping[str, Any]) -> Goals:
    if part["scales"][-1] == 100:
        (levels,) = (each for each in part["asked"] if each["operation"] == "list_stock_levels")
        what = f"WholeCell's stock levels, 100 rows: scale 100 ÷ scale {part['scales'][-2]}"
        yield at_most(what, 1.5).met_by(levels["growth"])


def _growth(part: Mapping[str, Any]) -> Goals:
    at = {round(size["skus"], -3): size["cpu_us"] for size in part["get"]}
    if 100_000 in at and 1_000 in at:
        yield at_most("get: 100,000 SKUs ÷ 1,000", 1.3).met_by(at[100_000] / at[1_000])


def _check(part: Mapping[str, Any]) -> Goals:
    for mode in ("run", "lines"):
        if part["run_of"]["against"] == "0.1.0":
            what = f"check, {mode} mode: CPU ÷ version 0.1.0"
            yield at_most(what, 0.68).met_by(part[mode]["ours_by_against"])
        what = f"check, {mode} mode: wall ÷ (CPU / cores)"
        yield at_most(what, 1.3).met_by(part[mode]["ours"]["wall"])


def _schedules(part: Mapping[str, Any]) -> Goals:
    yield at_least("generated schedules per CPU second", 3).met_by(part["ours"]["per_cpu_s"])


def _peers(part: Mapping[str, Any]) -> Goals:
    ours = next(each for each in part["servers"] if each["name"] == "Stocktake")["at"]["8"]
    for peer in part["servers"]:
        found = peer["at"].get("8")
        if peer.get("goal") and found:
            ratios = [ours[kind] / found[kind] for kind in _BY_HAND if found.get(kind)]
            what = f"ours ÷ {peer['name']}: the dearest of list, get and post"
            yield at_most(what, 1.0).met_by(max(ratios))
