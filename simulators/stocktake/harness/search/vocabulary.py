"""What generated schedules draw from: the vocabularies of roles, as they are on the routes.

No tuple here or in a vocabulary is longer than 99. Hypothesis mixes numbers that it finds in the
modules of a checkout into what it draws, but none below a hundred: so the same seed draws the same
schedule everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from stocktake.core.roles import Incident, Vocabulary
from stocktake.core.steps import (
    CARRIER,
    EARLIER,
    LISTING,
    ORDER,
    OUTLET,
    OWN,
    PARCEL,
    WAREHOUSE,
    Act,
    Event,
    Fault,
    From,
    Slot,
)
from stocktake.harness.channel_route import CARRIER_CODE
from stocktake.harness.route import Route, excused, in_the_middle
from stocktake.harness.topology import Topology
from stocktake.web.faults import KINDS

Faults = tuple[Fault, ...]
"""Faults that come together."""


@dataclass(frozen=True, slots=True)
class System:
    """One system on a route, and its vocabulary there.

    `comes` are its orders, each with what must happen right before it.
    """

    name: str
    route: Route
    words: Vocabulary
    comes: tuple[tuple[Act, ...], ...] = ()


def outlets_of(topology: Topology) -> tuple[System, ...]:
    """Return the outlets with their vocabularies."""
    first = {route.outlet: route for route in reversed(topology.routes)}
    return tuple(
        _system(name, first[name], role.vocabulary) for name, role in topology.outlets.items()
    )


def warehouses_of(topology: Topology) -> tuple[System, ...]:
    """Return the warehouses that have a vocabulary, each once for every route that it feeds."""
    return tuple(
        _system(route.warehouse, route, words)
        for route in topology.routes
        if (words := route.warehouse_role.vocabulary).orders
    )


def carriers_of(topology: Topology) -> tuple[System, ...]:
    """Return the tools in which labels are bought, with their vocabularies."""
    first = {route.carrier: route for route in reversed(topology.routes)}
    return tuple(
        _system(name, first[name], role.vocabulary) for name, role in topology.carriers.items()
    )


def restores_of(topology: Topology) -> tuple[tuple[Event, ...], ...]:
    """Return pairs of events: what an engine needs is taken from it, and given back."""
    return tuple(pair for each in outlets_of(topology) for pair in each.words.restores)


def _system(name: str, route: Route, words: Vocabulary) -> System:
    """Return a system with its role's vocabulary as it is on a route."""

    def acts(found: Iterable[Act]) -> tuple[Any, ...]:
        return tuple(act for each in found for act in _bound(route, each, own=name))

    incidents = [
        Incident(
            events=acts(each.events),
            faults=tuple(excused(route.bound_fault(fault, own=name)) for fault in each.faults),
        )
        for each in words.incidents
    ]
    comes = tuple(filter(None, (_bound(route, each, own=name) for each in words.orders)))
    bound = replace(
        words,
        orders=tuple(each[-1] for each in comes),
        about=tuple(filter(None, map(acts, words.about))),
        staff=acts(words.staff),
        shortages=tuple(acts(each) for each in words.shortages),
        incidents=tuple(incidents),
        restores=tuple(filter(None, map(acts, words.restores))),
        quirks={f"{name}.{key}": value for key, value in words.quirks.items()},
    )
    return System(name, route, bound, comes)


def _bound(route: Route, act: Act, *, own: str) -> tuple[Any, ...]:
    """Return the acts of a role on a route: of several the last one is what it is about.

    None where the route has nobody who offers such a thing. Which parcel it is is left open.
    """
    others: Mapping[str, tuple[str, Any]] = {
        OUTLET: (route.outlet, route.outlet_role),
        WAREHOUSE: (route.warehouse, route.warehouse_role),
        CARRIER: (route.carrier, route.carrier_role),
    }
    if act.simulator not in others:
        return (route.bound(act, own=own, **_OPEN),)
    whose, role = others[act.simulator]
    offered = getattr(role, getattr(act, "name", ""), None) or ()
    templates = offered if isinstance(offered, tuple) else (offered,)
    code = {"carrier": CARRIER_CODE} if act.simulator == CARRIER else {}
    given = {**_OPEN, **code, **route.bound(replace(act, simulator=OWN), **_OPEN).arguments}
    acts = [route.bound(each, own=whose, **given) for each in templates]
    return (*acts[:-1], *(replace(each, label=act.label) for each in acts[-1:]))


_OPEN: Mapping[str, Any] = {
    "number": Slot("number"),
    "carrier": Slot("carrier"),
    "lines": None,
    "items": None,
    "parcel": None,
}
"""What an event of a vocabulary need not say: a parcel's number is known with its order."""


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


def abouts(event: Act) -> Iterator[From]:
    """Yield what an event takes from the orders, parcels or listings that it is about."""
    for value in event.arguments.values():
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, From) and each.label in _ABOUT:
                yield each


_ABOUT = frozenset({ORDER, EARLIER, PARCEL, LISTING})
