"""`shipping_is_monotone`: only a shipment that is no longer there may be turned back."""

from tests.harness.blamed import blamed, served, stories

MONOTONE = "shipping_is_monotone"


def test_an_order_that_is_turned_back_while_its_shipment_is_there_is_blamed() -> None:
    made = served("wholecell")
    with made.round():
        made.engine.tell(shipped=False)
    assert "order R1, which was shipped, is not shipped any more" in stories(made)[MONOTONE][0]


def test_an_engine_that_turns_a_shipment_back_at_the_warehouse_is_blamed() -> None:
    made = served("wholecell")
    with made.round():
        made.engine.send("update_sales_order", method="PATCH")
        document = made.document("R1")
        for good, number in document.out.items():
            made.line("wholecell", "shipment", -number, good=good, document=document)
        document.out = {}
    assert MONOTONE in blamed(made)


def test_the_shop_is_told_that_the_warehouse_took_a_shipment_back() -> None:
    made = served("wholecell")
    made.take_back()
    with made.round():
        made.engine.tell(shipped=False)
    assert blamed(made) == set()


def test_a_shipment_that_is_there_again_is_not_to_be_turned_back() -> None:
    made = served("wholecell")
    made.take_back()
    made.ship()
    with made.round():
        made.engine.tell(shipped=False)
    assert MONOTONE in blamed(made)


def test_what_people_turn_back_is_their_doing() -> None:
    made = served("wholecell")
    made.turn("edit_order")
    made.tell(made.orders[1], shipped=False, date="", place="wholecell")
    with made.round():
        made.engine.tell()
    assert blamed(made) == set()
