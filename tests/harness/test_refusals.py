"""Nothing that a scenario says is passed over: what is refused is an error of the play, by name."""

import sys
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pytest
from stocktake import SIMULATORS
from stocktake.core.steps import Event, Fault, From, Lookup, Request
from stocktake.harness.check import Job, play
from stocktake.harness.history import Outcome
from stocktake.harness.play.control_client import ControlClient
from stocktake.harness.play.driver import EngineRun
from stocktake.harness.play.errors import NotJudged
from stocktake.harness.play.keys import TOKEN
from stocktake.harness.play.runner import Engine, play_scenario
from stocktake.harness.play.server import sandbox_of
from stocktake.harness.report.faults import describe_fault
from stocktake.harness.route import in_the_middle
from stocktake.harness.scenario import SHELF, Scenario, Step
from stocktake.harness.scenarios.one_shelf import one_shelf
from stocktake.harness.topology import topology_of
from stocktake.harness.verdict import verdict_of

from tests.harness.classic import SCENARIOS, TOPOLOGY, WHEREFOUR, WHIPLASH
from tests.harness.corner import ROUTE, corner
from tests.harness.engines import job
from tests.harness.talkers import talking

HEADERS = {"Authorization": f"Bearer {TOKEN}"}

_numbers = count(1)
BUSY = """
import os, urllib.request
urllib.request.urlopen(urllib.request.Request(
    os.environ["WHEREFOUR_BASE_URL"] + "/inventory",
    headers={"Authorization": "Basic " + __import__("base64").b64encode(
        (os.environ["WHEREFOUR_USERNAME"] + ":" + os.environ["WHEREFOUR_PASSWORD"]).encode()
    ).decode()}))
"""
"""An engine that reads the inventory of one warehouse in each round and does no more."""
LISTENS = "if kind == 'init': say(type='init_ok', in_reply_to=number, listen='http://127.0.0.1:9/')"
NOTHING = talking(LISTENS + "; continue")
"""An engine that says that it listens, and does nothing."""


class Idle:
    """A driver of no engine; `act` is what happens in each round."""

    allow_hosts = None

    def __init__(self, act: Any = None) -> None:
        self.act = act

    def listens_at(self, given: Any) -> str:
        return ""

    def round(self, given: Any) -> EngineRun:
        if self.act:
            self.act(given)
        return EngineRun(outcome=Outcome.COMPLETED, exit=0, seconds=0.0, output="")

    def stop(self) -> None:
        return None

    def kill(self) -> None:
        return None

    def __enter__(self) -> "Idle":
        return self

    def __exit__(self, *_: object) -> None:
        return None


def story(*steps: Step, **changes: Any) -> Scenario:
    """Return a scenario with these steps."""
    return replace(
        one_shelf(TOPOLOGY), name="a story", steps=(Step("It opens."), *steps), **changes
    )


def played(scenario: Scenario, driver: Any = None, *, simulators: Any = SIMULATORS) -> Any:
    """Play a scenario with no engine at all, unless there is a driver; return its history."""
    world = f"refusals-{next(_numbers)}"
    with sandbox_of(simulators) as sandbox, sandbox.listening():
        return play_scenario(sandbox.control, scenario, driver=driver or Idle(), world=world)


RECEIVED = Event("wherefour", "receive_stock", {"sku": "NOPE", "count": 1, "location": "MAIN"})
SHIPPED = Event("whiplash", "process_order", {"originator_id": "NOPE", "status": "shipped"})
READ = Request("whiplash", "GET", "/orders/999999999")


@pytest.mark.parametrize(
    ("act", "named"),
    [
        (RECEIVED, "wherefour receive_stock (sku NOPE, count 1, location MAIN) was refused"),
        (SHIPPED, "whiplash process_order (originator_id NOPE, status shipped) was refused"),
        (READ, "GET /orders/999999999 of whiplash's staff was refused"),
        (Event("wherefour", "no_such_event"), "no event 'no_such_event'"),
        (Event("whiplash", "process_order", {"originator_id": From("nobody", "reference"),
                                             "status": "shipped"}),
         "needs 'nobody', and no act before it has"),
    ],
)  # fmt: skip
def test_a_refused_act_ends_the_play_in_one_line_unless_it_may_be_refused(
    act: Any, named: str
) -> None:
    with pytest.raises(NotJudged) as error:
        played(story(Step("Something happens.", events=(act,))))
    assert str(error.value).startswith("a story, step 2: ") or "no_such_event" in named
    assert named in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("act", [RECEIVED, READ], ids=["event", "request"])
def test_a_refused_act_that_may_be_refused_is_part_of_the_story(act: Any) -> None:
    marked = replace(act, may_be_refused=True, label="it")
    after = replace(SHIPPED, arguments={**SHIPPED.arguments, "originator_id": From("it", "x")})
    history = played(story(Step("Something happens.", events=(marked, after))))
    assert [bool(each.refused) for each in history.steps[1].events] == [True, True]
    assert history.steps[1].events[1].refused == "it was refused before"
    assert history.waited_for == ()


