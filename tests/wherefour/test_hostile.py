"""Hostile requests to every operation: never a 500, nothing stored.

Source: docs/reference/wherefour.md §1.3.
"""

import re
from typing import Any

import pytest
from stocktake.vendors.wherefour import SIMULATOR
from stocktake.web.operations import build_table

from .conftest import BASE, Warehouse

OPERATIONS = build_table(SIMULATOR.apis[0]).operations
IDS = {"customer_id": "1", "order_id": "6", "inventory_id": "4", "invoice_id": "1", "quote_id": "1"}
LOT = {
    "delivery_method_id": 1, "count": 1, "lot_code": "L", "cost": 1,
    "received_date": "11/05/2024 02:39 PM",
}  # fmt: skip
WRITES: dict[tuple[str, str], dict[str, Any]] = {
    ("POST", "/inventory"): {"name": "Thing", "unit_of_use": "each"},
    ("POST", "/inventory/4/stocks"): LOT,
    ("PATCH", "/customers/1"): {"note": "n"},
    ("PATCH", "/customers/1/orders/6"): {
        "order_items_attributes": [{"id": 10, "count": 1}],
        "custom_line_items_attributes": [{"custom_line_definition_id": 1, "count": 1}],
    },
    ("POST", "/customers/1/orders/auto_ship"): {"delivery_method": "UPS", "order_id": 6},
}
HOSTILE = [
    2**63, 2**64, 1e300, -1, True, [], {}, None, "", "\x00", "9" * 400, "1e999",
    "0001-01-01 12:00 AM", [{"id": "x"}],
]  # fmt: skip


def path_of(operation: Any) -> str:
    """Return a path of an operation with ids in its places."""
    template = operation.template.removeprefix("/api/v1")
    return re.sub(r"\{(\w+)\}", lambda match: IDS.get(match.group(1), "1"), template)


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.id)
def test_every_operation_requires_credentials(warehouse: Warehouse, operation: Any) -> None:
    """§1.3: 401 before anything else, whatever the body."""
    answer = warehouse.sandbox.request(operation.method, BASE + path_of(operation), json={})
    assert (answer.status, answer.json()["code"]) == (401, 401)


@pytest.mark.parametrize("write", WRITES, ids=lambda write: " ".join(write))
def test_hostile_values_never_cause_a_500(warehouse: Warehouse, write: tuple[str, str]) -> None:
    """§1.3: every declared field of a write, and those of its lines, with values of any shape."""
    method, path = write
    template = next(o for o in OPERATIONS if (o.method, path_of(o)) == write)
    for key in fields_of(template):
        for value in HOSTILE:
            body = {**WRITES[write], key: value}
            answer = warehouse.sandbox.request(
                method, BASE + path, json=body, auth=("tony@abcproduct.example", "wherefour-demo")
            )
            assert answer.status in (200, 400, 404, 422), (key, value, answer.text)


@pytest.mark.parametrize("key", ["order_items_attributes", "custom_line_items_attributes"])
def test_hostile_lines_never_cause_a_500(warehouse: Warehouse, key: str) -> None:
    """§5.8 and §1.3: ids, flags, counts and prices of any shape."""
    names = (
        "id", "_destroy", "inventory_id", "sku", "count", "override_unit_price", "force_subtotal",
        "custom_line_definition_id",
    )  # fmt: skip
    line = {"inventory_id": 4, "custom_line_definition_id": 1, "count": 1}
    for name in names:
        for value in HOSTILE:
            for entry in ({**line, name: value}, {"id": 10, name: value}):
                answer = warehouse.patch("/customers/1/orders/6", {key: [entry]})
                assert answer.status in (200, 400, 404, 422), (entry, answer.text)


@pytest.mark.parametrize(
    "path",
    [
        "/orders", "/customers/1/orders", "/customers", "/locations/search", "/locations/show",
        "/facilities/search", "/shipments/search", "/inventory/last_adjustment",
    ],
)  # fmt: skip
def test_hostile_filters_never_cause_a_500(warehouse: Warehouse, path: str) -> None:
    """§1.3: filters with values of any shape, in the body of a GET."""
    names = (
        "updated_at", "status", "search_start_date", "search_end_date", "page", "per_page", "name",
        "locator_code", "facility_id", "level_number", "location_id", "id", "order_number",
        "inventory_id",
    )  # fmt: skip
    for name in names:
        for value in HOSTILE:
            answer = warehouse.get(path, json={name: value})
            assert answer.status in (200, 400, 404, 422), (name, value, answer.text)


def fields_of(operation: Any) -> list[str]:
    """Return the fields that an operation's body declares."""
    schema = operation.raw["requestBody"]["content"]["application/json"]["schema"]
    document = build_table(SIMULATOR.apis[0]).document
    return list(document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]["properties"])
