"""Schemathesis with every phase and every check against each document, and its table of exceptions.

A new vendor needs no line here: documents come from the registry, credentials and exceptions from
its own `tests/<vendor>/`.
Those of callbacks are tried on a receiver that is right, and on some that are wrong.
"""

import fcntl
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from stocktake.web.control import CONTROL
from stocktake.web.documents import read_document
from stocktake.web.operations import build_table
from stocktake.web.sandbox import Sandbox

from tests.fuzz import right_receiver
from tests.fuzz.campaign import APIS, CALLBACKS
from tests.fuzz.campaign import run as run_here
from tests.fuzz.exceptions import BY_PAGE, EXCEPTIONS
from tests.fuzz.excuses import ANY, Excuse, as_table
from tests.support import run as stocktake

ROOT = Path(__file__).resolve().parents[2]
FULL = os.environ.get("HYPOTHESIS_PROFILE") == "full"
DOCUMENTS = [*APIS, *CALLBACKS]
# The coverage phase alone sends thousands of requests; of each kind of case `ci` sends one.
AMOUNT = ["--examples", "100"] if FULL else ["--examples", "2", "--coverage", "1"]
ROWS = [
    pytest.param(n, row, id=f"{n}-{row.document}-{row.check}") for n, row in enumerate(EXCEPTIONS)
]


Campaign = Callable[[str], dict[str, Any]]


@pytest.fixture(scope="session")
def seed(request: pytest.FixtureRequest) -> int:
    """`--hypothesis-seed`; without it always the same one in `ci`, a new one in `full`."""
    given = request.config.getoption("--hypothesis-seed")
    return int(given or (time.time() if FULL else 1))


@pytest.fixture(scope="session")
def campaign(
    request: pytest.FixtureRequest, seed: int, tmp_path_factory: pytest.TempPathFactory
) -> Campaign:
    """What came of each document: those of all selected tests are run with the first asked for.

    By one worker of pytest-xdist for all.
    """
    base = tmp_path_factory.getbasetemp()
    folder = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    selected = {
        argument.document if isinstance(argument, Excuse) else argument
        for item in request.session.items
        for argument in (item.callspec.params.values() if hasattr(item, "callspec") else ())
        if isinstance(argument, str | Excuse)
    }

    @cache
    def come() -> dict[str, dict[str, Any]]:
        kept = folder / "campaigns.json"
        with kept.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not kept.exists():
                chosen = [name for name in DOCUMENTS if name in selected]
                kept.write_text(json.dumps(run(chosen, "--seed", str(seed), *AMOUNT)))
        return json.loads(kept.read_text())

    return lambda document: come()[document]


