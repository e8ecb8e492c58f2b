"""The engine holds no key of the referee's; what it asks the control plane all the same shows."""

import json
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from stocktake import SIMULATORS
from stocktake.core.steps import Request
from stocktake.harness.history import Outcome
from stocktake.harness.play import kills
from stocktake.harness.play.keys import TOKEN
from stocktake.harness.play.run_mode import RunMode
from stocktake.harness.play.runner import Engine, play_scenario
from stocktake.harness.play.server import sandbox_of
from stocktake.harness.play.staff import send
from stocktake.harness.scenario import Step
from stocktake.harness.scenarios.one_shelf import one_shelf
from stocktake.web.callback_client import refused_address
from stocktake.web.sandbox import Sandbox

from tests.harness.classic import TOPOLOGY, WHEREFOUR
from tests.harness.talkers import driven, given

HEADERS = {"Authorization": f"Bearer {TOKEN}"}

QUIET = replace(one_shelf(TOPOLOGY), name="quiet", steps=(Step("Nothing happens."),))
ASKS = """
import json, os, urllib.error, urllib.request
own = os.environ["WHEREFOUR_BASE_URL"].partition("/wherefour")[0]
root = own.partition("/w/")[0]
found = []
for method, url in [("PUT", own + "/_sim/database"), ("GET", root + "/_sim/worlds"),
                    ("GET", root + "/w/nowhere/_sim/journal"), ("GET", own + "/_sim/nothing")]:
    try:
        asked = urllib.request.Request(url, method=method, data=b"x" if method == "PUT" else None)
        found.append(urllib.request.urlopen(asked).status)
    except urllib.error.HTTPError as error:
        found.append(error.code)
print(json.dumps([found, [name for name in os.environ if name.startswith("STOCKTAKE")]]))
"""


def test_what_an_engine_asks_the_control_plane_is_refused_and_shows_in_its_plays_journal() -> None:
    with (
        sandbox_of(SIMULATORS) as sandbox,
        sandbox.listening() as url,
        Engine(command=(sys.executable, "-c", ASKS)).driver() as driver,
    ):
        history = play_scenario(sandbox.control, QUIET, driver=driver, world="asked")
        assert httpx.get(f"{url}/w/asked/_sim/clock", headers=HEADERS).status_code == 404
    first = history.steps[0].round
    statuses, variables = json.loads(first.output)
    assert statuses == [401, 401, 404, 404]
    assert sorted(variables) == [
        "STOCKTAKE_CLOCK", "STOCKTAKE_MAP", "STOCKTAKE_NOW", "STOCKTAKE_ROUTES", "STOCKTAKE_RUN",
        "STOCKTAKE_STATE_DIR", "STOCKTAKE_ZONE",
    ]  # fmt: skip
    mine = [each for each in history.control_attempts if first.first < each.seq <= first.last]
    assert [(each.method, each.path, each.status) for each in mine] == [
        ("PUT", "/_sim/database", 401), ("GET", "/_sim/worlds", 401),
        ("GET", "/_sim/journal", 404), ("GET", "/_sim/nothing", 404),
    ]  # fmt: skip
    assert history.sent == ()
    assert [step.round.writes for step in history.all_steps] == [0] * len(history.all_steps)


def test_variables_of_ours_are_not_inherited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STOCKTAKE_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("STOCKTAKE_TOKEN", "a-word-of-ours")
    with (
        sandbox_of(SIMULATORS) as sandbox,
        sandbox.listening(),
        Engine(command=(sys.executable, "-c", "import os; print(dict(os.environ))")).driver() as it,
    ):
        (step, *_) = play_scenario(sandbox.control, QUIET, driver=it, world="bare").all_steps
    assert "STOCKTAKE_STATE_DIR" in step.round.output
    for kept in ("STOCKTAKE_URL", "STOCKTAKE_TOKEN", "a-word-of-ours", TOKEN):
        assert kept not in step.round.output


def test_the_engine_is_told_its_routes_and_the_zone_of_the_shop() -> None:
    code = "import os; print(os.environ['STOCKTAKE_ROUTES'], os.environ['STOCKTAKE_ZONE'])"
    with (
        sandbox_of(SIMULATORS) as sandbox,
        sandbox.listening(),
        Engine(command=(sys.executable, "-c", code)).driver() as driver,
    ):
        (step, *_) = play_scenario(sandbox.control, QUIET, driver=driver, world="told").all_steps
    routes, _, zone = step.round.output.strip().rpartition(" ")
    assert json.loads(routes) == TOPOLOGY.describe()
    assert {"outlet", "place", "reference", "warehouse"} == set(json.loads(routes)[0])
    assert zone == "America/Los_Angeles"


@pytest.mark.parametrize(
    "address",
    [
        "{}/_sim/database", "{}//_sim/x", "{}/w/default/_sim/events", "{}/%5Fsim/x",
        "http://_sim.localhost:{port}/x", "http://w1._sim.localhost:{port}/x",
        "http://localhost:{port}/_sim", "http://[::1]:{port}/_sim/x",
    ],
)  # fmt: skip
def test_callbacks_to_our_own_control_plane_are_refused(address: str) -> None:
    spelled = address.format("http://127.0.0.1:4000", port=4000)
    refused = refused_address(spelled, frozenset(), own_ports={4000})
    assert "is the control plane of this server" in refused
    assert refused_address(spelled, frozenset(), own_ports={4001}) == ""
    beside = "http://127.0.0.1:4000/wherefour/_sim"
    assert refused_address(beside, frozenset(), own_ports={4000}) == ""


