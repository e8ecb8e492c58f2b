"""Generated schedules: what Hypothesis draws, and how it becomes a scenario."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from stocktake.core.config import WorldConfig
from stocktake.core.roles import Incident
from stocktake.core.steps import Act, Event, Fault, From, Request
from stocktake.harness.scenario import OPENS, SHELF, Scenario, Step
from stocktake.harness.search.placement import Placement, Together
from stocktake.harness.search.vocabulary import (
    ANY,
    Faults,
    System,
    carriers_of,
    faults_on_reads,
    faults_on_writes,
    interleaved,
    outlets_of,
    restores_of,
    unsettled,
    warehouses_of,
)
from stocktake.harness.topology import Topology

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

Drawn = list[tuple[str, list[Together], list[Faults]]]
"""Steps: the clock's move, events, faults."""

Parts = tuple[list[Together], list[Faults]]
"""What is left of an incident: its events, its faults."""

NAME = "generated schedule"
MOST_STEPS = 4
MOST_EVENTS = 4
MOST_FAULTS = 3
ADVANCES = ("", "10m", "30h")
OPENING = Step(OPENS)


def strategy(topology: Topology, *, listens: bool) -> SearchStrategy[Drawn]:
    """Return the strategy of schedules; unless the engine `listens`, no outlet asks it.

    First it is drawn where things happen: in one warehouse mostly, so that they meet. First in
    every choice is what a reader would call the simplest: that is where shrinking ends.
    """
    from hypothesis import strategies as st  # half a second that only this command needs

    asks = topology.ask() if listens else ()
    groups = groups_of(warehouses_of(topology))
    steps = [_steps(st, topology, group, asks=asks) for group in groups]
    drawn: SearchStrategy[Drawn] = _one_of(st, steps)
    return drawn


def groups_of(warehouses: tuple[System, ...]) -> list[tuple[System, ...]]:
    """Return who takes part: one warehouse, or all; the first, where most can go wrong, often.

    Where several outlets sell from one warehouse it is there once for each.
    """
    alone = [(each,) for each in warehouses]
    together = [warehouses] if len(warehouses) > 1 else []
    return [alone[0], *alone, *together, alone[0]]


def _steps(
    st: Any, topology: Topology, warehouses: Sequence[System], *, asks: tuple[Event, ...]
) -> Any:
    everywhere = (*outlets_of(topology), *warehouses, *carriers_of(topology))
    step = st.tuples(
        st.sampled_from(ADVANCES),
        st.lists(_events(st, topology, warehouses, asks=asks), max_size=MOST_EVENTS),
        st.lists(_faults(st, everywhere, warehouses), max_size=MOST_FAULTS),
        _incidents(st, warehouses),
    )
    return st.lists(step.map(_with_incident), min_size=1, max_size=MOST_STEPS)


def _with_incident(step: tuple[str, list[Together], list[Faults], Parts]) -> Any:
    """Put an incident into its step; its faults come first, since the oldest one strikes."""
    advance, events, faults, (more_events, more_faults) = step
    return advance, events + more_events, more_faults + faults


def _incidents(st: Any, warehouses: Sequence[System]) -> Any:
    """Draw none, or one in every third step."""
    none = st.just(([], []))
    known = [_incident(st, each) for system in warehouses for each in system.words.incidents]
    return _one_of(st, [none, none, _one_of(st, known) if known else none])


def _incident(st: Any, incident: Incident) -> Any:
    """Draw an incident whole, mostly; shrinking leaves out part after part."""
    events, faults = incident.events, incident.faults
    kept = st.tuples(*[st.integers(0, 99)] * (len(events) + len(faults)))

    def parts(numbers: tuple[int, ...]) -> Parts:
        mine, others = numbers[: len(events)], numbers[len(events) :]
        together: list[Together] = [
            ((event,), 0) for event, keep in zip(events, mine, strict=True) if keep
        ]
        return together, [(fault,) for fault, keep in zip(faults, others, strict=True) if keep]

    return kept.map(parts)


def _events(
    st: Any, topology: Topology, warehouses: Sequence[System], *, asks: tuple[Event, ...]
) -> Any:
    """Draw a kind of event, then one of it: orders are what most depends on."""
    here = {system.route.outlet for system in warehouses}
    outlets = [system for system in outlets_of(topology) if system.name in here]
    tools = carriers_of(topology)
    about = [each for system in (*warehouses, *outlets) for each in system.words.about]
    labels = [each for system in tools for each in system.words.about]
    staff = [(each,) for system in (*outlets, *warehouses) for each in system.words.staff]
    orders = [each for system in warehouses for each in system.comes]
    shortages = [each for system in warehouses for each in system.words.shortages]
    last = st.just(0)
    kinds = [
        *[st.tuples(st.sampled_from(orders), last)] * 3,
        st.tuples(st.sampled_from(staff), last),
        st.tuples(st.sampled_from(shortages), last),
        *[st.tuples(st.sampled_from(about), st.integers(0, 1))] * 2,
    ]
    if labels:
        kinds += [st.tuples(st.sampled_from(labels), st.integers(0, 1))] * 2
    if asks:
        kinds.append(st.tuples(st.just(asks), last))
    return _one_of(st, kinds)


