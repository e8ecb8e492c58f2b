"""`restock_once`: what is cancelled is called off once, and only before anything has left."""

import pytest
from stocktake.harness.history import Outcome

from tests.harness.blamed import blamed, served, stories
from tests.harness.made import Made

ONCE = "restock_once"


def imported(warehouse: str = "wholecell", *others: str) -> Made:
    """Two A were ordered, and the document is there; nothing has left."""
    made = Made(warehouse, *others, A=10, B=10)
    made.order(1, A=2)
    with made.round():
        made.engine.create(1)
    return made


def test_a_document_that_falls_to_nothing_without_a_cancellation_is_blamed() -> None:
    made = imported()
    with made.round():
        made.engine.cancel()
    with made.round():
        made.engine.create(1)
    told = stories(made)
    assert set(told) == {ONCE}
    assert "never cancelled in the shop" in told[ONCE][0]


def test_a_document_that_falls_to_nothing_twice_for_one_cancellation_is_blamed() -> None:
    made = imported()
    made.cancel()
    with made.round():
        made.engine.cancel()
    with made.round():
        made.engine.change(lines={"A": 2})
    with made.round():
        made.engine.cancel()
    assert "cancelled once in the shop" in stories(made)[ONCE][0]


def test_a_document_is_called_off_as_often_as_its_order() -> None:
    made = imported()
    for _ in range(2):
        made.cancel()
        with made.round():
            made.engine.cancel()
        made.reopen()
        with made.round():
            made.engine.change(lines={"A": 2})
    assert blamed(made) == set()


def test_several_writes_for_one_cancellation_are_not_blamed() -> None:
    made = imported()
    made.cancel()
    with made.round():
        made.engine.change()  # a note
        made.engine.change()  # the units
        made.engine.cancel()
        made.engine.cancel()  # a repeat that changes nothing
    assert blamed(made) == set()


def test_a_cancellation_in_two_steps_may_take_two_rounds_when_the_first_fails() -> None:
    made = imported()
    made.cancel()
    with made.round(outcome=Outcome.FAILED):
        made.engine.change(lines={"A": 1})
    with made.round():
        made.engine.cancel()
    assert blamed(made) == set()


def test_a_document_made_anew_in_one_round_is_not_blamed() -> None:
    made = imported()
    made.edit(1, B=1)
    with made.round():
        made.engine.cancel()
        made.engine.create(1)
    assert blamed(made) == set()


def test_a_document_of_an_order_that_was_moved_is_called_off_once_for_it() -> None:
    made = imported("wholecell", "whiplash")
    made.move(1, "whiplash")
    with made.round():
        made.engine.cancel(at="wholecell")
        made.engine.create(1, at="whiplash")
    assert blamed(made) == set()


def test_goods_still_held_for_a_cancelled_order_are_blamed() -> None:
    made = imported()
    made.cancel()
    made.rounds(2)
    told = stories(made)
    assert set(told) == {ONCE}
    assert "wholecell still holds its goods for it" in told[ONCE][0]


def test_a_part_of_a_document_that_is_not_called_off_is_blamed() -> None:
    made = imported()
    made.cancel()
    with made.round():
        made.engine.change(lines={"A": 1})
    assert blamed(made) == {ONCE}


@pytest.mark.parametrize(("rounds", "violations"), [(0, set()), (1, {ONCE})])
def test_people_who_ship_after_a_cancellation_that_could_be_known_are_let_down(
    rounds: int, violations: set[str]
) -> None:
    made = imported()
    made.cancel()
    made.rounds(rounds)
    made.ship()
    made.rounds(2)
    assert blamed(made) == violations


@pytest.mark.parametrize(("before", "violations"), [(True, {ONCE}), (False, set())])
def test_an_engine_that_ships_what_was_cancelled_before_its_round_is_blamed(
    before: bool, violations: set[str]
) -> None:
    made = imported("wherefour")
    if before:
        made.cancel()
    with made.round():
        if not before:
            made.cancel()
        made.engine.ship()
    made.rounds()
    assert blamed(made) == violations


def test_a_document_of_which_a_part_has_left_stays_as_it_is() -> None:
    made = imported()
    made.ship(A=1)
    made.cancel()
    with made.round():
        made.engine.change(lines={"A": 1})
    told = stories(made)
    assert set(told) == {ONCE}
    assert "after its first shipment" in told[ONCE][0]


def test_a_document_whose_shipment_was_taken_back_is_called_off_with_its_order() -> None:
    made = imported()
    made.ship()
    with made.round():
        made.engine.tell(1)
    made.cancel()
    made.take_back()
    with made.round():
        made.engine.tell(1, shipped=False)
        made.engine.cancel()
    made.rounds()
    assert ONCE not in blamed(made)


def test_an_engine_that_read_before_a_part_left_may_call_the_rest_off() -> None:
    made = imported()
    with made.round():
        made.ship(A=1)
        made.cancel()
        made.engine.change(lines={"A": 1})
    made.rounds()
    assert blamed(made) == set()


def test_the_rest_of_an_order_cancelled_after_a_part_had_left_may_be_shipped_or_not() -> None:
    left, rest = imported(), imported()
    for made in (left, rest):
        made.ship(A=1)
        made.cancel()
        made.rounds()
    rest.ship(A=1)
    rest.rounds()
    assert (blamed(left), blamed(rest)) == (set(), set())


def test_a_return_after_shipping_is_the_warehouses_to_receive() -> None:
    made = served("wholecell")
    made.cancel()
    made.receive("A", 2)
    made.rounds(2)
    assert blamed(made) == set()


def test_an_engine_that_restocks_what_was_returned_is_blamed() -> None:
    made = served("wholecell")
    made.cancel()
    with made.round():
        made.engine.send("receive")
        made.stock("wholecell", "A", 2)
    assert blamed(made) == {"conservation"}


def test_what_the_warehouse_called_off_is_no_fall_of_the_engines() -> None:
    made = imported()
    made.call_off()
    made.rounds(2, output="R1 was called off")
    made.cancel()
    made.rounds(2)
    assert blamed(made) == set()
