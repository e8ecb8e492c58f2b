"""`stocktake check --examples` and `stocktake replay`, in real processes."""

import json
import re
import shlex
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from stocktake import SIMULATORS
from stocktake.core.steps import Act
from stocktake.harness.checks import CHECKS
from stocktake.harness.play.runner import Engine
from stocktake.harness.play.server import harness_server
from stocktake.harness.search.schedules import Drawn, scenario_of
from stocktake.harness.search.vocabulary import warehouses_of

from tests.harness.classic import TOPOLOGY
from tests.harness.generated_page import PAGE, rows_of
from tests.harness.hunts import MEANT, OUT_OF_REACH, WITHIN_REACH, command, hunted
from tests.harness.talkers import talking
from tests.support import run

ROWS = rows_of(PAGE.read_text())
EARLY = {"first_page_only": 1, "sends_all_to_one": 1, "answers_without_orders": 1}
"""Engines with a seed by which they are caught after a few schedules."""


FORGETFUL = """
from stocktake.engine import rounds
from stocktake.engine.__main__ import main
really, worlds = rounds.run_round, set()
def run_round(settings):
    worlds.add(settings.state)
    return really(settings) if len(worlds) < 3 else rounds.Report([], False)
rounds.run_round = run_round
main()
"""
"""An engine that does nothing any more in its third play."""