def test_a_fault_that_cannot_be_planted_ends_the_play() -> None:
    fault = Fault("wherefour", "no_such_operation", "lost_reply")
    with pytest.raises(NotJudged, match="wherefour has no operation 'no_such_operation'"):
        played(story(Step("Something goes wrong.", faults=(fault,))))


def test_a_check_of_such_a_scenario_says_so_and_exits_with_3() -> None:
    refused = story(Step("Something happens.", events=(RECEIVED,)))
    engine = Engine(command=(sys.executable, "-c", "pass"))
    with sandbox_of(SIMULATORS) as sandbox, sandbox.listening():
        result = play(sandbox.control, Job(engine=engine, scenario=refused))
    assert result is not None
    assert "a story, step 2: wherefour receive_stock" in result.broken_down
    assert verdict_of([result], planned=1) == 3


@pytest.mark.parametrize("may_be_refused", [False, True])
def test_an_interleaved_event_that_is_refused_has_not_struck(may_be_refused: bool) -> None:
    event = replace(RECEIVED, may_be_refused=may_be_refused)
    fault = in_the_middle("wherefour", "get_inventory_items", event)
    scenario = story(Step("Something happens in the middle.", faults=(fault,)))
    engine = Engine(command=(sys.executable, "-c", BUSY))
    with engine.driver() as driver:
        if not may_be_refused:
            with pytest.raises(NotJudged, match="step 2: wherefour receive_stock .* was refused"):
                played(scenario, driver)
            return
        history = played(scenario, driver)
    (seen,) = history.faults
    assert (seen.met, seen.struck, "NOPE" in seen.refused) == (1, 0, True)
    assert [step.round.faults for step in history.steps] == [0, 0]


def test_a_fault_that_no_request_met_is_kept_as_one_that_was_not_met() -> None:
    faults = (*WHEREFOUR.fault("ship", "lost_reply"), Fault("wherefour", "*", "lost_reply"))
    scenario = story(Step("Something may go wrong.", faults=faults))
    with Engine(command=(sys.executable, "-c", BUSY)).driver() as driver:
        history = played(scenario, driver)
    assert [(each.step, each.met, each.struck) for each in history.faults] == [(1, 0, 0), (1, 1, 1)]
    assert describe_fault(history.faults[0]).endswith(": not met")
    assert [step.round.faults for step in history.steps] == [0, 1]


def test_an_answer_without_a_body_breaks_no_request_of_staff() -> None:
    changed = Request("whiplash", "PUT", "/items/{first[id]}", {"title": "Another"}, label="none")
    found = Request("whiplash", "GET", "/items/{first[id]}", label="again")
    scenario = story(
        Step("Staff order by phone.", events=(WHIPLASH.phone_order("P-1", "KEY-ACORN", 1),)),
        Step(
            "Staff rename an item.",
            events=(
                Request("whiplash", "POST", "/items", {"sku": "X", "title": "Y"}, label="first"),
                changed,
                found,
            ),
        ),
    )
    history = played(scenario)
    assert history.steps[2].events[1].result is None
    assert history.steps[2].events[2].result["title"] == "Another"


def test_staff_look_up_what_a_request_needs_by_another_name() -> None:
    (line,) = WHIPLASH.phone_order("P-1", "POSTER/DAWN", 2).arguments["order_items"]
    assert line["item_id"] == Lookup("/items/sku/POSTER%2FDAWN", (0, "id"))
    order = WHIPLASH.phone_order("P-1", "MUG.CAMP.12OZ", 2, label="order")
    history = played(story(Step("Staff order by phone.", events=(order,))))
    (row,) = [row for row in history.final.orders if row.reference == "P-1"]
    assert (row.simulator, row.sku, row.ordered) == ("whiplash", "MUG.CAMP.12OZ", 2_000_000)
    asked = [e for e in history.journal if e.seq in history.staff_exchanges]
    assert [e.kind for e in asked] == ["event", "exchange", "exchange"], "a key of their own first"
    unknown = WHIPLASH.phone_order("P-2", "NOPE", 2)
    with pytest.raises(NotJudged, match="GET /items/sku/NOPE found nothing"):
        played(story(Step("Staff order by phone.", events=(unknown,))))


def test_an_order_that_a_right_engine_would_have_made_possible_is_the_engines_fault() -> None:
    ordered = WHEREFOUR.order({WHEREFOUR.goods.plenty[0]: 1}, label="first")
    scenario = story(Step("A shopper orders.", events=(ordered, WHEREFOUR.cancel("first"))))
    engine = Engine(command=(sys.executable, "-c", "pass"))
    with sandbox_of(SIMULATORS) as sandbox, sandbox.listening():
        result = play(sandbox.control, Job(engine=engine, scenario=scenario))
    assert result is not None
    assert (result.broken_down, "converged" in result.failed) == ("", True)
    (note,) = [note for note in result.notes if "was refused" in note]
    assert "a story, step 2: retailcrm place_order" in note


