"""Checks of what an engine asks: quiet rounds, budgets, pages, names, limits, definite claims."""

from dataclasses import replace
from typing import Any

import pytest
from stocktake.harness.report.quiet import quiet_traffic

from tests.harness.blamed import blamed, served, stories
from tests.harness.made import Made

QUIET, BUDGET, PAGES = "quiet_after_convergence", "keeps_its_budget", "reads_every_page"
IGNORED, LIMIT, DEFINITE = "no_ignored_parameters", "respects_rate_limit", "definite_claims_hold"


# quiet_after_convergence


@pytest.mark.parametrize(
    ("how", "violations"),
    [
        ({}, {QUIET}),
        ({"fault": "lost_reply", "delivered": False}, {QUIET}),  # it was carried out
        ({"status": 422}, set()),
        ({"status": None, "fault": "lost_request", "delivered": False}, set()),
        ({"method": "GET"}, set()),
    ],
)
def test_a_quiet_round_makes_no_write_that_is_carried_out(how: Any, violations: set[str]) -> None:
    made = served()
    with made.round(quiet=True):
        made.engine.send("upload", **how)
    assert blamed(made) == violations


def test_a_report_counts_reads_and_refused_writes_of_the_quiet_round() -> None:
    made = served()
    with made.round(quiet=True):
        made.engine.send("update_order", status=422)
        made.engine.read()
        made.engine.read(simulator="retailcrm")
        made.engine.read(simulator="retailcrm")
    assert [each.text for each in quiet_traffic(made.history())] == [
        "retailcrm 2 reads",
        "wherefour 1 read, 1 refused write",
    ]
    assert quiet_traffic(served().history()) == ()


# keeps_its_budget: 40 + 2 for each of 2 SKUs and 2 listings + 8 for the order


@pytest.mark.parametrize(("reads", "violations"), [(56, set()), (57, {BUDGET})])
def test_reads_grow_with_what_there_is(reads: int, violations: set[str]) -> None:
    made = served()
    with made.round():
        for _ in range(reads):
            made.engine.read()
    assert blamed(made) == violations


def test_the_first_round_and_rounds_with_faults_have_no_budget() -> None:
    made = Made(A=10)
    for fault in (None, "delay"):
        with made.round():
            for _ in range(200):
                made.engine.read(fault=fault)
    assert blamed(made) == set()


# reads_every_page


def listed(
    made: Made, query: str = "page=1", *, page: int = 1, pages: int = 2, names: str = ""
) -> None:
    """The engine reads a page of a list that announces how many there are."""
    body = f'{{"data": ["{names}"], "page": {page}, "pages": {pages}}}'
    made.engine.read(path="/list", query=query, reply_body=body)


@pytest.mark.parametrize(
    "second",
    [
        {"query": "page=2", "page": 2},
        {"query": "since=7", "pages": 1},
    ],
)
def test_the_next_page_may_be_asked_for_by_number_or_by_a_cursor(second: Any) -> None:
    made = behind()
    with made.round():
        listed(made)
        listed(made, **second)
    assert PAGES not in blamed(made)


def behind() -> Made:
    """The numbers of A are old."""
    made = Made(A=10, B=10)
    made.keeps_numbers = False
    made.receive("A", 5)
    return made


def test_a_page_that_is_not_read_is_blamed_when_something_is_wrong_that_nobody_named() -> None:
    made = behind()
    with made.round():
        listed(made, names="B")
    assert "nobody had read that page" in stories(made)[PAGES][0]
    made = behind()
    with made.round():
        listed(made, names="A")
    assert PAGES not in blamed(made)


@pytest.mark.parametrize("query", ["limit=50&page=2", "limit=20"])
def test_another_list_or_the_same_page_again_is_not_the_next_page(query: str) -> None:
    made = behind()
    with made.round():
        listed(made, "limit=20")
        listed(made, query, page=2 if "page" in query else 1)
    assert PAGES in blamed(made)


def test_a_glance_at_one_page_that_costs_nothing_is_not_blamed() -> None:
    made = served()
    with made.round():
        listed(made)
    assert blamed(made) == set()


def test_a_page_with_a_shipment_or_an_edit_that_nobody_read_is_blamed() -> None:
    made = Made("wholecell", A=10)
    made.order(1, A=2)
    with made.round():
        made.engine.create(1)
    made.ship()
    with made.round():
        listed(made)
    assert PAGES in blamed(made)
    made = Made("wholecell", A=10)
    made.order(1, A=2)
    with made.round():
        made.engine.create(1)
    made.edit(1, A=1)
    with made.round():
        listed(made)
    assert PAGES in blamed(made)


# no_ignored_parameters


@pytest.mark.parametrize(
    ("note", "said"),
    [
        ({"ignored": ["updated_since"]}, "with updated_since, which list does not know"),
        ({"unusable": ["limit=1000"]}, "with limit=1000, which list cannot use"),
        ({"meant": "GET /orders (list)"}, "GET /orders (list) was probably meant"),
        ({"identifies": ["cms_source", "module_version"]}, ""),
    ],
)
def test_names_and_values_that_a_vendor_ignores_are_blamed(note: Any, said: str) -> None:
    made = served()
    with made.round():
        made.engine.read(note=note)
    told = stories(made)
    assert set(told) == ({IGNORED} if said else set())
    assert not said or said in told[IGNORED][0]


@pytest.mark.parametrize(("query", "said"), [(None, ["nottes"]), ("total=9", ["total", "nottes"])])
def test_a_record_that_is_sent_back_whole_may_have_what_the_vendor_shows_in_it(
    query: str | None, said: list[str]
) -> None:
    """D8: nobody relies on what was only read; other names are mistakes still, and filters."""
    made = served()
    with made.round():
        made.engine.change(
            asked={"id": 1, "total": 9, "nottes": "x"}, query=query, reply_body='{"total": 9}',
            note={"ignored": ["total", "nottes"]},
        )  # fmt: skip
    assert f"with {', '.join(said)}, which" in stories(made)[IGNORED][0]


# respects_rate_limit


@pytest.mark.parametrize(("wait", "violations"), [("1", set()), ("2", {LIMIT})])
def test_a_client_that_is_refused_waits(wait: str, violations: set[str]) -> None:
    made = served()
    with made.round():
        made.engine.read(status=429, reply_headers={"Retry-After": wait})
        made.engine.read()  # a second later
        made.engine.read(simulator="retailcrm")  # another key
    assert blamed(made) == violations


# definite_claims_hold


@pytest.mark.parametrize(("status", "violations"), [(200, {DEFINITE}), (422, set())])
def test_a_claim_to_have_written_nothing_is_true(status: int, violations: set[str]) -> None:
    made = served()
    with made.round():
        made.engine.change(status=status)
    made.steps[-1] = replace(made.steps[-1], round=replace(made.steps[-1].round, definite=True))
    assert blamed(made) == violations
