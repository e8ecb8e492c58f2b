"""Every request body of the vendor's document is accepted by a documented world.

Source: docs/reference/wherefour.md §4 and §7.
"""

from collections.abc import Iterator

import pytest
from stocktake import SIMULATORS
from stocktake.vendors.wherefour import SIMULATOR
from stocktake.web.operations import build_table
from stocktake.web.sandbox import Sandbox

from .conftest import AUTH, BASE, Warehouse
from .documented_writes import WRITES


@pytest.fixture
def documented() -> Iterator[Warehouse]:
    """The warehouse of a fresh world that holds the documented records alone."""
    with Sandbox(SIMULATORS, seed_set="documented") as fresh:
        yield Warehouse(fresh)


@pytest.mark.parametrize("operation", WRITES)
def test_each_documented_write_is_accepted(documented: Warehouse, operation: str) -> None:
    """§4: with the values of the examples; ids of lines are those of the records in §7."""
    method, path, body = WRITES[operation]
    answer = documented.sandbox.request(method, BASE + path, json=body, auth=AUTH)
    assert answer.status == 200, answer.text


def test_all_documented_writes_are_accepted_one_after_the_other(documented: Warehouse) -> None:
    """§4: none of them takes away what the next one names."""
    for method, path, body in WRITES.values():
        answer = documented.sandbox.request(method, BASE + path, json=body, auth=AUTH)
        assert answer.status == 200, answer.text


def test_the_examples_are_those_of_every_operation_that_writes() -> None:
    """§2: fourteen operations write; the legacy form of auto-ship has no example of its own."""
    writes = {o.id for o in build_table(SIMULATOR.apis[0]).operations if o.body is not None}
    assert writes - {"auto_pick_and_ship_legacy"} == set(WRITES)
    assert len(WRITES) == 13


def test_the_documented_credit_is_there_with_its_total_computed(documented: Warehouse) -> None:
    """§5.6: its lines give 92.44, where the example shows the noise of floats."""
    [credit] = documented.get("/customers/1/credits").json()
    assert (credit["credit_number"], credit["total"]) == ("CRED10", "92.44")
    assert [line["name"] for line in credit["custom_line_items"]] == ["Tiered CLI"]


def test_each_kind_of_document_numbers_its_custom_lines_by_itself(documented: Warehouse) -> None:
    """§3.6: the update examples of an order and of an invoice both name custom line 1."""
    order, invoice = documented.get("/orders/1").json(), documented.get("/invoices/1").json()
    assert [line["id"] for line in order["custom_line_items"]] == [1]
    assert [line["id"] for line in invoice["custom_line_items"]] == [1]
    assert (order["total"], invoice["total"]) == ("315.0", "315.0")


def test_an_address_of_a_customer_is_credited_from_unless_the_quirk_refuses_it(
    documented: Warehouse,
) -> None:
    """§3.9: a facility's address is asked for, and the example names a customer's."""
    _, path, body = WRITES["create_credit"]
    credit = documented.post(path, body).json()
    assert credit["credit_from_address"]["line1"] == "1142 Main Street"
    documented.sandbox.set_quirk("wherefour.facility_addresses_only", True)
    for name in ("credits", "orders"):
        field = "credit_from_address_id" if name == "credits" else "ship_from_address_id"
        _, path, body = WRITES[f"create_{name[:-1]}"]
        answer = documented.post(path, body | {field: 1})
        assert (answer.status, answer.json()["errors"]) == (422, {field: ["must exist"]})
