"""Topologies: which warehouse feeds which outlet, and what scenarios do on each route."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from stocktake.core.roles import CarrierTool, Outlet, Role, Warehouse
from stocktake.core.simulator import Simulator
from stocktake.core.steps import Event, Fault
from stocktake.harness.route import Route, fault_on
from stocktake.web.documents import read_document

T = TypeVar("T")

CLASSIC = tuple((name, "retailcrm", name) for name in ("wherefour", "wholecell", "whiplash"))
"""(warehouse, outlet, place): three warehouses, each feeds the store of its name at one outlet."""
HUB = (
    ("wholecell", "retailcrm", "wholecell"),
    *(("wholecell", name, name) for name in ("ebay", "backmarket", "swappa")),
)
"""One warehouse feeds a store and three channels, each of which is one place: its account."""
TOPOLOGIES = {"classic": (CLASSIC, ""), "hub": (HUB, "shipstation")}
"""Routes by the name of a topology, and the tool in which labels are bought, if there is one."""


class UnknownWarehouse(LookupError):  # noqa: N818  # a message for the user, in one line
    """There is no such warehouse or outlet; the message says which there are."""


@dataclass(frozen=True, slots=True)
class Topology:
    """The routes of a world, in the order in which scenarios go through them.

    Where several outlets sell from one warehouse, a story is played by one of them: they take
    `turn`s, among those that can do what `wanted` names in their roles. A story about several of
    them is played by `everybody`.
    """

    routes: tuple[Route, ...]
    writes: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """What each write is about, by simulator and operation: `x-writes` of the documents."""
    turn: int = 0
    wanted: frozenset[str] = frozenset()
    everybody: bool = False

    @property
    def acting(self) -> tuple[Route, ...]:
        """The routes on which stories are played: all, or of each warehouse one outlet's."""
        able = [route for route in self.routes if route.outlet_role.offers(self.wanted)]
        found: list[Route] = []
        for warehouse in self.warehouses:
            mine = [route for route in able if route.warehouse == warehouse]
            if mine and self._is_shared(warehouse) and not self.everybody:
                mine = [mine[self.turn % len(mine)]]
            found += mine
        return tuple(route for route in able if route in found)

    def _is_shared(self, warehouse: str) -> bool:
        return len({route.outlet for route in self.routes if route.warehouse == warehouse}) > 1

    def in_turn(self, turn: int) -> Topology:
        """Return it with another outlet to play stories, where several sell from one warehouse."""
        shared = any(map(self._is_shared, self.warehouses))
        return replace(self, turn=turn) if shared else self

    def able(self, *wanted: str) -> Topology:
        """Return it with outlets to play stories that have all of these in their roles."""
        found = replace(self, wanted=self.wanted | set(wanted))
        everybody = all(route.outlet_role.offers(found.wanted) for route in self.routes)
        return self if everybody else found

    def together(self) -> Topology:
        """Return it with all its outlets to play a story."""
        shared = any(map(self._is_shared, self.warehouses))
        return replace(self, everybody=True) if shared else self

    def written_after(self, route: Route) -> Route:
        """Return a route whose numbers an engine writes after an order of this one.

        Itself, unless its outlet has lowered itself; then another one of its warehouse.
        """
        if not route.outlet_role.lowers_itself:
            return route
        others = (r for r in self.routes if r.warehouse == route.warehouse and r != route)
        return next(others, route)

    def each(self, acts: Callable[[Route], Iterable[T]]) -> tuple[T, ...]:
        """Return what happens on one route after another, of those where stories are played."""
        return tuple(act for route in self.acting for act in acts(route))

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
        """Which warehouse feeds which place: what an engine is told of outlets with several."""
        return {r.place: r.warehouse for r in self.routes if r.place != r.outlet}

    @property
    def carriers(self) -> dict[str, CarrierTool]:
        """The tools in which labels are bought, by name."""
        return {route.carrier: route.carrier_role for route in self.routes if route.carrier_role}

    @property
    def roles(self) -> dict[str, Role]:
        """The roles of all its systems, by name."""
        return {**self.warehouses, **self.outlets, **self.carriers}

    @property
    def reports(self) -> frozenset[tuple[str | None, str | None]]:
        """The operations, with their simulator, that are reads although no GET."""
        return frozenset(
            (name, operation)
            for name, role in self.roles.items()
            for operation in getattr(role, "reports", ())
        )

    def outlet_faults(
        self, purpose: str, kind: str, *, in_batches: bool = False, **how: Any
    ) -> tuple[Fault, ...]:
        """Return a fault on each outlet's operation for a purpose; see Route.fault.

        `in_batches`: only where numbers are written row by row in one request.
        """
        return tuple(
            fault_on(name, role.operations[purpose], kind, **how)
            for name, role in self.outlets.items()
            if purpose in role.operations and (role.row_key or not in_batches)
        )

    def page_quirks(self, rows: int) -> dict[str, int]:
        """Return the quirks by which lists of its systems hold at most so many rows a page."""
        return {
            f"{name}.{role.page_quirk}": rows
            for name, role in self.roles.items()
            if role.page_quirk
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

    def role(self, simulator: str | None) -> Role | None:
        """Return a simulator's role, None where it has no part in this topology."""
        return self.roles.get(simulator or "")

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
                **({"labels": route.carrier} if route.carrier else {}),
            }
            for route in self.routes
        ]


def named_topology(simulators: Iterable[Simulator], name: str) -> Topology:
    """Return one of TOPOLOGIES; UnknownWarehouse where a simulator of it is not there."""
    routes, carrier = TOPOLOGIES[name]
    return topology_of(simulators, routes, carrier=carrier)


def topology_of(
    simulators: Iterable[Simulator],
    routes: Iterable[tuple[str, str, str]] = CLASSIC,
    *,
    carrier: str = "",
) -> Topology:
    """Return the topology of these routes: (warehouse, outlet, place).

    Labels are bought in the tool named `carrier`, if one is. UnknownWarehouse where no simulator
    has that name and role.
    """
    simulators = tuple(simulators)
    roles = {simulator.name: simulator.role for simulator in simulators}
    labels = roles.get(carrier)
    if carrier and not isinstance(labels, CarrierTool):
        raise UnknownWarehouse(f"no carrier tool {carrier!r}; {_known(roles, CarrierTool)}")
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
            carrier=carrier,
            carrier_role=labels if isinstance(labels, CarrierTool) else None,
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
