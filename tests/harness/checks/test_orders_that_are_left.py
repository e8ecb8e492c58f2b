"""`names_what_it_leaves`, `poison_does_not_block`, `claims_hold`: what an engine leaves undone."""

from typing import Any

import pytest
from stocktake.core.steps import Fault
from stocktake.harness.history import Outcome

from tests.harness.blamed import blamed, stories
from tests.harness.made import Made

NAMES, POISON, CLAIMS = "names_what_it_leaves", "poison_does_not_block", "claims_hold"


@pytest.mark.parametrize(
    ("output", "violations"),
    [("R1 is odd", set()), ("order 1: odd", set()), ("R11 is odd", {NAMES}), ("", {NAMES})],
)
def test_an_order_that_cannot_be_made_is_named_by_its_own_number(
    output: str, violations: set[str]
) -> None:
    made = Made(A=10)
    made.order(1, Wrapping=1, A=1)
    made.rounds(2, output=output)
    assert blamed(made) == violations


def test_an_order_may_be_named_in_a_round_that_failed() -> None:
    made = Made(A=10)
    made.order(1, Wrapping=1)
    with made.round("R1 is odd", outcome=Outcome.FAILED):
        pass
    made.rounds()
    assert blamed(made) == set()


def test_an_order_that_no_completed_round_could_know_need_not_be_named() -> None:
    made = Made(A=10)
    made.rounds()
    with made.round():
        made.order(1, Wrapping=1)
    assert blamed(made) == set()


def test_an_sku_that_two_items_carry_is_ambiguous() -> None:
    made = Made(A=10, B=10)
    made.rename("B", "A")
    made.order(1, A=1)
    made.rounds(2)
    assert blamed(made) == {NAMES}


@pytest.mark.parametrize(("output", "violations"), [("R1: called off", set()), ("", {NAMES})])
@pytest.mark.parametrize("lines", [{}, {"A": 1}])
def test_what_a_warehouse_called_off_is_named(
    lines: Any, output: str, violations: set[str]
) -> None:
    made = Made("wholecell", A=10)
    made.order(1, A=2)
    with made.round():
        made.engine.create(1)
    made.call_off(**lines)
    made.rounds(2, output=output)
    assert blamed(made) == violations


def test_what_a_warehouse_called_off_is_not_made_again() -> None:
    made = Made("wholecell", A=10)
    made.order(1, A=2)
    with made.round():
        made.engine.create(1)
    made.call_off()
    with made.round():
        made.engine.create(1)
    assert blamed(made) == {NAMES, "each_order_once"}


def test_what_was_called_off_with_its_order_or_taken_up_again_is_not_to_be_named() -> None:
    cancelled, again = Made("wholecell", A=10), Made("wholecell", A=10)
    for made in (cancelled, again):
        made.order(1, A=2)
        with made.round():
            made.engine.create(1)
        made.call_off()
        made.cancel()
    cancelled.rounds(2)
    again.reopen()
    with again.round():
        again.engine.change(lines={"A": 2})
    assert (blamed(cancelled), blamed(again)) == (set(), set())


@pytest.mark.parametrize(
    ("asked", "output", "violations"),
    [({"B": 1}, "", set()), ({}, "R1: called off", set()), ({}, "", {NAMES})],
)
def test_an_order_that_was_edited_after_it_was_called_off_is_followed_or_named(
    asked: dict[str, int], output: str, violations: set[str]
) -> None:
    made = Made("wholecell", A=10, B=10)
    made.order(1, A=2)
    with made.round():
        made.engine.create(1)
    made.call_off()
    made.edit(1, B=1)
    with made.round(output=output):
        if asked:
            made.engine.change(lines=asked)
    made.rounds()
    assert blamed(made) == violations


