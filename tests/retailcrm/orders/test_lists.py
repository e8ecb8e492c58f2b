"""Lists of orders and of their statuses: docs/reference/warehouse-module.md §1.7, §7.2, §7.7."""

from typing import Any

import pytest

from tests.retailcrm.support import BOTH, EUROPEAN, SKU, Crm, expect_refusal

LIST = "/v5/orders"
STATUSES = "/v5/orders/statuses"
INPUT = "Errors in the input parameters"
NOT_VALID = "This value is not valid."


@pytest.fixture
def three(crm: Crm) -> list[int]:
    """A new order, one shipped a day later, and one of the other shop an hour after that."""
    crm.register()
    first = crm.create(
        {
            "externalId": "A-1", "number": "N-1", "firstName": "Ada", "lastName": "Byron",
            "patronymic": "G", "phone": "+1 555", "email": "Ada@example.com",
            "customerComment": "Ring twice", "customer": {"id": 1001},
        }
    ).json()["id"]  # fmt: skip
    crm.sandbox.advance("1d")
    shipment = {"shipped": True, "shipmentStore": "wherefour", "shipmentDate": "2026-01-06"}
    items = [{"offer": {"externalId": BOTH}, "quantity": 3}]
    second = crm.create(
        {**shipment, "externalId": "A-2", "status": "complete", "items": items}
    ).json()["id"]
    crm.sandbox.advance("1h")
    items = [{"offer": {"externalId": EUROPEAN}}]
    third = crm.create(
        {"items": items, "externalId": "A-1", "managerComment": "x", "orderType": "eshop-legal"},
        "shop-eu",
    )
    return [first, second, third.json()["id"]]


def found(crm: Crm, query: str = "") -> list[int]:
    return [order["id"] for order in crm.get(LIST, query).json()["orders"]]


def test_get_orders_shows_whole_orders_newest_first(crm: Crm, three: list[int]) -> None:
    """§7.2."""
    answer = crm.get(LIST).json()
    assert answer["orders"] == [crm.order(order_id) for order_id in reversed(three)]
    assert answer["pagination"] == {
        "limit": 20, "totalCount": 3, "currentPage": 1, "totalPageCount": 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("query", "places"),
    [
        ("filter[ids][]=1001&filter[ids][]=1003", [2, 0]),
        ("filter[ids]=1002", [1]),
        ("filter[externalIds][0]=A-1", [2, 0]),
        ("filter[externalIds][]=A-1&filter[sites][]=shop-us", [0]),
        ("filter[numbers][]=N-1&filter[numbers][]=1002A", [1, 0]),
        ("filter[extendedStatus][]=new", [2, 0]),
        ("filter[extendedStatus][0]=complete", [1]),
        ("filter[shipmentStores][]=wherefour", [1]),
        ("filter[shipped]=1", [1]),
        ("filter[shipped]=False", [2, 0]),
        ("filter[shipmentDateFrom]=2026-01-06&filter[shipmentDateTo]=2026-01-06", [1]),
        ("filter[shipmentDateTo]=2026-01-05", []),
        ("filter[createdAtFrom]=2026-01-06", [2, 1]),
        ("filter[createdAtTo]=2026-01-05", [0]),
        ("filter[createdAtFrom]=2026-01-06&filter[createdAtTo]=2026-01-06", [2, 1]),
        ("filter[createdAtTo]=2026-01-06%2001:00:00", [1, 0]),
        ("filter[createdAtFrom]=2026-01-06%2001:00:01", [2]),
        ("filter[statusUpdatedAtFrom]=2026-01-06%2001:00:01", [2]),
        ("filter[statusUpdatedAtTo]=2026-01-05%2001:00:00", [0]),
        ("filter[customer]=ada%20byron", [0]),
        ("filter[customer]=byron%20ada%20g", [0]),
        ("filter[customer]=555", [0]),
        ("filter[customerId]=1001", [0]),
        ("filter[customerExternalId]=nobody", []),
        ("filter[email]=ada@EXAMPLE.com", [0]),
        ("filter[product]=guji", [1]),
        ("filter[product]=COF-HUILA", [0]),
        ("filter[minPrice]=29.9&filter[maxPrice]=29.9", [0]),
        ("filter[minPrice]=50", [1]),
        ("filter[managerComment]=X", [2]),
        ("filter[customerComment]=twice", [0]),
        ("filter[orderTypes][]=eshop-legal", [2]),
        ("filter[attachments]=1", []),
        ("filter[attachments]=2", [2, 1, 0]),
        ("filter[managers][]=1", []),
        ("filter[paymentStatuses][]=paid", []),
        ("filter[deliveryTypes]=courier", []),
        ("filter=None", [2, 1, 0]),
        ("filter[unheardOf]=1&cms_source=x", [2, 1, 0]),
    ],
)
def test_orders_are_filtered(crm: Crm, three: list[int], query: str, places: list[int]) -> None:
    """§7.2: AND between filters, OR within one (§4.1)."""
    assert found(crm, query) == [three[place] for place in places]


