"""`follows_the_order`: what a document asks for at rest, and where it stands."""

import pytest
from stocktake.harness.history import Outcome

from tests.harness.blamed import blamed, stories
from tests.harness.made import Made

FOLLOWS = "follows_the_order"


def imported(warehouse: str = "wholecell", *others: str) -> Made:
    """Two A were ordered, and the document is there."""
    made = Made(warehouse, *others, A=10, B=10)
    made.order(1, A=2)
    with made.round():
        made.engine.create(1)
    return made


def test_an_edit_that_the_document_does_not_follow_is_blamed() -> None:
    made = imported()
    made.edit(1, A=1, B=3)
    made.rounds(2)
    told = stories(made)
    assert set(told) == {FOLLOWS}
    assert "2 of A instead of 1. 0 of B instead of 3." in told[FOLLOWS][0]


def test_an_edit_that_is_appended_is_blamed() -> None:
    made = imported()
    made.edit(1, A=1)
    with made.round():
        made.engine.change(lines={"A": 3})
    assert blamed(made) == {FOLLOWS}


def test_a_document_may_follow_by_a_change_or_be_made_anew() -> None:
    changed, anew = imported(), imported()
    for made in (changed, anew):
        made.edit(1, A=1, B=3)
    with changed.round():
        changed.engine.change(lines={"A": 1, "B": 3})
    with anew.round():
        anew.engine.cancel()
        anew.engine.create(1)
    assert (blamed(changed), blamed(anew)) == (set(), set())


def test_an_engine_that_acts_in_every_second_round_may_make_a_document_anew_in_two() -> None:
    made = imported()
    made.edit(1, B=3)
    with made.round(outcome=Outcome.FAILED):
        made.engine.cancel()
        made.engine.create(1, status=500, fault="status")
    with made.round():
        made.engine.create(1)
    assert blamed(made) == set()


def test_what_is_out_already_is_not_called_off() -> None:
    made = imported("wherefour")
    with made.round():
        made.engine.ship(lines={"A": 1})
    made.edit(1, B=1)
    with made.round():
        made.engine.change(lines={"A": 1, "B": 1})
        made.engine.ship()
        made.engine.tell()
    assert blamed(made) == set()


def test_an_order_taken_up_again_without_a_document_is_blamed() -> None:
    made = imported()
    made.cancel()
    with made.round():
        made.engine.cancel()
    made.reopen()
    made.rounds(2)
    assert set(stories(made)) == {FOLLOWS}
    assert "was taken up again" in stories(made)[FOLLOWS][0]


def test_a_document_that_stands_where_the_order_does_not_go_any_more_is_blamed() -> None:
    made = imported("wholecell", "whiplash")
    made.move(1, "whiplash")
    with made.round():
        made.engine.create(1, at="whiplash")
    told = stories(made)
    assert set(told) == {FOLLOWS}
    assert "wholecell still holds its goods for it" in told[FOLLOWS][0]


def test_an_order_that_was_moved_has_its_document_at_the_other_warehouse() -> None:
    made = imported("wholecell", "whiplash")
    made.move(1, "whiplash")
    with made.round():
        made.engine.cancel(at="wholecell")
        made.engine.create(1, at="whiplash")
    assert blamed(made) == set()


@pytest.mark.parametrize(
    ("output", "violations"), [("R1 is half out", set()), ("", {"names_what_it_leaves"})]
)
def test_an_order_moved_after_a_part_had_left_stays_where_it_is_and_is_named(
    output: str, violations: set[str]
) -> None:
    made = imported("wholecell", "whiplash")
    made.ship(A=1)
    made.move(1, "whiplash")
    made.rounds(2, output=output)
    assert blamed(made) == violations
    made.ship(A=1)
    made.rounds(2)
    assert blamed(made) == violations


def test_people_who_ship_before_the_engine_knew_of_the_move_leave_the_order_where_it_is() -> None:
    made = imported("wholecell", "whiplash")
    made.move(1, "whiplash")
    made.ship(A=1)
    made.rounds(2, output="order 1 was moved too late")
    assert blamed(made) == set()


