"""get_quote, create_quote, update_quote, get_quotes, search_quotes and list_quotes.

Source: docs/reference/wherefour.md §3.8, §4 and §5.6 to §5.8.
"""

from typing import Any

import pytest

from tests.wherefour.billing.support import (
    BARS,
    CASES,
    DOCUMENTED_LINES,
    DOCUMENTED_TERMS,
    write,
)
from tests.wherefour.conftest import Warehouse

KEYS = """
id quote_date expiration_date status salesperson_id salesperson_name delivery_method_id
instructions subtotal discount tax shipping total quote_number payment_term_id created_at
updated_at billing_address shipping_address customer sales_channel delivery_method salesperson
payment_term quote_items po_number
"""
DOCUMENTED = {
    "quote_number": "QO100",
    "quote_date": "2020-09-04",
    "expiration_date": "2020-09-04",
    "quote_items_attributes": DOCUMENTED_LINES,
    **DOCUMENTED_TERMS,
}


def quote(warehouse: Warehouse, *lines: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Write a quote for the documented customer; return it."""
    body = {
        "quote_date": "2020-09-04", "status": "open", "quote_items_attributes": list(lines), **more,
    }  # fmt: skip
    return write(warehouse, "quotes", body)


def test_create_quote_answers_the_documented_request(warehouse: Warehouse) -> None:
    """§4, operation 23 and §3.8: every key, the addresses too; no custom lines."""
    answer = warehouse.post("/customers/1/quotes", {"quote": DOCUMENTED | {"price_tier_id": 3}})
    assert answer.status == 200
    created = answer.json()
    assert set(created) == set(KEYS.split())
    assert [line["count"] for line in created["quote_items"]] == ["10.0", "5.0"]
    assert (created["subtotal"], created["total"]) == ("0.0", "0.0")
    assert created["billing_address"]["line1"] == "1142 Main Street"
    assert created["customer"] == warehouse.get("/customers/1").json()


def test_create_quote_numbers_a_quote_without_a_number(warehouse: Warehouse) -> None:
    """§5.7: QO and the next number, after the highest that looks like one."""
    assert quote(warehouse, BARS)["quote_number"] == "QO101"
    assert quote(warehouse, BARS, quote_number=None)["quote_number"] == "QO102"
    quote(warehouse, BARS, quote_number="QO" + "9" * 30)
    quote(warehouse, BARS, quote_number="QO7x")
    assert quote(warehouse, BARS, quote_number="")["quote_number"] == "QO103"
    assert quote(warehouse, BARS, quote_number="mine")["quote_number"] == "mine"


def test_create_quote_adds_up(warehouse: Warehouse) -> None:
    """§5.6: shipping counts once, whatever the list example says; echoes with legacy_totals."""
    worked = quote(warehouse, BARS, CASES, discount=10, shipping=25)
    assert (worked["subtotal"], worked["total"]) == ("300.0", "315.0")
    warehouse.sandbox.set_quirk("wherefour.legacy_totals", True)
    answer = warehouse.post("/customers/1/quotes", DOCUMENTED)
    assert (answer.json()["subtotal"], answer.json()["total"]) == ("100.0", "0.0")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"quote_date": None}, "quote_date"),
        ({"expiration_date": "never"}, "expiration_date"),
        ({"status": "shiny"}, "status"),
        ({"delivery_method_id": 2}, "delivery_method_id"),
        ({"quote_items_attributes": []}, "quote_items_attributes"),
        ({"quote_items_attributes": [{"sku": "x", "count": 1}]}, "quote_items_attributes.0.sku"),
    ],
)
def test_create_quote_refuses_an_invalid_body(
    warehouse: Warehouse, body: dict[str, Any], field: str
) -> None:
    """§1.3: 422 names the field; nothing is stored."""
    before = warehouse.get("/quotes").json()
    answer = warehouse.post("/customers/1/quotes", DOCUMENTED | body)
    assert (answer.status, list(answer.json()["errors"])) == (422, [field])
    assert warehouse.get("/quotes").json() == before
    assert warehouse.post("/customers/99/quotes", DOCUMENTED).status == 404


def test_update_quote_changes_what_the_body_names(warehouse: Warehouse) -> None:
    """§4, operation 24 and §5.8: fields, lines, totals; nothing else."""
    before = quote(warehouse, BARS, CASES, expiration_date="2020-10-04")
    bars, cases = (line["id"] for line in before["quote_items"])
    lines = [{"id": cases, "_destroy": 1}, {"id": bars, "count": "4"}]
    body = {"status": "Accepted", "expiration_date": None, "quote_items_attributes": lines}
    after = warehouse.patch(f"/customers/1/quotes/{before['id']}", body).json()
    assert (after["status"], after["expiration_date"], after["total"]) == ("accepted", None, "10.0")
    assert [line["id"] for line in after["quote_items"]] == [bars]
    assert after["quote_number"] == before["quote_number"]
    assert warehouse.get(f"/quotes/{before['id']}").json() == after


def test_update_quote_refuses_other_customers_quotes_and_invalid_bodies(
    warehouse: Warehouse,
) -> None:
    """§4 and §5.8: 404 for another's quote or line, 422 for what is not valid."""
    other = warehouse.post("/customers", {"display_name": "X"}).json()["id"]
    for path in (f"/customers/{other}/quotes/1", "/customers/1/quotes/77"):
        assert warehouse.patch(path, {}).status == 404
    foreign = {"quote_items_attributes": [{"id": 10, "count": 1}]}
    assert warehouse.patch("/customers/1/quotes/1", foreign).status == 404
    for body in ({"quote_number": None}, {"quote_number": ""}, {"quote_date": ""}):
        assert warehouse.patch("/customers/1/quotes/1", body).status == 422
    gone = {"quote_items_attributes": [{"id": each, "_destroy": True} for each in (1, 2)]}
    assert warehouse.patch("/customers/1/quotes/1", gone).status == 422


def test_get_quotes_shows_one_quote_by_id(warehouse: Warehouse) -> None:
    """§7 and §4, operation 25: QO1 as in the search example, QO100 as id 6."""
    first = warehouse.get("/quotes/1").json()
    assert (first["quote_number"], first["status"], first["total"]) == ("QO1", "invoiced", "315.0")
    assert (first["payment_term"], first["instructions"]) == ("Net 30", None)
    assert warehouse.get("/quotes/6").json()["quote_number"] == "QO100"
    assert warehouse.get("/quotes/2").status == 404


def test_get_quote_lists_one_customers_quotes(warehouse: Warehouse) -> None:
    """§4, operation 22: the operationId is the vendor's; 404 for an unknown customer."""
    assert [row["id"] for row in warehouse.get("/customers/1/quotes").json()] == [1, 6]
    assert warehouse.get("/customers/99/quotes").status == 404


def test_list_quotes_shows_what_changed_since(warehouse: Warehouse) -> None:
    """§1.7: updated_at is a lower bound, itself included."""
    stamp = quote(warehouse, BARS)["updated_at"]
    assert len(warehouse.get("/quotes").json()) == 3
    assert len(warehouse.get(f"/quotes?updated_at={stamp}").json()) == 1
    assert warehouse.get("/quotes?updated_at=2999-01-01").json() == []
    assert warehouse.get("/quotes?updated_at=soon").status == 422


def test_search_quotes_finds_every_match(warehouse: Warehouse) -> None:
    """§4, operation 26: the whole number, in query or body."""
    quote(warehouse, BARS, quote_number="QO1")
    assert len(warehouse.get("/quotes/search", json={"quote_number": "QO1"}).json()) == 2
    assert warehouse.get("/quotes/search?quote_number=qo1").json() == []
    assert warehouse.get("/quotes/search").json() == []
    assert warehouse.get("/quotes/search?quote_number=").status == 422
