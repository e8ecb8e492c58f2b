"""The topology `hub`: its routes, whose turn it is, and how it is named (duties §2)."""

import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from stocktake import SIMULATORS
from stocktake.core.steps import From
from stocktake.harness.own.routes import UnknownRoute, own_topology
from stocktake.harness.scenarios import OF_CHANNELS, OUTLINES, scenarios_on
from stocktake.harness.search.capsule import Capsule, ExpectedFailure, here, load, save
from stocktake.harness.topology import TOPOLOGIES, UnknownWarehouse, named_topology, topology_of

from tests.harness import classic
from tests.harness.hub import BACKMARKET, EBAY, HUB, SCENARIOS, STORE, SWAPPA
from tests.support import run

PROBE = """
import json, os, pathlib, sys
told = {name: os.environ[name] for name in ("STOCKTAKE_ROUTES", "STOCKTAKE_MAP")}
pathlib.Path(sys.argv[0]).with_suffix(".json").write_text(json.dumps(told))
sys.exit(1)
"""


def test_the_hub_feeds_a_store_and_three_channels_and_has_its_labels_bought() -> None:
    assert [(r.warehouse, r.outlet, r.place) for r in HUB.routes] == [
        ("wholecell", "retailcrm", "wholecell"), ("wholecell", "ebay", "ebay"),
        ("wholecell", "backmarket", "backmarket"), ("wholecell", "swappa", "swappa"),
    ]  # fmt: skip
    assert list(HUB.carriers) == ["shipstation"]
    assert HUB.places == {"wholecell": "wholecell"}, "a channel is no store of STOCKTAKE_MAP"
    assert {route["labels"] for route in HUB.describe()} == {"shipstation"}


def test_the_outlets_of_one_warehouse_take_turns_and_in_the_classic_topology_all_act() -> None:
    acting = [HUB.in_turn(turn).acting for turn in range(5)]
    assert acting == [(STORE,), (EBAY,), (BACKMARKET,), (SWAPPA,), (STORE,)]
    assert classic.TOPOLOGY.in_turn(3) == classic.TOPOLOGY
    assert classic.TOPOLOGY.acting == classic.TOPOLOGY.routes
    assert HUB.together().acting == HUB.routes


def test_a_story_is_told_by_an_outlet_that_can_do_what_it_takes() -> None:
    assert HUB.in_turn(2).able("edit").acting == (STORE,)
    assert {HUB.in_turn(turn).able("parcels").acting[0].outlet for turn in range(3)} == {
        "ebay", "backmarket", "swappa",
    }  # fmt: skip
    assert HUB.able("nothing of the kind").acting == ()
    assert classic.TOPOLOGY.able("edit") == classic.TOPOLOGY


def test_stories_of_channels_are_told_where_there_are_channels() -> None:
    assert len(scenarios_on(classic.TOPOLOGY)) == len(OUTLINES)
    assert len(SCENARIOS) == len(OUTLINES) + len(OF_CHANNELS)
    out = [scenario.name for scenario in SCENARIOS if not scenario.is_in_scope]
    assert out == ["three warehouses", "moved to another store", "shipped in the middle"]
    assert len({scenario.slug for scenario in SCENARIOS}) == len(SCENARIOS)


def test_no_story_on_the_hub_names_a_system_that_is_not_there() -> None:
    for scenario in SCENARIOS:
        for step in scenario.steps:
            for each in (*step.events, *step.faults):
                assert each.simulator in HUB.roles, scenario.name
                assert "Slot(" not in repr(each)


def test_staff_ship_an_order_of_a_channel_with_a_parcels_number() -> None:
    """Duties D15: a number comes from the carrier tool or from staff."""
    (_, left), (_, plain) = SWAPPA.ship("sold"), STORE.ship("sold")
    assert left.arguments["transaction_number"] == From("sold at wholecell", "reference")
    assert left.arguments["tracking_number"].isalnum()
    assert "tracking_number" not in plain.arguments


def test_an_order_with_an_unknown_line_begins_with_its_listing() -> None:
    listed, ordered = SWAPPA.order_with_unknown_line("A")
    assert (listed.name, ordered.name) == ("add_listing", "place_order")
    assert [line["sku"] for line in ordered.arguments["lines"]] == ["A", listed.arguments["sku"]]


@pytest.mark.parametrize(
    ("number", "route"),
    [("12-34567-89012", EBAY), ("5978", BACKMARKET), ("SO12", SWAPPA), ("R1001", STORE)],
)
def test_each_channel_knows_its_own_numbers(number: str, route: object) -> None:
    """Duties §5: the reference of a channel's order is the channel's number."""
    known = [each for each in HUB.routes if each.outlet_role.is_reference(number)]
    assert known == [route]


def test_a_channel_in_a_route_of_ones_own_has_one_place() -> None:
    topology = own_topology(SIMULATORS, ["wholecell=ebay,backmarket"], "SO-{id}")
    assert [(r.outlet, r.place) for r in topology.routes] == [
        ("ebay", "ebay"), ("backmarket", "backmarket"),
    ]  # fmt: skip
    assert {r.outlet_role.reference for r in topology.routes} == {"{id}"}
    assert topology.carriers == {}
    with pytest.raises(UnknownRoute, match="leave out --route"):
        own_topology(SIMULATORS, ["wholecell=ebay"], topology="hub")


def test_lists_of_every_system_can_be_made_short() -> None:
    """So that scenarios with few goods turn pages everywhere."""
    for simulator in SIMULATORS:
        if simulator.role is not None:
            assert simulator.role.page_quirk in {quirk.name for quirk in simulator.quirks}


def test_a_topology_without_its_carrier_tool_is_refused() -> None:
    routes, carrier = TOPOLOGIES["hub"]
    others = [each for each in SIMULATORS if each.name != carrier]
    with pytest.raises(UnknownWarehouse, match="no carrier tool 'shipstation'"):
        named_topology(others, "hub")
    assert topology_of(others, routes).carriers == {}


def test_a_capsule_remembers_the_hub(tmp_path: Path) -> None:
    plan = replace(SCENARIOS[0], topology=HUB)
    capsule = Capsule(
        engine=("true",), seed=0, example=1, plan=plan,
        expected=ExpectedFailure(check="converged", duty="D1", story="Wrong."), **here(),
    )  # fmt: skip
    save(capsule, tmp_path / "capsule.json")
    read = load(tmp_path / "capsule.json", SIMULATORS)
    assert read.plan.topology.describe() == HUB.describe()
    assert list(read.plan.topology.carriers) == ["shipstation"]


def test_an_engine_is_told_the_hubs_routes(tmp_path: Path) -> None:
    """docs/protocol.md, run mode."""
    probe = tmp_path / "probe.py"
    probe.write_text(PROBE)
    run(
        "check", "--engine", f"{sys.executable} {probe}", "--scenario", "one-shelf",
        "--topology", "hub",
    )  # fmt: skip
    told = json.loads(probe.with_suffix(".json").read_text())
    assert json.loads(told["STOCKTAKE_ROUTES"]) == HUB.describe()
    assert json.loads(told["STOCKTAKE_MAP"]) == {"wholecell": "wholecell"}
