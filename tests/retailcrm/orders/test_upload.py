"""Creating many orders at once: docs/reference/warehouse-module.md §1.9, §7.10."""

import json
from typing import Any

import pytest
from stocktake.web.sandbox import Response, Sandbox

from tests.retailcrm.support import SKU, Crm, expect_refusal

PATH = "/v5/orders/upload"
FORMAT = "Errors in the entity format"
LOADED = "Orders are loaded with errors"


def order(external_id: Any, **more: Any) -> dict[str, Any]:
    return {"externalId": external_id, "items": [{"offer": {"externalId": SKU}}], **more}


def upload(crm: Crm, *orders: Any, site: str | None = "shop-us") -> Response:
    return crm.post(PATH, orders=list(orders), site=site)


def test_upload_orders_creates_all_of_them(crm: Crm) -> None:
    """§7.10: 200 with the orders."""
    answer = upload(crm, order("A-1"), {"firstName": "Ada"})
    assert answer.status == 200
    assert answer.json() == {
        "success": True,
        "uploadedOrders": [{"id": 1001, "externalId": "A-1"}, {"id": 1002}],
        "orders": [crm.order(1001), crm.order(1002)],
    }
    assert [record["created"] for record in crm.history()] == [True, True]


def test_what_can_be_created_is_created_and_460_lists_the_rest(crm: Crm) -> None:
    """§1.9, §7.10: errors is a list of texts, as a recorded client test has it."""
    crm.create({"externalId": "A-1"})
    answer = upload(
        crm,
        order("A-2"),
        order("A-3", items=[{"offer": {"id": 123123}}]),
        order("A-1"),
        order("A-4", shipped=True),
        order("A-5", shipmentDate="soon"),
        order(None, status="lost"),
    )
    assert (answer.status, answer.json()) == (
        460,
        {
            "success": False,
            "errorMsg": LOADED,
            "uploadedOrders": [{"id": 1002, "externalId": "A-2"}],
            "failedOrders": [
                {"externalId": "A-3"}, {"externalId": "A-1"}, {"externalId": "A-4"},
                {"externalId": "A-5"}, {},
            ],
            "errors": [
                "items[0].offer.id: Offer with id 123123 not found.",
                "Order already exists.",
                "shipped: Shipped is not available when the external warehouse system is disabled",
                "shipmentDate: This value is not valid.",
                'status: "Status" with "code"="lost" does not exist.',
            ],
        },
    )  # fmt: skip
    orders = crm.get("/v5/orders").json()["orders"]
    assert [found["externalId"] for found in orders] == ["A-2", "A-1"]
    assert len(crm.history()) == 2


def test_an_order_that_failed_leaves_no_trace(crm: Crm) -> None:
    """Each order is created whole or not at all, its customer included."""
    rows = "SELECT COUNT(*) FROM retailcrm_customer"
    before = crm.sandbox.world().value(rows)
    upload(crm, order("A-1"), order("A-1"))
    assert crm.sandbox.world().value(rows) == before + 1


def test_two_orders_of_one_upload_cannot_share_an_external_id(crm: Crm) -> None:
    """§1.3."""
    answer = upload(crm, order("A-1"), order("A-1"))
    assert answer.status == 460
    assert answer.json()["errors"] == ["Order already exists."]
    assert upload(crm, order("A-1"), site="shop-eu").json()["failedOrders"] == [
        {"externalId": "A-1"}
    ]


def test_50_orders_are_accepted_and_51_are_not(crm: Crm) -> None:
    """§7.10."""
    text = "orders: This collection should contain 50 elements or less."
    expect_refusal(upload(crm, *[{}] * 51), 400, FORMAT, [text])
    assert crm.history() == []
    assert len(upload(crm, *[{}] * 50).json()["uploadedOrders"]) == 50
    text = "orders: This collection should contain 1 elements or more."
    expect_refusal(upload(crm), 400, FORMAT, [text])


def test_what_cannot_be_read_refuses_the_whole_upload(crm: Crm) -> None:
    """§1.5, §1.9."""
    text = "orders[1].shipped: This value is not valid."
    expect_refusal(upload(crm, order("A-1"), order("A-2", shipped="yes")), 400, FORMAT, [text])
    expect_refusal(crm.post(PATH, site="shop-us"), 400, "Parameter 'orders' is missing")
    assert crm.history() == []


def test_the_shop_is_checked_first(crm: Crm) -> None:
    """§1.3, §8."""
    expect_refusal(upload(crm, 5, site=None), 400, "Parameter 'site' is missing")
    assert crm.second.post(PATH, orders=[order("A-1")]).status == 200


def test_spoiled_rows_fail_like_others(crm: Crm) -> None:
    """A planted partial success, in this vendor's format."""
    crm.sandbox.fault("retailcrm", "upload_orders", "partial_success", rows=1)
    answer = upload(crm, order("A-1"), order("A-2"))
    assert answer.status == 460
    assert answer.json()["failedOrders"] == [{"externalId": "A-1"}]
    assert answer.json()["errors"] == ["Order is not loaded"]
    assert [found["externalId"] for found in crm.get("/v5/orders").json()["orders"]] == ["A-2"]


@pytest.mark.parametrize("how", ["form", "multipart", "json", "json string", "brackets"])
def test_every_kind_of_body_is_read(crm: Crm, sandbox: Sandbox, how: str) -> None:
    """§1.5."""
    text = json.dumps([order("A-1")])
    ways: dict[str, dict[str, Any]] = {
        "form": {"form": {"site": "shop-us", "orders": text}},
        "multipart": {"multipart": [("site", "shop-us"), ("orders", text)]},
        "json": {"json": {"site": "shop-us", "orders": [order("A-1")]}},
        "json string": {"json": {"site": "shop-us", "orders": text}},
        "brackets": {
            "form": {
                "site": "shop-us",
                "orders[0][externalId]": "A-1",
                "orders[0][items][0][offer][externalId]": SKU,
            }
        },
    }
    sent = ways[how]
    target = f"/retailcrm/api{PATH}"
    answer = sandbox.request("POST", target, headers={"X-API-KEY": crm.key}, **sent)
    assert answer.json()["uploadedOrders"] == [{"id": 1001, "externalId": "A-1"}]
