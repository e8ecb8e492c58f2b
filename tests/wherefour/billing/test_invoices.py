"""The operations on invoices.

list_customer_invoices, create_invoice, update_invoice, list_invoices, get_invoice and
search_invoices. Source: docs/reference/wherefour.md §3.8, §4, §5.2 and §5.6 to §5.8.
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
id invoice_date status po_number order_id salesperson_id salesperson_name delivery_method_id
instructions subtotal discount tax shipping total invoice_number payment_term_id created_at
updated_at customer billing_address shipping_address sales_channel delivery_method salesperson
payment_term invoice_items custom_line_items
"""
DOCUMENTED = {
    "invoice_number": "INV100",
    "invoice_date": "2020-09-04",
    "invoice_items_attributes": DOCUMENTED_LINES,
    **DOCUMENTED_TERMS,
}


def invoice(warehouse: Warehouse, *lines: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Write an invoice for the documented customer; return it."""
    body = {
        "invoice_number": "V1", "invoice_date": "2020-09-04", "status": "open",
        "invoice_items_attributes": list(lines), **more,
    }  # fmt: skip
    return write(warehouse, "invoices", body)


def change(warehouse: Warehouse, before: dict[str, Any], **body: Any) -> dict[str, Any]:
    """Patch an invoice of the documented customer; return the changed one."""
    answer = warehouse.patch(f"/customers/1/invoices/{before['id']}", body)
    assert answer.status == 200, answer.text
    after: dict[str, Any] = answer.json()
    assert warehouse.get(f"/invoices/{before['id']}").json() == after
    return after


def test_create_invoice_answers_the_documented_request(warehouse: Warehouse) -> None:
    """§4, operation 8, §3.8 and §5.6: every key; the override wins even when 0."""
    answer = warehouse.post("/customers/1/invoices", DOCUMENTED)
    assert answer.status == 200
    created = answer.json()
    assert set(created) == set(KEYS.split())
    assert [line["cost"] for line in created["invoice_items"]] == ["0.0", "0.0"]
    assert [line["count"] for line in created["invoice_items"]] == ["10.0", "5.0"]
    assert (created["subtotal"], created["discount"], created["total"]) == ("0.0", "0.0", "0.0")
    assert (created["salesperson"], created["payment_term"]) == ("", "")
    assert created["delivery_method"]["name"] == "UPS Ground"
    assert created["customer"] == warehouse.get("/customers/1").json()
    assert created["shipping_address"]["line1"] == "415 S. Pine Street"
    assert created["shipping_address"]["id"] not in (1, 2)


def test_create_invoice_reads_wrapped_and_form_bodies(warehouse: Warehouse) -> None:
    """§1.2: wrapped as `invoice`; form-encoded as a courtesy; unknown keys are ignored."""
    wrapped = {"invoice": DOCUMENTED | {"colour": "red", "price_tier_ids": [1, 2]}}
    assert warehouse.post("/customers/1/invoices", wrapped).json()["invoice_number"] == "INV100"
    form = {
        "invoice[invoice_number]": "F1", "invoice[invoice_date]": "09/04/20",
        "invoice[status]": "open", "invoice[invoice_items_attributes][0][sku]": "SK0001",
        "invoice[invoice_items_attributes][0][count]": "2.5",
    }  # fmt: skip
    answer = warehouse.post("/customers/1/invoices", form=form)
    assert answer.status == 200, answer.text
    assert answer.json()["invoice_date"] == "2020-09-04"
    assert answer.json()["subtotal"] == "6.25"


def test_create_invoice_has_the_totals_of_the_worked_checks(warehouse: Warehouse) -> None:
    """§8: 300 - 10 + 25 = 315; a subtotal is not rounded, the total is; custom lines count."""
    plain = invoice(warehouse, BARS, CASES, discount=10, shipping="25")
    assert (plain["subtotal"], plain["tax"], plain["total"]) == ("300.0", None, "315.0")
    exact = invoice(
        warehouse,
        {"inventory_id": 7, "count": 1000, "override_unit_price": 0.25},
        {"inventory_id": 1, "count": 58.75, "override_unit_price": 2.97},
    )
    assert (exact["subtotal"], exact["total"]) == ("424.4875", "424.49")
    freight = {"custom_line_definition_id": 1, "count": 4, "force_subtotal": 10}
    custom = invoice(warehouse, BARS, custom_line_items_attributes=[freight])
    [line] = custom["custom_line_items"]
    assert (line["count"], line["unit_price"], custom["subtotal"]) == ("4.0", "2.5", "60.0")


def test_create_invoice_shows_the_records_that_its_ids_name(warehouse: Warehouse) -> None:
    """§5.7: strings from ids; the customer's Net 30 is not inherited."""
    named = invoice(
        warehouse, BARS, salesperson_id=2, payment_term_id="3", sales_channel_id=1, quote_id=1
    )
    assert (named["salesperson"], named["salesperson_name"]) == ("Greg Stevenson",) * 2
    assert (named["payment_term"], named["sales_channel"]) == ("Net 15", "Direct/Google")
    assert named["delivery_method"] is None


def test_legacy_totals_echo_what_the_client_sent_on_an_invoice(warehouse: Warehouse) -> None:
    """§5.6: up to 1.0.22 subtotal and total were echoed unverified."""
    warehouse.sandbox.set_quirk("wherefour.legacy_totals", True)
    answer = warehouse.post("/customers/1/invoices", DOCUMENTED)
    assert (answer.json()["subtotal"], answer.json()["total"]) == ("100.0", "0.0")
    assert invoice(warehouse, BARS)["total"] == "50.0"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"invoice_number": ""}, "invoice_number"),
        ({"invoice_number": None}, "invoice_number"),
        ({"invoice_date": "soon"}, "invoice_date"),
        ({"invoice_date": None}, "invoice_date"),
        ({"status": None}, "status"),
        ({"status": "shiny"}, "status"),
        ({"payment_term_id": 2}, "payment_term_id"),
        ({"quote_id": 77}, "quote_id"),
        ({"tax": 1e30}, "tax"),
        ({"invoice_items_attributes": []}, "invoice_items_attributes"),
        ({"invoice_items_attributes": [{"count": 1}]}, "invoice_items_attributes.0.inventory_id"),
        (
            {"invoice_items_attributes": [{"sku": "TWL-PAPER-6", "count": 1}]},
            "invoice_items_attributes.0.sku",
        ),
        (
            {"invoice_items_attributes": [{"inventory_id": 4, "count": 1, "_destroy": True}]},
            "invoice_items_attributes",
        ),
        (
            {"invoice_items_attributes": [BARS | {"count": 1e9, "override_unit_price": 1e9}]},
            "total",
        ),
    ],
)
def test_create_invoice_refuses_an_invalid_body_and_stores_nothing(
    warehouse: Warehouse, body: dict[str, Any], field: str
) -> None:
    """§1.3, §4 and §5.8: 422 names the field; no table has a new row."""
    tables = "wherefour_invoice wherefour_invoice_item wherefour_address"
    warehouse.assert_refused("/customers/1/invoices", DOCUMENTED | body, field=field, tables=tables)