@pytest.fixture(autouse=True)
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Capsules that nobody gave a place lie where a test leaves nothing behind."""
    monkeypatch.chdir(tmp_path)


def check(engine: Any, *options: Any) -> Any:
    return run("check", "--engine", shlex.join(engine), *options)


def test_the_right_engine_passes_a_few_schedules_and_says_so(tmp_path: Path) -> None:
    summary = tmp_path / "summary.md"
    done = check(command("engine"), "--examples", "8", "--seed", "2", "--summary", str(summary))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "8 of 8 schedules of seed 2 were passed." in done.stdout
    assert "\n8 of 8 schedules of seed 2 were passed.\n" in summary.read_text()
    assert "\x1b" not in done.stdout, "the bar is for terminals"


@pytest.mark.full
def test_the_right_engine_passes_a_thousand_schedules() -> None:
    done = check(command("engine"), "--examples", "1000", "--seed", "1")
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_wrong_engine_is_reported_and_saved_and_fails_again_where_the_right_one_passes(
    tmp_path: Path,
) -> None:
    saved = [tmp_path / "one.json", tmp_path / "two.json"]
    options = ("--examples", "40", "--seed", "3")
    runs = [
        check(command("zoo.sends_equal_numbers"), *options, "--capsule", str(path))
        for path in saved
    ]
    assert [done.returncode for done in runs] == [1, 1], runs[0].stdout + runs[0].stderr
    assert runs[0].stdout.replace("one.json", "two.json") == runs[1].stdout
    assert saved[0].read_bytes() == saved[1].read_bytes()
    capsule = json.loads(saved[0].read_text())
    assert capsule["expected"]["check"] == "quiet_after_convergence"
    assert capsule["expected"]["story"] in " ".join(runs[0].stdout.split())

    again = run("replay", str(saved[0]), "--json")
    assert (again.returncode, "It fails quiet_after_convergence again." in again.stderr) == (
        1,
        True,
    )
    records = [json.loads(line) for line in again.stdout.splitlines()]
    assert [record["type"] for record in records[:2]] == ["start", "scenario"]
    assert {r["check"] for r in records if r["type"] == "violation"} == {"quiet_after_convergence"}
    assert (records[-1]["type"], records[-1]["exit"]) == ("verdict", 1)
    mended = run("replay", str(saved[0]), "--engine", shlex.join(command("engine")))
    assert (mended.returncode, "It passes quiet_after" in mended.stdout) == (0, True), mended.stdout

    saved[0].write_text(json.dumps({**capsule, "version": "0.0.1"}))
    other = run("replay", str(saved[0]))
    assert (other.returncode, other.stderr.count("\n")) == (2, 1)
    assert "search again" in other.stderr


@pytest.mark.parametrize("engine", EARLY)
def test_a_wrong_engine_is_caught_by_the_check_meant_for_it(engine: Any) -> None:
    found = hunted(engine, seed=EARLY[engine], patience=0).found
    assert found is not None
    assert found.check in MEANT[engine]


@pytest.mark.full
@pytest.mark.parametrize("engine", ROWS)
def test_every_wrong_engine_of_the_page_is_caught_as_it_says(engine: Any) -> None:
    # Shrinking takes longer than finding, and another test holds that it ends at the shortest.
    found = hunted(engine, patience=0).found
    assert found is not None
    said = f"| `{found.check}` | {found.example} |"
    assert said in ROWS[engine], "run python -m tests.harness.generated_page"


def test_the_page_has_a_row_for_every_engine_within_reach_and_names_the_others() -> None:
    page = PAGE.read_text()
    _, _, later = page.partition("Not measured yet:")
    missing = re.findall(r"`(\w+)`", later.partition("\n")[0])
    assert sorted([*rows_of(page), *missing]) == WITHIN_REACH
    assert all(f"- `{engine}`: " in page for engine in OUT_OF_REACH)


@pytest.mark.parametrize("warehouse", warehouses_of(TOPOLOGY), ids=lambda each: each.name)
def test_every_event_about_an_order_is_accepted_once_the_engine_has_made_its_document(
    warehouse: Any,
) -> None:
    words = warehouse.words
    first: tuple[Act, ...] = (words.orders[0],)
    orders = [(first, 0)] * len(words.about)
    events = [(events, number) for number, events in enumerate(words.about)]
    steps: Drawn = [("", orders, []), ("10m", events, [])]
    scenario = scenario_of(steps, topology=TOPOLOGY)
    with harness_server(SIMULATORS, Engine(command=command("engine"), lines=True)) as server:
        result = server.play(scenario)
    happened = [each for step in result.history.all_steps for each in step.events]
    # To ship what nobody committed or batched is one of the things that may happen.
    # Where the engine ships, everything may be out before people call it off.
    refused = [each.refused for each in happened if "left to cancel" not in each.refused]
    assert [each for each in refused if each] == []
    assert len(happened) == len(orders) + sum(map(len, words.about))
    assert not result.violations


def test_a_schedule_that_is_found_is_in_the_report(tmp_path: Path) -> None:
    report = tmp_path / "report"
    options = ("--examples", "40", "--seed", "3", "--report", str(report))
    done = check(command("zoo.sends_equal_numbers"), *options)
    assert done.returncode == 1, done.stdout + done.stderr
    suite = ElementTree.parse(report / "junit.xml").find("testsuite")
    failed = [
        case.get("name") for case in suite.iter("testcase") if case.find("failure") is not None
    ]
    assert "quiet_after_convergence" in failed
    assert "generated schedule" in (report / "index.html").read_text()
    assert (report / "generated-schedule.ndjson").stat().st_size > 0
    assert (report / "generated-schedule.har").stat().st_size > 0


def test_a_search_that_finds_nothing_is_in_the_report_and_knows_the_warehouses_named(
    tmp_path: Path,
) -> None:
    options = ("--examples", "3", "--connects", "whiplash", "--report", str(tmp_path / "r"))
    done = check(command("engine"), *options)
    assert done.returncode == 0, done.stdout + done.stderr
    suite = ElementTree.parse(tmp_path / "r" / "junit.xml").find("testsuite")
    assert (suite.get("name"), suite.get("failures")) == ("generated schedules", "0")
    assert len(list(suite.iter("testcase"))) == len(CHECKS)
    page = (tmp_path / "r" / "index.html").read_text()
    assert "3 of 3 schedules of seed 0 were passed." in page


def test_a_search_that_is_cut_off_is_reported_as_skipped(tmp_path: Path) -> None:
    options = ("--examples", "5000", "--max-time", "1", "--report", str(tmp_path))
    assert check(command("engine"), *options).returncode == 4
    skipped = ElementTree.parse(tmp_path / "junit.xml").find("testsuite/testcase/skipped")
    assert "the time budget was spent" in str(skipped.get("message"))


def test_running_out_of_time_before_the_last_example_is_reported() -> None:
    done = check(command("engine"), "--examples", "5000", "--max-time", "2")
    assert done.returncode == 4, done.stdout + done.stderr
    assert "The time budget was spent before every example had run." in done.stdout


@pytest.mark.parametrize(
    ("instead", "said"),
    [
        ("if kind == 'sync': os.kill(os.getpid(), 11)", "died by signal 11"),
        ("if kind == 'sync': say(type='error', in_reply_to=number, text='no'); continue",
         "no round without faults was ever completed: no"),
    ],
)  # fmt: skip
def test_an_engine_that_cannot_be_judged_is_reported_and_replayed(
    tmp_path: Path, instead: str, said: str
) -> None:
    path = tmp_path / "c.json"
    done = check(talking(instead), "--examples", "5", "--capsule", str(path))
    assert (done.returncode, said in done.stdout) == (3, True), done.stdout + done.stderr
    again = run("replay", str(path))
    assert (again.returncode, said in again.stdout) == (3, True), again.stdout + again.stderr


def test_an_engine_that_exits_in_the_middle_is_reported() -> None:
    leaves = "if kind == 'sync' and number == 3: sys.exit(7)"
    done = check(talking(leaves), "--examples", "1")
    assert "it exited with 7 without being asked" in done.stdout


def test_an_engine_that_carries_something_into_the_next_play_is_wrong() -> None:
    done = check((sys.executable, "-c", FORGETFUL, "--lines"), "--examples", "3", "--seed", "2")
    assert (done.returncode, "carries something" in done.stdout) == (1, True), done.stdout


def test_a_flood_is_reported() -> None:
    floods = (
        "if kind == 'init': env = message['env']\n"
        "if kind == 'sync' and number == 3:\n"
        "    import http.client, urllib.parse\n"
        "    parts = urllib.parse.urlsplit(env['RETAILCRM_BASE_URL'])\n"
        "    http_ = http.client.HTTPConnection(parts.netloc)\n"
        "    for _ in range(2100):\n"
        "        http_.request('GET', parts.path + '/api/v5/nothing')\n"
        "        http_.getresponse().read()"
    )
    done = check(talking(floods), "--examples", "1")
    assert "flooded the systems: over 2000 requests in one round" in done.stdout, done.stdout


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--examples", "1", "--scenario", "calm-day"), "leave out one of them"),
        (("--seed", "1"), "go with --examples"),
        (("--examples", "0"), "--examples"),
        (("--examples", "1", "--connects", "warehouse"), "no warehouse 'warehouse'; there are"),
        (("--examples", "1", "--report", "/dev/null/r"), "cannot write /dev/null/r"),
    ],
)
def test_options_that_do_not_go_together_are_a_mistake(options: Any, said: str) -> None:
    done = check([sys.executable], *options)
    assert (done.returncode, said in done.stderr, done.stderr.count("\n")) == (2, True, 1)


def test_a_command_that_is_not_there_cannot_be_judged() -> None:
    done = check(["no-such-engine"], "--examples", "1")
    assert (done.returncode, "cannot start 'no-such-engine'" in done.stdout) == (3, True)


def test_an_engine_is_never_asked_before_it_is_known_to_listen() -> None:
    done = check(talking(), "--examples", "1")
    assert done.returncode == 1
    assert "converged" in done.stdout
