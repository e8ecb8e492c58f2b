"""Topologies: routes as data, roles that can be played, and a warehouse that nobody here knows."""

import io
import sys
from dataclasses import fields, replace
from pathlib import Path

import pytest
from rich.console import Console
from stocktake import SIMULATORS
from stocktake.core.roles import CarrierTool, Outlet, Warehouse
from stocktake.core.simulator import Simulator
from stocktake.core.steps import Event, From
from stocktake.harness import UnknownWarehouse, run_check
from stocktake.harness.scenarios.one_shelf import one_shelf
from stocktake.harness.scenarios.sweep_too_slow import sweep_too_slow
from stocktake.harness.topology import CLASSIC, Topology, topology_of
from stocktake.web.operations import build_table

from tests.harness import corner
from tests.harness.classic import SCENARIOS, TOPOLOGY, WHEREFOUR, WHIPLASH, WHOLECELL


def test_the_classic_topology_is_three_warehouses_with_a_store_each() -> None:
    assert TOPOLOGY.places == {warehouse: warehouse for warehouse, _, _ in CLASSIC}
    assert list(TOPOLOGY.outlets) == ["retailcrm"]
    assert TOPOLOGY.describe()[0] == {
        "warehouse": "wherefour", "outlet": "retailcrm", "place": "wherefour", "reference": "R{id}",
    }  # fmt: skip
    assert [route.warehouse_role.staff_ship for route in TOPOLOGY.routes] == [False, True, True]


@pytest.mark.parametrize(
    ("routes", "said"),
    [
        ([("nobody", "retailcrm", "x")], "no warehouse 'nobody'; there are wherefour, whiplash"),
        ([("retailcrm", "retailcrm", "x")], "no warehouse 'retailcrm'"),
        (
            [("wherefour", "wholecell", "x")],
            "no outlet 'wholecell'; there are backmarket, ebay, retailcrm, swappa",
        ),
    ],
)
def test_a_route_between_what_does_not_exist_is_refused(
    routes: list[tuple[str, str, str]], said: str
) -> None:
    with pytest.raises(UnknownWarehouse, match=said):
        topology_of(SIMULATORS, routes)


def test_an_order_is_the_outlets_event_with_the_place_of_its_route() -> None:
    event = WHIPLASH.order({"A": 2}, label="first", customer=1)
    assert (event.simulator, event.name, event.label) == (
        "retailcrm", "place_order", "first at whiplash",
    )  # fmt: skip
    assert event.arguments == {
        "store": "whiplash", "lines": [{"sku": "A", "quantity": 2}], "customer": 1,
    }  # fmt: skip
    assert "customer" not in WHIPLASH.order({"A": 2}).arguments
    assert WHIPLASH.lines_sold(event) == [{"sku": "A", "quantity": 2}]
    assert WHOLECELL.lines_sold(event) == []


def test_what_a_warehouse_does_not_have_is_left_out() -> None:
    assert WHEREFOUR.ship("first") == ()
    assert WHEREFOUR.callback_fault("drop") == ()
    assert WHOLECELL.fault("create_customer", "status") == ()
    assert [event.name for event in WHOLECELL.ship("first")] == ["commit_units", "ship_order"]


def test_an_order_may_have_two_lines_of_one_sku_and_a_status() -> None:
    """Duties §7, row 39."""
    event = WHIPLASH.order([("A", 1), ("A", 2)], status="assembling")
    assert event.arguments["lines"] == [{"sku": "A", "quantity": 1}, {"sku": "A", "quantity": 2}]
    assert event.arguments["status"] == "assembling"


def test_an_orders_later_life_is_events_of_the_outlet() -> None:
    """Duties §7, D17 and D21."""
    label = "first at whiplash"
    (edited,) = WHIPLASH.edit("first", {"A": 1})
    assert (edited.name, edited.arguments) == (
        "edit_order", {"id": From(label, "id"), "lines": [{"sku": "A", "quantity": 1}]},
    )  # fmt: skip
    (moved,) = WHIPLASH.move("first", "wherefour")
    assert moved.arguments == {"id": From(label, "id"), "store": "wherefour"}
    (reopened,), (again,) = WHIPLASH.reopen("first"), WHIPLASH.reopen("first", "assembling")
    assert reopened.arguments == {"id": From(label, "id")}
    assert again.arguments == {"id": From(label, "id"), "status": "assembling"}
    (renamed,) = WHIPLASH.rename_offer("A", "B")
    assert (renamed.simulator, renamed.arguments) == ("retailcrm", {"sku": "A", "to": "B"})


