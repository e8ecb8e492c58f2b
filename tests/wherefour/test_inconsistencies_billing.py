"""Where the vendor's documents contradict themselves about these operations, and what holds here.

Source: docs/reference/wherefour.md §6; each test names the number there.
"""

import json
from typing import Any

import pytest
from stocktake import SIMULATORS
from stocktake.web.operations import Table, build_table

from .conftest import Warehouse

LINE = {"inventory_id": 4, "count": 10, "unit_price": 100, "override_unit_price": 2.5}
INVOICE = {
    "invoice_number": "V1", "invoice_date": "2020-09-04", "status": "invoiced",
    "invoice_items_attributes": [LINE],
}  # fmt: skip
QUOTE = {"quote_date": "2020-09-04", "status": "invoiced", "quote_items_attributes": [LINE]}
CREDIT = {
    "credit_number": "CRED1", "credit_date": "2026-01-05", "status": "active",
    "credit_items_attributes": [LINE],
}  # fmt: skip


@pytest.fixture(scope="module")
def table() -> Table:
    """The operations of our own document."""
    [api] = next(each for each in SIMULATORS if each.name == "wherefour").apis
    return build_table(api)


def test_1_lists_are_arrays_also_of_one(warehouse: Warehouse) -> None:
    """§6, 1: nearly every list example is a single object; every answer is an array."""
    paths = (
        "/purchases", "/vendors", "/vendors/search?display_name=pacific", "/settings/salespeople",
        "/invoices/search?invoice_number=INV2", "/quotes/search?quote_number=QO1",
        "/purchases/search?purchase_number=PO1", "/settings/sales_channels",
    )  # fmt: skip
    for path in paths:
        shown = warehouse.get(path).json()
        assert isinstance(shown, list), path
        assert len(shown) == 1, path


def test_4_the_quotes_of_a_customer_need_no_body_and_keep_the_swapped_operation_ids(
    warehouse: Warehouse, table: Table
) -> None:
    """§6, 4: the genuine list example was filed as a request body; get_quote is the list."""
    by_id = {operation.id: operation for operation in table.operations}
    assert by_id["get_quote"].template == "/api/v1/customers/{customer_id}/quotes"
    assert by_id["get_quotes"].template == "/api/v1/quotes/{quote_id}"
    assert by_id["get_quote"].body is None
    [first, _] = warehouse.get("/customers/1/quotes").json()
    assert (first["quote_number"], first["total"]) == ("QO1", "315.0")


def test_8_money_is_a_padded_string_or_null_everywhere(warehouse: Warehouse) -> None:
    """§6, 8: "0.00", "" and null for one thing, numbers for another; here strings or null."""
    first, sixth = (warehouse.get(f"/invoices/{each}").json() for each in (1, 6))
    names = ("subtotal", "discount", "tax", "shipping", "total")
    assert [first[name] for name in names] == ["300.0", "10.0", None, "25.0", "315.0"]
    assert [sixth[name] for name in names] == ["0.0"] * 5
    zero = warehouse.patch("/customers/1/invoices/1", {"tax": "0.00", "discount": ""}).json()
    assert (zero["tax"], zero["discount"]) == ("0.0", None)


def test_9_dates_are_iso_but_a_credits_is_a_whole_time(warehouse: Warehouse) -> None:
    """§6, 9: credit_date is a full timestamp, every other date of a document a day."""
    made = warehouse.post("/customers/1/credits", CREDIT | {"credit_date": "01/05/26"}).json()
    assert made["credit_date"] == "2026-01-05T00:00:00.000Z"
    assert warehouse.get("/invoices/1").json()["invoice_date"] == "2020-09-04"
    assert warehouse.get("/quotes/1").json()["expiration_date"] == "2020-09-04"
    assert warehouse.get("/purchases").json()[0]["purchase_date"] == "2020-09-11"
    ancient = warehouse.post("/customers/1/credits", CREDIT | {"credit_date": "0001-01-01"})
    assert ancient.json()["credit_date"] == "0001-01-01T00:00:00.000Z"


@pytest.mark.parametrize(
    ("many", "body"), [("invoices", INVOICE), ("quotes", QUOTE), ("credits", CREDIT)]
)
def test_15_a_create_has_required_fields_and_an_update_none(
    warehouse: Warehouse, many: str, body: dict[str, Any]
) -> None:
    """§6, 15: `required: true` on properties, on PATCH too, means nothing to OpenAPI."""
    created = warehouse.post(f"/customers/1/{many}", body).json()
    same = warehouse.patch(f"/customers/1/{many}/{created['id']}", {})
    assert same.status == 200
    assert same.json() | {"updated_at": None} == created | {"updated_at": None}
    refused = warehouse.post(f"/customers/1/{many}", {})
    assert set(refused.json()["errors"]) == {key for key in body if "credit_items" not in key}


def test_16_keys_that_only_examples_have_are_taken_and_ignored(warehouse: Warehouse) -> None:
    """§6, 16: unit_price, origin and payment_terms change nothing."""
    sent = INVOICE | {"origin": "shop", "payment_terms": "Net 15", "po_number": "12345"}
    shown = warehouse.post("/customers/1/invoices", sent).json()
    assert (shown["invoice_items"][0]["cost"], shown["total"]) == ("2.5", "25.0")
    assert shown["payment_term"] == ""
    assert not {"origin", "payment_terms", "unit_price"} & set(shown)


