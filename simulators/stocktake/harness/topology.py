"""Topologies: which warehouse feeds which outlet, and what scenarios do on each route."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from stocktake.core.roles import Outlet, Warehouse
from stocktake.core.simulator import Simulator
from stocktake.core.steps import Event, Fault
from stocktake.harness.route import Route, fault_on
from stocktake.web.documents import read_document

T = TypeVar("T")

CLASSIC = tuple((name, "retailcrm", name) for name in ("wherefour", "wholecell", "whiplash"))
"""(warehouse, outlet, place): three warehouses, each feeds the store of its name at one outlet."""


class UnknownWarehouse(LookupError):  # noqa: N818  # a message for the user, in one line
    """There is no such warehouse or outlet; the message says which there are."""


@dataclass(frozen=True, slots=True)
class Topology:
    """The routes of a world, in the order in which scenarios go through them."""

    routes: tuple[Route, ...]
    writes: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """What each write is about, by simulator and operation: `x-writes` of the documents."""

    def each(self, acts: Callable[[Route], Iterable[T]]) -> tuple[T, ...]:
        """Return what happens on one route after another."""
        return tuple(act for route in self.routes for act in acts(route))

    @property
    def outlets(self) -> dict[str, Outlet]:
        """The outlets by name."""
        return {route.outlet: route.outlet_role for route in self.routes}

    @property
    def warehouses(self) -> dict[str, Warehouse]:
        """The warehouses by name."""
        return {route.warehouse: route.warehouse_role for route in self.routes}

    @property
    def places(self) -> dict[str, str]:
        """Which warehouse feeds which place: what an engine is told."""
        return {route.place: route.warehouse for route in self.routes}

    @property
    def reports(self) -> frozenset[tuple[str | None, str | None]]:
        """The operations, with their simulator, that are reads although no GET."""
        return frozenset(
            (name, operation)
            for name, role in self.warehouses.items()
            for operation in role.reports
        )

    def outlet_faults(self, purpose: str, kind: str, **how: Any) -> tuple[Fault, ...]:
        """Return a fault on each outlet's operation for a purpose; see Route.fault."""
        return tuple(
            fault_on(name, role.operations[purpose], kind, **how)
            for name, role in self.outlets.items()
        )

    def page_quirks(self, rows: int) -> dict[str, int]:
        """Return the quirks by which lists of its systems hold at most so many rows a page."""
        roles: dict[str, Warehouse | Outlet] = {**self.warehouses, **self.outlets}
        return {
            f"{name}.{role.page_quirk}": rows for name, role in roles.items() if role.page_quirk
        }

    def switch_off(self) -> tuple[Event, ...]:
        """Return the events by which outlets switch the registrations of engines off."""
        return tuple(
            replace(role.switch_off, simulator=name)
            for name, role in self.outlets.items()
            if role.switch_off
        )

    def ask(self) -> tuple[Event, ...]:
        """Return the events of outlets asking the engine what is left of every offer."""
        return tuple(
            replace(role.questions.ask, simulator=name)
            for name, role in self.outlets.items()
            if role.questions
        )

    def role(self, simulator: str | None) -> Warehouse | Outlet | None:
        """Return a simulator's role, None where it has no part in this topology."""
        known: dict[str, Warehouse | Outlet] = {**self.warehouses, **self.outlets}
        return known.get(simulator or "")

    def connecting(self, names: Iterable[str]) -> Topology:
        """Return it with these warehouses only; UnknownWarehouse for one that it does not have."""
        wanted, known = frozenset(names), sorted(self.warehouses)
        if unknown := sorted(wanted - self.warehouses.keys()):
            raise UnknownWarehouse(f"no warehouse {unknown[0]!r}; there are {', '.join(known)}")
        routes = tuple(route for route in self.routes if route.warehouse in wanted)
        return replace(self, routes=routes)

    def describe(self) -> list[dict[str, str]]:
        """Return the routes as JSON, for an engine and for a capsule."""
        return [
            {
                "warehouse": route.warehouse,
                "outlet": route.outlet,
                "place": route.place,
                "reference": route.outlet_role.reference,
            }
            for route in self.routes
        ]


def topology_of(
    simulators: Iterable[Simulator], routes: Iterable[tuple[str, str, str]] = CLASSIC
) -> Topology:
    """Return the topology of these routes: (warehouse, outlet, place).

    UnknownWarehouse where no simulator has that name and role.
    """
    simulators = tuple(simulators)
    roles = {simulator.name: simulator.role for simulator in simulators}
    found = []
    for warehouse, outlet, place in routes:
        holds, sells = roles.get(warehouse), roles.get(outlet)
        if not isinstance(holds, Warehouse):
            raise UnknownWarehouse(f"no warehouse {warehouse!r}; {_known(roles, Warehouse)}")
        if not isinstance(sells, Outlet):
            raise UnknownWarehouse(f"no outlet {outlet!r}; {_known(roles, Outlet)}")
        route = Route(
            warehouse=warehouse,
            outlet=outlet,
            place=place,
            warehouse_role=holds,
            outlet_role=sells,
        )
        found.append(route)
    return Topology(tuple(found), _writes(simulators))


def _writes(simulators: Iterable[Simulator]) -> dict[tuple[str, str], str]:
    """Return what each write operation of the documents says that it is about."""
    return {
        (simulator.name, operation["operationId"]): operation["x-writes"]
        for simulator in simulators
        for api in simulator.apis
        for path in read_document(api.document)["paths"].values()
        for operation in path.values()
        if isinstance(operation, dict) and "x-writes" in operation
    }


def topology_in_scope(
    simulators: Iterable[Simulator], topology: Topology | None, connects: Iterable[str] | None
) -> Topology:
    """Return a topology, the classic one when None, with the warehouses that an engine connects.

    All of them when `connects` is None. UnknownWarehouse for one that it does not have.
    """
    found = topology or topology_of(simulators)
    return found if connects is None else found.connecting(connects)


def _known(roles: Mapping[str, Any], kind: type) -> str:
    names = sorted(name for name, role in roles.items() if isinstance(role, kind))
    return f"there are {', '.join(names) or 'none'}"
