"""Faults that need to know a list's rows apply to every list of Wherefour (`x-rows`)."""

import re
from typing import Any

import pytest
from stocktake.vendors.wherefour import SIMULATOR
from stocktake.web.operations import build_table

from .conftest import Warehouse

# A report by POST, formulas in an object of arrays, credits of which none is documented: their own
# tests know what they show.
ELSEWHERE = {"activity_report", "list_formulas", "search_formulas", "list_customer_credits"}
LISTS = [
    each
    for each in build_table(SIMULATOR.apis[0]).operations
    if each.rows and each.id not in ELSEWHERE
]
QUERIES = {
    "search_inventory": "?sku_list=SK0001",
    "search_customers": "?display_name=embarcadero",
    "search_orders": "?order_number=SO2",
    "search_shipments": "?order_number=SO2",
    "search_invoices": "?invoice_number=INV1",
    "search_quotes": "?quote_number=QO1",
    "search_purchase_orders": "?purchase_number=PO1",
    "search_vendors": "?display_name=pacific",
}
IDS = {"customer_id": "1", "order_id": "2", "inventory_id": "1"}


def path_of(operation: Any) -> str:
    """Return a path at which the documented rows of a list are."""
    template = operation.template.removeprefix("/api/v1")
    path = re.sub(r"\{(\w+)\}", lambda match: IDS[match.group(1)], template)
    return path + QUERIES.get(operation.id, "")


@pytest.mark.parametrize("operation", LISTS, ids=lambda operation: operation.id)
def test_a_lagging_list_leaves_out_recent_rows(warehouse: Warehouse, operation: Any) -> None:
    """`list_lag`: a list of recent rows only is empty, and whole again afterwards."""
    table, stamp = operation.rows["table"], operation.rows["stamp"]
    warehouse.write(f"UPDATE {table} SET {stamp} = ?", warehouse.sandbox.world().clock.read())
    before = warehouse.get(path_of(operation))
    assert len(before.json()) >= 1
    warehouse.sandbox.fault("wherefour", operation.id, "list_lag", ms=1000)
    during = warehouse.get(path_of(operation))
    assert (during.status, during.json()) == (200, [])
    assert warehouse.get(path_of(operation)).json() == before.json()


@pytest.mark.parametrize("operation", LISTS, ids=lambda operation: operation.id)
def test_a_poison_row_fails_its_page(warehouse: Warehouse, operation: Any) -> None:
    """`poison`: 500 in the vendor's envelope while the row is on the page."""
    row = warehouse.get(path_of(operation)).json()[0]["id"]
    warehouse.sandbox.fault("wherefour", operation.id, "poison", row=row)
    answer = warehouse.get(path_of(operation))
    assert (answer.status, answer.json()["code"]) == (500, 500)
    assert warehouse.get(path_of(operation)).status == 200


@pytest.mark.parametrize("operation", LISTS, ids=lambda operation: operation.id)
def test_rows_can_share_one_updated_at(warehouse: Warehouse, operation: Any) -> None:
    """`same_timestamp`: all rows of a list show the same time."""
    warehouse.sandbox.fault("wherefour", operation.id, "same_timestamp")
    rows = warehouse.get(path_of(operation)).json()
    assert len({row.get(operation.rows["stamp"]) for row in rows}) == 1