def test_a_shop_that_is_told_to_ask_the_control_plane_does_not() -> None:
    with Sandbox(SIMULATORS) as sandbox, sandbox.listening() as url:
        route, questions = WHEREFOUR, WHEREFOUR.outlet_role.questions
        assert questions is not None
        register = route.bound(
            questions.register, own=route.outlet, address=f"{url}/_sim/", client_id="c"
        )
        assert isinstance(register, Request)
        environment, by = sandbox.env, route.outlet_role.credentials
        assert send(environment, register, credentials=by, results={})[1] == ""
        (ask,) = TOPOLOGY.ask()
        body = {"simulator": ask.simulator, "event": ask.name, **ask.arguments}
        httpx.post(f"{url}/_sim/events", json=body)
        called = httpx.get(f"{url}/_sim/callbacks").json()["callbacks"]
    assert any("is the control plane of this server" in (each["reason"] or "") for each in called)


HANGS = "import pathlib, sys, time; pathlib.Path(sys.argv[1]).touch(); time.sleep(60)"


def struck_once_there(path: Path, world: str) -> threading.Thread:
    """Strike a world with a fault that kills, once a file is there."""

    def wait() -> None:
        while not path.exists():
            time.sleep(0.01)
        kills.strike(world)

    thread = threading.Thread(target=wait)
    thread.start()
    return thread


def test_a_fault_that_kills_ends_the_round_of_its_own_world_only(tmp_path: Path) -> None:
    mine, other = tmp_path / "mine", tmp_path / "other"
    first = RunMode([sys.executable, "-c", HANGS, str(mine)], timeout=30)
    second = RunMode([sys.executable, "-c", HANGS, str(other)], timeout=4)
    outcomes = {}

    def run(name: str, driver: RunMode) -> None:
        with kills.killable(name, driver.kill):
            outcomes[name] = driver.round(given(tmp_path)).outcome

    threads = [threading.Thread(target=run, args=each) for each in (("a", first), ("b", second))]
    for thread in threads:
        thread.start()
    struck = struck_once_there(mine, "a")
    for thread in (*threads, struck):
        thread.join()
    assert outcomes == {"a": Outcome.STRUCK, "b": Outcome.KILLED}
    kills.strike("a")  # nobody plays there any more


def test_in_lines_mode_the_next_round_starts_it_again_in_the_same_directory(tmp_path: Path) -> None:
    once = f"if kind == 'sync' and not os.path.exists('{tmp_path}/there'):\n"
    once += f"    os.mkdir('{tmp_path}/there'); time.sleep(60)"
    with driven(once) as engine, kills.killable("lines", engine.kill):
        thread = struck_once_there(tmp_path / "there", "lines")
        struck = engine.round(given(tmp_path))
        thread.join()
        assert (struck.outcome, struck.seconds < 15, struck.definite) == (
            Outcome.STRUCK, True, False,
        )  # fmt: skip
        assert engine.round(given(tmp_path)).outcome is Outcome.COMPLETED


AT_ONCE = """
import os, pathlib, sys, time
state = pathlib.Path(os.environ["STOCKTAKE_STATE_DIR"])
(state / str(os.getpid())).touch()
while len(list(state.glob("[0-9]*"))) < 2: time.sleep(0.01)
try: (state / "lock").mkdir()
except FileExistsError: sys.exit({other})
print("the first")
"""


@pytest.mark.parametrize(
    ("other", "outcome"),
    [
        ("0", Outcome.COMPLETED),
        ("1", Outcome.COMPLETED),
        ("os.kill(os.getpid(), 11)", Outcome.DIED),
    ],
)
def test_two_rounds_at_once_share_a_directory_and_are_one_round(
    tmp_path: Path, other: str, outcome: Outcome
) -> None:
    engine = RunMode([sys.executable, "-c", AT_ONCE.format(other=other)], timeout=30)
    ran = engine.round(given(tmp_path, at_once=2))
    assert (ran.outcome, "the first" in ran.output) == (outcome, True)
    assert len(list(tmp_path.glob("[0-9]*"))) == 2
    assert RunMode(["false"], timeout=30).round(given(tmp_path, at_once=2)).exit == 1


def test_a_step_says_how_many_rounds_run_at_once() -> None:
    twice = replace(QUIET, steps=(Step("Twice.", at_once=2),))
    code = "import os; print(os.getpid())"
    with (
        sandbox_of(SIMULATORS) as sandbox,
        sandbox.listening(),
        Engine(command=(sys.executable, "-c", code)).driver() as driver,
    ):
        history = play_scenario(sandbox.control, twice, driver=driver, world="twice")
    counted = [len(set(step.round.output.split())) for step in history.all_steps]
    assert counted == [2, *[1] * (len(counted) - 1)]