@pytest.mark.parametrize(
    ("query", "where"),
    [
        ("limit=30", "children[limit]"),
        ("limit=300", "children[limit]"),
        ("page=0", "children[page]"),
        ("page=x", "children[page]"),
        ("filter[sites][]=nowhere", "children[filter].children[sites]"),
        ("filter[extendedStatus][]=lost", "children[filter].children[extendedStatus]"),
        ("filter[shipmentStores][]=nowhere", "children[filter].children[shipmentStores]"),
        ("filter[shipped]=3", "children[filter].children[shipped]"),
        ("filter[createdAtFrom]=2026-13-12", "children[filter].children[createdAtFrom]"),
        ("filter[createdAtTo]=yesterday", "children[filter].children[createdAtTo]"),
        ("filter[shipmentDateFrom]=2026-02-30", "children[filter].children[shipmentDateFrom]"),
        ("filter[statusUpdatedAtTo]=1", "children[filter].children[statusUpdatedAtTo]"),
        ("filter[ids][]=x", "children[filter].children[ids]"),
        ("filter[attachments]=7", "children[filter].children[attachments]"),
        ("filter[orderTypes][]=any", "children[filter].children[orderTypes]"),
        ("filter[minPrice]=cheap", "children[filter].children[minPrice]"),
    ],
)
def test_bad_values_of_order_filters_are_refused(crm: Crm, query: str, where: str) -> None:
    """§1.4."""
    expect_refusal(crm.get(LIST, query), 400, INPUT, {where: NOT_VALID})


