"""`each_customer_once`: one customer of the shop, one of the warehouse, on whom documents hang."""

from typing import Any

from tests.harness.blamed import blamed, stories
from tests.harness.made import Made

ONCE = "each_customer_once"


def ordered() -> Made:
    """Two orders of Ann, customer 7 of the shop."""
    made = Made(A=10)
    made.keeps_numbers = False
    made.order(1, A=1, customer="7")
    made.order(2, A=1, customer="7")
    return made


def imported(*customers: tuple[str, str], hang: tuple[str, str], **how: Any) -> set[str]:
    """What is said of an engine that makes these customers, and hangs two documents on them."""
    made = ordered()
    with made.round():
        for key, name in customers:
            made.engine.customer(key, name, **how)
        made.engine.create(1, customer=hang[0])
        made.engine.create(2, customer=hang[1])
    return blamed(made) & {ONCE}


def test_one_customer_for_all_orders_of_one_shopper_is_right() -> None:
    assert imported(("1", "Ann (R7)"), hang=("1", "1")) == set()


def test_a_customer_for_each_order_is_blamed() -> None:
    assert imported(("1", "Ann (R7)"), ("2", "Ann (R7)"), hang=("1", "2")) == {ONCE}


def test_what_a_proxy_repeated_is_not_blamed() -> None:
    twice = (("1", "Ann (R7)"), ("2", "Ann (R7)"))
    assert imported(*twice, hang=("1", "1"), fault="duplicate") == set()


def test_a_customer_made_again_by_a_form_is_blamed_too() -> None:
    body = {"asked": None, "request_body": "display_name=Ann+%28R7%29"}
    assert imported(("1", "Ann (R7)"), ("2", "Ann (R7)"), hang=("1", "2"), **body) == {ONCE}


def test_a_document_on_another_customers_name_is_blamed() -> None:
    made = ordered()
    with made.round():
        made.engine.customer("1", "Bob (R8)")
        made.engine.create(1, customer="1")
    assert "whose name does not end in (R7)" in stories(made)[ONCE][0]


def test_a_mark_is_no_part_of_a_longer_one() -> None:
    assert imported(("1", "Ann (R77)"), hang=("1", "1")) == {ONCE}


def test_new_names_and_orders_without_a_customer_are_not_blamed() -> None:
    made = Made(A=10)
    made.order(1, A=1)
    made.order(2, A=1, customer="7")
    with made.round():
        made.engine.customer("1", "Guest")
        made.engine.customer("2", "Ann (R7)")
        made.engine.create(1, customer="1")
        made.engine.create(2, customer="2")
    made.customers["2"] = "Anna (R7)"
    assert ONCE not in blamed(made)


def test_documents_that_people_made_are_theirs() -> None:
    made = ordered()
    made.customers["9"] = "Walk-in"
    made.own_document("R1", A=1).customer = "9"
    made.rounds()
    assert ONCE not in blamed(made)
