"""The error envelope, credentials, and requests that make no sense.

Source: docs/reference/wherefour.md §1.1 to §1.3.
"""

from typing import Any

import pytest

from .conftest import AUTH, BASE, Warehouse

NOT_FOUND = {"message": "Entity not found.", "code": 404}


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"authorization": "Basic !!!"},
        {"authorization": "Basic w6k="},
        {"authorization": "Basic /w=="},
        {"authorization": "Bearer abc"},
        {"authorization": "Basic"},
    ],
)
def test_without_the_right_credentials_nothing_is_shown(
    warehouse: Warehouse, headers: dict[str, str]
) -> None:
    """§1.1 and §1.3: 401, the envelope, WWW-Authenticate."""
    answer = warehouse.sandbox.request("GET", BASE + "/inventory", headers=headers)
    assert answer.status == 401
    assert answer.json() == {"message": "Unauthorized access.", "code": 401}
    assert answer.headers["www-authenticate"] == 'Basic realm="Application"'


def test_another_pair_is_nobody(warehouse: Warehouse) -> None:
    """§1.1: any other pair is 401, on every operation, before anything is looked up."""
    for path in ("/inventory", "/customers/99", "/orders/x"):
        answer = warehouse.sandbox.request("GET", BASE + path, auth=(AUTH[0], "guess"))
        assert answer.status == 401


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
def test_what_the_vendor_does_not_have_is_not_found(
    warehouse: Warehouse, method: str, path: str
) -> None:
    """§1.3 and §2: an unknown route, a method nobody serves and an unknown id are one 404."""
    answer = warehouse.sandbox.request(method, BASE + path, auth=AUTH)
    assert (answer.status, answer.json()) == (404, NOT_FOUND)


@pytest.mark.parametrize("data", [b"{", b"\xff\xfe", b'{"a": 1', b'"\\ud800"'])
def test_a_body_that_cannot_be_read_is_malformed(warehouse: Warehouse, data: bytes) -> None:
    """§1.3: malformed JSON is 400 in the same envelope."""
    headers = {"content-type": "application/json"}
    for method, path in (("POST", "/customers"), ("GET", "/inventory/search")):
        answer = warehouse.sandbox.request(
            method, BASE + path, data=data, headers=headers, auth=AUTH
        )
        assert (answer.status, answer.json()["code"]) == (400, 400)


@pytest.mark.parametrize("body", [[], "text", 5, {"order": 5}, {"customer": []}])
def test_a_body_of_another_shape_is_not_valid(warehouse: Warehouse, body: Any) -> None:
    """§1.3: 422 with errors."""
    for path in ("/customers", "/customers/1/orders", "/customers/1/orders/1/auto_ship"):
        answer = warehouse.post(path, body)
        assert answer.status == 422
        assert answer.json()["errors"]
        assert answer.json()["message"].startswith("Validation failed: ")


def test_a_get_body_that_is_no_object_says_nothing(warehouse: Warehouse) -> None:
    """§1.2: only the keys of an object can be search keys."""
    assert warehouse.get("/inventory/search", json=["SK0001"]).json() == []
    nested = {"name": {"a": 1}, "sku_list": [None, {"b": 2}, "SK0001"], "page": True}
    assert len(warehouse.get("/inventory/search", json=nested).json()) == 1


@pytest.mark.parametrize(
    "value", ["\x00", "x" * 5000, "%_", "' OR 1=1 --", "\U0001f40d", "9" * 400, "1e999", "-0"]
)
def test_odd_text_breaks_nothing(warehouse: Warehouse, value: str) -> None:
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
def test_absurd_numbers_break_nothing(warehouse: Warehouse, value: Any) -> None:
    """§1.3: numbers beyond what fits are 422, or the envelope of a body that cannot be read."""
    for key in ("inventory_id", "count", "override_unit_price"):
        line = {"inventory_id": 4, "count": 1} | {key: value}
        body = {"order_number": "1", "order_date": "2020-01-01", "order_items_attributes": [line]}
        answer = warehouse.post("/customers/1/orders", body)
        assert answer.status in (200, 400, 422), answer.text
    for key in ("salesperson_id", "block_shipments", "billing_address_attributes"):
        answer = warehouse.post("/customers", {"display_name": "X", key: value})
        assert answer.status in (200, 400, 422), answer.text


def test_deep_nesting_breaks_nothing(warehouse: Warehouse) -> None:
    """§1.3: no input ends in a 500."""
    deep = b'{"display_name": ' + b"[" * 200 + b"]" * 200 + b"}"
    headers = {"content-type": "application/json"}
    for method, path in (("POST", "/customers"), ("GET", "/customers/search")):
        answer = warehouse.sandbox.request(
            method, BASE + path, data=deep, headers=headers, auth=AUTH
        )
        assert answer.status in (200, 400, 422)


@pytest.mark.parametrize("much", ["2000000000", "68304028099261.7", "9" * 24])
def test_a_number_beyond_64_bits_is_too_large_not_no_number(
    warehouse: Warehouse, much: str
) -> None:
    """§1.6: a numeric string is read; whether it fits is another question."""
    body = {"name": "Heavy", "unit_of_use": "each", "purchase_conversion": much}
    answer = warehouse.sandbox.request("POST", BASE + "/inventory", json=body, auth=AUTH)
    assert answer.status == 422
    assert answer.json()["errors"] == {"purchase_conversion": ["is too large"]}
