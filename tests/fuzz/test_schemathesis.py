"""Schemathesis with every phase and every check against each document, and its table of exceptions.

A new vendor needs no line here: documents come from the suite, credentials from `stocktake env`.
Those of callbacks are tried on a receiver that is right, and on some that are wrong.
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
from simulators.web.sandbox import Answer, Sandbox
from tests.fuzz import right_receiver
from tests.fuzz.campaign import CALLBACKS
from tests.fuzz.campaign import run as run_here
from tests.fuzz.exceptions import ANY, EXCEPTIONS, Excuse, as_table
from tests.support import run as stocktake

ROOT = Path(__file__).resolve().parents[2]
FULL = os.environ.get("HYPOTHESIS_PROFILE") == "full"
DOCUMENTS = [api.document for api in (CONTROL, *(a for s in SIMULATORS for a in s.apis))]
DOCUMENTS += CALLBACKS
# The coverage phase alone sends thousands of requests; of each kind of case `ci` sends one.
AMOUNT = ["--examples", "100"] if FULL else ["--examples", "2", "--coverage", "1"]
ROWS = [
    pytest.param(n, row, id=f"{n}-{row.document}-{row.check}") for n, row in enumerate(EXCEPTIONS)
]


def adjustment_of_a_new_item(sandbox: Sandbox) -> Answer:
    """Ask for the last adjustment of an item that never had one."""
    base, env = "/wherefour/api/v1/inventory", sandbox.env("")
    auth = (env["WHEREFOUR_USERNAME"], env["WHEREFOUR_PASSWORD"])
    item = {"name": "Never touched", "unit_of_use": "each"}
    made = sandbox.request("POST", base, json=item, auth=auth).json()
    return sandbox.request("GET", f"{base}/last_adjustment?inventory_id={made['id']}", auth=auth)


def upload_of_a_bad_order(sandbox: Sandbox) -> Answer:
    """Upload two orders, of which one has a date that is none."""
    return sandbox.request(
        "POST", "/retailcrm/api/v5/orders/upload",
        form={"site": "shop-us", "orders": '[{}, {"shipmentDate": "never"}]'},
        headers={"X-API-KEY": sandbox.env("")["RETAILCRM_API_KEY"]},
    )  # fmt: skip


def after_orders(path: str, **fields: str) -> Callable[[Sandbox], Answer]:
    """Return a write that two orders, A and B, stand in the way of."""

    def write(sandbox: Sandbox) -> Answer:
        def post(where: str, **form: str) -> Answer:
            headers = {"X-API-KEY": sandbox.env("")["RETAILCRM_API_KEY"]}
            target = f"/retailcrm/api/v5/orders/{where}"
            return sandbox.request("POST", target, headers=headers, form=form)

        for name in "AB":
            order = {"externalId": name, "items": [{"offer": {"id": 1003}}]}
            assert post("create", site="shop-us", order=json.dumps(order)).status == 201
        return post(path, site="shop-us", by="id", **fields)

    return write


def unknown_parameter(path: str) -> Callable[[Sandbox], Answer]:
    """Return a list of WholeCell's that is asked with a name that it does not know."""

    def ask(sandbox: Sandbox) -> Answer:
        env = sandbox.env("")
        auth = (env["WHOLECELL_APP_ID"], env["WHOLECELL_APP_SECRET"])
        target = f"/wholecell/api/v1/{path}?New=null&updated_since=never"
        return sandbox.request("GET", target, auth=auth)

    return ask


def look_at_what_was_deleted(sandbox: Sandbox) -> Answer:
    """Ask Whiplash for an item that is deleted."""
    env = sandbox.env("")
    base, headers = "/whiplash/api/items", {"X-API-KEY": env["WHIPLASH_API_KEY"]}
    item = sandbox.request("GET", f"{base}?limit=1", headers=headers).json()[0]["id"]
    assert sandbox.request("DELETE", f"{base}/{item}", headers=headers).status == 204
    return sandbox.request("GET", f"{base}/{item}", headers=headers)


def a_bundle_of_what_is_none(sandbox: Sandbox) -> Answer:
    """Put an item of Whiplash into one that is no bundle."""
    headers = {"X-API-KEY": sandbox.env("")["WHIPLASH_API_KEY"]}
    base = "/whiplash/api"
    items = sandbox.request("GET", f"{base}/items?is_bundle=false&limit=2", headers=headers).json()
    whole, part = (item["id"] for item in items)
    body = {"item_id": part, "bundle_id": whole, "quantity": 1}
    return sandbox.request("POST", f"{base}/bundle_items", headers=headers, json=body)


# What Schemathesis meets with luck only: a request that shows that the vendor still answers so, by
# the operation of a row, or by its answer where it has none.
WITNESSES: dict[str, Callable[[Sandbox], Answer]] = {
    r"^20[04] ": look_at_what_was_deleted,
    r"^422 .*(is (not )?a bundle|A bundle without items)": a_bundle_of_what_is_none,
    "get_last_stock_lot_change": adjustment_of_a_new_item,
    "upload_orders": upload_of_a_bad_order,
    "create_order": after_orders("create", order='{"externalId": "A"}'),
    "edit_order": after_orders("1002/edit", order='{"externalId": "A"}'),
    "create_pack": after_orders(
        "packs/create", pack='{"itemId": 1001, "store": "whiplash", "quantity": 1}'
    ),
    **{
        f"list_{name}": unknown_parameter(name)
        for name in ("inventories", "purchase_orders", "sales_orders", "stock_levels")
    },
}

Campaign = Callable[[str], dict[str, Any]]


@pytest.fixture(scope="session")
def seed(request: pytest.FixtureRequest) -> int:
    """`--hypothesis-seed`; without it always the same one in `ci`, a new one in `full`."""
    given = request.config.getoption("--hypothesis-seed")
    return int(given or (time.time() if FULL else 1))


@pytest.fixture(scope="session")
def campaign(seed: int) -> Campaign:
    """What came of each document: all are begun with the first that is asked for."""
    pool = ThreadPoolExecutor(os.cpu_count())

    @cache
    def begun() -> dict[str, Future[dict[str, Any]]]:
        return {name: pool.submit(run, name, "--seed", str(seed), *AMOUNT) for name in DOCUMENTS}

    return lambda document: begun()[document].result()


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
    # No document has examples of its own, so that phase may be empty; no callback leads to another.
    phases = ["coverage", "fuzzing"] + ([] if document in CALLBACKS else ["stateful"])
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
@pytest.mark.parametrize(("place", "row"), ROWS)
def test_an_exception_is_still_needed(campaign: Campaign, place: int, row: Excuse) -> None:
    if place not in campaign(row.document)["needed"]:
        name = row.answer if row.operation == ANY else row.operation
        assert name in WITNESSES, f"nothing is reported without {row}"
        with Sandbox(SIMULATORS) as sandbox:
            answer = WITNESSES[name](sandbox)
        assert re.search(row.answer, f"{answer.status} {answer.text}"), answer


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
