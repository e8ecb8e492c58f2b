"""`each_order_once`: two documents, none, or one with other goods than the order ever had."""

import pytest
from stocktake.harness.history import Outcome

from tests.harness.blamed import blamed, stories
from tests.harness.made import Made

FAILED = Outcome.FAILED


def everything_ships(made: Made) -> None:
    """Play a round in which all that waits is shipped and told."""
    with made.round():
        for order in made.orders.values():
            made.engine.ship(order.reference)
            made.engine.tell(order.id)


def ships_the_first(made: Made) -> None:
    """Play a round in which the first of two documents is shipped and told."""
    made.documents.reverse()
    everything_ships(made)
    made.documents.reverse()


def test_two_documents_of_one_order_are_blamed_although_one_is_called_off_later() -> None:
    made = Made(A=10, B=10)
    made.order(1, A=2)
    with made.round(outcome=FAILED):
        made.engine.create(1, delivered=False, fault="lost_reply")
        made.engine.create(1)
    with made.round():
        made.engine.cancel()
    ships_the_first(made)
    told = stories(made)
    assert set(told) == {"each_order_once"}
    assert "Between them it never looked whether R1 was there" in told["each_order_once"][0]


@pytest.mark.parametrize(("rounds", "violations"), [(1, set()), (2, {"each_order_once"})])
def test_what_a_proxy_repeated_is_to_be_called_off_within_two_rounds(
    rounds: int, violations: set[str]
) -> None:
    made = Made(A=10, B=10)
    made.order(1, A=2)
    with made.round():
        made.engine.create(1, fault="duplicate")
        made.engine.create(1, fault="duplicate")
    made.rounds(rounds - 1)
    with made.round():
        made.engine.cancel()
    ships_the_first(made)
    assert blamed(made) & {"each_order_once"} == violations


def test_a_living_order_without_a_document_is_blamed_at_the_first_round_that_could_know() -> None:
    made = Made(A=10, B=10)
    made.order(1, A=2)
    made.rounds()
    assert "wherefour does not have it" in stories(made)["each_order_once"][0]
    with made.round():
        made.engine.create(1)
    everything_ships(made)
    told = stories(made)
    assert set(told) == {"each_order_once"}
    assert "called itself complete" in told["each_order_once"][0]


@pytest.mark.parametrize(
    ("outcome", "output", "fault"),
    [
        (FAILED, "", None),
        (Outcome.STRUCK, "", None),
        (Outcome.COMPLETED, "order 1 waits", None),
        (Outcome.COMPLETED, "", "list_lag"),
    ],
)
def test_an_order_that_a_round_could_not_make_or_named_is_not_blamed(
    outcome: Outcome, output: str, fault: str | None
) -> None:
    made = Made(A=10, B=10)
    made.order(1, A=2)
    with made.round(output, outcome=outcome):
        made.engine.read(fault=fault)
    with made.round():
        made.engine.create(1)
    everything_ships(made)
    assert blamed(made) == set()


def test_an_order_that_came_in_the_middle_of_a_round_belongs_to_the_next() -> None:
    made = Made(A=10, B=10)
    with made.round():
        made.order(1, A=2)
    with made.round():
        made.engine.create(1)
    everything_ships(made)
    assert blamed(made) == set()


def test_a_document_under_another_number_is_named_as_what_it_is() -> None:
    made = Made(A=10, B=10)
    made.order(1, A=2)
    with made.round():
        made.engine.create(1, reference="1")
    (story,) = stories(made)["each_order_once"]
    assert story.startswith("Document 1 carries the lines of order R1 under the number '1'.")


def test_other_goods_than_the_shoppers_are_blamed() -> None:
    made = Made(A=10, B=10)
    made.order(1, A=2)
    with made.round():
        made.engine.create(1, lines={"A": 3})
    told = stories(made)["each_order_once"]
    assert "3 of A instead of 2" in told[0]


def test_lines_may_be_split_merged_or_added_after_the_create() -> None:
    made = Made(A=10, B=10)
    made.order(1, A=2, B=1)
    with made.round():
        made.engine.create(1, lines={"A": 1})
        made.engine.change(lines={"A": 2})
        made.engine.change(lines={"A": 2, "B": 1})
    everything_ships(made)
    assert blamed(made) == set()


def test_a_document_that_a_failed_round_began_may_be_completed_by_the_next() -> None:
    made = Made(A=10, B=10)
    made.order(1, A=2, B=1)
    with made.round(outcome=FAILED):
        made.engine.create(1, lines={"A": 2})
    with made.round():
        made.engine.change(lines={"A": 2, "B": 1})
    everything_ships(made)
    assert blamed(made) == set()


def test_an_order_may_be_made_as_it_was_at_any_time_of_the_round() -> None:
    made = Made(A=10, B=10)
    made.order(1, A=2)
    with made.round():
        made.edit(1, A=3)
        made.edit(1, A=4)
        made.engine.create(1, lines={"A": 3})
    with made.round():
        made.engine.change(lines={"A": 4})
    everything_ships(made)
    assert blamed(made) == set()


