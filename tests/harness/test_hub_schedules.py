"""Generated schedules on the hub: what is drawn there by role, and whom the checks do not blame.

docs/generated-schedules.md; docs/reference/duties.md, D12 to D16.
"""

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from stocktake import SIMULATORS
from stocktake.core.steps import Act, Event, From, Slot
from stocktake.harness.history import EventResult
from stocktake.harness.parcels import parcels_of
from stocktake.harness.play.control_client import ControlClient, ControlError
from stocktake.harness.play.runner import Engine
from stocktake.harness.play.server import HarnessServer, harness_server, sandbox_of
from stocktake.harness.route import excused, in_the_middle
from stocktake.harness.scenario import SHELF, Scenario
from stocktake.harness.search.capsule import load, save
from stocktake.harness.search.generated import SearchOptions, capsule_of, hunt
from stocktake.harness.search.replay import run_replay
from stocktake.harness.search.schedules import Drawn, scenario_of, size
from stocktake.harness.search.vocabulary import (
    System,
    carriers_of,
    faults_on_reads,
    faults_on_writes,
    outlets_of,
    unsettled,
    warehouses_of,
)

from tests.harness.hub import EBAY, HUB, STORE, SWAPPA
from tests.harness.hunts import command
from tests.harness.test_schedules import drawn

CHANNELS = [route for route in HUB.routes if route.outlet_role.parcels]
(TOOL,) = carriers_of(HUB)
OUTLETS = {each.name: each for each in outlets_of(HUB)}
AT = {each.route.outlet: each for each in warehouses_of(HUB)}


@pytest.fixture(scope="module")
def scenarios() -> list[Scenario]:
    """Schedules that are drawn, which takes seconds."""
    seen: list[Scenario] = drawn(examples=150, topology=HUB)[0]
    return seen


def events_of(scenarios: list[Scenario]) -> list[Event]:
    return [
        event
        for scenario in scenarios
        for step in scenario.steps
        for event in step.events
        if isinstance(event, Event)
    ]


@pytest.fixture(scope="module")
def server() -> Iterator[HarnessServer]:
    with harness_server(SIMULATORS, Engine(command=command("engine"), lines=True)) as server:
        yield server


def offered(role: Any, *purposes: str) -> set[str]:
    return {event.name for each in purposes if (event := getattr(role, each, None))}


def known_to(*systems: System) -> list[Any]:
    words = [each.words for each in systems]
    together = (events for each in words for events in (each.orders, each.staff, *each.about))
    return [event for events in together for event in events if isinstance(event, Event)]


def names(scenarios: list[Scenario], simulator: str) -> set[str]:
    return {event.name for event in events_of(scenarios) if event.simulator == simulator}


def test_every_purpose_of_a_channel_is_drawn_at_each(scenarios: list[Scenario]) -> None:
    wanted = ("order", "cancel", "refund", "unpaid", "pay", "combine", "add_listing", "end_listing")
    for route in CHANNELS:
        known = {event.name for event in known_to(AT[route.outlet], OUTLETS[route.outlet])}
        assert offered(route.outlet_role, *wanted) <= known
        assert offered(route.outlet_role, "order", "cancel") <= names(scenarios, route.outlet)
    consent = [each for pair in OUTLETS[SWAPPA.outlet].words.restores for each in pair]
    assert {event.name for event in consent} <= names(scenarios, SWAPPA.outlet)


def test_what_staff_do_for_channels_and_labels_is_drawn(scenarios: list[Scenario]) -> None:
    role = HUB.routes[0].warehouse_role
    staffed = offered(role, "release", "add_good", "sync_listings", "rename")
    known = {event.name for event in known_to(*AT.values(), *OUTLETS.values(), TOOL)}
    assert staffed | {event.name for event in (*role.connect, *role.ship)} <= known
    labels = ("buy_label", "void_label", "return_label", "mark_shipped")
    assert offered(HUB.carriers[TOOL.name], *labels) <= known
    assert names(scenarios, TOOL.name)


