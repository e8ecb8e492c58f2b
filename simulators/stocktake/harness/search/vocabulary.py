"""What generated schedules draw from: the vocabularies of roles, as they are on the routes.

No tuple here or in a vocabulary is longer than 99. Hypothesis mixes numbers that it finds in the
modules of a checkout into what it draws, but none below a hundred: so the same seed draws the same
schedule everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from stocktake.core.roles import Incident, Vocabulary
from stocktake.core.steps import ORDER, Act, Event, Fault, From
from stocktake.harness.route import Route, excused, in_the_middle
from stocktake.harness.topology import Topology
from stocktake.web.faults import KINDS

Faults = tuple[Fault, ...]
"""Faults that come together."""


@dataclass(frozen=True, slots=True)
class System:
    """One system on a route, and its vocabulary there."""

    name: str
    route: Route
    words: Vocabulary


def outlets_of(topology: Topology) -> tuple[System, ...]:
    """Return the outlets with their vocabularies."""
    first = {route.outlet: route for route in reversed(topology.routes)}
    return tuple(
        System(name, first[name], _bound(role.vocabulary, first[name], own=name))
        for name, role in topology.outlets.items()
    )


def warehouses_of(topology: Topology) -> tuple[System, ...]:
    """Return the warehouses that have a vocabulary."""
    return tuple(
        System(route.warehouse, route, _bound(words, route, own=route.warehouse))
        for route in topology.routes
        if (words := route.warehouse_role.vocabulary).orders
    )


def _bound(words: Vocabulary, route: Route, *, own: str) -> Vocabulary:
    """Return a role's vocabulary as it is on a route."""

    def acts(found: Iterable[Act]) -> tuple[Any, ...]:
        return tuple(act for each in found for act in route.all_bound(each, own=own))

    incidents = [
        Incident(
            events=acts(each.events),
            faults=tuple(excused(route.bound_fault(fault, own=own)) for fault in each.faults),
        )
        for each in words.incidents
    ]
    return replace(
        words,
        orders=acts(words.orders),
        about=tuple(filter(None, map(acts, words.about))),
        staff=acts(words.staff),
        shortages=tuple(acts(each) for each in words.shortages),
        incidents=tuple(incidents),
        quirks={f"{own}.{name}": value for name, value in words.quirks.items()},
    )


_KINDS = tuple(KINDS.values())
_WRITES = tuple((kind.name, drawn) for kind in _KINDS for drawn in kind.draws.writes)
_READS = tuple((kind.name, drawn) for kind in _KINDS for drawn in kind.draws.reads)
_LISTS = tuple((kind.name, drawn) for kind in _KINDS for drawn in kind.draws.lists)
_HIDE_WRITES = tuple(kind.name for kind in _KINDS if kind.draws.hides_writes)
_FAIL_READS = tuple(
    (kind.name, drawn) for kind in _KINDS if kind.draws.fails_reads for drawn in kind.draws.reads
)
_DATED = tuple(kind.name for kind in _KINDS if kind.draws.dated)
# Those that only callbacks can have come first.
_CALLBACKS = tuple(
    kind.name
    for kind in sorted(_KINDS, key=lambda kind: not kind.strikes_callbacks)
    if kind.draws.callbacks
)
ANY = "*"
LONG = 8
"""How often a lasting fault hits a read: more than a patient client repeats it."""


def faults_on_writes(of: System) -> tuple[Faults, ...]:
    """Return the faults that may hit a system's writes, each once."""
    return tuple(
        (Fault(of.name, operation, kind, arguments=arguments),)
        for operation in of.words.writes
        for kind, arguments in _WRITES
    )


def unsettled(of: System) -> tuple[Faults, ...]:
    """Return pairs of faults: no answer to a write, and none to the read that would settle it.

    The read fails from its second call on: before the write most engines look once.
    """
    return tuple(
        (
            Fault(of.name, write, lost),
            Fault(of.name, read, kind, nth=nth, times=LONG, arguments=arguments),
        )
        for write, read in of.words.settles
        for lost in _HIDE_WRITES
        for kind, arguments in _FAIL_READS
        for nth in (2, 1)
    )


def faults_on_reads(of: System) -> tuple[Faults, ...]:
    """Return the faults that may hit a system's reads for long, or any request at all, once."""
    lasting = [
        Fault(of.name, operation, kind, times=LONG, arguments=arguments)
        for operation in of.words.reads
        for kind, arguments in _READS
    ]
    thinned = [
        Fault(of.name, operation, kind, times=LONG, arguments=arguments)
        for operation in of.words.lists
        for kind, arguments in _LISTS
    ]
    dated = [Fault(of.name, operation, kind) for operation in of.words.dated for kind in _DATED]
    # An engine may use other operations than those that are named here.
    any_at_all = [
        Fault(of.name, ANY, kind, nth=nth, arguments=arguments)
        for kind, arguments in _READS
        for nth in (1, 4, 9, 16)
    ]
    unheard = [Fault(of.name, hook, kind) for hook in of.words.callbacks for kind in _CALLBACKS]
    return tuple((fault,) for fault in (*unheard, *lasting, *thinned, *dated, *any_at_all))


def interleaved(of: System) -> tuple[Faults, ...]:
    """Return the faults by which something happens in the middle of a round."""
    events = [each for each in (*of.words.staff, *of.words.orders[:4]) if isinstance(each, Event)]
    upload = of.route.outlet_role.operations["write_quantities"]
    operations = ((of.route.outlet, upload), (of.name, of.words.writes[0]))
    return tuple(
        (excused(in_the_middle(system, operation, event)),)
        for system, operation in operations
        for event in events
    )


def is_about(event: Act) -> bool:
    """Whether an event waits for the order that it is about."""
    return any(isinstance(v, From) and v.label == ORDER for v in event.arguments.values())
