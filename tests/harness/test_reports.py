"""`stocktake check --report DIR`: each file is read by a reader of its format."""

import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import jsonschema_rs
import pytest
from junitparser import Error, Failure, JUnitXml, Skipped
from rich.console import Console
from stocktake import SIMULATORS
from stocktake.harness.check import run_check
from stocktake.harness.duties import DUTIES
from stocktake.harness.report.legend import LEGENDS

from tests.support import PYTHON, STOCKTAKE

ROOT = Path(__file__).resolve().parents[2]
HAR = jsonschema_rs.validator_for(
    json.loads((Path(__file__).parent / "har_1_2.schema.json").read_text())
)
CAUGHT = "retry-after-timeout-duplicates"
ENDS = {"td", "th", "li", "p", "h1", "h2", "h3", "dt", "dd", "div"}
VOID = {"meta", "link", "br", "img", "input", "hr"}
HOSTILE = r"""print("\x1b[31mno\x1b[0m <script>alert(1)</script> \x00 ]]> & '\"")
raise SystemExit(3)
"""


def judge(
    directory: Path, engine: str, *scenarios: str, more: tuple[str, ...] = ()
) -> subprocess.CompletedProcess[str]:
    """Run the command line as CI does."""
    asked = [each for name in scenarios for each in ("--scenario", name)]
    return subprocess.run(
        [STOCKTAKE, "check", "--engine", engine, *asked, "--report", str(directory), *more],
        capture_output=True, text=True, cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'simulators'}", "COLUMNS": "200"},
    )  # fmt: skip


def ours(module: str) -> str:
    return f"{PYTHON} -m stocktake.{module}"