def test_every_fault_and_every_event_of_the_hub_is_understood() -> None:
    systems = (*OUTLETS.values(), *AT.values(), TOOL)
    with sandbox_of(SIMULATORS) as sandbox, sandbox.listening():
        control = ControlClient(sandbox.control, SHELF, world="w")
        for of in systems:
            for faults in (*faults_on_writes(of), *faults_on_reads(of), *unsettled(of)):
                for fault in faults:
                    assert control.plant_fault(fault) is not None
        control.clear_faults()
        problems = [each for event in known_to(*systems) for each in misunderstood(control, event)]
        control.close()
    assert problems == []


def misunderstood(control: ControlClient, event: Event) -> list[str]:
    """Trigger an event about something that is not there, and return what is wrong with its words.

    That it is refused is no problem.
    """

    def about(value: Any, key: str | int) -> Any:
        if isinstance(value, list):
            return [about(each, key) for each in value]
        return key if isinstance(value, From) else "x" if isinstance(value, Slot) else value

    problems = []
    for key in ("1", 1):
        arguments = {name: about(value, key) for name, value in event.arguments.items()}
        try:
            control.trigger_event(event, arguments, after=control.last_seq())
        except ControlError as error:
            problems.append(str(error))
    return problems if len(problems) == 2 else []


def test_faults_hit_the_requests_to_every_system(scenarios: list[Scenario]) -> None:
    struck = {
        fault.simulator
        for scenario in scenarios
        for step in scenario.steps
        for fault in step.faults
    }
    assert struck == set(HUB.roles)


def test_nothing_of_a_role_is_left_open_and_every_reference_is_to_something_before_it(
    scenarios: list[Scenario],
) -> None:
    for scenario in scenarios:
        made = set[str]()
        for event in (event for step in scenario.steps for event in step.events):
            assert "Slot(" not in repr(event)
            assert {each.label for each in referred(event)} <= made
            made |= {event.label} if event.label else set()
    assert {"order 1", "parcel 1", "listing 1"} <= {event.label for event in events_of(scenarios)}


def referred(event: Act) -> list[From]:
    values = [v for each in event.arguments.values() for v in (each if isinstance(each, list) else
                                                               [each])]  # fmt: skip
    return [each for each in values if isinstance(each, From)]


def test_staff_give_each_parcel_of_a_channels_order_a_number_of_its_own_and_a_stores_none(
    scenarios: list[Scenario],
) -> None:
    """Duties D15: a number comes from the carrier tool or from staff."""
    parcel = HUB.routes[0].warehouse_role.ship_parcel[-1]
    (number,) = (k for k, v in parcel.arguments.items() if v == Slot("number"))
    seen = set()
    for scenario in scenarios:
        events = [event for step in scenario.steps for event in step.events]
        at = {event.label: event.simulator for event in events if event.label}
        sent = [e for e in events if isinstance(e, Event) and e.name == parcel.name]
        given = [event.arguments[number] for event in sent if number in event.arguments]
        assert len(given) == len(set(given))
        for event in sent:
            outlet = HUB.outlets[at[referred(event)[0].label]]
            assert (number in event.arguments) == outlet.parcels
            seen.add(outlet.parcels)
    assert seen == {True, False}


def test_consent_that_was_taken_is_given_back_before_the_end(scenarios: list[Scenario]) -> None:
    taken, given = (event.name for event in OUTLETS[SWAPPA.outlet].words.restores[0])
    last = [
        [e.name for s in scenario.steps for e in s.events
         if isinstance(e, Event) and e.simulator == SWAPPA.outlet and e.name in (taken, given)][-1:]
        for scenario in scenarios
    ]  # fmt: skip
    assert [given] in last
    assert [taken] not in last


def test_no_outlet_asks_an_engine_that_is_shut_out_of_another() -> None:
    ask, (taken, given) = HUB.ask(), OUTLETS[SWAPPA.outlet].words.restores[0]
    steps: Drawn = [("", [((*ask, taken, *ask), 0)], []), ("", [((*ask, given, *ask), 0)], [])]
    told = [
        [event.name for event in step.events if isinstance(event, Event)]
        for step in scenario_of(steps, topology=HUB).steps[1:]
    ]
    assert told == [[ask[0].name, taken.name], [given.name, ask[0].name]]


