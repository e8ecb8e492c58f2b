"""Scenarios as values: named after the failure modes, and in_scope to what an engine connects."""

import re
from pathlib import Path

import pytest
from stocktake.harness.scenario import STORES, Event, Fault, From, Request, Scenario
from stocktake.harness.scenarios import SCENARIOS, SHIPPED_IN_THE_MIDDLE, THREE_WAREHOUSES
from stocktake.harness.scope import in_scope

REFERENCE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "failure-modes.md"
ROWS = {
    int(number): title
    for number, title in re.findall(r"^\| (\d+) \| \*\*(.*?)\*\*", REFERENCE.read_text(), re.M)
}
ELSEWHERE = {13, 16, 22, 23}
"""Rows that need a sales channel or OAuth."""
FEWER = [("wherefour",), ("wholecell",), ("whiplash",), ("wherefour", "whiplash")]


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def test_every_failure_mode_that_needs_no_channel_is_a_scenario_named_after_it() -> None:
    told = {scenario.row: scenario for scenario in SCENARIOS if scenario.row}
    assert told.keys() == ROWS.keys() - ELSEWHERE
    assert len(told) == sum(scenario.row > 0 for scenario in SCENARIOS), "each is told once"
    for row, scenario in told.items():
        title = words(ROWS[row])
        assert all(word in title for word in words(scenario.name)), (scenario.name, ROWS[row])


def test_every_scenario_is_told_of_all_warehouses_with_orders_or_stock_of_each() -> None:
    for scenario in SCENARIOS:
        assert scenario.world.stores == STORES
        events = [event for step in scenario.steps for event in step.events]
        named = {event.simulator for event in events} | {
            str(event.arguments.get("store")) for event in events
        }
        assert {house for _, house in STORES} <= named, scenario.name


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.slug)
@pytest.mark.parametrize("names", FEWER, ids="-".join)
def test_a_narrowed_scenario_names_no_warehouse_that_is_left_out(
    scenario: Scenario, names: tuple[str, ...]
) -> None:
    connected = set(names)
    mine = in_scope(scenario, connected)
    if mine is None:
        assert scenario.fewest > len(connected)
        return
    others = {house for _, house in STORES} - connected
    assert {house for _, house in mine.world.stores} == connected
    assert not any(name in told(mine) for name in others)
    labels = {event.label for step in mine.steps for event in step.events}
    for step in mine.steps:
        for event in step.events:
            wanted = {v.label for v in event.arguments.values() if isinstance(v, From)}
            assert wanted <= labels
    assert in_scope(scenario, {"wherefour", "wholecell", "whiplash"}) is scenario


def told(scenario: Scenario) -> set[str]:
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


def test_a_story_of_several_warehouses_is_not_told_of_one() -> None:
    assert in_scope(THREE_WAREHOUSES, {"wherefour"}) is None
    assert in_scope(THREE_WAREHOUSES, {"wherefour", "whiplash"}) is not None
    assert in_scope(SHIPPED_IN_THE_MIDDLE, {"wherefour", "whiplash"}) is None
    assert all(in_scope(scenario, set()) is None for scenario in SCENARIOS)
