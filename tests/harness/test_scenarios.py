"""Scenarios as values: named after the failure modes, and in scope of what an engine connects."""

import re
from pathlib import Path

import pytest
from stocktake.core.steps import Event, Fault, From, Request
from stocktake.harness.scenario import Outline, Scenario
from stocktake.harness.scenarios import OUTLINES, scenarios_on
from stocktake.harness.scenarios.shipped_in_the_middle import shipped_in_the_middle
from stocktake.harness.scenarios.three_warehouses import three_warehouses
from stocktake.harness.topology import CLASSIC

from tests.harness.classic import SCENARIOS, TOPOLOGY
from tests.harness.engines import SCENARIOS as TOLD

REFERENCE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "failure-modes.md"
ROWS = {
    int(number): title
    for number, title in re.findall(r"^\| (\d+) \| \*\*(.*?)\*\*", REFERENCE.read_text(), re.M)
}
WAREHOUSES = {warehouse for warehouse, _, _ in CLASSIC}
FEWER = [("wherefour",), ("wholecell",), ("whiplash",), ("wherefour", "whiplash")]


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def test_every_failure_mode_is_a_scenario_named_after_it() -> None:
    named = {scenario.row: scenario for scenario in TOLD if scenario.row}
    assert named.keys() == ROWS.keys()
    assert len(named) == sum(scenario.row > 0 for scenario in TOLD), "one scenario for each"
    for row, scenario in named.items():
        title = words(ROWS[row])
        assert all(word in title for word in words(scenario.name)), (scenario.name, ROWS[row])


def test_every_scenario_covers_all_warehouses_with_orders_or_stock_of_each() -> None:
    for scenario in SCENARIOS:
        if scenario.topology != TOPOLOGY:
            assert scenario.name == "one shelf for several outlets"
            assert scenario.topology.places.keys() == TOPOLOGY.places.keys()
            continue
        events = [event for step in scenario.steps for event in step.events]
        named = {event.simulator for event in events} | {
            str(event.arguments.get("store")) for event in events
        }
        assert named >= WAREHOUSES, scenario.name


@pytest.mark.parametrize("outline", OUTLINES, ids=lambda outline: outline.__name__)
@pytest.mark.parametrize("names", FEWER, ids="-".join)
def test_a_scenario_in_scope_names_no_warehouse_that_is_left_out(
    outline: Outline, names: tuple[str, ...]
) -> None:
    connected = set(names)
    mine = outline(TOPOLOGY.connecting(connected))
    if not mine.is_in_scope:
        assert mine.fewest > len(connected)
        return
    others = WAREHOUSES - connected
    assert set(mine.topology.warehouses) <= connected
    assert not any(name in systems_of(mine) for name in others)
    labels = {event.label for step in mine.steps for event in step.events}
    for step in mine.steps:
        for event in step.events:
            wanted = {v.label for v in event.arguments.values() if isinstance(v, From)}
            assert wanted <= labels
    assert outline(TOPOLOGY.connecting(WAREHOUSES)) == outline(TOPOLOGY)


def systems_of(scenario: Scenario) -> set[str]:
    """Return every system and store that a scenario's events and faults name."""
    named: set[str] = set()
    for step in scenario.steps:
        for each in (*step.events, *step.faults):
            named |= {each.simulator, *_named(each)}
    return named


def _named(each: Event | Request | Fault) -> set[str]:
    order, inner = each.arguments.get("order", {}), each.arguments.get("event", {})
    return {
        str(value)
        for value in (
            each.arguments.get("store"),
            order.get("shipmentStore"),
            inner.get("simulator"),
            inner.get("store"),
        )
    }


def test_a_scenario_about_several_warehouses_is_out_of_scope_for_one() -> None:
    assert not three_warehouses(TOPOLOGY.connecting(["wherefour"])).is_in_scope
    assert three_warehouses(TOPOLOGY.connecting(["wherefour", "whiplash"])).is_in_scope
    assert not shipped_in_the_middle(TOPOLOGY.connecting(["wherefour", "whiplash"])).is_in_scope
    assert not any(scenario.is_in_scope for scenario in scenarios_on(TOPOLOGY.connecting([])))
