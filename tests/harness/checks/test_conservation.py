"""`conservation`: an engine's turn changes stock only by a shipment of a known order."""

import pytest

from tests.harness.blamed import blamed, served, stories


@pytest.mark.parametrize("delta", [1, -1])
def test_stock_that_an_engine_makes_or_takes_is_blamed(delta: int) -> None:
    made = served()
    with made.round():
        made.engine.send("adjust_lot")
        made.stock("wherefour", "A", delta)
    told = stories(made)
    assert set(told) == {"conservation"}
    assert f"{delta} of A" in told["conservation"][0]


def test_a_shipment_for_an_order_that_the_shop_never_had_is_blamed() -> None:
    made = served()
    made.own_document("R77", A=1)
    with made.round():
        made.engine.ship("R77")
    assert "conservation" in blamed(made)


def test_what_people_receive_count_and_ship_is_theirs() -> None:
    made = served("wholecell")
    made.receive("A", 5)
    made.receive("A", -1)
    made.own_document("SO-1", A=1)
    made.ship("SO-1")
    made.rounds()
    assert blamed(made) == set()
