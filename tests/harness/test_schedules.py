"""What is drawn for generated schedules: the same everywhere, and all of it can be planted."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis.internal.conjecture import providers
from stocktake import SIMULATORS
from stocktake.core.steps import Event, From, Request
from stocktake.harness.play.control_client import ControlClient
from stocktake.harness.play.server import sandbox_of
from stocktake.harness.scenario import SHELF, Scenario, Step
from stocktake.harness.search.capsule import (
    Capsule,
    ExpectedFailure,
    NoCapsule,
    here,
    load,
    save,
)
from stocktake.harness.search.hunt import Search, find
from stocktake.harness.search.schedules import Drawn, scenario_of, size, strategy
from stocktake.harness.search.vocabulary import (
    ANY,
    faults_on_reads,
    faults_on_writes,
    interleaved,
    outlets_of,
    unsettled,
    warehouses_of,
)
from stocktake.harness.topology import Topology
from stocktake.harness.verdict import Result

from tests.harness.classic import TOPOLOGY

(SHOP,), WAREHOUSES = outlets_of(TOPOLOGY), warehouses_of(TOPOLOGY)
FIRST = TOPOLOGY.connecting([WAREHOUSES[0].name])
TUPLES = [
    *(make(each) for make in (faults_on_writes, faults_on_reads, unsettled)
      for each in (SHOP, *WAREHOUSES)),
    *(interleaved(each) for each in WAREHOUSES),
    *(incident.faults and (incident.faults,)
      for each in WAREHOUSES for incident in each.words.incidents),
]  # fmt: skip


def drawn(
    *,
    examples: int = 30,
    seed: int = 5,
    wrong: Callable[[Scenario], bool] = lambda _: False,
    listens: bool = True,
    topology: Topology = TOPOLOGY,
) -> Any:
    """Draw schedules and judge each by a function; return them and what is found."""
    seen = []

    def play(scenario: Scenario) -> Result:
        seen.append(scenario)
        checks: Any = {"no_oversell": ("x",) if wrong(scenario) else ()}
        return Result(scenario=scenario, history=None, checks=checks)

    search = Search(play=play, play_alone=play, topology=topology)
    schedules = strategy(topology, listens=listens)
    return seen, find(search, schedules, examples=examples, seed=seed)


@pytest.fixture(scope="module")
def many() -> list[Scenario]:
    """Two hundred schedules, which take seconds to draw."""
    # What Hypothesis reads of every module is kept here; where nothing is kept it takes seconds.
    providers._get_local_constants()
    seen: list[Scenario] = drawn(examples=200)[0]
    return seen


def fingerprint() -> str:
    return hashlib.sha256(repr(drawn()[0]).encode()).hexdigest()


def test_a_seed_draws_the_same_schedules_in_another_process_with_another_hash_seed(
    tmp_path: Path,
) -> None:
    code = "from tests.harness.test_schedules import fingerprint; print(fingerprint())"
    root = Path(__file__).resolve().parents[2]
    environment = {
        **os.environ,
        "PYTHONPATH": f"{root}:{root / 'simulators'}",
        "PYTHONHASHSEED": "12",
    }
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, cwd=tmp_path, capture_output=True, text=True
    )
    assert done.stdout.strip() == fingerprint(), done.stderr
    assert list(tmp_path.iterdir()) == [], "Hypothesis keeps nothing on disk"


def test_another_seed_draws_others_and_more_examples_begin_with_the_same() -> None:
    assert drawn(seed=6)[0] != drawn(seed=5)[0]
    few = drawn(examples=10)[0]
    assert drawn()[0][: len(few)] == few


def test_no_choice_is_so_long_that_hypothesis_mixes_in_numbers_of_other_modules() -> None:
    longest = max(len(each) for each in TUPLES)
    assert longest < 100
    for words in (each.words for each in (SHOP, *WAREHOUSES)):
        assert max(len(words.orders), len(words.staff), len(words.about)) < 100
        assert max((len(each.events) for each in words.incidents), default=0) < 100


def test_every_fault_and_every_event_of_the_vocabularies_is_understood() -> None:
    with sandbox_of(SIMULATORS) as sandbox, sandbox.listening():
        control = ControlClient(sandbox.control, SHELF, world="w")
        for fault in (f for each in TUPLES for together in each for f in together):
            control.plant_fault(fault)
        control.clear_faults()
        pairs = [event for each in WAREHOUSES for pair in each.words.shortages for event in pair]
        renamed = set()
        for event in (*(e for w in WAREHOUSES for e in (*w.words.staff, *w.words.orders)), *pairs):
            if isinstance(event, Event):
                _, refused = control.trigger_event(event, event.arguments, after=control.last_seq())
                gone = event.arguments.get("sku") in renamed
                assert not refused or event.name == "place_order" or gone, refused
                renamed |= {event.arguments["sku"]} if "to" in event.arguments else set()
        control.close()


def stores_of(scenario: Scenario) -> set[str]:
    """The stores at which shoppers order, and the warehouses where something happens."""
    events = [e for step in scenario.steps for e in step.events if isinstance(e, Event)]
    ordered = {e.arguments["store"] for e in events if e.name == "place_order"}
    return ordered | {e.simulator for e in events} - {"retailcrm"}


def test_events_are_mostly_at_one_warehouse_and_sometimes_at_all(many: list[Scenario]) -> None:
    stores = [stores_of(scenario) for scenario in many[:60]]
    assert sum(len(each) <= 1 for each in stores) > 30
    assert {"wherefour", "wholecell", "whiplash"} in stores
    assert all({name} in stores for name in ("wherefour", "wholecell", "whiplash"))


def test_an_engine_that_connects_one_warehouse_meets_no_other() -> None:
    topology = TOPOLOGY.connecting(["wholecell"])
    scenarios, _ = drawn(examples=40, topology=topology)
    assert set().union(*map(stores_of, scenarios)) == {"wholecell"}
    struck = {fault.simulator for scenario in scenarios for fault in scenario.faults}
    assert struck == {"retailcrm", "wholecell"}
    assert all(scenario.topology == topology for scenario in scenarios)


def test_events_of_a_warehouse_refer_to_orders_of_its_own_store(many: list[Scenario]) -> None:
    asked = set()
    for scenario in many:
        events = [event for step in scenario.steps for event in step.events]
        at = {e.label: e.arguments.get("store") for e in events if e.label}
        for event in events:
            for value in event.arguments.values():
                if isinstance(value, From) and event.simulator != "retailcrm":
                    assert at[value.label] == event.simulator
                    asked.add(event.simulator)
    assert asked == {"wherefour", "wholecell", "whiplash"}


def test_an_incident_is_drawn_whole_and_shrunk_to_the_part_that_does_harm() -> Any:
    def wrong(scenario: Scenario) -> bool:
        return any(
            len(step.events) > 1 and fault.kind == "same_timestamp"
            for step in scenario.steps for fault in step.faults
        )  # fmt: skip

    whole = [
        step for scenario in drawn(examples=100, topology=FIRST)[0]
        for step in scenario.steps if len(step.events) >= 21
    ]  # fmt: skip
    assert any("same_timestamp" in [fault.kind for fault in step.faults] for step in whole)
    _, found = drawn(examples=100, wrong=wrong, topology=FIRST)
    assert size(found.shrunk) == (2, 1, 1)


def test_no_fault_is_planted_where_the_shop_asks_and_only_engines_that_listen_are_asked(
    many: list[Scenario],
) -> None:
    steps = [step for scenario in many[:60] for step in scenario.steps]
    asking = [s for s in steps if any(isinstance(e, Event) and e.asks_engine for e in s.events)]
    assert asking
    assert not any(step.faults for step in asking)
    assert not any(scenario.listens for scenario in drawn(examples=60, listens=False)[0])


def by_phone(step: Step) -> bool:
    """Whether staff of Wherefour enter an order of their own."""
    return any(isinstance(e, Request) and e.simulator == "wherefour" for e in step.events)


def test_no_fault_waits_for_requests_of_others_than_the_engine(many: list[Scenario]) -> None:
    steps = [step for scenario in many for step in scenario.steps]
    staffed = [s for s in steps if any(isinstance(event, Request) for event in s.events)]
    assert any(step.faults for step in staffed)
    assert any(by_phone(step) for step in staffed)
    for scenario in many:
        # What was planted and not met before still waits.
        struck = set()
        for step in scenario.steps:
            struck |= {(f.simulator, f.operation) for f in step.faults}
            # Before the shop asks, it learns through its API where the engine listens.
            used = {e.simulator for e in step.events if isinstance(e, Request) or e.asks_engine}
            assert not struck & {(each, op) for each in used for op in (ANY, "create_order")}
    assert any(fault.operation == ANY for step in steps for fault in step.faults)


def test_what_is_found_is_shrunk_to_the_fewest_events_and_faults() -> Any:
    def wrong(scenario: Scenario) -> bool:
        faults = [fault.kind for fault in scenario.faults]
        return "lost_reply" in faults and any(
            isinstance(event, Event) and event.name == "cancel_order"
            for step in scenario.steps for event in step.events
        )  # fmt: skip

    _, found = drawn(examples=400, wrong=wrong)
    assert found.check == "no_oversell"
    events, faults, _ = size(found.shrunk)
    # An order, its cancellation, a lost reply; it may be taken up again, since both come together.
    assert (events <= 3, faults) == (True, 1)
    assert sum(size(found.first)) >= sum(size(found.shrunk))


@pytest.fixture
def capsule() -> Capsule:
    drawn_: Drawn = [("10m", [(events, 1) for events in (
        *((each,) for each in WAREHOUSES[0].words.orders), *SHOP.words.about)], [
        *unsettled(SHOP), *interleaved(WAREHOUSES[0])])]  # fmt: skip
    return Capsule(
        engine=("my engine",), seed=1, example=7, plan=scenario_of(drawn_, topology=TOPOLOGY),
        expected=ExpectedFailure(check="converged", duty="D1", story="It came so."), **here(),
    )  # fmt: skip


def test_a_capsule_is_read_as_it_was_written(tmp_path: Path, capsule: Capsule) -> None:
    path = tmp_path / "c.json"
    save(capsule, path)
    assert load(path, SIMULATORS) == capsule
    assert path.stat().st_size < 200_000


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"version": "0.0.1"}, "made with version 0.0.1, and this is"),
        ({"catalogue": "abc"}, "made with catalogue abc"),
    ],
)
def test_a_capsule_of_another_version_or_catalogue_is_refused_with_what_to_do(
    tmp_path: Path, capsule: Capsule, changes: Any, said: str
) -> None:
    path = tmp_path / "c.json"
    save(replace(capsule, **changes), path)
    with pytest.raises(NoCapsule, match=said) as refused:
        load(path, SIMULATORS)
    assert "--examples 7 --seed 1" in str(refused.value)


@pytest.mark.parametrize(
    ("text", "said"), [("{", "not JSON"), ("[]", "no capsule of format"), ("", "not JSON")]
)
def test_another_file_is_no_capsule(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "c.json").write_text(text)
    with pytest.raises(NoCapsule, match=said):
        load(tmp_path / "c.json", SIMULATORS)
