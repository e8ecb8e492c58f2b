"""Routes of a user's own: `wholecell=retailcrm`, and how the documents of orders are numbered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from stocktake.core.roles import Outlet, Warehouse
from stocktake.core.simulator import Simulator
from stocktake.core.world import World
from stocktake.harness.scenario import SHELF
from stocktake.harness.topology import Topology, UnknownWarehouse, named_topology, topology_of
from stocktake.web.documents import nearest
from stocktake.web.sandbox import Sandbox

_HOW = "write WAREHOUSE=OUTLET, WAREHOUSE=OUTLET:PLACE, or several after commas"
_ID = "{id}"


class UnknownRoute(UnknownWarehouse):
    """A route or a number that cannot be; the message says what there is."""


def own_topology(
    simulators: Sequence[Simulator],
    routes: Sequence[str],
    reference: str = "",
    topology: str = "",
) -> Topology:
    """Return the topology of these routes; without any the one of this name, or the classic one.

    Each is `warehouse=outlet[:place][,outlet[:place]]`; the place is the warehouse's own unless it
    is said. With a `reference` such as `SO-{id}` documents carry that number. UnknownRoute where
    there is no such thing.
    """
    if routes and topology:
        raise UnknownRoute("--topology names its routes itself: leave out --route, or --topology")
    if routes:
        found = topology_of(simulators, _triples(simulators, routes))
    else:
        found = named_topology(simulators, topology or "classic")
    return numbered(found, reference) if reference else found


def numbered(topology: Topology, reference: str) -> Topology:
    """Return a topology in which the documents of all orders are numbered so."""
    if reference.count(_ID) != 1:
        raise UnknownRoute(f"--reference {reference!r}: write {_ID} once, for the order's id")
    routes = (
        route
        if route.outlet_role.reference == _ID  # a channel's orders keep the channel's number
        else replace(route, outlet_role=route.outlet_role.numbered(reference))
        for route in topology.routes
    )
    return replace(topology, routes=tuple(routes))


def _triples(simulators: Sequence[Simulator], routes: Sequence[str]) -> list[tuple[str, str, str]]:
    outlets = [each.name for each in simulators if isinstance(each.role, Outlet)]
    with Sandbox(simulators, **SHELF.describe()) as sandbox:
        places = {name: _places(sandbox.world(), name) for name in outlets}
    found: list[tuple[str, str, str]] = []
    holding = [each.name for each in simulators if isinstance(each.role, Warehouse)]
    for route in routes:
        warehouse, mark, fed = route.partition("=")
        if not (warehouse and mark and fed):
            raise UnknownRoute(f"--route {route!r}: {_HOW}")
        if warehouse not in holding:
            raise UnknownRoute(f"no warehouse {warehouse!r}{nearest(warehouse, sorted(holding))}")
        for named in fed.split(","):
            outlet, place = _outlet_and_place(named.strip(), warehouse, places)
            _check_free(found, outlet, place)
            found.append((warehouse, outlet, place))
    return found


def _places(world: World, outlet: str) -> list[str]:
    """Return the places at which an outlet shows goods in a new world."""
    rows = world.all(
        "SELECT DISTINCT place FROM v_stock WHERE simulator = ? ORDER BY place", (outlet,)
    )
    return [row["place"] for row in rows if row["place"]]


def _outlet_and_place(
    named: str, warehouse: str, places: Mapping[str, Sequence[str]]
) -> tuple[str, str]:
    """Return what is named: an outlet, one with its place, or a place that one outlet has."""
    outlet, _, place = named.partition(":")
    with_it = [name for name, known in places.items() if outlet in known]
    if outlet not in places and not place and len(with_it) == 1:
        outlet, place = with_it[0], outlet
    if outlet not in places and not place:
        said = "; ".join(_told(places))
        raise UnknownRoute(f"no outlet and no place {outlet!r}{nearest(outlet, places)}; {said}")
    if outlet not in places:
        raise UnknownRoute(f"no outlet {outlet!r}{nearest(outlet, places)}")
    # An outlet that is one place is its own.
    place = place or (outlet if places[outlet] == [outlet] else warehouse)
    if places[outlet] and place not in places[outlet]:
        said = "; ".join(_told(places))
        raise UnknownRoute(f"no outlet and no place {place!r}; {said}")
    return outlet, place


def _told(places: Mapping[str, Sequence[str]]) -> Iterator[str]:
    for outlet, known in places.items():
        yield f"{outlet} has {', '.join(known)}" if known else outlet


def _check_free(found: Sequence[tuple[str, str, str]], outlet: str, place: str) -> None:
    for warehouse, taken, its in found:
        if (taken, its) == (outlet, place):
            raise UnknownRoute(f"--route: {outlet}:{place} is fed by {warehouse} already")