@pytest.mark.parametrize(("output", "violations"), [("R1 is out", set()), ("", {FOLLOWS})])
def test_where_everything_is_out_the_order_is_named_instead(
    output: str, violations: set[str]
) -> None:
    made = imported()
    made.ship()
    with made.round():
        made.engine.tell()
    made.edit(1, A=3)
    made.rounds(2, output=output)
    assert blamed(made) == violations


@pytest.mark.parametrize(
    ("output", "path", "violations"),
    [
        ("R1 could not be changed", "/api/v1/orders/1", set()),
        ("R1 could not be changed", "/api/v1/order_items/77", set()),  # a line, by its own id
        ("R1 could not be changed", "/api/v1/orders/12", {FOLLOWS}),  # another document
        ("", "/api/v1/orders/1", {FOLLOWS}),
    ],
)
def test_where_the_warehouse_refuses_the_change_the_order_is_named(
    output: str, path: str, violations: set[str]
) -> None:
    made = imported("whiplash")
    made.writes = {("whiplash", "update_order"): "documents"}
    made.edit(1, A=3)
    with made.round(output):
        made.engine.send("update_order", method="PATCH", path=path, status=422)
    made.rounds()
    assert blamed(made) == violations


def test_what_people_called_off_is_named_and_not_made_again() -> None:
    made = imported()
    made.call_off(A=1)
    made.rounds(2, output="R1: one A was called off")
    assert blamed(made) == set()


def test_an_order_with_an_unknown_line_since_its_edit_is_left_and_named() -> None:
    made = imported()
    made.edit(1, A=2, Wrapping=1)
    made.rounds(2, output="R1 wants Wrapping")
    assert blamed(made) == set()
    made = imported()
    made.edit(1, A=2, Wrapping=1)
    made.rounds(2)
    assert blamed(made) == {"names_what_it_leaves"}


def test_a_cancellation_after_a_part_has_left_leaves_the_document_as_it_is() -> None:
    made = imported()
    made.ship(A=1)
    made.cancel()
    made.rounds(2)
    assert blamed(made) == set()


def test_a_line_of_a_renamed_item_is_still_its_line() -> None:
    made = imported()
    made.rename("A", "A2")
    made.rename("A", "A2", at="retailcrm")
    made.rounds()
    made.edit(1, A=4)
    with made.round():
        made.engine.change(lines={"A": 4})
    assert blamed(made) == set()


def test_an_engine_that_takes_a_line_off_because_its_name_is_gone_is_blamed() -> None:
    made = imported()
    made.rename("A", "A2")
    with made.round():
        made.engine.change(lines={"B": 2})
    assert FOLLOWS in blamed(made)


def test_a_bundle_may_be_shown_as_its_parts_once_its_line_was_changed() -> None:
    made = Made("whiplash", SET=2, PIN=10, TOTE=2)
    made.parts = {"SET": {"PIN": 5, "TOTE": 1}}
    made.keeps_numbers = False
    made.order(1, SET=1)
    with made.round():
        made.engine.create(1)
    made.edit(1, SET=2)
    with made.round():
        made.engine.change(lines={"PIN": 10, "TOTE": 2})
    assert FOLLOWS not in blamed(made)
    made.edit(1, SET=1)
    made.rounds(2)
    assert FOLLOWS in blamed(made)


@pytest.mark.parametrize(
    ("outcome", "violations"), [(Outcome.COMPLETED, {FOLLOWS}), (Outcome.FAILED, set())]
)
def test_an_edit_that_a_whole_round_did_not_follow_is_not_excused_because_all_left_later(
    outcome: Outcome, violations: set[str]
) -> None:
    made = imported()
    made.edit(1, A=3)
    with made.round(outcome=outcome):
        pass
    made.ship()
    made.rounds(2, output="R1 was changed after everything had left")
    assert blamed(made) == violations


@pytest.mark.parametrize(("by_people", "violations"), [(True, set()), (False, {FOLLOWS})])
def test_what_people_ship_while_the_round_runs_is_too_late_to_change(
    by_people: bool, violations: set[str]
) -> None:
    made = imported("wholecell" if by_people else "wherefour")
    made.edit(1, A=3)
    with made.round("R1 was changed after everything had left"):
        if by_people:
            made.ship()
        else:
            made.engine.ship()
    made.rounds()
    assert blamed(made) == violations