def test_where_nobody_is_to_blame_for_a_refused_order_nothing_is_judged() -> None:
    ordered = WHEREFOUR.order({WHEREFOUR.goods.plenty[0]: 1_000_000})
    scenario = story(Step("A shopper orders more than there is.", events=(ordered,)))
    with sandbox_of(SIMULATORS) as sandbox, sandbox.listening():
        result = play(sandbox.control, job("engine", scenario, lines=True))
    assert result is not None
    assert "step 2: retailcrm place_order" in result.broken_down
    assert "does not show enough" in result.broken_down


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.slug)
def test_no_act_of_a_scenario_is_refused_but_for_want_of_an_engine(scenario: Scenario) -> None:
    engine = Engine(command=NOTHING, lines=True)
    with (
        sandbox_of(SIMULATORS) as sandbox,
        sandbox.listening(),
        engine.driver() as driver,
    ):
        history = play_scenario(sandbox.control, scenario, driver=driver, world=scenario.slug)
    acts = [each for step in history.steps for each in step.events]
    assert not [each for each in acts if isinstance(each.event, Request) and each.refused]
    wants = ("does not show enough", "was refused before", "no order")
    for each in acts:
        assert not each.refused or any(want in each.refused for want in wants), each


def test_planted_faults_that_vanish_and_a_journal_with_a_gap_are_not_judged() -> None:
    with sandbox_of(SIMULATORS) as sandbox, sandbox.listening() as url:
        world = {"name": ""}

        def cheat(path: str) -> Any:
            def act(given: Any) -> None:
                here = f"{url}/w/{world['name']}"
                httpx.get(f"{here}/wherefour/api/v1/inventory")
                httpx.delete(f"{here}/_sim/{path}", headers=HEADERS).raise_for_status()

            return act

        (fault,) = WHEREFOUR.fault("ship", "lost_reply")
        planted = story(Step("Something may go wrong.", faults=(fault,)))
        received = story(
            Step("Goods come in.", events=(WHEREFOUR.receive("COF-GUJI-340", 1),)),
            Step("And again.", events=(WHEREFOUR.receive("COF-GUJI-340", 1),)),
        )
        for scenario, path, said in (
            (planted, "faults", "a story, step 2: a planted fault has vanished: lost_reply"),
            (received, "journal", "a story: the journal has a gap"),
        ):
            world["name"] = path
            with pytest.raises(NotJudged, match=said):
                play_scenario(sandbox.control, scenario, driver=Idle(cheat(path)), world=path)


def test_staff_use_credentials_that_are_issued_once(tmp_path: Path) -> None:
    simulators = [*SIMULATORS, corner(tmp_path)]
    topology = topology_of(simulators, [ROUTE])
    (route,) = topology.routes
    orders = tuple(route.phone_order(f"P-{number}", "KNF-PAR-9", 1) for number in (1, 2))
    scenario = replace(story(Step("Staff order.", events=orders)), topology=topology)
    with sandbox_of(simulators) as sandbox, sandbox.listening() as url:
        keys: list[Any] = []

        def look(given: Any) -> None:
            rows = httpx.get(f"{url}/w/staff/_sim/journal", headers=HEADERS).json()["entries"]
            keys[:] = [(row["operation"], (row["request_headers"] or {}).get("x-key"))
                       for row in rows]  # fmt: skip

        play_scenario(sandbox.control, scenario, driver=Idle(look), world="staff")
    assert keys[:3] == [
        ("give_key", None), ("create_order", "of-staff"), ("create_order", "of-staff"),
    ]  # fmt: skip


def test_the_world_never_hears_that_an_interleaved_event_may_be_refused() -> None:
    event = replace(RECEIVED, may_be_refused=True)
    fault = in_the_middle("wherefour", "get_inventory_items", event)
    assert fault.arguments["event"]["may_be_refused"] is True
    with sandbox_of(SIMULATORS) as sandbox, sandbox.listening():
        control = ControlClient(sandbox.control, SHELF, world="one")
        fault_id = control.plant_fault(fault)
        planted = control.planted()[fault_id]
        control.close()
    assert "may_be_refused" not in planted["arguments"]["event"]


@pytest.mark.parametrize(("only", "then"), [(True, 200), (False, 500)])
def test_a_fault_for_one_round_does_not_break_the_next(only: bool, then: int) -> None:
    broken = Fault("whiplash", "list_items", "status", times=99, arguments={"status": 500})
    answers: list[int] = []

    def look(given: Any) -> None:
        variables = given.variables
        headers = {"X-API-KEY": variables["WHIPLASH_API_KEY"]}
        url = f"{variables['WHIPLASH_BASE_URL']}/items"
        answers.append(httpx.get(url, headers=headers).status_code)

    steps = (Step("Broken.", faults=(broken,), for_one_round=only), Step("Nothing new."))
    history = played(story(*steps), Idle(look))
    assert answers[:4] == [200, 500, then, 200]
    (fault,) = history.faults
    assert (fault.fault, fault.step, fault.struck) == (broken, 1, 1 if only else 2)