def test_the_same_seed_draws_the_same_on_the_hub_and_another_draws_others(
    scenarios: list[Scenario],
) -> None:
    few = drawn(examples=20, topology=HUB)[0]
    assert few == scenarios[: len(few)]
    assert drawn(examples=20, topology=HUB, seed=6)[0] != few


def test_no_choice_on_the_hub_is_so_long_that_hypothesis_mixes_in_numbers() -> None:
    systems: list[System] = [*OUTLETS.values(), *AT.values(), TOOL]
    choices = [make(each) for make in (faults_on_writes, faults_on_reads, unsettled)
               for each in systems]  # fmt: skip
    assert max(map(len, choices)) < 100
    together = sum(len(each.words.staff) for each in systems)
    assert max(together, sum(len(each.words.about) for each in systems)) < 100


def test_a_label_is_shrunk_to_the_order_and_itself() -> None:
    def wrong(scenario: Scenario) -> bool:
        events = [event for step in scenario.steps for event in step.events]
        return any(event.label == "parcel 1" for event in events)

    _, found = drawn(examples=100, wrong=wrong, topology=HUB)
    assert size(found.shrunk) == (2, 0, 1)


def one(events: Any, name: str) -> Any:
    """Return what is drawn of a vocabulary by the name of its last event."""
    return next(each for each in events if each[-1].name == name)


def test_a_capsule_of_the_hub_names_its_routes_and_is_played_again(tmp_path: Path) -> None:
    path, wrong = tmp_path / "c.json", Engine(
        command=command("zoo.channels.lowers_one_channel"), lines=True
    )  # fmt: skip
    options = SearchOptions(topology=HUB, examples=20, seed=1, patience=0)
    console = Console(file=io.StringIO(), width=200)
    with harness_server(SIMULATORS, wrong) as server:
        _, found = hunt(server, options, console=console)
        assert found is not None
        result = server.play_alone(found.shrunk)
    save(capsule_of(found, result, engine=wrong, seed=1), path)
    read = load(path, SIMULATORS)
    assert read.plan == found.shrunk
    assert read.plan.topology.describe() == HUB.describe()
    assert run_replay(SIMULATORS, path, console=console) == 1
    assert f"It fails {found.check} again." in console.file.getvalue()  # type: ignore[attr-defined]


def test_a_capsule_keeps_events_about_two_orders(tmp_path: Path) -> None:
    role, words = EBAY.outlet_role, OUTLETS[EBAY.outlet].words
    assert role.combine
    order = AT[EBAY.outlet].comes[0]
    steps: Drawn = [("", [(order, 0), (order, 0), (one(words.about, role.combine.name), 0)], [])]
    plan = scenario_of(steps, topology=HUB)
    *_, combined = plan.steps[1].events
    assert referred(combined) == [From("order 1", "id"), From("order 2", "id")]
    assert combined.label == "order 3"
    assert "order 1 and order 2" in plan.steps[1].story


def placed(route: Any, *, unknown: bool = False) -> Any:
    comes = AT[route.outlet].comes
    return next(each for each in comes if len(each) == 2) if unknown else comes[0]


def test_people_may_ship_what_nobody_knows_and_a_device_whose_unit_nobody_scanned(
    server: HarnessServer,
) -> None:
    """Duties D14, D15: the outlet refuses the parcel of a device without its unit; it is named."""
    left = one(AT[SWAPPA.outlet].words.about, "ship_order")
    orders = [(placed(SWAPPA, unknown=True), 0), (placed(EBAY, unknown=True), 0)]
    drawn_: Drawn = [("", orders, []), ("10m", [(left[-1:], 0), (left[-1:], 1)], [])]
    result = server.play(scenario_of(drawn_, topology=HUB))
    assert [violation.story for violation in result.violations] == []
    assert result.history is not None
    refused = [e for e in result.history.sent if e.operation == "create_shipment" and not e.done]
    assert [entry.status for entry in refused][:1] == [422]
    assert "SO1" in "".join(step.round.output for step in result.history.all_steps)


