"""A check says how it goes while it goes: lines, a bar, records, files that grow; and lists."""

import json
import os
import pty
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from junitparser import JUnitXml
from stocktake.core.steps import Fault
from stocktake.harness.checks import CHECKS
from stocktake.harness.duties import DUTIES, duties_in
from stocktake.harness.history import PlantedFault
from stocktake.harness.report.faults import describe_fault, faults_by_kind
from stocktake.harness.report.legend import LEGENDS
from stocktake.harness.scenarios import OUTLINES
from stocktake.harness.verdict import Result

from tests.harness.histories import history
from tests.support import PYTHON, STOCKTAKE

ROOT = Path(__file__).resolve().parents[2]
CAUGHT = "retry-after-timeout-duplicates"
BLIND = f"{PYTHON} -m stocktake.zoo.retries_blindly"
SLOW = """
import os, pathlib, time
began = pathlib.Path(os.environ["STOCKTAKE_STATE_DIR"]) / "began"
if "/w/calm-day" in os.environ["RETAILCRM_BASE_URL"] and not began.exists():
    began.touch()
    time.sleep(4)
"""


def environment(**more: str) -> dict[str, str]:
    path = f"{ROOT}:{ROOT / 'simulators'}"
    return {**os.environ, "PYTHONPATH": path, "COLUMNS": "100", **more}


def stocktake(*arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [STOCKTAKE, *arguments], capture_output=True, encoding="utf-8", cwd=ROOT,
        env=environment(**more),
    )  # fmt: skip


