"""What the lists of documents, vendors, settings and activities have in common.

Source: docs/reference/wherefour.md §1.1, §1.4 to §1.7.
"""

from typing import Any

import pytest
from stocktake import SIMULATORS
from stocktake.web.operations import build_table

from tests.wherefour.conftest import AUTH, BASE, Warehouse

TIMES = "start_date_time=2020-01-01&end_date_time=2030-12-31&inventory_ids=1,4,6,7"
# Of each list: how to ask for it, how many rows the demo data have.
LISTS = {
    "list_customer_invoices": ("/customers/1/invoices", 3),
    "list_invoices": ("/invoices", 3),
    "search_invoices": ("/invoices/search?invoice_number=INV2", 1),
    "get_quote": ("/customers/1/quotes", 2),
    "list_quotes": ("/quotes", 2),
    "search_quotes": ("/quotes/search?quote_number=QO1", 1),
    "list_purchases": ("/purchases", 1),
    "search_purchase_orders": ("/purchases/search?purchase_number=PO1", 1),
    "list_vendors": ("/vendors", 1),
    "search_vendors": ("/vendors/search?display_name=pacific", 1),
    "list_customer_credits": ("/customers/1/credits", 2),
    "get_sales_channels": ("/settings/sales_channels", 1),
    "get_salespeople": ("/settings/salespeople", 1),
    "get_payment_terms": ("/settings/payment_terms", 2),
    "get_order_statuses": ("/settings/order_statuses", 8),
    "activity_report": (f"/reports/activities?{TIMES}", 10),
    "list_formulas": ("/formulas?type=boms&search_type=formula", 1),
    "search_formulas": ("/formulas/search?type=boms&search_type=formula&name=good", 1),
}
[API] = next(each for each in SIMULATORS if each.name == "wherefour").apis
ROWS = {operation.id: operation.rows for operation in build_table(API).operations}
PAGED = [name for name in LISTS if "formulas" not in name]
OTHERS = {
    "create_invoice": ("POST", "/customers/1/invoices"),
    "update_invoice": ("PATCH", "/customers/1/invoices/1"),
    "get_invoice": ("GET", "/invoices/1"),
    "create_quote": ("POST", "/customers/1/quotes"),
    "update_quote": ("PATCH", "/customers/1/quotes/1"),
    "get_quotes": ("GET", "/quotes/1"),
    "get_vendor": ("GET", "/vendors/1"),
    "create_credit": ("POST", "/customers/1/credits"),
    "update_credit": ("PATCH", "/customers/1/credits/1"),
}


def ask(warehouse: Warehouse, name: str, more: str = "") -> Any:
    """Ask for a list; the one activity report is a POST."""
    path = LISTS[name][0]
    path += ("&" if "?" in path else "?") + more if more else ""
    return warehouse.post(path) if name == "activity_report" else warehouse.get(path)


@pytest.fixture
def stocked(warehouse: Warehouse) -> Warehouse:
    """A warehouse whose customer has a second credit."""
    body = {
        "credit_number": "CRED1", "credit_date": "2026-01-05", "status": "active",
        "credit_items_attributes": [{"inventory_id": 4, "count": 1}],
    }  # fmt: skip
    assert warehouse.post("/customers/1/credits", body).status == 200
    warehouse.sandbox.advance("1d")
    return warehouse


def test_every_list_is_an_array_with_the_numbers_of_its_page(stocked: Warehouse) -> None:
    """§1.5 and §1.4: an array also for one hit; Total and Per-Page always, Link for more pages."""
    for name in PAGED:
        answer, rows = ask(stocked, name), LISTS[name][1]
        assert answer.status == 200, name
        assert len(answer.json()) == rows, name
        assert (answer.headers["total"], answer.headers["per-page"]) == (str(rows), "25"), name
        assert "link" not in answer.headers, name


def test_every_list_is_paged_in_the_order_of_ids(stocked: Warehouse) -> None:
    """§1.4 and §1.7: one row a page, in the order of the whole list; past the end nothing."""
    for name in PAGED:
        whole, rows = [row["id"] for row in ask(stocked, name).json()], LISTS[name][1]
        pages = [ask(stocked, name, f"per_page=1&page={n}") for n in range(1, rows + 2)]
        assert [row["id"] for page in pages for row in page.json()] == whole, name
        assert whole == sorted(whole) or name == "activity_report", name
        assert ('rel="next"' in pages[0].headers.get("link", "")) == (rows > 1), name
        assert pages[-1].json() == [], name
        assert ask(stocked, name, "page=abc").json() == ask(stocked, name).json(), name