def test_the_number_of_a_parcel_that_leaves_in_the_middle_of_a_round_is_known(
    server: HarnessServer,
) -> None:
    """Duties D15."""
    at = AT[SWAPPA.outlet]
    (fault,) = at.words.incidents[0].faults
    committed = at.words.incidents[0].events
    steps: Drawn = [("", [(placed(SWAPPA), 0)], []), ("10m", [(committed, 0)], [(fault,)])]
    result = server.play(scenario_of(steps, topology=HUB))
    assert [violation.story for violation in result.violations] == []
    assert result.history is not None
    (parcel,) = parcels_of(result.history, "SO1")
    told = [e for e in result.history.sent if e.operation == "create_shipment" and e.done]
    assert [entry.asked["tracking_number"] for entry in told] == [parcel.number]

    # Where an event that asked the engine goes on over that moment, it is known as well.
    asked = HUB.ask()[-1]
    over_it = EventResult(
        event=asked, result=None, refused="", first=parcel.turn - 2, seq=parcel.turn + 2
    )
    *before, last = result.history.steps
    last = replace(last, events=(*last.events, over_it))
    assert parcels_of(replace(result.history, steps=(*before, last)), "SO1") == (parcel,)


def test_what_is_drawn_about_labels_is_possible_once_an_order_is_ready(
    server: HarnessServer,
) -> None:
    """Channels 14.1, steps 6 to 8: ready, exported, its label bought and voided."""
    words = TOOL.words.about
    order = [(placed(EBAY), 0)]
    steps: Drawn = [
        ("", order, []),
        ("10m", [(one(words, "set_order_status"), 0)], []),
        ("10m", [(one(words, "buy_label"), 0), (one(words, "void_label"), 0)], []),
        ("10m", [(one(words, "buy_label"), 0)], []),
    ]
    result = server.play(scenario_of(steps, topology=HUB))
    assert result.history is not None
    happened = [each for step in result.history.all_steps for each in step.events]
    assert [each.refused for each in happened] == [""] * 5
    assert [violation.story for violation in result.violations] == []


def test_an_order_that_left_after_it_was_ready_need_not_come_to_the_carrier_tool(
    server: HarnessServer,
) -> None:
    """Duties D15: it was shipped by hand and taken back, so it is not ready any more."""
    words, ready = AT[STORE.outlet].words.about, one(TOOL.words.about, "set_order_status")
    undone = one(words, "reverse_shipment")
    steps: Drawn = [("", [(placed(STORE), 0)], []), ("10m", [(ready, 0), (undone, 0)], [])]
    result = server.play(scenario_of(steps, topology=HUB))
    assert [violation.story for violation in result.violations] == []


def test_a_sku_may_become_known_between_its_order_and_the_document(server: HarnessServer) -> None:
    """Duties D4, D14: what left was wanted all the time, under a name that meant no good then."""
    at, words = AT[SWAPPA.outlet], OUTLETS[SWAPPA.outlet].words
    known = next(e for e in words.staff if e.simulator == at.name and "count" not in e.arguments)
    (fault,) = at.words.incidents[0].faults
    came = [(placed(SWAPPA, unknown=True), 0), ((known,), 0)]
    result = server.play(scenario_of([("", came, [(fault,)])], topology=HUB))
    assert [violation.story for violation in result.violations] == []
    assert any(entry.kind == "event" for entry in result.history.journal)


def test_a_sku_that_is_renamed_in_the_middle_of_a_round_is_no_fault_of_that_round(
    server: HarnessServer,
) -> None:
    """Duties D12, D14: what was so when the round began is what it could know."""
    at = AT[SWAPPA.outlet]
    goods = HUB.routes[0].goods
    (renamed,) = (e for e in known_to(at) if e.name == at.route.warehouse_role.rename.name)
    writes = at.route.warehouse_role.operations["create"]
    fault = excused(in_the_middle(at.name, writes, renamed))
    (order,) = (e for e in at.comes if [x["sku"] for x in e[-1].arguments["lines"]] ==
                [goods.last_one] and "paid" not in e[-1].arguments)  # fmt: skip
    result = server.play(scenario_of([("", [(order, 0)], [(fault,)])], topology=HUB))
    assert [violation.story for violation in result.violations] == []
    assert [each.struck for each in result.history.faults] == [1]