def run(documents: Sequence[str], *arguments: str) -> dict[str, dict[str, Any]]:
    """Run campaigns in a process of their own, as their module says why."""
    command = [sys.executable, "-m", "tests.fuzz.campaign", *documents, "--json", *arguments]
    # Sets and dictionaries of strings in one order, or the same seed would draw otherwise.
    environment = {**os.environ, "PYTHONHASHSEED": "0"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("document", [name for name in DOCUMENTS if name not in CALLBACKS])
def test_both_lanes_answer_every_case_of_every_operation_the_same(
    campaign: Campaign, document: str
) -> None:
    outcome = campaign(document)
    assert not outcome["differences"], "\n\n".join(outcome["differences"][:3])
    assert outcome["compared"] >= sum(outcome["phases"].values())
    paths = read_document(document)["paths"].values()
    known = {o["operationId"] for item in paths for o in item.values() if "operationId" in o}
    assert set(outcome["operations"]) == known


@pytest.mark.parametrize("document", DOCUMENTS)
def test_schemathesis_reports_nothing_but_exceptions(
    campaign: Campaign, seed: int, document: str
) -> None:
    outcome = campaign(document)
    again = f"python -m tests.fuzz.campaign {document} --seed {seed} {' '.join(AMOUNT)}"
    assert not outcome["reports"], "\n\n".join([*outcome["reports"], again])
    sent = outcome["phases"]
    # Examples are tried in all combinations in `full`; tests/laws/test_published.py tries each. No
    # callback leads to another, nor does the one operation of a document that has no more.
    alone = document in CALLBACKS or len(build_table(APIS[document]).operations) == 1
    phases = ["coverage", "fuzzing"] + ([] if alone else ["stateful"])
    has_examples = (ROOT / "openapi" / "examples" / document).with_suffix(".json").exists()
    phases += ["examples"] if FULL and has_examples else []
    assert all(sent[phase] for phase in phases), sent


def takes_anything(path: str, media: str, body: bytes) -> tuple[int, dict[str, Any]]:
    """Answer every callback with a success."""
    return 200, {"success": True}


def stumbles(path: str, media: str, body: bytes) -> tuple[int, dict[str, Any]]:
    """Answer 500 to what cannot be read."""
    status, data = right_receiver.answered(path, media, body)
    return (500 if status == 400 else status), data


def forgets_stores(path: str, media: str, body: bytes) -> tuple[int, dict[str, Any]]:
    """Answer with rows that say nothing."""
    status, data = right_receiver.answered(path, media, body)
    return status, data | ({"offers": [{"externalId": "x"}]} if "offers" in data else {})


@pytest.mark.parametrize(
    ("wrong", "check"),
    [
        (takes_anything, "negative_data_rejection"),
        (stumbles, "not_a_server_error"),
        (forgets_stores, "response_schema_conformance"),
    ],
)
def test_a_receiver_that_is_wrong_is_reported(
    monkeypatch: pytest.MonkeyPatch, wrong: right_receiver.Answering, check: str
) -> None:
    """docs/reference/warehouse-module.md §2.4, §3: so that no report of the right one says much."""
    right = right_receiver.listening
    monkeypatch.setattr(right_receiver, "listening", lambda: right(wrong))
    reports = run_here(CALLBACKS[0], seed=1, examples=5).reports.values()
    assert check in {report.check for report in reports}


def test_the_right_receiver_is_right_to_callbacks_check_too() -> None:
    """The command and the document ask for the same."""
    with right_receiver.listening() as url:
        done = stocktake(
            "callbacks", "check", "--url", f"{url}/inventories", "--activity-url",
            f"{url}/activity", "--client-id", right_receiver.CLIENT, "--offer", "Б/2",
        )  # fmt: skip
    assert (done.returncode, done.stdout.count("right")) == (0, 4), done.stdout


@pytest.mark.full
@pytest.mark.parametrize(("place", "row"), [row for row in ROWS if not row.values[1].witness])
def test_an_exception_is_still_needed(campaign: Campaign, place: int, row: Excuse) -> None:
    assert place in campaign(row.document)["needed"], f"nothing is reported without {row}"


@pytest.mark.parametrize(("place", "row"), [row for row in ROWS if row.values[1].witness])
def test_a_vendor_still_answers_as_an_exception_says(
    sandbox: Sandbox, place: int, row: Excuse
) -> None:
    assert row.witness
    answer = row.witness(sandbox)
    assert re.search(row.answer, f"{answer.status} {answer.text}"), answer


@pytest.mark.full
def test_the_same_seed_sends_the_same_requests() -> None:
    document, amount = CONTROL.document, ("--seed", "5", "--examples", "10")
    first, second = (run([document], *amount)[document]["digest"] for _ in range(2))
    assert first == second


@pytest.mark.parametrize(("place", "row"), ROWS)
def test_an_exception_names_an_operation_and_a_section_that_exist(place: int, row: Excuse) -> None:
    assert row.document in DOCUMENTS
    items = read_document(row.document)["paths"].values()
    ids = {op["operationId"] for item in items for op in item.values() if "operationId" in op}
    assert row.operation in ids | {ANY}
    page, _, number = row.section.partition(" §")
    text = (ROOT / "docs" / page).read_text()
    assert not number or re.search(rf"^#+ {re.escape(number)}[. ]", text, re.M), row.section
    assert row.reason


@pytest.mark.parametrize("name", [name for name, rows in BY_PAGE.items() if rows])
def test_the_page_of_a_vendor_shows_its_exceptions(name: str) -> None:
    page = (ROOT / "docs" / f"{name}.md").read_text()
    assert as_table(BY_PAGE[name]) in page, (
        f"python -m tests.fuzz.exceptions {name} prints the table for docs/{name}.md"
    )