def test_create_invoice_of_an_unknown_customer_is_not_found(warehouse: Warehouse) -> None:
    """§4: unknown ids are 404."""
    assert warehouse.post("/customers/99/invoices", DOCUMENTED).status == 404


def test_an_unknown_status_passes_when_filters_are_lenient(warehouse: Warehouse) -> None:
    """§5.2: others than the known are refused in strict mode only; the known in any case."""
    assert invoice(warehouse, BARS, status="PAID")["status"] == "paid"
    warehouse.sandbox.set_quirk("wherefour.strict_filters", False)
    assert invoice(warehouse, BARS, status="Shiny")["status"] == "Shiny"


def test_update_invoice_changes_only_what_the_body_names(warehouse: Warehouse) -> None:
    """§4, operation 9: nothing is required; null clears what may be empty."""
    before = invoice(warehouse, BARS, discount=10, salesperson_id=2, instructions="Ring")
    warehouse.sandbox.advance("1h")
    after = change(warehouse, before, status="complete", discount=None, salesperson_id=None)
    changed = {key for key in before if before[key] != after[key]}
    assert changed == {
        "status", "discount", "total", "salesperson", "salesperson_id", "salesperson_name",
        "updated_at",
    }  # fmt: skip
    assert (after["total"], after["instructions"]) == ("50.0", "Ring")
    moved = change(warehouse, before, invoice={"invoice_number": "V2", "invoice_date": "1/2/26"})
    assert (moved["invoice_number"], moved["invoice_date"]) == ("V2", "2026-01-02")
    assert change(warehouse, before, invoiced=True)["status"] == "complete"


def test_update_invoice_changes_adds_and_removes_lines(warehouse: Warehouse) -> None:
    """§5.8: with an id a change, without one a new line, `_destroy` an end; totals anew (§5.6)."""
    freight = {"custom_line_definition_id": 1, "count": 1, "force_subtotal": 5}
    before = invoice(warehouse, BARS, CASES, custom_line_items_attributes=[freight])
    bars, cases = (line["id"] for line in before["invoice_items"])
    after = change(
        warehouse,
        before,
        invoice_items_attributes=[
            {"id": bars, "count": 2},
            {"id": str(cases), "_destroy": "1"},
            {"sku": "000417", "count": 1, "override_unit_price": 7},
        ],
        custom_line_items_attributes=[
            {"id": before["custom_line_items"][0]["id"], "_destroy": True},
            {"custom_line_definition_id": 1, "count": 2, "force_subtotal": 3},
        ],
    )
    shown = [(line["sku"], line["count"], line["cost"]) for line in after["invoice_items"]]
    assert shown == [("SK0001", "2.0", "2.5"), ("000417", "1.0", "7.0")]
    assert after["invoice_items"][0]["id"] == bars
    assert [line["unit_price"] for line in after["custom_line_items"]] == ["1.5"]
    assert (after["subtotal"], after["total"]) == ("15.0", "15.0")
    other = change(warehouse, before, invoice_items_attributes=[{"id": bars, "inventory_id": 6}])
    assert (other["invoice_items"][0]["name"], other["invoice_items"][0]["cost"]) == (
        "Case of finished good B",
        "25.0",
    )


