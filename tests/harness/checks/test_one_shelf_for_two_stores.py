"""A warehouse that feeds two stores: one shelf, one document for an order wherever it goes."""

from tests.harness.blamed import blamed, stories
from tests.harness.made import Made


def two_stores() -> Made:
    """WholeCell feeds its own store and another one; ten A are on show in both."""
    made = Made("wholecell", A=10)
    made.more_places = ("outlet",)
    made.shown["outlet", "A"] = 10
    made.keeps_numbers = False
    return made


def show(made: Made, number: int, *, at: tuple[str, ...] = ("wholecell", "outlet")) -> None:
    """Show a number in these stores."""
    for place in at:
        made.engine.show(at=place, A=number)


def test_an_order_at_one_store_lowers_both() -> None:
    made = two_stores()
    made.order(1, at="outlet", A=3)
    with made.round():
        made.engine.create(1, at="wholecell")
        show(made, 7)
    assert blamed(made) == set()


def test_a_store_that_is_not_lowered_is_blamed() -> None:
    made = two_stores()
    made.order(1, at="outlet", A=3)
    with made.round():
        made.engine.create(1, at="wholecell")
        show(made, 7, at=("outlet",))
    told = stories(made)
    assert set(told) == {"converged"}
    assert "shows 10 of A at store wholecell, but 7 is right" in told["converged"][0]


def test_an_order_without_a_document_lowers_both_too() -> None:
    made = two_stores()
    made.order(1, at="outlet", A=3)
    with made.round("R1 could not be made"):
        show(made, 7)
    with made.round():
        made.engine.create(1, at="wholecell")
    assert blamed(made) == set()


def test_an_order_that_moves_between_them_keeps_its_document() -> None:
    made = two_stores()
    made.order(1, at="outlet", A=3)
    with made.round():
        made.engine.create(1, at="wholecell")
        show(made, 7)
    made.move(1, "wholecell")
    made.rounds()
    made.ship()
    with made.round():
        made.engine.tell()
    made.rounds()
    assert blamed(made) == set()


def test_a_violation_is_told_once_for_both() -> None:
    made = two_stores()
    made.order(1, at="outlet", A=3)
    with made.round():
        made.engine.create(1, at="wholecell")
        made.engine.create(1, at="wholecell")
        show(made, 4)
    made.move(1, "wholecell")
    made.rounds()
    assert len(stories(made)["each_order_once"]) == 1