@pytest.fixture(scope="module")
def wrong(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report on an engine that repeats a create, with one scenario that it cannot play."""
    directory = tmp_path_factory.mktemp("wrong") / "new" / "report"
    done = judge(directory, ours("zoo.retries_blindly"), CAUGHT, "shop-asks")
    assert done.returncode == 1, done.stdout + done.stderr
    assert str(directory / "index.html") in done.stdout
    return directory


@pytest.fixture(scope="module")
def right(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report on the reference engine, which is asked by the shop, in lines mode."""
    directory = tmp_path_factory.mktemp("right")
    done = judge(directory, f"{ours('engine')} --lines", "shop-asks", more=("--lines",))
    assert done.returncode == 0, done.stdout + done.stderr
    return directory


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report on an engine that fails and prints what no reader likes."""
    directory = tmp_path_factory.mktemp("hostile")
    engine = directory / "engine.py"
    engine.write_text(HOSTILE)
    done = judge(directory / "report", f"{sys.executable} {engine}", "one-shelf")
    assert done.returncode == 3, done.stdout + done.stderr
    return directory / "report"


class Reader(HTMLParser):
    """Reads a page as a browser would, and minds what a browser forgives."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.text = ""
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        self.text += " " if tag in ENDS else ""

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.text += data

    def every(self, name: str) -> list[str]:
        return [value for key, value in self.attributes if key == name]


def read(directory: Path) -> Reader:
    return Reader((directory / "index.html").read_text())


@pytest.mark.parametrize("report", ["wrong", "right", "hostile"])
def test_the_page_needs_nothing_else_and_runs_nothing(
    report: str, request: pytest.FixtureRequest
) -> None:
    page = read(request.getfixturevalue(report))
    assert not {"script", "link", "img", "iframe", "object", "form", "base"} & set(page.seen)
    names = {name for name, _ in page.attributes}
    assert not {name for name in names if name.startswith("on")} | (names & {"src", "style"})
    ids = page.every("id")
    assert len(ids) == len(set(ids))
    links = page.every("href")
    assert {link.removeprefix("#") for link in links if link.startswith("#")} <= set(ids)
    directory = request.getfixturevalue(report)
    assert all((directory / link).is_file() for link in links if not link.startswith("#"))
    assert page.seen.count("h1") == page.seen.count("title") == page.seen.count("main") == 1
    assert ("lang", "en") in page.attributes
    (policy,) = (value for value in page.every("content") if "default-src" in value)
    assert re.fullmatch(r"default-src 'none'; style-src 'sha256-[A-Za-z0-9+/]{43}='", policy)


def words(page: Reader) -> str:
    return " ".join(page.text.split())


def test_the_verdict_is_a_sentence_with_the_reason_in_it_and_the_sums_below(wrong: Path) -> None:
    text = words(read(wrong))
    assert "Wrong: it makes an order twice." in text
    assert "1 scenario wrong 1 scenario skipped" in text
    assert re.search(r"1 check failed, \d+ passed junit\.xml", text)
    assert "needs a listening engine" in text


def test_a_cause_is_told_once_with_the_two_requests_that_prove_it_and_what_is_right(
    wrong: Path,
) -> None:
    page = (wrong / "index.html").read_text()
    (box,) = re.findall(r'<article class="reason".*?</article>', page, re.S)
    text = words(Reader(box))
    assert re.search(
        r"R1001: #\d+ made 1001 in wherefour, and the reply was lost \(planted fault lost reply\)"
        r"\. "
        r"#\d+ made it again as 1002, without looking for it\. 1002 shipped 3",
        text,
    )
    assert re.search(r"The reply to create_order R1001 was lost after it was done", text)
    assert re.search(r"create_order R1001 again: 1002 was made", text)
    assert "What is right: An order is one document in its warehouse" in text
    assert 'href="#duty-D3"' in box
    rows = re.findall(r'<details class="row', box)
    assert 2 <= len(rows) <= 6
    assert box.count("<pre") == 2 * len(rows), "each folds out its request and its reply"
    assert "<mark>R1001</mark>" in box
    for anchor in re.findall(r'class="num" href="#([a-z-]+-\d+)"', box):
        assert f'id="{anchor}"' in page


def test_the_picture_has_a_lane_for_each_system_and_marks_what_is_cited(wrong: Path) -> None:
    page = (wrong / "index.html").read_text()
    lanes = re.search(r'<span class="names">(.*?)</span>', page)
    assert lanes
    systems = ["wherefour", "wholecell", "whiplash", "retailcrm"]
    assert re.findall(r">(\w+)</b>", lanes.group(1)) == ["engine", *systems]
    cited = re.findall(r'class="row( bad)? hot" id="[a-z-]+-\d+".*?class="ar( lost)? k', page)
    twice = [(True, True), (False, False)]
    assert [(bool(bad), bool(lost)) for bad, lost in cited][:2] == twice
    assert len(cited) > len(twice), "and what came of each document"
    assert re.search(r"\d+ reads", page), "what is uninteresting is folded"
    assert page.count("<details") == page.count("</details>") > 1


def test_a_chapter_ends_with_stock_orders_the_command_and_the_files(wrong: Path) -> None:
    page = (wrong / "index.html").read_text()
    chapter, text = page[page.index(f'id="{CAUGHT}"') :], words(read(wrong))
    assert re.search(r"R1001 wherefour 3 × COF-GUJI-340 2 times \(1001, 1002\); 1001 cancelled"
                     r" 3 of 3 yes wrong cause 1", text)  # fmt: skip
    assert re.search(r"R1002 wherefour 2 × \S+ once \(\d+\) 2 of 2 yes right", text)
    assert re.search(r"COF-GUJI-340 \d+ \d+ right", text)
    command = f"stocktake check --engine '{ours('zoo.retries_blindly')}' --scenario {CAUGHT}"
    assert command in text
    assert f'href="{CAUGHT}.har"' in chapter
    assert f'href="{CAUGHT}.ndjson"' in chapter


def test_a_scenario_that_shows_a_cause_is_open_and_the_others_are_folded(wrong: Path) -> None:
    page = (wrong / "index.html").read_text()
    chapters = re.findall(r'<details class="chapter" id="([a-z-]+)"( open)?>', page)
    assert chapters == [(CAUGHT, " open"), ("shop-asks", "")]


def test_every_check_and_duty_is_explained_with_its_counts(wrong: Path) -> None:
    page = (wrong / "index.html").read_text()
    rows = re.findall(r'id="check-(\w+)">.*?data-is="failed">(.*?)</td>.*?"passed">(\d+)', page)
    assert {name for name, *_ in rows} == set(LEGENDS)
    counts = {name: ("1" in failed, passed) for name, failed, passed in rows}
    assert counts.pop("each_order_once") == (True, "0")
    assert set(counts.values()) == {(False, "1")}
    assert {duty.number for duty in DUTIES} <= set(re.findall(r'id="duty-(D\d+)"', page))


def test_a_right_engine_has_a_page_that_says_so_and_what_was_tried(right: Path) -> None:
    page = read(right)
    text = words(page)
    assert "Right in the one scenario played: shop asks." in text
    assert "What was tried" in text
    assert "retailcrm asked the engine (inventoriesUpload): answered 200." in text
    assert re.search(r"people: create_order \S+: \d+ was made", text)
    assert 'class="verdict right"' in (right / "index.html").read_text()
    assert not [tag for tag, value in page.attributes if tag == "open"], "nothing to look at"


def test_what_an_engine_prints_is_text_everywhere(hostile: Path) -> None:
    shown = "no <script>alert(1)</script> \N{REPLACEMENT CHARACTER} ]]> & '\""
    page = read(hostile)
    assert "Not judged: no round without faults was ever completed" in words(page)
    assert shown in page.text
    (suite,) = JUnitXml.fromfile(str(hostile / "junit.xml"))
    (case,) = suite
    (error,) = case.result
    assert isinstance(error, Error)
    assert shown in error.message
    assert f"--- round 1, failed (exit 3)\n{shown}" in case.system_out


def test_junit_has_a_suite_for_each_scenario_and_a_case_for_each_check(wrong: Path) -> None:
    run = JUnitXml.fromfile(str(wrong / "junit.xml"))
    assert (run.failures, run.errors, run.skipped) == (1, 0, 1)
    played, skipped = run
    assert [played.name, skipped.name] == ["retry after timeout duplicates", "shop asks"]
    cases = list(played)
    assert {case.classname for case in cases} == {CAUGHT}
    assert run.tests == len(cases) + 1
    (failed,) = (case for case in cases if not case.is_passed)
    (failure,) = failed.result
    assert isinstance(failure, Failure)
    assert (failed.name, failure.type) == ("each_order_once", "D3, D7")
    assert re.search(r"From 09:\S+ \(#\d+\) on it stood 2 times at wherefour", failure.message)
    assert re.search(r"each_order_once \(D3, D7; journal \d+, \d+\)\n  At 09:", failure.text)
    (reason,) = next(iter(skipped)).result
    assert isinstance(reason, Skipped)
    assert "--lines" in reason.message


@pytest.mark.parametrize(("report", "name"), [("wrong", CAUGHT), ("right", "shop-asks")])
def test_the_traffic_is_a_har_and_the_journal_is_the_canonical_one(
    report: str, name: str, request: pytest.FixtureRequest
) -> None:
    directory = request.getfixturevalue(report)
    text = (directory / f"{name}.ndjson").read_text()
    rows = [json.loads(line) for line in text.splitlines()]
    assert [row["seq"] for row in rows] == list(range(1, len(rows) + 1))
    archive = json.loads((directory / f"{name}.har").read_text())
    HAR.validate(archive)
    entries = archive["log"]["entries"]
    sent = [row for row in rows if row["kind"] in ("exchange", "callback")]
    assert len(entries) == len(sent)
    for entry, row in zip(entries, sent, strict=True):
        assert entry["response"]["status"] == row["status"]
        assert entry["request"]["url"].startswith("http://")
        assert entry["startedDateTime"].startswith("2026-03-02T")
        assert f"journal {row['seq']}:" in entry["comment"]
    assert "{base}" not in json.dumps([entry["response"] for entry in entries])


def test_the_traffic_says_what_a_fault_did(wrong: Path) -> None:
    entries = json.loads((wrong / f"{CAUGHT}.har").read_text())["log"]["entries"]
    lost, *_ = (entry for entry in entries if "fault" in entry["comment"])
    assert lost["comment"].endswith("planted fault lost_reply; the client never got the answer")
    assert lost["response"]["comment"] == "the client never got this answer"


def test_the_same_run_gives_the_same_files(wrong: Path, tmp_path: Path) -> None:
    judge(tmp_path, ours("zoo.retries_blindly"), CAUGHT, "shop-asks")
    names = sorted(path.name for path in wrong.iterdir())
    assert names == ["index.html", "junit.xml", f"{CAUGHT}.har", f"{CAUGHT}.ndjson"]
    for name in set(names) - {"junit.xml"}:  # which has seconds of ours
        assert (tmp_path / name).read_bytes() == (wrong / name).read_bytes(), name


def test_scenarios_without_time_are_in_the_report(tmp_path: Path) -> None:
    # By the command line the least budget is 0.1 s, in which a fast machine begins to play.
    code = run_check(
        SIMULATORS, ("false",), scenarios=["one-shelf", "calm-day"],
        time_budget=0, report=tmp_path, console=Console(quiet=True),
    )  # fmt: skip
    assert code == 4
    text = words(read(tmp_path))
    assert "Time was up: 0 of 2, nothing wrong so far." in text
    assert "2 scenarios not played" in text
    assert JUnitXml.fromfile(str(tmp_path / "junit.xml")).skipped == 2


def test_a_directory_that_cannot_be_written_is_one_line_before_anything_is_played(
    tmp_path: Path,
) -> None:
    (tmp_path / "file").write_text("")
    for place in (tmp_path / "file", tmp_path / "file" / "report"):
        done = judge(place, "false", "one-shelf")
        assert done.returncode == 2
        assert done.stdout == ""
        assert len(done.stderr.splitlines()) == 1
        assert str(place) in done.stderr
