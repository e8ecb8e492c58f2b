"""What a refusal says: the missing parent first, else which field is wrong and why.

Source: docs/reference/wherefour.md §1.3 and §4.
"""

from typing import Any

import pytest
from stocktake import SIMULATORS
from stocktake.vendors.wherefour import SIMULATOR
from stocktake.web.operations import build_table
from stocktake.web.sandbox import Sandbox

from .conftest import AUTH, BASE, Warehouse
from .test_errors import NOT_FOUND

NESTED = [
    (operation.method, operation.template.removeprefix("/api/v1"))
    for operation in build_table(SIMULATOR.apis[0]).operations
    if operation.body is not None and "{" in operation.template
]
ORDERS = "/customers/1/orders"
LINE = {"inventory_id": 4, "count": 1}


def filled(template: str, *, missing: str) -> str:
    """Return a path whose ids are of documented records, but for one that nothing has."""
    ids = {"customer_id": 1, "order_id": 1, "invoice_id": 1, "quote_id": 1, "credit_id": 1}
    return template.format(**(ids | {"inventory_id": 4} | {missing: 999}))


def parents(template: str) -> list[str]:
    """Return the names of the records in a path."""
    return [part.strip("{}") for part in template.split("/") if part.startswith("{")]


@pytest.mark.parametrize(
    ("method", "template", "missing"),
    [(method, path, name) for method, path in NESTED for name in parents(path)],
)
@pytest.mark.parametrize("body", [{"status": [1], "count": {}, "kind": []}, {}, [], "text"])
def test_a_missing_parent_is_told_before_what_is_wrong_with_the_body(
    warehouse: Warehouse, method: str, template: str, missing: str, body: Any
) -> None:
    """§1.3: the parent's 404 first, in every nested route."""
    path = filled(template, missing=missing)
    answer = warehouse.sandbox.request(method, BASE + path, json=body, auth=AUTH)
    assert (answer.status, answer.json()) == (404, NOT_FOUND)


def test_a_missing_parent_is_told_before_a_body_that_is_not_there(warehouse: Warehouse) -> None:
    """§1.3: no body at all; one that cannot be read at all is 400, as in Rails."""
    for method, template in NESTED:
        path = BASE + filled(template, missing="customer_id").replace("/4/", "/999/")
        assert warehouse.sandbox.request(method, path, auth=AUTH).status == 404
        headers = {"content-type": "application/json"}
        broken = warehouse.sandbox.request(method, path, data=b"{", headers=headers, auth=AUTH)
        assert broken.status == 400


def test_another_customers_record_is_missing_for_a_bad_body_too(warehouse: Warehouse) -> None:
    """§4: a child that does not belong to the given customer."""
    other = warehouse.post("/customers", {"display_name": "X"}).json()["id"]
    answer = warehouse.patch(f"/customers/{other}/orders/6", {"order_items_attributes": "no"})
    assert answer.status == 404
    assert warehouse.patch("/customers/1/orders/6", {"order_items_attributes": "no"}).status == 422
    assert warehouse.post(f"{ORDERS}/auto_ship?order_id=x", {}).status == 422
    assert warehouse.post("/customers/99/orders/auto_ship?order_id=x", {}).status == 404


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        ({"order_number": None}, {"order_number": ["can't be blank"]}),
        ({"order_number": ""}, {"order_number": ["can't be blank"]}),
        ({"order_number": ["A"]}, {"order_number": ["must be a text"]}),
        ({"order_date": 5}, {"order_date": ["must be a text"]}),
        ({"delivery_method_id": "UPS"}, {"delivery_method_id": ["must be an integer"]}),
        ({"tax": "much"}, {"tax": ["is not a number"]}),
        ({"tax": 1e12}, {"tax": ["must be less than or equal to 1e+09"]}),
        ({"invoiced": "perhaps"}, {"invoiced": ["must be true or false"]}),
        ({"order_items_attributes": []}, {"order_items_attributes": ["can't be blank"]}),
        ({"order_items_attributes": 5}, {"order_items_attributes": ["must be a list"]}),
        (
            {"order_items_attributes": [LINE, "x"]},
            {"order_items_attributes.1": ["must be an object"]},
        ),
        (
            {"order_items_attributes": [LINE, LINE | {"count": -1}]},
            {"order_items_attributes.1.count": ["must be greater than or equal to 0"]},
        ),
        (
            {"order_items_attributes": [LINE | {"count": "ten"}, {"sku": "SK0001"}]},
            {
                "order_items_attributes.0.count": ["is not a number"],
                "order_items_attributes.1.count": ["can't be blank"],
            },
        ),
        (
            {"order_items_attributes": [LINE, {"sku": "NOBODY", "count": 1}]},
            {"order_items_attributes.1.sku": ["must exist"]},
        ),
        (
            {"order_items_attributes": [LINE, LINE, {"count": 1}]},
            {"order_items_attributes.2.inventory_id": ["can't be blank"]},
        ),
        (
            {"custom_line_items_attributes": [{"custom_line_definition_id": 9, "count": 1}]},
            {"custom_line_items_attributes.0.custom_line_definition_id": ["must exist"]},
        ),
        (
            {
                "custom_line_items_attributes": [
                    {"custom_line_definition_id": 1, "count": 1, "force_subtotal": "x"}
                ]
            },
            {"custom_line_items_attributes.0.force_subtotal": ["is not a number"]},
        ),
    ],
)
def test_a_refusal_names_the_field_the_line_and_the_reason(
    warehouse: Warehouse, body: dict[str, Any], errors: dict[str, list[str]]
) -> None:
    """§1.3: by keyword; lines by their index from 0, whoever finds them wrong."""
    good = {"order_number": "R7", "order_date": "2026-01-05", "order_items_attributes": [LINE]}
    answer = warehouse.post(ORDERS, good | body)
    assert (answer.status, answer.json()["errors"]) == (422, errors)
    [(field, [reason]), *_] = errors.items()
    assert f"{field} {reason}" in answer.json()["message"]