def test_an_order_that_was_edited_before_the_round_is_not_to_be_made_as_it_was() -> None:
    made = Made(A=10, B=10)
    made.order(1, A=2)
    made.edit(1, A=4)
    with made.round():
        made.engine.create(1, lines={"A": 2})
    with made.round():
        made.engine.change(lines={"A": 4})
    everything_ships(made)
    assert "each_order_once" in blamed(made)


def test_an_order_read_from_an_old_copy_may_be_made_as_it_was() -> None:
    made = Made(A=10, B=10)
    made.order(1, A=2)
    made.edit(1, A=4)
    with made.round():
        made.engine.read("get_order", simulator="retailcrm", fault="stale_read")
        made.engine.create(1, lines={"A": 2})
    with made.round():
        made.engine.change(lines={"A": 4})
    everything_ships(made)
    assert blamed(made) == set()


def test_a_document_called_off_with_its_order_may_be_followed_by_another() -> None:
    made = Made(A=10, B=10)
    made.order(1, A=2)
    with made.round():
        made.engine.create(1)
    made.cancel()
    with made.round():
        made.engine.cancel()
    made.reopen()
    with made.round():
        made.engine.create(1)
    everything_ships(made)
    assert blamed(made) == set()


def test_a_document_taken_up_again_is_no_second_one() -> None:
    made = Made(A=10, B=10)
    made.order(1, A=2)
    with made.round():
        made.engine.create(1)
    made.cancel()
    with made.round():
        made.engine.cancel()
    made.reopen()
    with made.round():
        made.engine.change(lines={"A": 2})
    everything_ships(made)
    assert blamed(made) == set()


def test_a_document_called_off_and_made_anew_in_one_round_is_no_second_one() -> None:
    made = Made(A=10, B=10)
    made.order(1, A=2)
    with made.round():
        made.engine.create(1)
    made.edit(1, B=3)
    with made.round():
        made.engine.cancel()
        made.engine.create(1)
    everything_ships(made)
    assert blamed(made) == set()


def test_what_people_take_up_again_beside_the_engines_document_is_their_doing() -> None:
    made = Made("wholecell", A=10)
    made.order(1, A=2)
    with made.round():
        made.engine.create(1)
    first = made.documents[0]
    made.cancel()
    with made.round():
        made.engine.cancel()
    made.reopen()
    with made.round():
        made.engine.create(1)
    made.turn("reopen", simulator="wholecell")
    made.ask(first, {"A": 2})
    made.rounds()
    assert "each_order_once" not in blamed(made)


def test_the_goods_of_a_renamed_item_are_the_same_goods() -> None:
    made = Made(A=10, B=10)
    made.order(1, A=2)
    with made.round():
        made.engine.create(1)
    made.rename("A", "A2")
    made.rounds()
    made.rename("A", "A2", at="retailcrm")
    everything_ships(made)
    assert blamed(made) == set()


def test_twins_are_two_goods() -> None:
    made = Made(A=10, a=10, B=10)
    made.order(1, A=2)
    with made.round():
        made.engine.create(1, lines={"a": 2})
    assert "each_order_once" in blamed(made)


def called_off() -> Made:
    """Return a play in which people called off one of two A; the round after names the order."""
    made = Made("wholecell", A=10, B=10)
    made.order(1, A=2)
    with made.round():
        made.engine.create(1)
    made.call_off(A=1)
    made.rounds(output="R1: people called a part of it off")
    return made


def test_what_people_called_off_is_not_asked_for_again_even_by_an_engine_that_names_it() -> None:
    made = called_off()
    with made.round():
        made.engine.change(lines={"A": 2})
    told = stories(made)
    assert set(told) == {"each_order_once"}
    assert "the people of wholecell called off" in told["each_order_once"][0]
    assert "So the engine asked for it again" in told["each_order_once"][0]


def test_what_an_edit_asks_for_after_people_called_a_part_off_is_made() -> None:
    made = called_off()
    made.edit(1, A=2, B=1)
    with made.round():
        made.engine.change(lines={"A": 2, "B": 1})
    assert "each_order_once" not in blamed(made)


def test_an_edit_that_no_round_had_seen_when_people_called_a_part_off_is_followed() -> None:
    made = Made("wholecell", A=10)
    made.order(1, A=2)
    with made.round():
        made.engine.create(1)
    made.edit(1, A=4)
    made.call_off(A=1)
    with made.round("R1: people called a part of it off"):
        made.engine.change(lines={"A": 4})
    assert "each_order_once" not in blamed(made)


def test_what_people_called_off_and_ask_for_again_themselves_is_not_the_engines() -> None:
    made = called_off()
    made.turn("edit_order", simulator="wholecell")
    made.ask(made.document("R1"), {"A": 2})
    with made.round():
        made.engine.cancel()
        made.engine.create(1)
    assert "each_order_once" not in blamed(made)


def test_what_people_call_off_while_a_round_makes_it_is_no_known_refusal() -> None:
    made = Made("wholecell", A=10)
    made.order(1, A=2)
    with made.round("R1: people called a part of it off"):
        made.engine.create(1)
        made.call_off(A=1)
        made.engine.change(lines={"A": 2})
    assert "each_order_once" not in blamed(made)
