"""What is wrong with a scenario file that its schema allows: names, arguments, labels."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from stocktake.core.clock import parse_span
from stocktake.core.errors import Invalid, Problem, Refusal
from stocktake.core.simulator import Call, Simulator
from stocktake.harness.own.schema import FROM
from stocktake.web.control import plant_fault
from stocktake.web.documents import nearest
from stocktake.web.events import check_event
from stocktake.web.in_process import drive
from stocktake.web.own_files import Path
from stocktake.web.sandbox import Sandbox

Complaint = tuple[Path, str]
_OF_EVENTS, _OF_REQUESTS = ("name", "asks_engine"), ("method", "path", "text")
_OF_FAULTS = frozenset({"simulator", "operation", "kind", "nth", "times", "world"})
_LABELS = re.compile(r"\{([^}\[]*)(\[[^}]*\])?\}")


def complaints(content: Mapping[str, Any], sandbox: Sandbox) -> list[Complaint]:
    """Return what is wrong; `sandbox` has the scenario's world, and faults are tried in it."""
    return list(_complaints(content, sandbox))


def _complaints(content: Mapping[str, Any], sandbox: Sandbox) -> Iterator[Complaint]:
    labels = set[str]()
    for number, step in enumerate(content["steps"]):
        path: Path = ("steps", number)
        if "advance" in step:
            try:
                parse_span(step["advance"])
            except ValueError as error:
                yield (*path, "advance"), str(error)
        for kind in ("events", "requests"):
            for place, act in enumerate(step.get(kind, ())):
                at = (*path, kind, place)
                yield from _about_labels(act, at, labels)
                about = _about_request if "path" in act else _about_event
                yield from about(act, at, sandbox)
                if "label" in act:
                    labels.add(act["label"])
        for place, fault in enumerate(step.get("faults", ())):
            yield from _about_fault(fault, (*path, "faults", place), sandbox)


def _about_event(act: Mapping[str, Any], path: Path, sandbox: Sandbox) -> Iterator[Complaint]:
    simulator = _simulator(act, sandbox)
    if simulator is None:
        yield _no_simulator(act, path, sandbox)
        return
    for key in _OF_REQUESTS:
        if key in act:
            yield (*path, key), f"a request has a {key} and a path; an event has a name"
    name = act.get("name")
    if name is None:
        yield path, "it has no name (an event), and no method and path (a request)"
        return
    if name not in simulator.events:
        there = nearest(name, sorted(simulator.events))
        yield (*path, "name"), f"{simulator.name} has no event {name!r}{there}"
        return
    arguments = act.get("arguments", {})
    try:
        check_event(
            sandbox.host.simulators, {**arguments, "simulator": simulator.name, "event": name}
        )
    except Invalid as invalid:
        for problem in invalid.problems:
            taken = arguments.get(problem.path[0]) if problem.path else None
            if not (isinstance(taken, Mapping) and FROM in taken):
                yield (*path, "arguments", *problem.path), _said(problem)
    except Refusal as refusal:
        yield path, refusal.message


def _said(problem: Problem) -> str:
    return f"{problem.expected} is missing" if problem.keyword == "required" else problem.message


def _about_request(act: Mapping[str, Any], path: Path, sandbox: Sandbox) -> Iterator[Complaint]:
    simulator = _simulator(act, sandbox)
    if simulator is None:
        yield _no_simulator(act, path, sandbox)
        return
    for key in _OF_EVENTS:
        if key in act:
            yield (*path, key), f"an event has a {key}; a request has a method and a path"
    if "method" not in act:
        yield path, "it has a path and no method"
    elif simulator.role is None:
        yield (*path, "simulator"), f"{simulator.name} has no role: its staff send no requests"
    else:
        base = sandbox.env[simulator.role.credentials.base_url]
        _, api, rest = urlsplit(base + _LABELS.sub("1", act["path"])).path.split("/", 2)
        try:
            sandbox.host.apis[api].table.find(act["method"], f"/{rest}")
        except Refusal as refusal:
            yield (*path, "path"), f"{simulator.name}: {refusal.message}"


def _about_fault(fault: Mapping[str, Any], path: Path, sandbox: Sandbox) -> Iterator[Complaint]:
    arguments = dict(fault.get("arguments", {}))
    if isinstance(event := arguments.get("event"), dict):
        arguments["event"] = {n: v for n, v in event.items() if n != "may_be_refused"}
    if own := sorted(arguments.keys() & _OF_FAULTS):
        yield (*path, "arguments", own[0]), f"{own[0]} stands beside the arguments, not among them"
        return
    when = {name: fault[name] for name in ("nth", "times") if name in fault}
    try:
        named = {name: fault[name] for name in ("simulator", "operation", "kind")}
        body = {**named, **when, **arguments}
        drive(plant_fault(sandbox.host, sandbox.world(), Call(method="", path=""), body=body))
    except Invalid as invalid:
        for problem in invalid.problems:
            yield (*path, "arguments", "event", *problem.path), _said(problem)
    except Refusal as refusal:
        yield path, refusal.message


def _about_labels(act: Mapping[str, Any], path: Path, labels: set[str]) -> Iterator[Complaint]:
    there = f"; there are {', '.join(sorted(labels)) or 'none'}"
    for name, value in act.get("arguments", {}).items():
        at = (*path, "arguments", name)
        if isinstance(value, Mapping) and FROM in value:
            source = value[FROM]
            if not (isinstance(source, list) and len(source) == 2 and len(value) == 1):
                yield at, f"write {{{FROM}: [label, key]}}"
            elif "path" in act:
                yield at, f"a request takes results in its path only: /orders/{{{source[0]}[id]}}"
            elif source[0] not in labels:
                yield at, f"no act before it has the label {source[0]!r}{there}"
        elif _has_from(value):
            yield at, f"{FROM} stands for a whole argument only"
    for label, key in _LABELS.findall(act.get("path", "")):
        if label not in labels:
            yield (*path, "path"), f"no act before it has the label {label!r}{there}"
        elif not key:
            yield (*path, "path"), f"say which value of its result: {{{label}[id]}}"


def _has_from(value: Any) -> bool:
    if isinstance(value, Mapping):
        return FROM in value or any(map(_has_from, value.values()))
    return isinstance(value, list) and any(map(_has_from, value))


def _simulator(act: Mapping[str, Any], sandbox: Sandbox) -> Simulator | None:
    return next((s for s in sandbox.host.simulators if s.name == act["simulator"]), None)


def _no_simulator(act: Mapping[str, Any], path: Path, sandbox: Sandbox) -> Complaint:
    known = [each.name for each in sandbox.host.simulators]
    there = nearest(act["simulator"], known)
    return (*path, "simulator"), f"no simulator {act['simulator']!r}{there}"
