"""`check --route` and `--reference`: routes and numbers of documents that are the user's own."""

import json
import sys
from pathlib import Path

import pytest
from stocktake import SIMULATORS
from stocktake.core.roles import Outlet
from stocktake.harness.output import names_order
from stocktake.harness.own.routes import UnknownRoute, own_topology
from stocktake.harness.search.capsule import _numbered

from tests.harness.classic import TOPOLOGY
from tests.support import PYTHON, run

SO_ENGINE = f"{PYTHON} {Path(__file__).with_name('so_engine.py')}"
REFERENCE_ENGINE = f"{PYTHON} -m stocktake.engine"
STORY = """
name: two phones
sentence: Two phones are ordered and shipped.
steps:
  - story: The shop opens.
  - events:
      - simulator: retailcrm
        name: place_order
        label: one
        arguments: {store: wholecell, lines: [{sku: GALA52-128-BLK-C, quantity: 2}]}
  - advance: 2h
    events:
      - simulator: wholecell
        name: commit_units
        arguments: {transaction_number: {$from: [one, reference]}}
      - simulator: wholecell
        name: ship_order
        arguments: {transaction_number: {$from: [one, reference]}}
"""
PROBE = """
import json, os, pathlib, sys
pathlib.Path(sys.argv[0]).with_suffix(".json").write_text(os.environ["STOCKTAKE_ROUTES"])
sys.exit(1)
"""


def _outlet(reference: str) -> Outlet:
    role = own_topology(SIMULATORS, (), reference).outlets["retailcrm"]
    assert isinstance(role, Outlet)
    return role


@pytest.mark.parametrize(
    ("routes", "found"),
    [
        (["wholecell=retailcrm"], [("wholecell", "wholecell")]),
        (["wholecell=retailcrm:whiplash"], [("wholecell", "whiplash")]),
        (["wholecell=whiplash, wherefour"],
         [("wholecell", "whiplash"), ("wholecell", "wherefour")]),
        (["wherefour=retailcrm", "whiplash=retailcrm"],
         [("wherefour", "wherefour"), ("whiplash", "whiplash")]),
    ],
)  # fmt: skip
def test_a_route_names_a_warehouse_and_what_it_feeds(
    routes: list[str], found: list[tuple[str, str]]
) -> None:
    topology = own_topology(SIMULATORS, routes)
    assert [(route.warehouse, route.place) for route in topology.routes] == found
    assert {route.outlet for route in topology.routes} == {"retailcrm"}


@pytest.mark.parametrize(
    ("routes", "said"),
    [
        (["wholecell"], "write WAREHOUSE=OUTLET"),
        (["=retailcrm"], "write WAREHOUSE=OUTLET"),
        (["wholecel=retailcrm"], "no warehouse 'wholecel'; did you mean 'wholecell'"),
        (["retailcrm=retailcrm"], "no warehouse 'retailcrm'; there are wherefour, whiplash"),
        (
            ["wholecell=nobody"],
            "no outlet and no place 'nobody'.*; retailcrm has wherefour, whiplash",
        ),
        (["wholecell=nobody:x"], "no outlet 'nobody'; there are backmarket, ebay"),
        (["wholecell=ebay:x"], "no outlet and no place 'x'"),
        (["wholecell=retailcrm:x"], "no outlet and no place 'x'"),
        (["wholecell=retailcrm:x,"], "no outlet and no place 'x'"),
        (["wholecell=whiplash", "whiplash=retailcrm"], "is fed by wholecell already"),
    ],
)
def test_a_route_that_leads_nowhere_says_what_there_is(routes: list[str], said: str) -> None:
    with pytest.raises(UnknownRoute, match=said):
        own_topology(SIMULATORS, routes)


@pytest.mark.parametrize("reference", ["SO", "{id}-{id}", "SO-{ID}"])
def test_a_number_has_the_orders_id_in_it_once(reference: str) -> None:
    with pytest.raises(UnknownRoute, match="write {id} once"):
        own_topology(SIMULATORS, (), reference)
    done = run("check", "--engine", "true", "--reference", reference)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)


