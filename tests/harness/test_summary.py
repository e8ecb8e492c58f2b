"""`check --summary`, GitHub's job summary and its annotations: what CI shows of a check."""

import os
import shlex
import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt
from stocktake.harness.report.annotations import MOST, annotation, error_lines
from stocktake.harness.report.ci import Again, CiReport
from stocktake.harness.report.markdown import block, inline
from stocktake.harness.report.summary import LIMIT, Ending, summary
from stocktake.harness.verdict import Result
from stocktake.harness.violation import Violation

from tests.harness.histories import history, order
from tests.harness.talkers import talking
from tests.support import PYTHON, STOCKTAKE

HOSTILE = (
    "A|B <script>alert(1)</script>\n::error::x `code` ``` *b* _e_ [l](http://x.example)"
    " www.x.example ~~s~~ &lt; \\ <!-- </details> ## h $x$ @all\r\n# h"
)
TAGS = {
    "h2", "h3", "p", "pre", "code", "table", "thead", "tbody", "tr", "th", "td", "strong", "br",
    "details", "summary", "b",
}  # fmt: skip
RENDERER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


class Read(HTMLParser):
    """The tags of a page, and its text."""

    def __init__(self, markdown: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""
        self.open = 0
        self.feed(RENDERER.render(markdown))

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags.append(tag)
        assert not [each for each in attrs if each[0] != "class"], "no link, no image, no script"
        self.open += tag == "details"

    def handle_endtag(self, tag: str) -> None:
        self.open -= tag == "details"
        assert self.open >= 0

    def handle_data(self, data: str) -> None:
        self.text += data


def violation(story: str, check: str = "converged", **changes: Any) -> Violation:
    return Violation(check=check, duty="D1", journal=(11,), story=story, **changes)


def result(*found: Violation, name: str = "small", **changes: Any) -> Result:
    play = history()
    scenario = replace(play.scenario, name=name)
    checks = {each.check: tuple(v for v in found if v.check == each.check) for each in found}
    return Result(scenario=scenario, history=play, checks={**checks, "other": ()}, **changes)


def ending(*results: Result, **changes: Any) -> Ending:
    plain = {"sentence": "The engine was wrong.", "engine": "engine", "again": {"": "again"}}
    return Ending(results=results, **{**plain, **changes})


def check(engine: str, *options: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [STOCKTAKE, "check", "--engine", engine, *options],
        capture_output=True, encoding="utf-8", env={**os.environ, **variables},
    )  # fmt: skip


@pytest.fixture(scope="module")
def wrong(
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """An engine that does nothing, checked where GitHub looks on: its folder, and what was said."""
    folder = tmp_path_factory.mktemp("wrong")
    (folder / "step.md").write_text("Before.\n")
    done = check(
        "true", "--scenario", "one-shelf", "--scenario", "shop-asks", "--round-timeout", "20",
        "--summary", str(folder / "new" / "summary.md"), "--report", str(folder / "report"),
        GITHUB_ACTIONS="true", GITHUB_STEP_SUMMARY=str(folder / "step.md"),
    )  # fmt: skip
    assert done.returncode == 1, done.stdout + done.stderr
    return folder, done


def test_the_summary_has_the_verdict_the_scenarios_the_causes_folded_and_the_command(
    wrong: tuple[Path, Any],
) -> None:
    folder, _ = wrong
    text = (folder / "new" / "summary.md").read_text()
    assert text.startswith("## Stocktake: The engine was wrong.\n")
    assert "Scenarios: 1 wrong, 1 skipped." in text
    assert "| one shelf: wrong | none | 4 | **converged**<br>" in text
    assert "needs a listening engine: --lines" in text
    assert "<details><summary><b>converged</b> (D1): The shop shows 0 of " in text
    assert "| DET-LDY-1500 | retailcrm wherefour | 35 | 0 |" in text
    again = "stocktake check --engine true --scenario one-shelf --round-timeout 20.0"
    assert f"```sh\n{again}\n```" in text
    whole = "--scenario one-shelf --scenario shop-asks --round-timeout 20.0"
    assert f"```sh\nstocktake check --engine true {whole}\n```" in text
    page = Read(text)
    assert set(page.tags) <= TAGS
    assert page.open == 0


def test_githubs_file_gets_the_same_after_what_it_has(wrong: tuple[Path, Any]) -> None:
    folder, _ = wrong
    text = (folder / "new" / "summary.md").read_text()
    assert (folder / "step.md").read_text() == f"Before.\n{text}"


def test_annotations_come_last_and_nothing_before_them_is_a_command(
    wrong: tuple[Path, Any],
) -> None:
    _, done = wrong
    first, *lines = done.stdout.splitlines()
    word, _, token = first.removeprefix("::").partition("::")
    assert (word, len(token)) == ("stop-commands", 32)
    end = lines.index(f"::{token}::")
    assert not [line for line in lines[:end] if line.lstrip().startswith("::")]
    assert lines[end + 1 :]
    assert all(
        line.startswith("::error title=one shelf%3A converged::The shop shows 0 of ")
        for line in lines[end + 1 :]
    )


def test_elsewhere_nothing_is_printed_for_github_and_a_right_engine_has_a_summary_too(
    tmp_path: Path,
) -> None:
    file = tmp_path / "summary.md"
    right = f"{PYTHON} -m stocktake.engine"
    done = check(right, "--scenario", "one-shelf", "--summary", str(file))
    assert (done.returncode, "::" in done.stdout) == (0, False), done.stdout
    text = file.read_text()
    assert text.startswith("## Stocktake: The engine was right.\n")
    assert "<details>" not in text
    assert f"stocktake check --engine {shlex.quote(right)} --scenario one-shelf\n" in text


def test_an_engine_that_could_not_be_judged_is_told_with_what_it_printed(tmp_path: Path) -> None:
    step = tmp_path / "step.md"
    engine = shlex.join([sys.executable, "-c", "raise SystemExit('::error::no ``` <b>key</b>')"])
    done = check(
        engine, "--scenario", "one-shelf", "--json",
        GITHUB_ACTIONS="true", GITHUB_STEP_SUMMARY=str(step), TWICE_PASSWORD="x",
    )  # fmt: skip
    assert done.returncode == 3
    assert all(line.startswith("{") for line in done.stdout.splitlines()), "records alone"
    last = done.stderr.splitlines()[-1]
    assert last.startswith("::error title=one shelf%3A not judged::no round without faults was")
    text = step.read_text()
    assert text.startswith("## Stocktake: The engine could not be judged.\n")
    assert "What the engine printed last" in text
    assert set(Read(text).tags) <= TAGS - {"b"}, "what it printed is text"
    assert "<b>key</b>" in Read(text).text


def test_a_search_tells_the_schedule_and_how_to_replay_it(tmp_path: Path) -> None:
    file, capsule = tmp_path / "summary.md", tmp_path / "c.json"
    done = check(
        shlex.join(talking()), "--examples", "1", "--capsule", str(capsule), "--summary", str(file),
        GITHUB_ACTIONS="true",
    )  # fmt: skip
    assert done.returncode == 1, done.stdout
    text = file.read_text()
    assert "Example 1 of seed 0 fails converged: " in text
    assert "<details><summary>The schedule</summary>\n\n```text\n0 The shop opens" in text
    assert f"```sh\nstocktake replay {capsule}\n```" in text
    assert "--examples 1\n" in text
    assert "::error title=generated schedule%3A converged::" in done.stdout


def test_a_search_that_could_not_begin_says_why(tmp_path: Path) -> None:
    file = tmp_path / "summary.md"
    done = check("no-such", "--examples", "1", "--summary", str(file), GITHUB_ACTIONS="true")
    assert done.returncode == 3
    said = "The engine could not be judged. cannot start 'no-such': No such file or directory"
    assert done.stdout.splitlines()[-1] == f"::error title=Stocktake::{said}"
    assert "cannot start 'no-such'" in file.read_text()


def test_a_summary_that_cannot_be_written_is_a_mistake_before_anything_is_played(
    tmp_path: Path,
) -> None:
    (tmp_path / "file").touch()
    for path, said in ((tmp_path / "file" / "s.md", "cannot write"), (tmp_path, "is a directory")):
        done = check("true", "--summary", str(path))
        assert (done.returncode, done.stderr.count("\n"), done.stdout) == (2, 1, "")
        assert said in done.stderr


def report(tmp_path: Path, **changes: Any) -> CiReport:
    return CiReport(again=Again(engine=("engine",)), **changes)


def test_githubs_file_is_appended_to_once_and_never_beyond_its_limit(tmp_path: Path) -> None:
    step = tmp_path / "step.md"
    step.write_text("x" * (LIMIT - 600))
    told = report(tmp_path, summary=step, step_summary=step, results=[result(violation("So."))])
    told.ended("[red]The engine was wrong.[/]", is_right=False)
    text = step.read_text()
    assert text.count("## Stocktake") == 1
    assert LIMIT - 600 < len(text.encode()) <= LIMIT
    assert "did not fit into this summary." in text


def test_githubs_file_that_cannot_be_written_costs_no_verdict(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report(tmp_path, step_summary=tmp_path).ended("[green]The engine was right.[/]", is_right=True)
    said = capsys.readouterr().err
    assert (said.count("\n"), "cannot write GITHUB_STEP_SUMMARY" in said) == (1, True)


def test_a_hostile_text_stays_text_in_a_line_a_cell_a_title_and_a_story() -> None:
    bad = result(violation(f"{HOSTILE}. Second."), name=HOSTILE, notes=(HOSTILE,))
    broken = result(name=HOSTILE, broken_down=HOSTILE)
    skipped = result(name=HOSTILE, skipped=HOSTILE)
    whole = ending(
        bad, broken, skipped, engine=HOSTILE, again={"": HOSTILE}, remarks=[HOSTILE],
        schedule=[HOSTILE], report=HOSTILE, unplayed=[bad.scenario],
    )  # fmt: skip
    text = summary(whole)
    page = Read(text)
    assert set(page.tags) <= TAGS
    assert page.open == 0
    assert page.tags.count("tr") == 4, "a line of the table stays one"
    assert page.text.count("<script>alert(1)</script>") >= 12


@pytest.mark.parametrize("sign", ["|", "*b*", "_e_", "`c`", "<b>", "[a](http://b)", "# h", "&amp;"])
def test_a_sign_of_markdown_is_shown_as_it_is(sign: str) -> None:
    page = Read(f"| a | b |\n| --- | --- |\n| {inline(sign)} | {inline(f'x {sign} y')} |")
    assert page.tags.count("td") == 2
    assert set(page.tags) <= {"table", "thead", "tbody", "tr", "th", "td"}
    assert sign in page.text
    assert Read(inline(sign)).tags == ["p"]


def test_names_of_checks_and_operations_are_not_escaped() -> None:
    assert inline("wherefour.create_order: each_order_once") == (
        "wherefour.create_order: each_order_once"
    )


def test_a_block_ends_where_its_text_ends() -> None:
    page = Read(block("a\n```\n````\n<b>b</b>") + "\nb")
    assert page.tags == ["pre", "code", "p"]
    assert page.text == "a\n```\n````\n<b>b</b>\n\nb\n"


def test_what_does_not_fit_is_counted() -> None:
    results = [result(violation("word " * 900), name=f"scenario {n}") for n in range(12)]
    text = summary(ending(*results), limit=50_000)
    assert 40_000 < len(text.encode()) <= 50_000
    assert "parts more did not fit into this summary.\n" in text
    assert Read(text).open == 0


def test_a_cause_is_told_whole_and_what_follows_from_it_is_a_line() -> None:
    cause = violation('At 11 it made "R1" twice. Nobody looked.', check="each_order_once")
    follows = violation("A is wrong. R1 is why.")
    play = history(orders=(order("wherefour", 1),))
    text = summary(ending(replace(result(cause, follows), history=play)))
    assert '<b>each_order_once</b> (D1): At 11 it made "R1" twice.</summary>' in text
    assert "Nobody looked.\nso also converged (D1): A is wrong.\n" in text


def test_annotations_are_escaped_as_github_asks() -> None:
    line = annotation("a: b, c%\n", "100%\r\n::set-output name=x::y, z")
    assert line == ("::error title=a%3A b%2C c%25%0A::100%25%0D%0A::set-output name=x::y, z")


def test_at_most_ten_annotations_are_made_and_the_last_counts_the_rest() -> None:
    found = [result(violation("So."), name=f"scenario {n}") for n in range(25)]
    lines = error_lines(found, sentence="The engine was wrong.", is_right=False)
    assert len(lines) == MOST == 10
    assert lines[-1] == "::error title=Stocktake::16 more; the summary has them."
    ten = error_lines(found[:10], sentence="The engine was wrong.", is_right=False)
    assert (len(ten), "more;" in ten[-1]) == (10, False)
    assert error_lines([result()], sentence="The engine was right.", is_right=True) == []


def test_a_check_without_a_story_has_its_verdict_as_the_annotation() -> None:
    assert error_lines([], sentence="Nothing ran.", is_right=False) == [
        "::error title=Stocktake::Nothing ran."
    ]


def test_the_command_that_repeats_a_scenario_of_ones_own_names_its_file() -> None:
    again = Again(
        engine=("python", "e.py", "--token=abcdefgh12345678"),
        scenarios=("calm-day",), files=("own.yaml",), options=("--lines",),
    )  # fmt: skip
    mask = CiReport(again=again).mask
    engine = "'python e.py '\"'\"'--token=***16'\"'\"''"
    assert again.command(mask, scenario="calm-day") == (
        f"stocktake check --engine {engine} --scenario calm-day --lines"
    )
    both = f"stocktake check --engine {engine} --scenario calm-day --scenario own.yaml --lines"
    assert again.command(mask, scenario="of-the-file") == both
    assert again.command(mask) == both
