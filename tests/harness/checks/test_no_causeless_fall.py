"""`no_causeless_fall`: an empty or shorter answer lowers no number."""

import pytest
from stocktake.harness.history import Outcome

from tests.harness.blamed import blamed, stories
from tests.harness.made import Made

FALL = "no_causeless_fall"


def emptied(*, outcome: Outcome = Outcome.COMPLETED, fault: str | None = "empty_list") -> Made:
    """A list comes empty, the engine shows nothing any more, and the next round mends it."""
    made = Made(A=10, B=10)
    made.rounds()
    with made.round(outcome=outcome):
        made.engine.read(fault=fault, reply_body="[]")
        made.engine.show(A=0)
    with made.round():
        made.engine.show(A=10)
    return made


@pytest.mark.parametrize("outcome", [Outcome.COMPLETED, Outcome.FAILED])
def test_a_number_that_falls_below_what_can_be_sold_is_blamed_in_any_round(
    outcome: Outcome,
) -> None:
    told = stories(emptied(outcome=outcome))
    assert FALL in told
    assert "lowered A at store wherefour from 10 to 0" in told[FALL][0]
    assert "at least 10 could be sold all the time" in told[FALL][0]


@pytest.mark.parametrize("fault", ["stale_read", "list_lag"])
def test_a_round_in_which_an_answer_misled_is_not_blamed(fault: str) -> None:
    assert FALL not in blamed(emptied(fault=fault))


def test_a_number_may_fall_by_what_was_lost_since_the_last_completed_round() -> None:
    made = Made(A=10)
    made.rounds()
    made.receive("A", -8)
    with made.round(outcome=Outcome.FAILED):
        made.engine.show(A=2)
    made.receive("A", 8)
    with made.round():
        made.engine.show(A=10)
    made.receive("A", -3)
    made.rounds()
    assert blamed(made) == set()


def test_a_number_may_fall_by_what_events_inside_the_round_took() -> None:
    made = Made(A=10)
    with made.round():
        made.receive("A", -8)
        made.engine.show(A=2)
        made.receive("A", 8)
    made.rounds()
    assert blamed(made) == set()


def test_an_order_counted_twice_while_its_create_is_unsettled_is_not_blamed() -> None:
    made = Made(A=10)
    made.order(1, A=3)
    with made.round("the create of R1 was not answered; A is counted twice"):
        made.engine.create(1, fault="lost_reply", delivered=False)
        made.engine.show(A=4)
    with made.round():
        made.engine.ship()
        made.engine.tell()
    assert blamed(made) == set()


def test_numbers_may_rise_in_parts() -> None:
    made = Made(A=10)
    made.receive("A", 10)
    with made.round("A is on its way"):
        made.engine.show(A=15)
    with made.round():
        made.engine.show(A=20)
    assert blamed(made) == set()


def test_an_item_that_really_went_falls_to_nothing() -> None:
    made = Made(A=10)
    made.rename("A", None)
    made.rounds()
    assert made.shown["wherefour", "A"] == 0
    assert blamed(made) == set()


def test_a_part_falls_by_what_orders_of_its_bundle_take() -> None:
    made = Made("whiplash", SET=2, PIN=10, TOTE=4)
    made.parts = {"SET": {"PIN": 5, "TOTE": 1}}
    made.keeps_numbers = False
    made.order(1, SET=1)
    with made.round("the create of R1 was not answered"):
        made.engine.show(at="whiplash", SET=1, PIN=5, TOTE=3)
    assert FALL not in blamed(made)