def check(engine: str, *more: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return stocktake("check", "--engine", engine, *more, **variables)


def records(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_each_scenario_is_told_in_a_line_as_it_ends_and_the_first_line_comes_before() -> None:
    done = check(BLIND, "--scenario", CAUGHT, "--scenario", "one-shelf", "--scenario", "shop-asks")
    first, *lines = done.stdout.splitlines()
    assert first == "Playing 3 scenarios."
    assert sorted(re.sub(r"\d+\.\d s", "S s", line) for line in lines[:3]) == [
        "- shop asks  needs a listening engine: --lines",
        "✓ one shelf  S s",
        "✗ retry after timeout duplicates  S s  each_order_once",
    ]
    assert done.stdout.endswith("The engine was wrong.\n")
    assert "\x1b" not in done.stdout, "colours and the bar are for terminals"


def test_a_story_is_followed_by_a_sentence_for_its_check_and_its_duties() -> None:
    said = check(BLIND, "--scenario", CAUGHT).stdout
    legend = LEGENDS["each_order_once"]
    assert f"\n{legend.name}: {legend.sentence}\n" in said
    assert "\n`stocktake checks` and `stocktake duties` list them all.\n" in said
    cited = ", ".join(re.findall(r"\((D[^;]+); journal", said))
    for duty in DUTIES:
        explained = said.count(f"\n{duty.number} {duty.name}: {duty.sentence}\n")
        assert explained == (duty in duties_in(cited))


def test_signs_are_letters_where_the_console_has_no_others_and_names_are_never_broken() -> None:
    said = check(BLIND, "--scenario", CAUGHT, PYTHONIOENCODING="ascii", COLUMNS="60").stdout
    assert "x each_order_once" in said
    assert f"v {len(CHECKS) - 1} passed" in said
    assert said.isascii()
    narrow = check("true", "--scenario", "one-shelf", PYTHONIOENCODING="ascii", COLUMNS="40").stdout
    assert "DET-LDY-1500" in narrow
    assert "x converged" in narrow


def test_in_a_pipe_every_fact_is_one_whole_line_however_narrow_it_is_said_to_be() -> None:
    said = check(BLIND, "--scenario", CAUGHT, COLUMNS="40").stdout
    rows = [
        line for line in said.splitlines() if line.startswith("retry after timeout duplicates  ")
    ]
    (row,) = rows
    assert re.search(
        r"lost_reply \(3\), timeout +\d+  ✗ each_order_once, ✓ \d+ passed +wrong$", row
    )
    sentences = [line for line in said.splitlines() if line.startswith("  ")]
    assert sentences
    assert all(line.startswith("  ") and line.endswith(".") for line in sentences)
    assert all(re.match(r"  [A-Z]", line) for line in sentences), "none goes on in the next line"
    assert not re.search(r" \n", said)


def test_a_bar_is_shown_on_a_terminal() -> None:
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [STOCKTAKE, "check", "--engine", "true", "--scenario", "one-shelf"],
        stdout=theirs, stderr=subprocess.PIPE, cwd=ROOT, env=environment(TERM="xterm"),
    )  # fmt: skip
    os.close(theirs)
    shown = b""
    try:
        while part := os.read(ours, 4096):
            shown += part
    except OSError:  # the terminal is gone: the end
        pass
    process.communicate()
    os.close(ours)
    assert process.returncode == 1
    assert b"0/1" in shown
    assert "✗".encode() in shown


def test_records_are_all_that_stdout_has_and_the_last_one_is_the_verdict(tmp_path: Path) -> None:
    asked = ("--scenario", CAUGHT, "--scenario", "shop-asks", "--json", "--report", str(tmp_path))
    done = check(BLIND, *asked)
    first, *between, last = records(done.stdout)
    assert done.stderr == ""
    assert first == {"type": "start", "scenarios": 2}
    assert last == {
        "type": "verdict",
        "verdict": "wrong",
        "exit": done.returncode,
        "scenarios": {"wrong": 1, "skipped": 1},
        "report": str(tmp_path),
    }
    told = {each["scenario"]: each for each in between if each["type"] == "scenario"}
    assert told["shop-asks"]["verdict"] == "skipped"
    assert "--lines" in told["shop-asks"]["why"]
    assert told[CAUGHT]["failed"] == ["each_order_once"]
    assert len(told[CAUGHT]["passed"]) == len(CHECKS) - 1
    assert {fault["kind"] for fault in told[CAUGHT]["faults"]} == {"lost_reply", "timeout"}
    found = [each for each in between if each["type"] == "violation"]
    assert [(each["check"], each["duties"], each["follows"]) for each in found] == [
        ("each_order_once", ["D3", "D7"], False)
    ] * len(found)
    assert [each["cause"] for each in found] == list(range(1, len(found) + 1))
    assert all(each["journal"] and "2 times" in each["story"] for each in found)


def test_numbers_that_are_wrong_in_the_end_are_records_and_a_table_and_whole_on_the_page(
    tmp_path: Path,
) -> None:
    asked = ("--scenario", "one-shelf", "--report", str(tmp_path))
    said = check("true", *asked).stdout
    assert re.search(r"\nDET-LDY-1500 +retailcrm wherefour +35 +0 +wherefour +35 +0", said)
    assert re.search(r"\n  why: DET-LDY-1500 at wherefour: it never writes a number\. .+\.\n", said)
    page = (tmp_path / "index.html").read_text()
    ended = page[page.index("How it ended: stock") :]
    rows = re.findall(r'<th scope="row" class="sku-name">([^<]+)</th>.*state wrong', ended)
    assert "DET-LDY-1500" in rows
    given = records(check("true", *asked, "--json").stdout)
    numbers = {each["sku"]: each for each in given if each["type"] == "number"}
    assert set(numbers) == set(rows)
    assert (numbers["DET-LDY-1500"]["right"], numbers["DET-LDY-1500"]["shown"]) == ("35", ["0"])


def test_the_report_is_whole_after_every_scenario(tmp_path: Path) -> None:
    (tmp_path / "slow.py").write_text(SLOW)
    report = tmp_path / "report"
    engine = f"{sys.executable} {tmp_path / 'slow.py'}"
    asked = ["--scenario", "one-shelf", "--scenario", "calm-day", "--json"]
    process = subprocess.Popen(
        [STOCKTAKE, "check", "--engine", engine, *asked, "--report", str(report)],
        stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment(),
    )  # fmt: skip
    assert process.stdout
    while json.loads(process.stdout.readline())["type"] != "scenario":
        pass
    while not (report / "index.html").exists():  # the record comes a moment before
        assert process.poll() is None
    assert process.poll() is None, "the slow scenario is still played"
    page, run = (report / "index.html").read_text(), JUnitXml.fromfile(str(report / "junit.xml"))
    assert page.rstrip().endswith("</html>")
    assert "Not every scenario has been played:</em> 1 of 2, wrong so far" in page
    assert "<b>1</b> scenario not played" in page
    assert [suite.name for suite in run] == ["one shelf", "calm day"]
    assert run.skipped == 1
    assert json.loads((report / "one-shelf.har").read_text())["log"]["entries"] is not None
    process.communicate()
    assert "<b>2</b> scenarios wrong" in (report / "index.html").read_text()
    assert not [path for path in report.iterdir() if path.name.startswith(".")]


def test_faults_that_no_request_met_are_told_as_such() -> None:
    said = check("true", "--scenario", CAUGHT).stdout
    assert re.search(r" lost_reply: not met, timeout: not met +\d", said)
    assert "timeout: not met" in said


def test_faults_are_counted_by_kind_as_they_strike() -> None:
    lost, late = Fault("wherefour", "create_order", "lost_reply"), Fault("x", "list", "timeout")
    planted = [(lost, 2), (lost, 0), (lost, 1), (late, 0), (Fault("x", "list", "delay"), 1)]
    faults = tuple(PlantedFault(fault=f, step=0, met=n, struck=n) for f, n in planted)
    seen = replace(history(), faults=faults)
    result = Result(scenario=seen.scenario, history=seen, checks={})
    assert list(faults_by_kind(result)) == [
        "lost_reply (3), 1 not met",
        "timeout: not met",
        "delay",
    ]
    assert [describe_fault(each).partition(": ")[2] for each in faults] == [
        "struck 2 times", "not met", "struck once", "not met", "struck once",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("command", "column", "count"),
    [
        ("scenarios", "scenario", len(OUTLINES)),
        ("checks", "check", len(CHECKS)),
        ("duties", "duty", len(DUTIES)),
    ],
)
def test_what_there_is_can_be_listed_as_a_table_and_as_records(
    command: str, column: str, count: int
) -> None:
    rows = records(stocktake(command, "--json").stdout)
    assert len(rows) == count
    table = stocktake(command, COLUMNS="60").stdout
    for row in rows:
        assert re.search(rf"^{re.escape(row[column])} ", table, re.M), "no name is broken"


def test_scenarios_are_listed_for_the_warehouses_that_an_engine_connects() -> None:
    rows = records(stocktake("scenarios", "--connects", "wherefour", "--json").stdout)
    skipped = {row["scenario"] for row in rows if row["skipped"]}
    assert "shipped-in-the-middle" in skipped
    assert "one-shelf" not in skipped
    refused = stocktake("scenarios", "--connects", "nowhere")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "no warehouse 'nowhere'" in refused.stderr


def test_every_scenario_that_is_listed_can_be_asked_for() -> None:
    names = [row["scenario"] for row in records(stocktake("scenarios", "--json").stdout)]
    assert len(names) == len(set(names))
    refused = check("true", "--scenario", "no-such", "--json")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert all(name in refused.stderr for name in names)


def test_a_search_gives_records_too() -> None:
    engine = f"{PYTHON} -m stocktake.engine --lines"
    done = check(engine, "--examples", "1", "--seed", "2", "--json")
    assert [(each["type"], each.get("verdict")) for each in records(done.stdout)] == [
        ("start", None), ("scenario", "right"), ("verdict", "right"),
    ]  # fmt: skip
    lost = check("no-such-engine", "--examples", "1", "--json")
    assert [each["type"] for each in records(lost.stdout)] == ["start", "verdict"]
    assert records(lost.stdout)[-1]["exit"] == lost.returncode == 3
    assert "cannot start 'no-such-engine'" in lost.stderr