def test_every_operation_on_billing_documents_requires_credentials(warehouse: Warehouse) -> None:
    """§1.1: Basic on every operation, before anything is looked at."""
    listed = {
        name: ("POST" if name == "activity_report" else "GET", path)
        for name, (path, _) in LISTS.items()
    }
    for name, (method, path) in (listed | OTHERS).items():
        for auth in (None, (AUTH[0], "guess")):
            answer = warehouse.sandbox.request(method, BASE + path, auth=auth)
            assert (answer.status, answer.json()["code"]) == (401, 401), name


def test_every_list_can_lag_behind(stocked: Warehouse) -> None:
    """x-rows: rows younger than the lag are left out, and are there afterwards."""
    for name, (_, rows) in LISTS.items():
        stamped = ROWS[name]
        stocked.write(f"UPDATE {stamped['table']} SET {stamped['stamp']} = (SELECT now FROM world)")
        stocked.sandbox.fault("wherefour", name, "list_lag", ms=10**6)
        lagging, after = ask(stocked, name), ask(stocked, name)
        assert lagging.status == 200, name
        if name in PAGED:
            assert (lagging.json(), len(after.json())) == ([], rows), name
        else:
            assert (len(lagging.json()["boms"]), len(after.json()["boms"])) == (0, rows), name


def test_every_list_can_hold_a_poison_row(stocked: Warehouse) -> None:
    """x-rows: the page that holds it answers 500 in the vendor's envelope."""
    for name in LISTS:
        shown = ask(stocked, name).json()
        row = (shown if name in PAGED else shown["boms"])[0]["id"]
        stocked.sandbox.fault("wherefour", name, "poison", row=row)
        answer = ask(stocked, name)
        assert (answer.status, answer.json()["code"]) == (500, 500), name
        assert ask(stocked, name).status == 200, name


def test_every_list_can_give_its_rows_one_updated_at(stocked: Warehouse) -> None:
    """x-rows: the stamp that clients keep as a watermark is then the same on every page."""
    for name in PAGED:
        stocked.sandbox.fault("wherefour", name, "same_timestamp")
        stamp = "effective_at" if name == "activity_report" else "updated_at"
        rows = ask(stocked, name).json()
        assert len({row[stamp] for row in rows}) <= 1, name


@pytest.mark.parametrize("name", ["list_invoices", "list_quotes", "list_purchases", "list_vendors"])
def test_updated_at_is_inclusive_and_lenient_when_asked(warehouse: Warehouse, name: str) -> None:
    """§1.7: >=; what cannot be read is 422, or ignored when strict_filters is off."""
    rows = ask(warehouse, name).json()
    newest = max(row["updated_at"] for row in rows)
    since = [row["id"] for row in ask(warehouse, name, f"updated_at={newest}").json()]
    assert since == [row["id"] for row in rows if row["updated_at"] == newest]
    assert ask(warehouse, name, "updated_at=soon").status == 422
    warehouse.sandbox.set_quirk("wherefour.strict_filters", False)
    assert ask(warehouse, name, "updated_at=soon").json() == rows


@pytest.mark.parametrize("value", ["\x00", "x" * 5000, "%_", "9" * 400, "1e999", 10**18, 2**64, []])
def test_hostile_values_never_cause_a_500(warehouse: Warehouse, value: Any) -> None:
    """§1.3: no input ends in a 500."""
    line = {"inventory_id": 4, "count": 1}
    for one, needed in (
        ("invoice", {"invoice_number": "1", "invoice_date": "2020-01-01", "status": "open"}),
        ("quote", {"quote_date": "2020-01-01", "status": "open"}),
        ("credit", {"credit_number": "1", "credit_date": "2020-01-01", "status": "active"}),
    ):
        lines = f"{one}_items_attributes"
        for key in (*needed, "tax", "salesperson_id", "order_id", "quote_number", lines):
            body = needed | {lines: [line], key: value}
            answer = warehouse.post(f"/customers/1/{one}s", body)
            assert answer.status in (200, 400, 422), (one, key, answer.text)
        for key in ("id", "_destroy", "count", "override_unit_price", "sku"):
            body = needed | {lines: [line, line | {key: value}]}
            answer = warehouse.patch(f"/customers/1/{one}s/1", body)
            assert answer.status in (200, 400, 404, 422), (one, key, answer.text)
    for path in ("/vendors/search", "/purchases/search", "/formulas"):
        for key in ("display_name", "purchase_number", "name", "updated_at"):
            assert warehouse.get(path, json={key: value}).status in (200, 422)