@pytest.mark.parametrize(("output", "violations"), [("row A is refused", set()), ("", {NAMES})])
def test_a_row_that_an_upload_is_refused_for_is_named(output: str, violations: set[str]) -> None:
    made = Made(A=10, B=10)
    made.faults = (Fault("retailcrm", "upload_inventories", "poison", arguments={"row": "A"}),)
    made.receive("B", 1)
    with made.round(output):
        made.engine.send(
            "upload_inventories", simulator="retailcrm", status=400, fault="poison",
            asked=[{"externalId": "A"}, {"externalId": "B"}],
        )  # fmt: skip
    assert blamed(made) == violations


@pytest.mark.parametrize(("sends_the_rest", "violations"), [(True, set()), (False, {POISON})])
def test_the_other_rows_are_sent_without_the_one_that_is_refused(
    sends_the_rest: bool, violations: set[str]
) -> None:
    made = Made(A=10, B=10)
    made.keeps_numbers = False
    made.faults = (Fault("retailcrm", "upload_inventories", "poison", arguments={"row": "A"}),)
    made.receive("B", 1)
    for number in range(3):
        with made.round("A is refused", outcome=Outcome.FAILED):
            made.engine.send(
                "upload_inventories", simulator="retailcrm", status=400, fault="poison",
                asked=[{"externalId": "A"}, {"externalId": "B"}],
            )  # fmt: skip
            if sends_the_rest and number == 1:
                made.engine.show(B=11)
    with made.round():
        made.engine.show(B=11)
    assert blamed(made) == violations


def test_an_order_that_cannot_be_made_stops_no_other() -> None:
    made = Made(A=10)
    made.order(1, Wrapping=1)
    made.order(2, A=2)
    made.rounds(2, output="R1 is odd")
    assert blamed(made) == {POISON, "each_order_once"}
    with made.round("R1 is odd"):
        made.engine.create(2)
        made.engine.ship("R2")
        made.engine.tell(2)
    assert POISON not in blamed(made)


def test_a_document_for_the_part_of_an_order_that_is_known_is_another_order() -> None:
    made = Made("wholecell", A=10)
    made.order(1, A=2, Wrapping=1)
    with made.round("R1: no Wrapping"):
        made.engine.create(1, lines={"A": 2})
    told = stories(made)
    assert set(told) == {POISON}
    assert "another order than the shopper's" in told[POISON][0]


def test_a_document_made_before_the_engine_could_know_of_an_unknown_line_is_not_blamed() -> None:
    made = Made("wholecell", A=10)
    made.order(1, A=2)
    with made.round():
        made.edit(1, A=2, Wrapping=1)
        made.engine.create(1, lines={"A": 2})
    made.rounds(output="R1 wants Wrapping")
    assert blamed(made) == set()


def struck(output: str = "", outcome: Outcome = Outcome.COMPLETED, **how: Any) -> Made:
    """The create of an order is not carried out; the next round makes it."""
    made = Made("wholecell", A=10)
    made.order(1, A=2)
    with made.round(output, outcome=outcome):
        how = {"status": 500, "fault": "status", **how}
        made.engine.create(1, **how)
    with made.round():
        made.engine.create(1)
    return made


def test_a_failure_that_is_called_complete_is_blamed() -> None:
    told = stories(struck())
    assert set(told) == {CLAIMS}
    assert "called itself complete" in told[CLAIMS][0]
    assert set(stories(struck(status=None, delivered=False))) == {CLAIMS}


def test_a_round_that_failed_or_named_the_order_claims_nothing() -> None:
    assert blamed(struck(outcome=Outcome.FAILED)) == set()
    assert blamed(struck(output="R1 was not made: 500")) == set()


def test_an_error_that_left_nothing_undone_is_not_blamed() -> None:
    made = Made("wholecell", A=10)
    made.order(1, A=2)
    with made.round():
        made.engine.read(status=404)
        made.engine.create(1, status=500, fault="status")
        made.engine.create(1)
    assert blamed(made) == set()


def test_an_error_in_a_round_before_the_order_came_is_not_blamed() -> None:
    made = Made("wholecell", A=10)
    with made.round():
        made.engine.read(status=500)
        made.order(1, A=2)
    with made.round():
        made.engine.create(1)
    assert blamed(made) == set()
