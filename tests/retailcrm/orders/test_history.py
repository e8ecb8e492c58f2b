"""The history of orders: docs/reference/warehouse-module.md §7.8, §9 scenario 12."""

from typing import Any

import pytest

from tests.retailcrm.support import BOTH, EUROPEAN, SKU, Crm, expect_refusal

PATH = "/v5/orders/history"
NOT_VALID = "This value is not valid."


def test_get_orders_history_shows_a_creation_with_the_whole_order(crm: Crm) -> None:
    """§7.8: field status, oldValue null, created; nulls are sent nowhere else (§1)."""
    order = crm.create().json()["order"]
    answer = crm.get(PATH).json()
    assert answer["generatedAt"] == "2026-01-05 01:00:00"
    assert answer["history"] == [
        {
            "id": 1,
            "createdAt": "2026-01-05 01:00:00",
            "created": True,
            "source": "api",
            "apiKey": {"current": True},
            "field": "status",
            "oldValue": None,
            "newValue": {"code": "new"},
            "order": order,
        }
    ]


def test_a_record_shows_the_order_as_it_was(crm: Crm) -> None:
    """§7.8: the record of a creation shows the order as created."""
    order = crm.create().json()["order"]
    crm.edit(order["id"], firstName="Ada", status="assembling")
    first, status, name = crm.history()
    assert first["order"] == order
    assert (status["field"], status["oldValue"], status["newValue"]) == (
        "status", {"code": "new"}, {"code": "assembling"},
    )  # fmt: skip
    assert (name["field"], name["oldValue"], name["newValue"]) == ("first_name", None, "Ada")
    assert name["order"] == {"id": order["id"], "site": "shop-us", "status": "assembling"}


def test_an_edit_without_a_change_leaves_no_record(crm: Crm) -> None:
    """§7.6, §7.8."""
    order_id = crm.create({"firstName": "Ada"}).json()["id"]
    crm.edit(order_id, firstName="Ada", status="new", shipped=False)
    assert len(crm.history()) == 1


def test_items_have_records_of_their_own(crm: Crm) -> None:
    """§7.8: order_product, order_product.quantity, order_product.status, with the item."""
    items = [{"offer": {"externalId": SKU}}, {"offer": {"externalId": BOTH}}]
    order = crm.create({"items": items}).json()["order"]
    gone, kept = [item["id"] for item in order["items"]]
    sent = [{"id": kept, "quantity": 4, "status": "saled"}, {"productName": "Gift wrapping"}]
    new = crm.edit(order["id"], items=sent).json()["order"]["items"][1]["id"]
    offer = {"id": 1003, "externalId": SKU, "xmlId": SKU}
    removed, quantity, status, added = crm.history(since=1)
    assert (removed["field"], removed["oldValue"], removed["newValue"]) == (
        "order_product", {"id": gone}, None,
    )  # fmt: skip
    assert removed["item"] == {"id": gone, "offer": offer}
    assert (quantity["field"], quantity["oldValue"], quantity["newValue"]) == (
        "order_product.quantity", 1, 4,
    )  # fmt: skip
    assert (status["field"], status["newValue"]) == ("order_product.status", {"code": "saled"})
    assert (added["oldValue"], added["newValue"], added["item"]) == (None, {"id": new}, {"id": new})


def test_other_fields_have_records_in_their_own_format(crm: Crm) -> None:
    """§7.8: references as {code} or {id}, numbers plain, an emptied field null."""
    order_id = crm.create({"customer": {"id": 1001}, "managerComment": "x"}).json()["id"]
    delivery = {"cost": 2.5, "address": {"city": "Reno"}}
    crm.edit(order_id, customer={"id": 1002}, managerComment=None, delivery=delivery)
    changes = {r["field"]: (r["oldValue"], r["newValue"]) for r in crm.history(since=1)}
    assert changes == {
        "customer": ({"id": 1001}, {"id": 1002}),
        "manager_comment": ("x", None),
        "delivery_cost": (0, 2.5),
        "delivery_address": ({}, {"city": "Reno"}),
    }


def test_paging_by_since_id_reaches_the_end_with_both_keys(crm: Crm) -> None:
    """§9 scenario 12: sinceId is exclusive, ids ascend; a key sees its shops only (§1.3)."""
    for number in range(30):
        site, sku = ("shop-us", SKU) if number % 3 else ("shop-eu", EUROPEAN)
        crm.create({"items": [{"offer": {"externalId": sku}}]}, site=site)
    for client, expected in ((crm, 30), (crm.second, 20)):
        seen: list[int] = []
        while True:
            query: dict[str, Any] = {"filter[sinceId]": seen[-1] if seen else 0, "limit": 20}
            answer = client.get(PATH, **query).json()
            seen += [record["id"] for record in answer["history"]]
            if answer["pagination"]["totalPageCount"] <= 1:
                break
        assert seen == sorted(set(seen))
        assert len(seen) == expected


def test_pages_hold_twenty_records_by_default(crm: Crm) -> None:
    """§1.7, §7.8."""
    for _ in range(21):
        crm.create()
    assert [len(crm.get(PATH, page=page).json()["history"]) for page in (1, 2, 3)] == [20, 1, 0]


def test_history_is_filtered_by_order_and_by_time(crm: Crm) -> None:
    """§7.8: date-times in the account's zone."""
    crm.create({"externalId": "A-1"})
    crm.sandbox.advance("1d")
    second = crm.create({"externalId": "A-2"}).json()["id"]

    def ids(query: str) -> list[int]:
        return [record["id"] for record in crm.get(PATH, query).json()["history"]]

    assert ids(f"filter[orderId]={second}") == [2]
    assert ids("filter[orderExternalId]=A-1") == [1]
    assert ids("filter[startDate]=2026-01-06%2000:00:00") == [2]
    assert ids("filter[endDate]=2026-01-05%2001:00:00") == [1]
    assert ids("filter[startDate]=2026-01-05&filter[endDate]=2026-01-07") == [1, 2]
    assert ids("filter[startDate]=9999-12-31&filter[sinceId]=0") == []
    assert ids("filter[startDate]=0001-01-01%2000:00:00&filter=None") == [1, 2]


@pytest.mark.parametrize(
    ("query", "where"),
    [
        ("filter[startDate]=2020-13-12", "children[startDate]"),
        ("filter[endDate]=yesterday", "children[endDate]"),
        ("filter[startDate]=2020-01-01%2025:00:00", "children[startDate]"),
        ("filter[sinceId]=last", "children[filter].children[sinceId]"),
        ("filter[orderId]=1.5", "children[filter].children[orderId]"),
        ("limit=30", "children[limit]"),
    ],
)
def test_bad_values_of_history_filters_are_refused(crm: Crm, query: str, where: str) -> None:
    """§1.4, §7.8."""
    errors = {where: NOT_VALID}
    expect_refusal(crm.get(PATH, query), 400, "Errors in the input parameters", errors)
