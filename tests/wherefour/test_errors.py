"""The error envelope, and requests that make no sense.

Source: docs/reference/wherefour.md §1.2 and §1.3.
"""

from typing import Any

import pytest

from .conftest import AUTH, BASE, Warehouse

NOT_FOUND = {"message": "Entity not found.", "code": 404}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/purchase-orders"),
        ("DELETE", "/inventory"),
        ("PUT", "/customers/1"),
        ("GET", "/inventory/1"),
        ("GET", "/shipments/1"),
        ("GET", "/customers/1/orders/1"),
        ("POST", "/orders/1"),
    ],
)
def test_unknown_routes_methods_and_ids_are_all_not_found(
    warehouse: Warehouse, method: str, path: str
) -> None:
    """§1.3 and §2: an unknown route, an unknown method and an unknown id are one 404."""
    answer = warehouse.sandbox.request(method, BASE + path, auth=AUTH)
    assert (answer.status, answer.json()) == (404, NOT_FOUND)


@pytest.mark.parametrize("data", [b"{", b"\xff\xfe", b'{"a": 1', b'"\\ud800"'])
def test_an_unreadable_body_is_malformed(warehouse: Warehouse, data: bytes) -> None:
    """§1.3: malformed JSON is 400 in the same envelope."""
    headers = {"content-type": "application/json"}
    for method, path in (("POST", "/customers"), ("GET", "/inventory/search")):
        answer = warehouse.sandbox.request(
            method, BASE + path, data=data, headers=headers, auth=AUTH
        )
        assert (answer.status, answer.json()["code"]) == (400, 400)


@pytest.mark.parametrize("body", [[], "text", 5, {"order": 5}, {"customer": []}])
def test_a_body_of_the_wrong_shape_is_invalid(warehouse: Warehouse, body: Any) -> None:
    """§1.3: 422 with errors."""
    for path in ("/customers", "/customers/1/orders", "/customers/1/orders/1/auto_ship"):
        answer = warehouse.post(path, body)
        assert answer.status == 422
        assert answer.json()["errors"]
        assert answer.json()["message"].startswith("Validation failed: ")


def test_a_get_body_that_is_not_an_object_is_ignored(warehouse: Warehouse) -> None:
    """§1.2: only the keys of an object can be search keys."""
    assert warehouse.get("/inventory/search", json=["SK0001"]).json() == []
    nested = {"name": {"a": 1}, "sku_list": [None, {"b": 2}, "SK0001"], "page": True}
    assert len(warehouse.get("/inventory/search", json=nested).json()) == 1


@pytest.mark.parametrize(
    "value", ["\x00", "x" * 5000, "%_", "' OR 1=1 --", "\U0001f40d", "9" * 400, "1e999", "-0"]
)
def test_hostile_text_never_causes_a_500(warehouse: Warehouse, value: str) -> None:
    """§1.3: no input ends in a 500."""
    order = {"order_number": value, "order_date": value, "order_items_attributes": [{"sku": value}]}
    assert warehouse.post("/customers/1/orders", order).status == 422
    line = {"sku": "SK0001", "count": value}
    good = {"order_number": value, "order_date": "2020-01-01", "order_items_attributes": [line]}
    assert warehouse.post("/customers/1/orders", good).status in (200, 422)
    assert warehouse.post("/customers", {"display_name": value}).status == 200
    for key in ("name", "sku_list", "page", "per_page"):
        assert warehouse.get("/inventory/search", json={key: value}).status == 200
    assert warehouse.get("/customers/search", json={"display_name": value}).status == 200
    assert warehouse.get("/orders/search", json={"order_number": value}).status == 200


@pytest.mark.parametrize("value", [10**18, 2**63, 2**64, 1e300, -1e300, 1e-300, -1, True, [], {}])
def test_extreme_numbers_never_cause_a_500(warehouse: Warehouse, value: Any) -> None:
    """§1.3: numbers beyond what fits are 422, or the envelope of a body that cannot be read."""
    for key in ("inventory_id", "count", "override_unit_price"):
        line = {"inventory_id": 4, "count": 1} | {key: value}
        body = {"order_number": "1", "order_date": "2020-01-01", "order_items_attributes": [line]}
        answer = warehouse.post("/customers/1/orders", body)
        assert answer.status in (200, 400, 422), answer.text
    for key in ("salesperson_id", "block_shipments", "billing_address_attributes"):
        answer = warehouse.post("/customers", {"display_name": "X", key: value})
        assert answer.status in (200, 400, 422), answer.text


def test_deep_nesting_never_causes_a_500(warehouse: Warehouse) -> None:
    """§1.3: no input ends in a 500."""
    deep = b'{"display_name": ' + b"[" * 200 + b"]" * 200 + b"}"
    headers = {"content-type": "application/json"}
    for method, path in (("POST", "/customers"), ("GET", "/customers/search")):
        answer = warehouse.sandbox.request(
            method, BASE + path, data=deep, headers=headers, auth=AUTH
        )
        assert answer.status in (200, 400, 422)


@pytest.mark.parametrize("number", ["2000000000", "68304028099261.7", "9" * 24])
def test_a_number_beyond_64_bits_is_refused_as_too_large(warehouse: Warehouse, number: str) -> None:
    """§1.6: a numeric string is read as a number, however long."""
    body = {"name": "Heavy", "unit_of_use": "each", "purchase_conversion": number}
    answer = warehouse.sandbox.request("POST", BASE + "/inventory", json=body, auth=AUTH)
    assert answer.status == 422
    assert answer.json()["errors"] == {"purchase_conversion": ["is too large"]}