def test_orders_are_called_as_their_documents_are_numbered() -> None:
    outlet = _outlet("SO-{id}")
    assert outlet.reference_of(1001) == "SO-1001"
    assert outlet.renumbered("R1001") == "SO-1001"
    assert outlet.renumbered(None) is None
    assert outlet.renumbered("PHONE-1") == "PHONE-1"
    assert outlet.is_reference("SO-1001")
    assert not outlet.is_reference("R1001")
    assert names_order("order SO-1001 is left", outlet, "SO-1001")
    assert outlet.numbered("X{id}").renumbered("R7") == "X7"


def test_without_a_number_of_ones_own_nothing_is_called_otherwise() -> None:
    outlet = TOPOLOGY.outlets["retailcrm"]
    assert outlet.renumbered("R1001") == "R1001"
    assert own_topology(SIMULATORS, ()).describe() == TOPOLOGY.describe()


def test_a_capsule_keeps_routes_and_numbers() -> None:
    topology = own_topology(SIMULATORS, ["wholecell=whiplash"], "SO-{id}")
    routes = topology.describe()
    plain = own_topology(SIMULATORS, ["wholecell=whiplash"])
    assert _numbered(plain, routes).describe() == routes


def test_an_engine_is_told_its_routes_and_numbers(tmp_path: Path) -> None:
    """docs/protocol.md, run mode."""
    probe = tmp_path / "probe.py"
    probe.write_text(PROBE)
    run(
        "check", "--engine", f"{sys.executable} {probe}", "--scenario", "one-shelf",
        "--route", "wholecell=whiplash", "--reference", "SO-{id}",
    )  # fmt: skip
    assert json.loads(probe.with_suffix(".json").read_text()) == [
        {"warehouse": "wholecell", "outlet": "retailcrm", "place": "whiplash",
         "reference": "SO-{id}"}
    ]  # fmt: skip


def test_an_engine_with_documents_of_its_own_numbers_is_right_with_them_and_wrong_without(
    tmp_path: Path,
) -> None:
    (tmp_path / "story.yaml").write_text(STORY)
    check = ("check", "--engine", SO_ENGINE, "--route", "wholecell=retailcrm", "--scenario",
             str(tmp_path / "story.yaml"))  # fmt: skip
    names = ("--scenario", "one-shelf", "--scenario", "sku-trouble")
    right = run(*check, *names, "--reference", "SO-{id}")
    assert right.returncode == 0, right.stdout
    wrong = run(*check)
    assert wrong.returncode == 1, wrong.stdout
    assert "which is of no order of its routes" in wrong.stdout


def test_a_story_names_orders_by_the_engines_own_numbers() -> None:
    done = run(
        "check", "--engine", SO_ENGINE, "--route", "wholecell=retailcrm", "--reference", "SO-{id}",
        "--scenario", "same-order-imported-twice",
    )  # fmt: skip
    assert done.returncode == 1
    assert "order SO-1001 was placed" in " ".join(done.stdout.split())


def test_the_reference_engine_numbers_as_it_is_told_and_feeds_other_places() -> None:
    done = run(
        "check", "--engine", REFERENCE_ENGINE, "--reference", "WEB/{id}/1",
        "--route", "wherefour=retailcrm:whiplash,retailcrm:wherefour",
        "--scenario", "calm-day", "--scenario", "same-order-imported-twice",
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


def test_a_scenario_that_takes_more_routes_is_skipped() -> None:
    done = run("check", "--engine", "true", "--route", "wholecell=retailcrm", "--scenario",
               "three-warehouses")  # fmt: skip
    assert done.returncode == 5
    assert "three warehouses: skipped: it is about warehouses that" in done.stdout


def test_generated_schedules_go_through_own_routes_with_own_numbers() -> None:
    done = run(
        "check", "--engine", f"{REFERENCE_ENGINE} --lines", "--examples", "3",
        "--route", "wholecell=retailcrm", "--reference", "SO-{id}",
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