def test_what_people_of_a_warehouse_do_later_is_events_of_the_warehouse() -> None:
    """Duties §7, D18 to D21."""
    reference = From("first at wholecell", "reference")
    (whole,), (part,) = WHOLECELL.call_off("first"), WHOLECELL.call_off("first", {"A": 1})
    assert whole.arguments == {"transaction_number": reference}
    assert part.arguments["lines"] == [{"sku": "A", "quantity": 1}]
    (renamed,) = WHOLECELL.rename_item("A", "B")
    assert (renamed.simulator, renamed.arguments) == ("wholecell", {"sku": "A", "to": "B"})
    (returned,) = WHOLECELL.receive_return("A", 2)
    assert (returned.name, returned.arguments["count"]) == ("receive_return", 2)
    assert [event.name for event in WHOLECELL.take_back("first")] == ["reverse_shipment"]


def test_an_outlet_whose_orders_have_no_later_life_leaves_it_out() -> None:
    bare = replace(
        WHIPLASH.outlet_role, edit=None, move=None, reopen=None, rename=None, zone_quirk=""
    )
    route = replace(WHIPLASH, outlet_role=bare)
    assert route.edit("first", {"A": 1}) == route.move("first", "x") == route.reopen("first") == ()
    assert route.rename_offer("A", "B") == ()
    assert route.zone({}) == "America/Los_Angeles"


def test_the_zone_is_the_quirks_where_the_world_has_one() -> None:
    """Duties §2: STOCKTAKE_ZONE is the time zone of the shop's account."""
    assert WHIPLASH.zone({}) == "America/Los_Angeles"
    assert WHIPLASH.zone({"retailcrm.zone": "Asia/Tokyo"}) == "Asia/Tokyo"


JUDGED = [simulator for simulator in SIMULATORS if simulator.role is not None]


@pytest.mark.parametrize("simulator", JUDGED, ids=lambda each: each.name)
def test_every_event_of_a_role_exists(simulator: Simulator) -> None:
    role = simulator.role
    assert isinstance(role, Warehouse | Outlet | CarrierTool)
    values = [getattr(role, each.name) for each in fields(role)]
    events = [e for value in values for e in (value if isinstance(value, tuple) else (value,))]
    events += [role.credentials.issue]
    named = {event.name for event in events if isinstance(event, Event)}
    assert named <= set(simulator.events)


@pytest.mark.parametrize("simulator", JUDGED, ids=lambda each: each.name)
def test_every_operation_and_callback_of_a_role_exists(simulator: Simulator) -> None:
    role = simulator.role
    assert isinstance(role, Warehouse | Outlet | CarrierTool)
    operations = {name for api in simulator.apis for name in build_table(api).by_id()}
    words = role.vocabulary
    named = {*role.operations.values(), *words.writes, *words.reads, *words.lists, *words.dated}
    named |= {operation for pair in words.settles for operation in pair}
    if isinstance(role, Warehouse):
        named |= set(role.reports)
        assert set(words.callbacks) <= {role.callback}
    assert named <= operations
    assert set(role.sentences) <= set(simulator.events)


def test_no_scenario_leaves_a_slot_or_a_symbolic_name_in_its_events() -> None:
    for scenario in SCENARIOS:
        for step in scenario.steps:
            for each in (*step.events, *step.faults):
                assert each.simulator in {*TOPOLOGY.warehouses, *TOPOLOGY.outlets}
                assert "Slot(" not in repr(each)


@pytest.fixture
def simulators(tmp_path: Path) -> tuple[Simulator, ...]:
    """Our simulators and one that the product does not know."""
    return (*SIMULATORS, corner.corner(tmp_path))


@pytest.fixture
def topology(simulators: tuple[Simulator, ...]) -> Topology:
    """The classic routes, with the made-up warehouse at the store of Wherefour."""
    others = [route for route in CLASSIC if route[2] != corner.ROUTE[2]]
    return topology_of(simulators, [*others, corner.ROUTE])


@pytest.mark.parametrize(("spoiled", "code"), [("", 0), ("+ 1", 1)])
def test_a_warehouse_is_added_to_the_referee_by_its_role_alone(
    simulators: tuple[Simulator, ...], topology: Topology, spoiled: str, code: int
) -> None:
    engine = corner.ENGINE.replace("FIX", spoiled)
    output = io.StringIO()
    found = run_check(
        simulators,
        (sys.executable, "-c", engine),
        scenarios=[one_shelf, sweep_too_slow],
        topology=topology,
        connects=[corner.NAME],
        round_timeout=60,
        console=Console(file=output, width=200),
    )
    said = output.getvalue()
    assert found == code, said
    assert ("right: corner can ship" in said) == bool(code), said


def test_a_scenario_can_be_built_for_a_warehouse_that_has_little(topology: Topology) -> None:
    assert len(SCENARIOS) == 53
    alone = topology.connecting([corner.NAME])
    for build in (one_shelf, sweep_too_slow):
        events = [event for step in build(alone).steps for event in step.events]
        assert {event.simulator for event in events} <= {corner.NAME, "retailcrm"}
        assert any(event.simulator == corner.NAME for event in events)
