"""Leaves out of a scenario what an engine that connects fewer warehouses has no part in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from stocktake.harness.scenario import Event, Fault, From, Request, Scenario, Step

Happening = Event | Request


def in_scope(scenario: Scenario, connected: Iterable[str]) -> Scenario | None:
    """Return a scenario without the goods, people, orders and faults of other warehouses.

    None where nothing is left of it: every event and fault was theirs, or it is about two of them.
    """
    place, connected = scenario.world, frozenset(connected)
    stores = tuple((store, house) for store, house in place.stores if house in connected)
    if stores == place.stores:
        return scenario
    theirs = frozenset(each for pair in place.stores if pair not in stores for each in pair)
    steps = tuple(_steps(scenario.steps, theirs=theirs))
    left = any(step.events or step.faults for step in steps)
    if not stores or not left or len(stores) < scenario.fewest:
        return None
    return replace(scenario, steps=steps, world=replace(place, stores=stores))


def _steps(steps: Iterable[Step], *, theirs: frozenset[str]) -> Iterator[Step]:
    gone: set[str] = set()
    for step in steps:
        events = []
        for event in step.events:
            if _is_of(event, theirs) or _refers_to(event, gone):
                gone.add(event.label)
            else:
                events.append(event)
        faults = tuple(fault for fault in step.faults if not _strikes(fault, theirs))
        yield replace(step, events=tuple(events), faults=faults)


def _is_of(event: Happening, theirs: frozenset[str]) -> bool:
    """Whether an event is a warehouse's own, or an order at the store that it feeds."""
    order = event.arguments.get("order", {})
    stores = (event.arguments.get("store"), order.get("shipmentStore"))
    return event.simulator in theirs or any(store in theirs for store in stores)


def _refers_to(event: Happening, labels: set[str]) -> bool:
    return any(isinstance(v, From) and v.label in labels for v in event.arguments.values())


def _strikes(fault: Fault, theirs: frozenset[str]) -> bool:
    """Whether a fault strikes a warehouse, or brings an event of one."""
    event: Mapping[str, Any] = fault.arguments.get("event", {})
    return bool({fault.simulator, event.get("simulator"), event.get("store")} & theirs)
