"""`no_lost_update`: an older number over a newer one, and changes in the middle of a round."""

from stocktake.harness.history import Outcome

from tests.harness.blamed import blamed, stories
from tests.harness.made import Made

LOST = "no_lost_update"


def test_a_number_that_was_right_and_is_put_over_a_newer_one_is_blamed() -> None:
    made = Made(A=10)
    made.receive("A", 5)
    with made.round():
        made.engine.show(A=15)
    made.receive("A", 2)
    with made.round():
        made.engine.show(A=17)
        made.engine.show(A=15)
    assert "the newer 17" in stories(made)[LOST][0]
    assert "15 again, which was right no more" in stories(made)[LOST][0]


def test_a_wrong_number_that_was_always_wrong_is_no_lost_update() -> None:
    made = Made(A=10)
    for shown in (11, 10, 11):
        with made.round():
            made.engine.show(A=shown)
    assert blamed(made) == {"converged"}


def test_a_number_that_is_right_again_may_be_written_again() -> None:
    made = Made(A=10)
    for change in (5, -5, 5):
        made.receive("A", change)
        made.rounds()
    assert blamed(made) == set()


def test_a_number_that_was_right_between_two_changes_of_a_round_is_no_older_one() -> None:
    made = Made(A=10)
    made.receive("A", 2)
    made.rounds()
    made.order(1, A=1)
    with made.round():
        made.engine.create(1)
        made.engine.show(A=11)
    made.cancel(1)
    with made.round():
        made.call_off("R1", A=1)
        made.order(2, A=1)
        made.engine.show(A=12)
    made.rounds(2)
    assert LOST not in blamed(made)


def test_a_change_in_the_middle_of_a_round_is_in_the_numbers_after_the_next() -> None:
    made = Made(A=10)
    made.keeps_numbers = False
    with made.round():
        made.receive("A", 5)
    made.rounds()
    assert "in the middle of a round" in stories(made)[LOST][0]


def test_a_change_of_what_was_never_shown_right_is_no_lost_update() -> None:
    made = Made(A=10)
    made.keeps_numbers = False
    with made.round():
        made.engine.show(A=0)
        made.receive("A", 5)
    made.rounds()
    assert LOST not in blamed(made)


def test_a_change_in_the_middle_of_a_round_may_wait_until_a_round_completes() -> None:
    made = Made(A=10)
    with made.round(outcome=Outcome.FAILED):
        made.receive("A", 5)
    with made.round(outcome=Outcome.FAILED):
        pass
    made.rounds()
    assert blamed(made) == set()


def test_a_failed_round_that_could_not_read_may_write_what_it_knew() -> None:
    made = Made(A=10)
    made.receive("A", 5)
    with made.round():
        made.engine.show(A=15)
    made.receive("A", 2)
    with made.round(outcome=Outcome.FAILED):
        made.engine.show(A=17)
        made.engine.read(fault="truncated")
        made.engine.show(A=15)
    made.rounds()
    assert LOST not in blamed(made)
