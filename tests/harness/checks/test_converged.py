"""`converged`: what is wrong at rest, and after each completed round that could know better."""

import pytest
from stocktake.harness.history import Outcome

from tests.harness.blamed import blamed, served, stories
from tests.harness.made import Made


def by_hand(warehouse: str = "wherefour", **goods: int) -> Made:
    """A play of an engine that shows nothing unless it is told to."""
    made = Made(warehouse, **goods)
    made.keeps_numbers = False
    return made


@pytest.mark.parametrize("warehouse", ["wherefour", "wholecell", "whiplash"])
def test_an_order_that_was_served_is_blamed_by_no_check(warehouse: str) -> None:
    assert stories(served(warehouse)) == {}


@pytest.mark.parametrize("shown", [9, 7])
def test_a_number_that_is_too_high_or_too_low_at_rest_is_blamed(shown: int) -> None:
    made = served()
    with made.round():
        made.engine.show(A=shown)
    told = stories(made)
    assert set(told) == {"converged"}
    assert "8 is right: wherefour can ship 8 and owes 0" in told["converged"][0]


def test_the_story_says_why_nothing_is_promised_of_an_sku() -> None:
    made = by_hand(A=10, B=3)
    made.rename("A", "A-NEW")
    made.rounds(2)
    assert "no item in use of wherefour carries it" in stories(made)["converged"][0]
    made.rename("B", "A-NEW")
    made.rename("A", "A-NEW", at="retailcrm")
    made.rounds(2)
    assert "2 items of wherefour carry it (A, B)" in stories(made)["converged"][0]


def test_a_last_round_that_failed_is_blamed() -> None:
    made = served()
    with made.round("Traceback", outcome=Outcome.FAILED):
        pass
    assert "the last of 0 rounds failed (exit 0): Traceback." in stories(made)["converged"][0]


def test_goods_that_wherefour_could_ship_and_that_wait_are_blamed() -> None:
    made = by_hand(A=10)
    made.order(1, A=2)
    with made.round():
        made.engine.create(1)
        made.engine.show(A=8)
    assert "R1 still waits for 2 of A" in stories(made)["converged"][0]


def test_goods_that_wherefour_has_not_got_may_wait() -> None:
    made = by_hand(A=2)
    made.order(1, A=3)
    with made.round():
        made.engine.create(1)
        made.engine.ship(lines={"A": 2})
        made.engine.show(A=0)
    assert blamed(made) == set()


def test_an_order_that_is_out_and_not_told_is_blamed() -> None:
    made = by_hand("wholecell", A=10)
    made.order(1, A=2)
    with made.round():
        made.engine.create(1)
        made.engine.show(at="wholecell", A=8)
    made.ship()
    made.rounds(2)
    told = stories(made)
    assert set(told) == {"converged"}
    assert (
        "everything is out at wholecell, but the shop has it as not shipped" in told["converged"][0]
    )


def test_a_shipment_that_was_taken_back_and_is_still_told_is_blamed() -> None:
    made = served("wholecell")
    made.take_back()
    made.rounds(2)
    assert blamed(made) == {"converged"}
    with made.round():
        made.engine.tell(shipped=False)
    made.rounds()
    assert set(stories(made)) == {"converged"}, "it was told late"


def test_a_shipment_that_was_taken_back_and_told_in_the_next_round_is_not_blamed() -> None:
    made = served("wholecell")
    made.take_back()
    with made.round():
        made.engine.tell(shipped=False)
    made.rounds()
    assert blamed(made) == set()


def test_what_a_warehouse_called_off_has_not_left() -> None:
    made = by_hand("wholecell", A=10)
    made.order(1, A=2)
    with made.round():
        made.engine.create(1)
        made.engine.show(at="wholecell", A=8)
    made.call_off()
    with made.round("R1 was called off by the warehouse"):
        made.engine.show(at="wholecell", A=10)
    made.rounds()
    assert blamed(made) == set()


def test_a_completed_round_that_left_an_old_number_is_blamed_although_a_later_one_mends_it() -> (
    None
):
    made = by_hand(A=10)
    made.receive("A", 5)
    made.rounds()
    with made.round():
        made.engine.show(A=15)
    made.rounds()
    (story,) = stories(made)["converged"]
    assert "called itself complete" in story
    assert "showed 10 of A at store wherefour, but 15 was right" in story


@pytest.mark.parametrize(
    ("outcome", "output", "fault"),
    [
        (Outcome.FAILED, "", None),  # an engine may act in every second round only
        (Outcome.COMPLETED, "A is left for the next round", None),
        (Outcome.COMPLETED, "", "stale_read"),
        (Outcome.COMPLETED, "", "list_lag"),
    ],
)
def test_what_a_round_could_not_know_or_named_is_not_blamed(
    outcome: Outcome, output: str, fault: str | None
) -> None:
    made = by_hand(A=10)
    made.receive("A", 5)
    with made.round(output, outcome=outcome):
        made.engine.read(fault=fault)
    with made.round():
        made.engine.show(A=15)
    assert blamed(made) == set()


def test_what_changes_in_the_middle_of_a_round_belongs_to_the_next() -> None:
    made = by_hand(A=10)
    with made.round():
        made.receive("A", 5)
    with made.round():
        made.engine.show(A=15)
    assert blamed(made) == set()


def test_a_number_may_be_right_for_any_moment_of_the_round() -> None:
    made = by_hand(A=10, B=4)
    made.order(1, A=2)
    with made.round():
        made.engine.show(A=8)
        made.engine.create(1)
        made.engine.ship()
        made.order(2, A=3)
        made.engine.show(A=5)
        made.engine.tell()
    with made.round():
        made.engine.create(2)
        made.engine.ship("R2")
        made.engine.tell(2)
    assert blamed(made) == set()


def test_a_number_whose_write_was_struck_belongs_to_the_next_round() -> None:
    made = by_hand(A=10)
    made.receive("A", 5)
    with made.round():
        made.engine.send("upload", simulator="retailcrm", fault="timeout", status=None,
                         asked=[{"externalId": "A"}])  # fmt: skip
    with made.round():
        made.engine.show(A=15)
    assert blamed(made) == set()


def test_an_order_that_everything_is_out_of_may_be_edited_and_is_not_told_short() -> None:
    made = served("wholecell")
    made.edit(1, A=3)
    made.rounds(2, output="R1 has left, and the shop wants other goods of it")
    assert "converged" not in blamed(made)
