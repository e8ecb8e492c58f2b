"""`each_shipment_once`: what leaves, and what the shop is told of it."""

from typing import Any

import pytest
from stocktake.harness.history import Outcome

from tests.harness.blamed import blamed, served, stories
from tests.harness.made import Made

ONCE = "each_shipment_once"


def imported(warehouse: str = "wherefour", *others: str) -> Made:
    """Two A were ordered, and the document is there; nothing has left."""
    made = Made(warehouse, *others, A=10, B=10)
    made.order(1, A=2)
    with made.round():
        made.engine.create(1)
    return made


def test_more_out_than_was_wanted_is_blamed() -> None:
    made = imported()
    with made.round():
        made.engine.change(lines={"A": 3})
        made.engine.ship()
        made.engine.tell()
    assert "3 of A left wherefour for 2 ordered" in stories(made)[ONCE][0]


def test_an_order_that_is_shipped_from_two_documents_is_blamed() -> None:
    made = imported()
    with made.round():
        made.engine.ship()
        made.engine.create(1)
        made.engine.ship()
        made.engine.tell()
    assert "4 of A left wherefour for 2 ordered" in stories(made)[ONCE][0]


def test_what_an_edit_took_off_before_the_round_is_not_to_be_shipped() -> None:
    made = imported()
    made.edit(1, A=1)
    with made.round():
        made.engine.ship()
        made.engine.tell()
    assert "2 of A left wherefour for 1 ordered" in stories(made)[ONCE][0]


def test_what_an_edit_took_off_during_the_round_may_be_shipped() -> None:
    made = imported()
    with made.round():
        made.edit(1, A=1)
        made.engine.ship()
        made.engine.tell()
    assert blamed(made) == set()


@pytest.mark.parametrize(("rounds", "violations"), [(0, False), (1, True)])
def test_people_may_ship_an_edit_that_no_round_could_know_of(rounds: int, violations: bool) -> None:
    made = imported("wholecell")
    made.edit(1, A=1)
    made.rounds(rounds)
    made.ship()
    with made.round():
        made.engine.tell()
    assert (ONCE in blamed(made)) == violations


def test_an_order_that_leaves_its_old_and_its_new_warehouse_is_blamed() -> None:
    made = imported("wholecell", "whiplash")
    made.move(1, "whiplash")
    with made.round():
        made.engine.create(1, at="whiplash")
    made.ship(at="wholecell")
    made.ship(at="whiplash")
    with made.round():
        made.engine.tell()
    assert ONCE in blamed(made)


def test_an_engine_that_ships_where_people_ship_is_blamed() -> None:
    made = imported("wholecell")
    with made.round():
        made.engine.ship()
        made.engine.tell()
    told = stories(made)
    assert set(told) == {ONCE}
    assert "who ship, had not shipped them" in told[ONCE][0]


def test_a_shop_that_is_told_twice_is_blamed() -> None:
    made = served()
    with made.round():
        made.engine.tell()
    assert "told twice that R1 is shipped" in stories(made)[ONCE][0]


@pytest.mark.parametrize("form", ["form", "multipart"])
def test_it_is_told_twice_in_any_form_of_a_body(form: str) -> None:
    made = served()
    body = "order=%7B%22shipped%22%3Atrue%7D&site=shop"
    kind = "application/x-www-form-urlencoded"
    if form == "multipart":
        kind = "multipart/form-data; boundary=x"
        head = 'Content-Disposition: form-data; name="order"'
        body = f'--x\r\n{head}\r\n\r\n{{"shipped": true}}\r\n--x--\r\n'
    with made.round():
        made.engine.tell(asked=None, request_body=body, request_headers={"content-type": kind})
    assert "told twice that R1 is shipped" in stories(made)[ONCE][0]


def test_a_telling_without_an_answer_may_be_repeated() -> None:
    made = served("wholecell")
    again = Made("wholecell", A=10)
    again.order(1, A=2)
    with again.round():
        again.engine.create(1)
    again.ship()
    with again.round(outcome=Outcome.FAILED):
        again.engine.tell(fault="lost_reply", delivered=False)
    with again.round():
        again.engine.tell()
    assert (blamed(made), blamed(again)) == (set(), set())


def test_a_telling_that_a_proxy_repeats_is_one() -> None:
    made = imported()
    with made.round():
        made.engine.ship()
        made.engine.tell(fault="duplicate")
        made.engine.tell(fault="duplicate")
    assert blamed(made) == set()


def test_a_shop_that_is_told_early_is_blamed() -> None:
    made = imported()
    with made.round():
        made.engine.ship(lines={"A": 1})
        made.engine.tell()
        made.engine.ship()
    told = stories(made)
    assert set(told) == {ONCE}
    assert "1 of A had not left yet" in told[ONCE][0]


def test_an_edit_after_the_round_began_does_not_make_a_telling_early() -> None:
    made = imported()
    with made.round("R1 has left"):
        made.engine.ship()
        made.edit(1, A=3)
        made.engine.tell()
    made.rounds(output="R1 has left")
    assert blamed(made) == set()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (
            {"date": "2026-03-03"},
            "its date is 2026-03-03, but the last shipment left on 2026-03-02",
        ),
        ({"place": "whiplash"}, "its store is whiplash instead of wholecell"),
    ],
)
def test_a_wrong_date_or_store_is_blamed(wrong: Any, said: str) -> None:
    made = imported("wholecell", "whiplash")
    made.ship()
    with made.round():
        made.engine.tell(**wrong)
    assert said in stories(made)[ONCE][0]


def test_an_order_shipped_again_after_it_was_taken_back_is_told_again() -> None:
    made = served("wholecell")
    made.take_back()
    with made.round():
        made.engine.tell(shipped=False)
    made.ship()
    with made.round():
        made.engine.tell()
    assert blamed(made) == set()


def test_what_is_done_twice_by_two_rounds_at_once_is_blamed() -> None:
    made = imported("wholecell")
    made.ship()
    with made.round():
        made.engine.tell()
        made.engine.tell()
    assert blamed(made) == {ONCE}