def _faults(st: Any, systems: Sequence[System], warehouses: Sequence[System]) -> Any:
    writes = [st.sampled_from(faults_on_writes(each)) for each in systems]
    reads = [st.sampled_from(faults_on_reads(each)) for each in systems]
    between = [st.sampled_from(interleaved(each)) for each in warehouses]
    pairs = [st.sampled_from(unsettled(each)) for each in systems]
    return _one_of(st, [*writes * 2, *reads, *pairs, *between])


def _one_of(st: Any, kinds: Sequence[Any]) -> Any:
    """Draw from one of several strategies; one that is named twice comes twice as often."""
    return st.integers(0, len(kinds) - 1).flatmap(lambda number: kinds[number])


def scenario_of(drawn: Drawn, *, topology: Topology) -> Scenario:
    """Return a drawn schedule as a scenario: the opening, then its steps."""
    restores = restores_of(topology)
    placement = Placement(topology, restores)
    planned = [
        (advance, tuple(placement.placed(together)), faults)
        for advance, together, faults in (*drawn, *_restored(drawn, restores))
    ]
    steps = [OPENING]
    for number, (advance, events, faults) in enumerate(planned):
        # A fault waits for its call, in later steps too: it must not hit staff.
        later = [event for _, events_, _ in planned[number:] for event in events_]
        to_come = {event.simulator for event in later if _uses_an_api(event)}
        wanted = [fault for together in faults for fault in together]
        planted = tuple(_planted(wanted, events, staff=to_come, creates=_creates(topology)))
        step = Step("", events=events, faults=planted, advance=advance)
        steps.append(replace(step, story=describe_step(step, topology)))
    return scenario_with(steps, topology=topology, config=config_of(topology))


def _restored(drawn: Drawn, restores: Iterable[tuple[Event, ...]]) -> Drawn:
    """Return a last step that gives back what an engine needs and was taken; none without that."""
    events = [event for _, together, _ in drawn for acts, _ in together for event in acts]
    missing: list[Act] = []
    for taken, given in restores:
        last = [event for event in events if event in (taken, given)][-1:]
        missing += [given] if last == [taken] else []
    return [("", [(tuple(missing), 0)], [])] if missing else []


def _uses_an_api(event: Act) -> bool:
    """Whether others than the engine send a request for it.

    Staff do, and before an outlet asks, it must learn where the engine listens.
    """
    return isinstance(event, Request) or event.asks_engine


def _creates(topology: Topology) -> Mapping[str, str | None]:
    """Return the operation that requests of staff use, by simulator."""
    return {
        **{name: role.operations.get("create") for name, role in topology.warehouses.items()},
        **{name: role.operations.get("create_order") for name, role in topology.outlets.items()},
        **dict.fromkeys(topology.carriers),
    }


def _planted(
    faults: Sequence[Fault],
    events: Sequence[Act],
    *,
    staff: AbstractSet[str],
    creates: Mapping[str, str | None],
) -> Iterator[Fault]:
    """Leave out what would hit others than the engine in its round, and what comes twice.

    `staff` are the systems whose APIs others use from now on.
    """
    # What hits the engine's answer to an outlet cannot be told from a wrong answer.
    if any(isinstance(event, Event) and event.asks_engine for event in events):
        return
    for number, fault in enumerate(faults):
        hits_staff = fault.simulator in staff and fault.operation in (ANY, creates[fault.simulator])
        if fault not in faults[:number] and not hits_staff:
            yield fault


def scenario_with(steps: Sequence[Step], *, topology: Topology, config: WorldConfig) -> Scenario:
    """Return these steps as a scenario."""
    sentence = "Events, faults and moves of the clock, drawn from a seed."
    return Scenario(
        name=NAME, sentence=sentence, topology=topology, steps=tuple(steps), config=config
    )


def config_of(topology: Topology) -> WorldConfig:
    """Return how the world of schedules begins: the shelf, with the quirks of the vocabularies."""
    systems = (*outlets_of(topology), *warehouses_of(topology), *carriers_of(topology))
    quirks = {name: value for each in systems for name, value in each.words.quirks.items()}
    return replace(SHELF, quirks=quirks)


def size(scenario: Scenario) -> tuple[int, int, int]:
    """Count the events, the faults and the steps of a schedule, without its opening."""
    steps = scenario.steps[1:]
    return sum(len(step.events) for step in steps), len(scenario.faults), len(steps)


def describe_step(step: Step, topology: Topology) -> str:
    """Describe a step in one line: time, events, faults."""
    parts = [f"{step.advance} later" if step.advance else "At once"]
    parts += [describe_act(event, topology) for event in step.events]
    parts += [f"fault: {fault}" for fault in step.faults]
    return "; ".join(parts)


def describe_act(event: Act, topology: Topology) -> str:
    """Describe an event or a request of staff in a few words."""
    if isinstance(event, Request):
        return f"{event.label} {event.text}".strip()
    for route in topology.routes:
        if lines := route.lines_sold(event):
            goods = ", ".join("{quantity} {sku}".format_map(each) for each in lines)
            return f"{event.label} at {route.place}: {goods}"
    values = [_value(value) for value in event.arguments.values()]
    return f"{event.name} {', '.join(values)}".strip()


def _value(value: Any) -> str:
    if isinstance(value, list):
        return " and ".join(map(_value, value))
    if isinstance(value, Mapping):
        return " ".join(str(value[name]) for name in ("quantity", "sku") if name in value)
    return value.label if isinstance(value, From) else str(value)