def test_update_invoice_refuses_to_leave_no_line(warehouse: Warehouse) -> None:
    """§5.8: 422, and the line is still there; a custom line does not suffice."""
    freight = {"custom_line_definition_id": 1, "count": 1, "force_subtotal": 5}
    before = invoice(warehouse, BARS, custom_line_items_attributes=[freight])
    [line] = before["invoice_items"]
    body = {"invoice_items_attributes": [{"id": line["id"], "_destroy": True}]}
    answer = warehouse.patch(f"/customers/1/invoices/{before['id']}", body)
    assert answer.status == 422
    assert answer.json()["errors"] == {"invoice_items_attributes": ["at least one line is needed"]}
    assert warehouse.get(f"/invoices/{before['id']}").json() == before


def test_update_invoice_finds_neither_other_customers_invoices_nor_their_lines(
    warehouse: Warehouse,
) -> None:
    """§4 and §5.8: another customer's invoice, or another invoice's line, is 404."""
    other = warehouse.post("/customers", {"display_name": "X"}).json()["id"]
    before = invoice(warehouse, BARS)
    for path in (f"/customers/{other}/invoices/{before['id']}", "/customers/1/invoices/77"):
        assert warehouse.patch(path, {"status": "shiny"}).status == 404
    for attributes in ("invoice_items_attributes", "custom_line_items_attributes"):
        body = {"status": "paid", attributes: [{"id": 1, "count": 1}]}
        assert warehouse.patch(f"/customers/1/invoices/{before['id']}", body).status == 404
    assert warehouse.get(f"/invoices/{before['id']}").json() == before


@pytest.mark.parametrize(
    "body",
    [{"invoice_number": None}, {"invoice_date": ""}, {"status": "shiny"}, {"quote_id": 77}],
)
def test_update_invoice_refuses_an_invalid_body(warehouse: Warehouse, body: dict[str, Any]) -> None:
    """§1.3: 422 names the field."""
    answer = warehouse.patch("/customers/1/invoices/1", body)
    assert (answer.status, list(answer.json()["errors"])) == (422, list(body))


def test_get_invoice_shows_the_documented_ones(warehouse: Warehouse) -> None:
    """§7: INV1 as in the search example, INV2 of 2024 with the same lines, INV100 as id 6."""
    first, second, sixth = (warehouse.get(f"/invoices/{each}").json() for each in (1, 2, 6))
    assert (first["invoice_number"], first["status"], first["total"]) == (
        "INV1",
        "invoiced",
        "315.0",
    )
    assert (second["invoice_number"], second["status"], second["invoice_date"]) == (
        "INV2",
        "draft",
        "2024-02-22",
    )
    assert [(line["id"], line["count"]) for line in second["invoice_items"]] == [
        (3, "20.0"),
        (4, "10.0"),
    ]
    assert [line["id"] for line in sixth["invoice_items"]] == [10, 11]
    for unknown in ("3", "0", "abc", "9" * 30):
        assert warehouse.get(f"/invoices/{unknown}").status == 404


def test_list_customer_invoices_shows_those_of_one_customer(warehouse: Warehouse) -> None:
    """§4, operation 7: by id; 404 for an unknown customer, none for a new one."""
    assert [row["id"] for row in warehouse.get("/customers/1/invoices").json()] == [1, 2, 6]
    other = warehouse.post("/customers", {"display_name": "X"}).json()["id"]
    assert warehouse.get(f"/customers/{other}/invoices").json() == []
    assert warehouse.get("/customers/99/invoices").status == 404


def test_list_invoices_shows_what_changed_since(warehouse: Warehouse) -> None:
    """§1.7: updated_at is a lower bound, itself included; 422 for what is no time."""
    assert [row["id"] for row in warehouse.get("/invoices").json()] == [1, 2, 6]
    warehouse.sandbox.advance("1h")
    change(warehouse, {"id": 1}, status="paid")
    warehouse.sandbox.advance("1h")
    stamp = warehouse.get("/invoices/1").json()["updated_at"]
    [row] = warehouse.get("/invoices", json={"updated_at": stamp}).json()
    assert (row["id"], row["status"]) == (1, "paid")
    assert warehouse.get("/invoices?updated_at=soon").status == 422


def test_search_invoices_finds_every_match(warehouse: Warehouse) -> None:
    """§4, operation 12 and §5.7: whole numbers, which may repeat; in query or body."""
    for number in ("R5", "R5", "R55"):
        invoice(warehouse, BARS, invoice_number=number)
    assert len(warehouse.get("/invoices/search", json={"invoice_number": "R5"}).json()) == 2
    assert len(warehouse.get("/invoices/search?invoice_number=R55").json()) == 1
    assert warehouse.get("/invoices/search").json() == []
    assert warehouse.get("/invoices/search?invoice_number=").status == 422