@pytest.mark.parametrize(
    "path",
    [
        LIST, "/v5/orders/history", "/v5/orders/packs", "/v5/orders/packs/history",
        "/v5/store/inventories", "/v5/store/products", "/v5/store/products/properties",
        "/v5/store/product-groups",
    ],
)  # fmt: skip
def test_every_list_is_paged_alike(crm: Crm, path: str) -> None:
    """§1.7: 20 by default, 50, 100 and 250; empty past the end; no nextCursor."""
    for limit in (20, 50, 100, 250):
        answer = crm.get(path, limit=limit, page=2**40)
        assert answer.status == 200
        (rows,) = [value for value in answer.json().values() if isinstance(value, list)]
        pagination = answer.json()["pagination"]
        total = pagination["totalCount"]
        assert rows == []
        assert pagination == {
            "limit": limit, "totalCount": total, "currentPage": 2**40,
            "totalPageCount": -(-total // limit),
        }  # fmt: skip
    assert crm.get(path).json()["pagination"]["limit"] == 20
    for query in ("limit=10", "limit=0", "limit=251", "limit=20.0", "limit="):
        expect_refusal(crm.get(path, query), 400, INPUT, {"children[limit]": NOT_VALID})
    for query in ("page=0", "page=-1", "page=1.5", "page="):
        expect_refusal(crm.get(path, query), 400, INPUT, {"children[page]": NOT_VALID})


def test_orders_of_one_moment_are_read_to_the_end(crm: Crm) -> None:
    """§1.7, §7.2: id decides where times are equal, so that no page repeats an order."""
    for _ in range(41):
        crm.create()
    crm.sandbox.fault("retailcrm", "get_orders", "same_timestamp", times=3)
    pages = [found(crm, f"page={page}") for page in (1, 2, 3)]
    assert [len(page) for page in pages] == [20, 20, 1]
    seen = [order_id for page in pages for order_id in page]
    assert seen == sorted(set(seen), reverse=True)
    assert found(crm, "page=4") == []


def test_a_selective_key_lists_the_orders_of_its_shop(crm: Crm, three: list[int]) -> None:
    """§1.3."""
    assert found(crm.second) == [three[1], three[0]]
    errors = {"children[filter].children[sites]": NOT_VALID}
    expect_refusal(crm.second.get(LIST, "filter[sites][]=shop-eu"), 400, INPUT, errors)


def test_a_post_to_the_list_is_405(crm: Crm) -> None:
    """§1: the text of a recorded answer."""
    answer = crm.post(LIST)
    expect_refusal(answer, 405, "Method Not Allowed")
    assert answer.headers["allow"] == "GET"
    expect_refusal(crm.post(STATUSES), 405, "Method Not Allowed")


def test_get_orders_statuses_by_either_identifier(crm: Crm, three: list[int]) -> None:
    """§7.7: at the top level of the query; a union without doubles, unknown orders omitted."""
    first, second, third = three
    query = f"ids[]={second}&ids[]=5&externalIds[]=A-2&externalIds[]=nobody&externalIds[]=A-1"
    assert crm.get(STATUSES, query).json() == {
        "success": True,
        "orders": [
            {"id": first, "externalId": "A-1", "status": "new", "group": "new"},
            {"id": second, "externalId": "A-2", "status": "complete", "group": "complete"},
            {"id": third, "externalId": "A-1", "status": "new", "group": "new"},
        ],
    }
    assert [order["id"] for order in crm.second.get(STATUSES, query).json()["orders"]] == three[:2]


@pytest.mark.parametrize(
    "query", ["ids[]=1001", "ids[0]=1001", "ids=1001", "externalIds=A-2", "externalIds[1]=A-2"]
)
def test_identifiers_come_in_every_spelling(crm: Crm, three: list[int], query: str) -> None:
    """§1.4: bare ids[]= and externalIds[0]=."""
    assert len(crm.get(STATUSES, query).json()["orders"]) == 1


def test_statuses_of_nothing_are_refused(crm: Crm) -> None:
    """§7.7: 400."""
    for query in ("", "filter=None", "order=1"):
        expect_refusal(crm.get(STATUSES, query), 400, "Parameter 'ids' is missing")
    expect_refusal(crm.get(STATUSES, "ids[]=x"), 400, INPUT, {"children[ids]": NOT_VALID})
    assert crm.get(STATUSES, "ids[]=1").json() == {"success": True, "orders": []}


def test_an_order_without_an_external_id_has_none_in_its_status(crm: Crm) -> None:
    """§7.7, §1."""
    order_id = crm.create().json()["id"]
    (status,) = crm.get(STATUSES, f"ids[]={order_id}").json()["orders"]
    assert status == {"id": order_id, "status": "new", "group": "new"}


def test_poison_and_lag_affect_the_list(crm: Crm) -> None:
    """Planted faults know the list's table and time column."""
    order_id = crm.create().json()["id"]
    crm.sandbox.fault("retailcrm", "get_orders", "poison", row=order_id)
    assert crm.get(LIST).status == 500
    crm.sandbox.fault("retailcrm", "get_orders", "list_lag", ms=60_000)
    assert found(crm) == []
    assert found(crm) == [order_id]


def test_a_price_filter_counts_delivery_and_fractions(crm: Crm) -> None:
    """§7.2: totalSumm."""
    items: Any = [{"productName": "Rope", "quantity": "2.5", "initialPrice": 0.1}]
    order_id = crm.create({"items": items, "delivery": {"cost": 4.75}}).json()["id"]
    assert crm.order(order_id)["totalSumm"] == 5
    assert found(crm, "filter[minPrice]=5&filter[maxPrice]=5") == [order_id]
    assert found(crm, "filter[minPrice]=5.01") == []
    assert found(crm, f"filter[product]={SKU}") == []
