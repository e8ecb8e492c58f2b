"""`no_oversell`: what a shopper could buy although a whole completed round could have known."""

from stocktake.harness.history import Outcome

from tests.harness.blamed import blamed, stories
from tests.harness.made import Made

OVERSELL = "no_oversell"


def short(*, outcome: Outcome = Outcome.COMPLETED) -> Made:
    """Nine of ten go, a round passes, and a shopper buys two of the ten that are still shown."""
    made = Made(A=10)
    made.keeps_numbers = False
    made.rounds()
    made.receive("A", -9)
    with made.round(outcome=outcome):
        pass
    made.order(1, A=2)
    with made.round():
        made.engine.create(1)
        made.engine.show(A=0)
    return made


def test_a_sale_that_a_completed_round_could_have_prevented_is_blamed() -> None:
    told = stories(short())[OVERSELL]
    assert "could have known that only 1 could be sold" in told[0]


def test_a_sale_after_a_round_that_failed_is_not_blamed() -> None:
    assert OVERSELL not in blamed(short(outcome=Outcome.FAILED))


def test_a_sale_after_a_round_in_which_what_is_shown_was_hidden_is_not_blamed() -> None:
    made = short()
    hidden = Made(A=10)
    hidden.keeps_numbers = False
    hidden.rounds()
    hidden.receive("A", -9)
    with hidden.round():
        hidden.engine.read("get_inventories", simulator="retailcrm", fault="empty_list")
    hidden.order(1, A=2)
    with hidden.round():
        hidden.engine.create(1)
        hidden.engine.show(A=0)
    assert (OVERSELL in blamed(made), OVERSELL in blamed(hidden)) == (True, False)


def test_a_sale_right_after_its_cause_is_not_blamed() -> None:
    made = Made(A=10)
    made.rounds()
    made.receive("A", -9)
    made.order(1, A=2)
    with made.round():
        made.engine.create(1)
        made.engine.ship(lines={"A": 1})
    made.rounds()
    assert blamed(made) == set()
