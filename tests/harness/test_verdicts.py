"""Exit codes of a check: what an engine does that cannot be judged, or is plainly wrong."""

import io
import sys
from dataclasses import replace
from typing import Any

import pytest
from rich.console import Console
from stocktake import SIMULATORS
from stocktake.commands.demo import run_demo
from stocktake.harness import UnknownScenario, run_check
from stocktake.harness.check import Job, play
from stocktake.harness.history import Outcome
from stocktake.harness.play.runner import Engine
from stocktake.harness.play.server import sandbox_of
from stocktake.harness.scenario import Step
from stocktake.harness.scenarios.echo_loop import echo_loop
from stocktake.harness.scenarios.one_shelf import one_shelf
from stocktake.harness.scenarios.retry_after_timeout_duplicates import (
    retry_after_timeout_duplicates,
)

from tests.harness.classic import TOPOLOGY
from tests.support import PYTHON


def short(topology: Any) -> Any:
    """A scenario in which nothing happens."""
    return replace(one_shelf(topology), name="short", steps=(Step("Nothing happens."),))


SHORT = short(TOPOLOGY)


def check(*command: Any, scenarios: Any = (short,), **options: Any) -> Any:
    """Return the exit code and what was printed."""
    output = io.StringIO()
    console = Console(file=output, width=200)
    code = run_check(SIMULATORS, command, scenarios=scenarios, console=console, **options)
    return code, output.getvalue()


def python(code: str) -> Any:
    return (sys.executable, "-c", code)


def test_an_engine_that_does_nothing_is_wrong_and_the_report_says_why() -> None:
    code, said = check(*python(""))
    assert code == 1
    assert "converged" in said
    assert "The shop shows 0 of" in said
    assert "the engine sent no request in any round; a command that reads lines" in said


def test_the_reference_engine_is_right() -> None:
    code, said = check(PYTHON, "-m", "stocktake.engine")
    assert (code, "The engine was right." in said) == (0, True)


def test_an_unknown_scenario_is_a_mistake_that_names_those_there_are() -> None:
    with pytest.raises(UnknownScenario, match="calm-day"):
        check("true", scenarios=["storm"])


@pytest.mark.parametrize(("engine", "code"), [("false", 3), ("true", 1)])
def test_every_scenario_is_played_to_its_end_even_if_the_engine_does_nothing(
    engine: Any, code: int
) -> None:
    assert check(engine, scenarios=None)[0] == code


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (("no-such-engine",), "cannot start 'no-such-engine'"),
        (python("import os; os.kill(os.getpid(), 11)"), "died by signal 11"),
        (python("raise SystemExit('no luck')"), "ever completed: no luck"),
    ],
)
def test_an_engine_that_never_works_is_not_judged(command: Any, said: str) -> None:
    code, output = check(*command)
    assert code == 3
    assert said in output


def test_a_spent_time_budget_is_reported() -> None:
    assert check("true", time_budget=0)[0] == 4


def test_nothing_to_play_is_no_success() -> None:
    assert check("true", scenarios=())[0] == 5


def test_a_round_killed_after_its_time_is_a_failed_round_and_not_the_end() -> None:
    slow_once = (
        "import os, pathlib, sys, time, runpy\n"
        "mark = pathlib.Path(os.environ['STOCKTAKE_STATE_DIR'], 'slow')\n"
        "if not mark.exists():\n"
        "    mark.touch(); time.sleep(60)\n"
        "runpy.run_module('stocktake.engine', run_name='__main__')\n"
    )
    engine = Engine(command=python(slow_once), timeout=3)
    with sandbox_of(SIMULATORS) as sandbox, sandbox.listening():
        result = play(sandbox.control, Job(engine=engine, scenario=SHORT))
    outcomes = [step.round.outcome for step in result.history.all_steps]
    assert outcomes[0] is Outcome.KILLED
    assert set(outcomes[1:]) == {Outcome.COMPLETED}
    assert result.violations == ()


def test_an_engine_that_writes_in_every_round_never_comes_to_rest() -> None:
    restless = (
        "import os, runpy, urllib.parse, urllib.request\n"
        "url = os.environ['RETAILCRM_BASE_URL'] + '/api/v5/store/inventories/upload'\n"
        'row = \'[{"externalId": "no such", "stores":'
        ' [{"code": "wherefour", "available": 1}]}]\'\n'
        "data = urllib.parse.urlencode({'site': 'shop-us', 'offers': row}).encode()\n"
        "headers = {'X-API-KEY': os.environ['RETAILCRM_API_KEY']}\n"
        "urllib.request.urlopen(urllib.request.Request(url, data, headers))\n"
        "runpy.run_module('stocktake.engine', run_name='__main__')\n"
    )
    with sandbox_of(SIMULATORS) as sandbox, sandbox.listening():
        result = play(sandbox.control, Job(engine=Engine(command=python(restless)), scenario=SHORT))
    (violation,) = result.violations
    assert len(result.history.settling) == 5
    assert violation.check == "quiet_after_convergence"
    assert "None of 5 rounds" in violation.story
    assert "1 of 1 writes changed no number" in violation.story


def test_the_demonstration_shows_a_right_engine_and_broken_ones_caught() -> None:
    output = io.StringIO()
    two = [echo_loop, retry_after_timeout_duplicates]
    assert run_demo(SIMULATORS, outlines=two, console=Console(file=output, width=200)) == 0
    said = output.getvalue()
    for word in ("echo loop", "retries_blindly", "each_order_once", "every broken engine"):
        assert word in said
