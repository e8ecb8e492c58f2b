"""Scenarios in files: each kind of step played, and every mistake named with its line."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from stocktake import SIMULATORS
from stocktake.harness.own.scenarios import OwnScenario, is_file, read_scenario
from stocktake.harness.own.schema import scenario_schema
from stocktake.harness.search.capsule import _step as as_in_a_capsule
from stocktake.web.own_files import OwnFileError, problems

from tests.harness.classic import SCENARIOS, TOPOLOGY
from tests.support import PYTHON, run

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples" / "scenarios"
FILES = sorted(file for file in EXAMPLES.glob("*.yaml") if file.name != "jam.yaml")
ENGINE = f"{PYTHON} -m stocktake.engine"
HEAD = "name: mine\nsentence: Something happens.\nsteps:\n"


def read(tmp_path: Path, text: str) -> OwnScenario:
    (tmp_path / "mine.yaml").write_text(text)
    return read_scenario(tmp_path / "mine.yaml", SIMULATORS)


def steps(file: Path) -> list[dict[str, Any]]:
    return list(yaml.safe_load(file.read_text())["steps"])


def test_there_is_an_example_of_every_kind_of_step() -> None:
    shown = {key for file in FILES for step in steps(file) for key in step}
    assert len(FILES) >= 4
    assert shown == set(scenario_schema()["properties"]["steps"]["items"]["properties"])


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_reference_engine_plays_an_example_and_is_right(file: Path) -> None:
    scenario = read_scenario(file, SIMULATORS)(TOPOLOGY)
    lines = ["--lines"] if scenario.listens else []
    engine = " ".join([ENGINE, *lines])
    hub = ["--topology", "hub"] if "--topology hub" in file.read_text() else []
    done = run("check", "--engine", engine, *lines, *hub, "--scenario", str(file))
    assert done.returncode == 0, done.stdout
    assert f"✓ {scenario.name}" in done.stdout


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_an_example_is_what_the_published_schema_allows(file: Path) -> None:
    published = json.loads((EXAMPLES.parents[1] / "schemas" / "scenario.json").read_text())
    assert problems(published, yaml.safe_load(file.read_text())) == []
    head = file.read_text().partition("\n")[0]
    assert head == "# yaml-language-server: $schema=../../schemas/scenario.json"


def test_a_wrong_engine_fails_a_scenario_of_ones_own(tmp_path: Path) -> None:
    (tmp_path / "two.yaml").write_text(
        HEAD + "  - story: The shop opens.\n  - events:\n      - simulator: retailcrm\n"
        "        name: place_order\n        arguments: {store: whiplash, lines:"
        " [{sku: TEE-ALDER-M, quantity: 1}, {sku: TEE-ALDER-M, quantity: 2}]}\n"
    )
    check = ("check", "--scenario", str(tmp_path / "two.yaml"), "--engine")
    assert run(*check, ENGINE).returncode == 0
    wrong = run(*check, f"{PYTHON} -m stocktake.zoo.keys_lines_by_sku")
    assert wrong.returncode == 1
    assert "mine: " in wrong.stdout


def test_the_steps_are_those_of_capsules(tmp_path: Path) -> None:
    for scenario in SCENARIOS:
        if scenario.name in ("partial shipments", "rough day", "events out of order"):
            told = [_bare(as_in_a_capsule(step)) for step in scenario.steps]
            content = {"name": scenario.name, "sentence": scenario.sentence, "steps": told}
            found = read(tmp_path, json.dumps(content))(TOPOLOGY)
            assert [step.story for step in found.steps] == [s.story for s in scenario.steps]
            assert [step.events for step in found.steps] == [s.events for s in scenario.steps]
            assert [step.faults for step in found.steps] == [s.faults for s in scenario.steps]


def _bare(step: dict[str, Any]) -> dict[str, Any]:
    """Return a step without what a capsule writes although it is the default."""
    advance = {"advance": step["advance"]} if step["advance"] else {}
    rest = {key: value for key, value in step.items() if key not in ("advance", "events")}
    events = [{k: v for k, v in event.items() if v != ""} for event in step["events"]]
    return {**rest, **advance, "events": events}


def test_a_world_of_own_goods_is_found_beside_the_scenario() -> None:
    scenario = read_scenario(EXAMPLES / "own-goods.yaml", SIMULATORS)(TOPOLOGY)
    assert scenario.config.seed_set == "own"
    assert scenario.config.now == "2026-10-31T22:00:00Z"
    assert scenario.shelf == {"JAM-PLUM"}
    assert scenario.world.quirks == {
        "wherefour.page_size": 2,
        **{f"{name}.most_per_page": 3 for name in ("retailcrm", "wherefour", "whiplash")},
        "wholecell.most_per_page": 3,
    }


def test_a_scenario_that_names_a_warehouse_on_no_route_is_skipped() -> None:
    done = run("check", "--engine", "true", "--connects", "wherefour", "--scenario",
               str(EXAMPLES / "two-at-once.yaml"))  # fmt: skip
    assert done.returncode == 5
    assert "skipped: it is about warehouses that --connects or --route leaves out" in done.stdout


def test_a_name_that_ends_like_a_file_is_one() -> None:
    assert [is_file(name) for name in ("x.yaml", "a/b.YML", "x.json", "calm-day")] == [
        True, True, True, False,
    ]  # fmt: skip
    done = run("check", "--engine", "true", "--scenario", "nowhere.yaml")
    assert (done.returncode, done.stderr) == (
        2, "stocktake: nowhere.yaml: No such file or directory\n",
    )  # fmt: skip


EVENT = "  - events:\n    - {simulator: retailcrm, name: cancel_order, "
WRONG = [
    ("  - explode: now\n", "mine.yaml:4: steps[0].explode: no kind of step 'explode'; there are"
     " story, advance, events, requests, faults, at_once, for_one_round"),
    ("  - advance: 2 parsecs\n", ":4: steps[0].advance: '2 parsecs' is no span of time"),
    ("  - events: [{simulator: retailcrm, name: place_ordr}]\n",
     "retailcrm has no event 'place_ordr'; did you mean 'place_order'? There are activate_module"),
    ("  - events: [{simulator: retailcrn, name: place_order}]\n",
     "no simulator 'retailcrn'; did you mean 'retailcrm'? There are backmarket, ebay"),
    ("  - events: [{simulator: retailcrm, name: place_order}]\n", "store is missing"),
    ("  - events: [{simulator: retailcrm}]\n", "it has no name (an event)"),
    ("  - events: [{simulator: retailcrm, name: place_order, method: GET}]\n",
     "a request has a method and a path; an event has a name"),
    (EVENT + "arguments: {id: soon}}\n", "arguments.id: \"soon\" is not of type \"integer\""),
    (EVENT + "arguments: {id: {$from: [nobody, id]}}}\n",
     "no act before it has the label 'nobody'; there are none"),
    (EVENT + "label: it, arguments: {id: {$from: it}}}\n", "write {$from: [label, key]}"),
    (EVENT + "label: it, arguments: {id: 1, x: [{$from: [it, id]}]}}\n",
     "$from stands for a whole argument only"),
    ("  - faults: [{simulator: wholecell, operation: create_sales_ordr, kind: timeout}]\n",
     "wholecell has no operation 'create_sales_ordr'; did you mean 'create_sales_order'?"),
    ("  - faults: [{simulator: wholecell, operation: '*', kind: lost_replay}]\n",
     "no 'lost_replay'; did you mean 'lost_reply'? There are bad_signature, "),
    ("  - faults: [{simulator: wholecell, operation: '*', kind: status, arguments: {stats: 1}}]\n",
     "status takes no 'stats'; did you mean 'status'?"),
    ("  - faults: [{simulator: wholecell, operation: '*', kind: status, arguments: {nth: 1}}]\n",
     "nth stands beside the arguments, not among them"),
    ("  - faults: [{simulator: wholecell, operation: get_sales_order, kind: interleave,"
     " arguments: {event: {simulator: wholecell, event: ship_ordr}}}]\n",
     "wholecell has no event 'ship_ordr'; did you mean 'ship_order'?"),
    ("  - requests: [{simulator: wholecell, method: POST, path: /sales_ordes}]\n",
     "wholecell: nothing at /api/v1/sales_ordes"),
    ("  - requests: [{simulator: wholecell, method: DELETE, path: /sales_orders}]\n",
     "wholecell: DELETE is not allowed here; only GET, POST"),
    ("  - requests: [{simulator: wholecell, method: GET, path: '/sales_orders/{it[id]}'}]\n",
     "no act before it has the label 'it'"),
    ("  - requests: [{simulator: wholecell, path: /sales_orders}]\n", "method is missing"),
    ("  - requests: [{simulator: nobody, method: GET, path: /x}]\n", "no simulator 'nobody'"),
    ("  - {}\nworld: {seed_file: none.yaml}\n", "none.yaml: No such file"),
    ("  - {}\nworld: {now: yesterday}\n", "mine.yaml:5: world: "),
    ("  - {}\nworld: {quirks: {wholecell.none: 1}}\n", "there is no quirk 'wholecell.none'"),
    ("  - {}\nworld: {seed_set: shelves}\n", "no 'shelves'; did you mean 'shelf'? There are"),
    ("  []\n", "steps: the list needs 1 or more"),
    ("  - {}\nname: twice\n", "the key 'name' is there twice"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "said"), WRONG)
def test_a_mistake_is_named_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(OwnFileError) as error:
        read(tmp_path, HEAD + text)
    assert any(said in line for line in error.value.lines), error.value.lines
    assert all(line.startswith(str(tmp_path)) for line in error.value.lines)


def test_every_mistake_is_a_line_of_its_own_on_the_command_line(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(HEAD + "  - explode: now\n  - implode: now\n")
    for command in (("check", "--engine", "true", "--scenario"), ("scenarios",)):
        done = run(*command, str(file))
        assert (done.returncode, done.stdout, done.stderr.count("stocktake: ")) == (2, "", 2)
        assert "no kind of step 'explode'" in done.stderr


def test_scenarios_says_that_files_can_be_given_and_lists_those_that_are() -> None:
    assert "check --scenario FILE.yaml" in run("scenarios").stdout
    listed = run("scenarios", *map(str, FILES), "--json").stdout.splitlines()
    assert [json.loads(line)["steps"] for line in listed] == [len(steps(file)) for file in FILES]
    assert json.loads(run("scenarios", "--schema").stdout) == scenario_schema()