def test_a_change_names_the_line_by_its_place_in_the_body(warehouse: Warehouse) -> None:
    """§5.8: not by its place in the document."""
    order = warehouse.order({"inventory_id": 4, "count": 5})
    warehouse.ship(order)
    line = order["order_items"][0]["id"]
    path = f"{ORDERS}/{order['id']}"
    lines = [LINE, LINE, {"id": line, "_destroy": True}]
    answer = warehouse.patch(path, {"order_items_attributes": lines})
    assert answer.json()["errors"] == {
        "order_items_attributes.2": ["a line already shipped cannot be removed"]
    }


@pytest.mark.parametrize(
    ("method", "path", "body", "errors"),
    [
        ("POST", "/customers", None, {"base": ["a body is required"]}),
        ("POST", "/customers", [], {"base": ["must be an object"]}),
        (
            "PATCH", "/customers/1", {"shipping_address_attributes": {"city": [1]}},
            {"shipping_address_attributes.city": ["must be a text"]},
        ),
        (
            "POST", "/inventory/4/stocks", {"status": "lost"},
            {
                "delivery_method_id": ["can't be blank"], "count": ["can't be blank"],
                "received_date": ["can't be blank"], "cost": ["can't be blank"],
                "status": ["is not included in the list"],
            },
        ),
        (
            "GET", "/formulas?type=cakes", None,
            {"type": ["is not included in the list"], "search_type": ["can't be blank"]},
        ),
        ("GET", "/locations/show?location_id=x", None, {"location_id": ["must be an integer"]}),
    ],
)  # fmt: skip
def test_a_refusal_says_why_in_every_part_of_a_request(
    warehouse: Warehouse, method: str, path: str, body: Any, errors: dict[str, list[str]]
) -> None:
    """§1.3: bodies, what is inside them, and queries."""
    answer = warehouse.sandbox.request(method, BASE + path, json=body, auth=AUTH)
    assert (answer.status, answer.json()["errors"]) == (422, errors)


def test_both_lanes_refuse_and_accept_the_same(warehouse: Warehouse) -> None:
    """§1.2 and §1.3: HEAD, sloppy paths, and a missing parent with a bad body."""
    asked: list[tuple[str, str, Any]] = [
        ("HEAD", "/orders.json/", None),
        ("GET", "//orders/6.json", None),
        ("POST", "/customers/999/orders", {"order_number": [1]}),
        ("POST", "/customers/1/orders/", {"order_number": [1]}),
        ("POST", "/customers/999/orders/auto_ship?order_id=x", {}),
        ("PATCH", "/customers/1/orders/6", {"order_items_attributes": [{"id": 10.0}, 5]}),
    ]
    with Sandbox(SIMULATORS, lane="connexion") as reference:
        for method, path, body in asked:
            answers = [
                sandbox.request(method, BASE + path, json=body, auth=AUTH)
                for sandbox in (warehouse.sandbox, reference)
            ]
            assert answers[0] == answers[1], path
