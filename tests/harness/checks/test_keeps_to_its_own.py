"""`keeps_to_its_own`: what an engine may write, and what is other people's."""

from typing import Any

import pytest

from tests.harness.blamed import blamed, served, stories
from tests.harness.made import Made

OWN = "keeps_to_its_own"
KINDS = {
    ("retailcrm", "upload_inventories"): "numbers",
    ("retailcrm", "edit_order"): "shipping",
    ("retailcrm", "edit_integration_module"): "registration",
    ("retailcrm", "upload_prices"): "prices",
    ("wholecell", "create_order"): "documents",
    ("wholecell", "update_order"): "documents",
    ("wherefour", "update_customer"): "customers",
    ("wherefour", "create_customer"): "customers",
    ("wherefour", "adjust_lot"): "lots",
}


def served_with_kinds(warehouse: str = "wholecell", *others: str) -> Made:
    """An order is served; every write operation says what it is about."""
    made = served(warehouse)
    made.names = (warehouse, *others)
    made.writes = KINDS
    return made


def test_what_an_engine_has_to_write_is_its_own() -> None:
    made = served_with_kinds()
    with made.round():
        made.engine.send("edit_integration_module", simulator="retailcrm")
    assert OWN not in blamed(made)


@pytest.mark.parametrize(
    ("operation", "simulator"), [("upload_prices", "retailcrm"), ("adjust_lot", "wherefour")]
)
def test_a_write_of_another_kind_is_blamed_when_it_is_carried_out(
    operation: str, simulator: str
) -> None:
    made = served_with_kinds()
    with made.round():
        made.engine.send(operation, simulator=simulator, status=403)
    assert OWN not in blamed(made)
    with made.round():
        made.engine.send(operation, simulator=simulator)
    assert f"of {simulator}, which are other people's" in stories(made)[OWN][0]


def test_numbers_of_a_place_on_no_route_are_blamed() -> None:
    made = served_with_kinds()
    made.shown["elsewhere", "A"] = 3
    with made.round():
        made.engine.show(at="elsewhere", A=0)
    assert "elsewhere, which is on no route" in stories(made)[OWN][0]


@pytest.mark.parametrize("lines", [None, {"A": 1}])
def test_other_peoples_documents_are_blamed_whatever_changes_of_them(lines: Any) -> None:
    made = served_with_kinds()
    made.own_document("SO-1", A=2)
    with made.round():
        made.engine.change("SO-1", lines=lines, path="/api/v1/sales_orders/2")
    assert "document 2, which is of no order of its routes" in stories(made)[OWN][0]


def test_a_customer_whom_it_did_not_make_is_blamed() -> None:
    made = Made(A=10)
    made.writes = KINDS
    made.customers["9"] = "Walk-in"
    with made.round():
        made.engine.customer("10", "Ann (R7)")
        made.engine.send("update_customer", method="PUT", path="/api/v1/customers/10")
    assert OWN not in blamed(made)
    with made.round():
        made.engine.send("update_customer", method="PUT", path="/api/v1/customers/9")
    assert "customer 9, whom it did not make" in stories(made)[OWN][0]


@pytest.mark.parametrize(
    ("fields", "violations"),
    [({"status": "complete", "managerComment": "sent"}, set()), ({"phone": "555"}, {OWN})],
)
def test_a_field_that_was_only_read_is_not_sent_back(fields: Any, violations: set[str]) -> None:
    made = served_with_kinds()
    made.take_back()
    made.ship()
    with made.round():
        made.engine.tell(fields=fields)
    assert blamed(made) & {OWN} == violations


def test_a_field_that_was_only_read_is_found_in_a_form() -> None:
    made = served_with_kinds()
    kind = {"content-type": "application/x-www-form-urlencoded"}
    with made.round():
        made.engine.tell(
            asked=None, request_headers=kind, request_body="order%5Bphone%5D=555&site=shop"
        )
    assert "fields that it only read (phone)" in stories(made)[OWN][0]


def test_an_order_that_is_taken_out_of_the_cancelled_ones_is_blamed() -> None:
    made = served_with_kinds()
    made.cancel()
    with made.round():
        made.engine.send("edit_order", simulator="retailcrm", asked={"order": {"status": "new"}})
        order = made.orders[1]
        order.lives = True
        made.line("retailcrm", "demand", 2, good="A", order=order, place="wholecell")
    assert "it was cancelled, and now it lives again" in stories(made)[OWN][0]


def test_any_request_to_the_control_plane_is_blamed() -> None:
    made = served_with_kinds()
    with made.round():
        made.engine.read("", simulator="_sim", path="/_sim/sql", status=404)
    assert "the control plane is the referee's" in stories(made)[OWN][0]
