"""Schemathesis with every phase and every check against each document, and its table of exceptions.

A new vendor needs no line here: documents come from the suite, credentials from `stocktake env`.
"""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from simulators.suite import SIMULATORS
from simulators.web.control import CONTROL
from simulators.web.documents import read_document
from tests.fuzz.exceptions import ANY, EXCEPTIONS, Excuse, as_table

ROOT = Path(__file__).resolve().parents[2]
FULL = os.environ.get("HYPOTHESIS_PROFILE") == "full"
DOCUMENTS = [api.document for api in (CONTROL, *(a for s in SIMULATORS for a in s.apis))]
# The coverage phase alone sends thousands of requests; of each kind of case `ci` sends one.
AMOUNT = ["--examples", "100"] if FULL else ["--examples", "2", "--coverage", "1"]
ROWS = [
    pytest.param(n, row, id=f"{n}-{row.document}-{row.check}") for n, row in enumerate(EXCEPTIONS)
]

Campaign = Callable[..., dict[str, Any]]


@pytest.fixture(scope="session")
def seed(request: pytest.FixtureRequest) -> int:
    """`--hypothesis-seed`; without it always the same one in `ci`, a new one in `full`."""
    given = request.config.getoption("--hypothesis-seed")
    return int(given or (time.time() if FULL else 1))


@pytest.fixture(scope="session")
def campaign(seed: int) -> Campaign:
    """What came of a document, with the seed or a later one: run once, as many at once as fit."""
    pool = ThreadPoolExecutor(os.cpu_count())

    @cache
    def begun(document: str, later: int) -> Future[dict[str, Any]]:
        return pool.submit(run, document, "--seed", str(seed + later), *AMOUNT)

    def result(document: str, later: int = 0) -> dict[str, Any]:
        for each in DOCUMENTS:
            begun(each, 0)
        return begun(document, later).result()

    return result


def run(document: str, *arguments: str) -> dict[str, Any]:
    """Run a campaign in a process of its own, as its module says why."""
    command = [sys.executable, "-m", "tests.fuzz.campaign", document, "--json", *arguments]
    # Sets and dictionaries of strings in one order, or the same seed would draw otherwise.
    environment = {**os.environ, "PYTHONHASHSEED": "0"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_schemathesis_reports_nothing_but_exceptions(
    campaign: Campaign, seed: int, document: str
) -> None:
    outcome = campaign(document)
    again = f"python -m tests.fuzz.campaign {document} --seed {seed} {' '.join(AMOUNT)}"
    assert not outcome["reports"], "\n\n".join([*outcome["reports"], again])
    sent = outcome["phases"]
    # No document has examples of its own, so that phase may be empty.
    assert all(sent[phase] for phase in ("coverage", "fuzzing", "stateful")), sent


@pytest.mark.full
@pytest.mark.parametrize(("place", "row"), ROWS)
def test_an_exception_is_still_needed(campaign: Campaign, place: int, row: Excuse) -> None:
    # What takes luck to meet gets two more seeds.
    needed = (place in campaign(row.document, later)["needed"] for later in range(3))
    assert any(needed), f"nothing is reported without {row}"


@pytest.mark.full
def test_the_same_seed_sends_the_same_requests() -> None:
    arguments = (CONTROL.document, "--seed", "5", "--examples", "10")
    assert run(*arguments)["digest"] == run(*arguments)["digest"]


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


def test_the_page_shows_the_table_of_exceptions() -> None:
    page = (ROOT / "docs" / "fuzzing.md").read_text()
    assert as_table() in page, (
        "python -m tests.fuzz.exceptions prints the table for docs/fuzzing.md"
    )