def test_17_the_report_reads_its_query_although_it_is_a_post(table: Table) -> None:
    """§6, 17: POST with query parameters; lot_code is an array in the singular."""
    [operation] = (each for each in table.operations if each.id == "activity_report")
    assert (operation.method, operation.body) == ("POST", None)
    arrays = {parameter.name for parameter in operation.parameters if parameter.array}
    assert {"lot_code", "barcode", "serial_number", "activity_types"} <= arrays
    required = {parameter.name for parameter in operation.parameters if parameter.required}
    assert required == {"start_date_time", "end_date_time"}


def test_18_formulas_require_two_filters_and_show_assemblies_empty(warehouse: Warehouse) -> None:
    """§6, 18: type and search_type are required; default_version is a boolean; pull items."""
    shown = warehouse.get("/formulas?type=boms&search_type=formula").json()
    assert shown["assemblies"] == []
    [bom] = shown["boms"]
    assert bom["default_version"] is True
    assert "bom_pull_items" in bom
    assert "bom_items" not in bom
    assert warehouse.get("/formulas?type=assemblies&search_type=formula").status == 422
    assert warehouse.get("/formulas").status == 422


def test_19_our_document_refers_to_nothing_that_is_missing(table: Table) -> None:
    """§6, 19: the vendor's invoice examples point at files that do not exist."""
    text = json.dumps(table.document)
    references = {part.split('"')[0] for part in text.split('"$ref": "')[1:]}
    for reference in references:
        assert reference.startswith("#/")
        found: Any = table.document
        for step in reference.removeprefix("#/").split("/"):
            found = found[step.replace("~1", "/")]
        assert found


def test_20_terms_and_salespeople_are_strings_here_and_objects_there(warehouse: Warehouse) -> None:
    """§6, 20: customer payment_terms and invoice payment_term strings, a vendor's an object."""
    warehouse.write("UPDATE wherefour_vendor SET payment_term_id = 1, delivery_method_id = 3")
    vendor = warehouse.get("/vendors/1").json()
    assert vendor["payment_term"] == {"id": 1, "name": "Net 30", "net": 30}
    assert vendor["delivery_method"]["name"] == "Pickup"
    invoice = warehouse.get("/invoices/1").json()
    assert (invoice["payment_term"], invoice["salesperson"]) == ("Net 30", "")
    assert invoice["customer"]["payment_terms"] == "Net 30"
    credit = warehouse.post("/customers/1/credits", CREDIT | {"salesperson_id": 2}).json()
    assert credit["salesperson"] == {"id": 2, "name": "Greg Stevenson"}


def test_21_a_credit_holds_its_order_and_user_itself_and_a_clean_total(
    warehouse: Warehouse,
) -> None:
    """§6, 21: not nested below credit_from_address; no float noise."""
    lines = [{"inventory_id": 4, "count": 0.1, "override_unit_price": 0.7}] * 3
    sent = CREDIT | {"order_id": 2, "credit_items_attributes": lines}
    credit = warehouse.post("/customers/1/credits", sent).json()
    assert (credit["order"]["order_number"], credit["user"]["id"]) == ("SO2", 1)
    assert (credit["credit_from_address"], credit["total"]) == (None, "0.21")


def test_23_vendors_have_headers_and_a_search_parameter(warehouse: Warehouse) -> None:
    """§6, 23: a page without headers, a search without a key: both are there."""
    assert warehouse.get("/vendors").headers["total"] == "1"
    assert len(warehouse.get("/vendors/search?display_name=Pacific").json()) == 1


def test_24_an_item_inside_a_document_has_one_width(warehouse: Warehouse) -> None:
    """§6, 24: the medium one, in every line and formula."""
    [bom] = warehouse.get("/formulas?type=boms&search_type=formula").json()["boms"]
    [purchase] = warehouse.get("/purchases").json()
    credit = warehouse.post("/customers/1/credits", CREDIT).json()
    order = warehouse.order({"inventory_id": 4, "count": 1})
    embedded = [
        warehouse.get("/invoices/1").json()["invoice_items"][0]["inventory"],
        warehouse.get("/quotes").json()[0]["quote_items"][0]["inventory"],
        purchase["purchase_items"][0]["inventory"],
        credit["credit_items"][0]["inventory"],
        bom["bom_pull_items"][0]["inventory"],
    ]
    width = set(order["order_items"][0]["inventory"])
    assert "pull_strategy" in width
    assert all(set(item) == width for item in embedded)


def test_25_invoiced_is_a_status_of_both_and_po_number_is_empty(warehouse: Warehouse) -> None:
    """§6, 25: copied from orders, yet shown; the quirk quote_po_number leaves a quote's key out."""
    invoice = warehouse.post("/customers/1/invoices", INVOICE).json()
    quote = warehouse.post("/customers/1/quotes", QUOTE).json()
    assert (invoice["status"], quote["status"]) == ("invoiced", "invoiced")
    assert (invoice["po_number"], invoice["order_id"]) == (None, None)
    assert quote["po_number"] is None
    warehouse.sandbox.set_quirk("wherefour.quote_po_number", "absent")
    assert "po_number" not in warehouse.get(f"/quotes/{quote['id']}").json()
    assert quote["quote_number"].startswith("QO")


def test_26_an_order_status_has_all_its_flags(warehouse: Warehouse) -> None:
    """§6, 26: two revisions of the schema; the full one holds."""
    for status in warehouse.get("/settings/order_statuses").json():
        assert len(status) == 18
        assert sum(isinstance(value, bool) for value in status.values()) == 12
