"""The official client, PyPI retailcrm 5.3.0 unmodified, on a socket.

Source: docs/reference/warehouse-module.md §9 (scenario 11), §11.
"""

from typing import Any

import httpx
import pytest
import retailcrm

from tests.retailcrm.support import EUROPEAN, OFFERS, SKU, WAREHOUSE
from tests.support import Listening


@pytest.fixture
def client(listening: Listening) -> Any:
    """The official client with the key that sees everything."""
    env = listening.env
    return retailcrm.v5(env["RETAILCRM_BASE_URL"], env["RETAILCRM_API_KEY"])


def test_the_client_reads_versions_credentials_and_references(client: Any) -> None:
    """§1.1, §6, §11.2."""
    assert client.api_versions().get_response()["versions"] == ["5.0"]
    assert client.api_credentials().get_response()["siteAccess"] == "access_full"
    assert len(client.stores().get_response()["stores"]) == 3
    assert set(client.sites().get_response()["sites"]) == {"shop-us", "shop-eu"}


def test_the_client_uploads_and_reads_leftovers(client: Any) -> None:
    """§11.2: filter=None, filter[ids][]=…, True for a boolean, JSON with spaces in a form."""
    offers = [{"externalId": SKU, "stores": [{"code": "wherefour", "available": 12}]}]
    uploaded = client.inventories_upload(offers, "shop-us")
    assert uploaded.get_status_code() == 200
    assert uploaded.get_response()["processedOffersCount"] == 1
    everything = client.inventories()
    assert everything.is_successful()
    assert everything.get_response()["pagination"]["totalCount"] == OFFERS
    filters = {"offerExternalId": [SKU, EUROPEAN], "details": 1, "offerActive": True}
    found = client.inventories(filters, 250, 1).get_response()["offers"]
    by_sku = {offer["externalId"]: offer for offer in found}
    assert by_sku[SKU]["stores"] == [{"quantity": 12, "store": "wherefour"}]
    assert client.inventories({"ids": []}).get_response()["pagination"]["totalCount"] == OFFERS
    assert (
        client.products({"offerExternalId": [SKU]}).get_response()["products"][0]["quantity"] == 12
    )


def test_the_client_creates_and_ships_an_order_and_reads_its_history(client: Any) -> None:
    """§7.4 to §7.8, §9 scenarios 2 to 5."""
    order = {
        "externalId": "A 1",
        "firstName": "Søren",
        "items": [{"offer": {"externalId": SKU}, "quantity": 1}],
    }
    created = client.order_create(order, "shop-us")
    assert created.get_status_code() == 201
    order_id = created.get_response()["id"]
    shipment = {
        "externalId": "A 1", "shipped": True, "shipmentStore": "wherefour",
        "shipmentDate": "2026-01-05",
    }  # fmt: skip
    refused = client.order_edit(shipment, site="shop-us")
    assert not refused.is_successful()
    assert refused.get_error_msg() == "Order is not loaded"
    assert "when the external warehouse system is disabled" in refused.get_errors()["shipped"]
    registered = client.integration_module_edit({**WAREHOUSE, "code": "wh-1"})
    assert registered.get_status_code() == 201
    assert client.integration_module("wh-1").get_response()["integrationModule"]["active"] is True
    assert client.order_edit(shipment, site="shop-us").get_status_code() == 200
    by_id = client.order_edit({"id": order_id, "status": "complete"}, "id", "shop-us")
    assert by_id.get_response()["order"]["status"] == "complete"
    assert client.order(str(order_id), "id").get_response()["order"]["shipped"] is True
    assert client.order("A 1", site="shop-us").get_response()["order"]["firstName"] == "Søren"
    history = client.orders_history({"sinceId": 1}).get_response()["history"]
    assert [record["field"] for record in history] == [
        "shipment_store", "shipment_date", "shipped", "status",
    ]  # fmt: skip
    assert client.orders_history().get_response()["pagination"]["totalCount"] == 5


def test_the_client_learns_what_it_did_wrong(client: Any) -> None:
    """§1.3, §1.9, §9 scenarios 7 and 8."""
    no_site = client.order_create({})
    assert (no_site.get_status_code(), no_site.get_error_msg()) == (
        400, "Parameter 'site' is missing",
    )  # fmt: skip
    assert client.order("none", site="shop-us").get_status_code() == 404
    assert client.order_edit({"externalId": "A/ü"}, site="shop-us").get_status_code() == 404
    row = {"externalId": SKU, "stores": [{"code": "wherefour", "available": 1}]}
    many = client.inventories_upload([row] * 251, "shop-us")
    assert many.get_status_code() == 400
    assert isinstance(many.get_errors(), list)
    assert client.inventories(limit=30).get_errors() == {
        "children[limit]": "This value is not valid."
    }


def test_the_client_with_a_missing_or_wrong_key(listening: Listening) -> None:
    """§1.2: with the key None it sends no header at all."""
    url = listening.env["RETAILCRM_BASE_URL"]
    missing = retailcrm.v5(url, None).api_credentials()
    assert (missing.get_status_code(), missing.get_error_msg()) == (400, '"apiKey" is missing.')
    wrong = retailcrm.v5(url, "nope").inventories()
    assert (wrong.get_status_code(), wrong.get_error_msg()) == (403, 'Wrong "apiKey" value.')


def test_the_client_for_an_older_version_is_told_that_there_is_no_such_method(
    listening: Listening,
) -> None:
    """§1, §1.1: api-versions promises 5.0 only, and so it is."""
    env = listening.env
    for older in (retailcrm.v3, retailcrm.v4):
        client = older(env["RETAILCRM_BASE_URL"], env["RETAILCRM_API_KEY"])
        assert client.api_versions().get_response()["versions"] == ["5.0"]
        for answer in (client.orders(), client.order_create({"externalId": "A-1"}, "shop-us")):
            assert answer.get_status_code() == 404
            assert answer.get_error_msg() == "API method not found"


def test_a_trailing_slash_of_the_address_is_tolerated(listening: Listening) -> None:
    """§11.1."""
    env = listening.env
    client = retailcrm.v5(env["RETAILCRM_BASE_URL"] + "/", env["RETAILCRM_API_KEY"])
    assert client.api_versions().get_status_code() == 200


def test_the_second_key_sees_who_changed_an_order(client: Any, listening: Listening) -> None:
    """§7.8: current per calling key."""
    env = listening.env
    second = retailcrm.v5(env["RETAILCRM_BASE_URL"], env["RETAILCRM_API_KEY_SECOND"])
    client.order_create({"externalId": "A-1"}, "shop-us")
    second.order_edit({"externalId": "A-1", "firstName": "Ada"})
    for reader, expected in ((client, [True, False]), (second, [False, True])):
        records = reader.orders_history().get_response()["history"]
        assert [record["apiKey"]["current"] for record in records] == expected


def test_keys_in_query_and_body_as_raw_requests(listening: Listening) -> None:
    """§11.3: the query even on POST, a JSON body with a JSON string; §1.2: the body."""
    env = listening.env
    base, key = env["RETAILCRM_BASE_URL"] + "/api/v5", env["RETAILCRM_API_KEY"]
    offers = '[{"externalId": "' + SKU + '", "stores": [{"code": "wherefour", "available": 3}]}]'
    fields = {"site": "shop-us", "offers": offers}
    upload = f"{base}/store/inventories/upload"
    with httpx.Client() as http:
        answers = [
            http.post(f"{upload}?apiKey={key}", json=fields),
            http.post(upload, data={**fields, "apiKey": key}),
            http.post(upload, files={n: (None, v) for n, v in {**fields, "apiKey": key}.items()}),
            http.get(f"{base}/store/inventories?apiKey={key}&filter[ids][0]=1003&page=1&limit=100"),
        ]
        assert [answer.status_code for answer in answers] == [200] * 4
        assert answers[3].json()["offers"][0]["quantity"] == 3
        assert http.post(upload, data=fields).status_code == 400
        assert http.post(upload, data={**fields, "apiKey": "nope"}).status_code == 403


def test_the_client_uploads_orders_and_prices_and_sets_packs_aside(client: Any) -> None:
    """§4.3, §7.7, §7.9, §7.10: the client has a method for each."""
    items = [{"offer": {"externalId": SKU}, "quantity": 1}]
    orders = [{"externalId": "A-1", "items": items}, {"externalId": "A-2", "status": "lost"}]
    partly = client.orders_upload(orders, "shop-us")
    assert (partly.get_status_code(), partly.is_successful()) == (460, False)
    assert partly.get_response()["failedOrders"] == [{"externalId": "A-2"}]
    whole = client.orders_upload([{"externalId": "A-3"}], "shop-us").get_response()
    assert [order["externalId"] for order in whole["orders"]] == ["A-3"]
    first = partly.get_response()["uploadedOrders"][0]["id"]
    found = client.orders_statuses([first], ["A-3"]).get_response()["orders"]
    assert [order["status"] for order in found] == ["new", "new"]
    prices = [{"externalId": SKU, "site": "shop-us", "prices": [{"code": "base", "price": 3}]}]
    assert client.prices_upload(prices).get_response()["processedOffersCount"] == 1

    rows = [{"externalId": SKU, "stores": [{"code": "wherefour", "available": 1}]}]
    client.inventories_upload(rows, "shop-us")
    order = client.orders({"ids": [first]}).get_response()["orders"][0]
    pack = {"itemId": order["items"][0]["id"], "store": "wherefour", "quantity": 1}
    made = client.pack_create(pack).get_response()["id"]
    few = client.pack_create(pack)
    assert (few.get_status_code(), few.get_error_msg()) == (400, "Too few available offers")
    assert client.pack_edit({"id": made, "invoiceNumber": "7"}).get_status_code() == 200
    assert client.pack(made).get_response()["pack"]["invoiceNumber"] == "7"
    assert [one["id"] for one in client.packs().get_response()["packs"]] == [made]
    assert client.pack_delete(made).get_status_code() == 200
    history = client.packs_history({"sinceId": 0}).get_response()["history"]
    assert [record["field"] for record in history] == ["store", "invoiceNumber", "store"]


def test_the_client_reads_the_catalogue_and_changes_stores_and_shops(client: Any) -> None:
    """§1.1, §5, §6."""
    groups = client.product_groups({"sites": ["shop-eu"], "active": True}).get_response()
    assert len(groups["productGroup"]) == 17
    assert len(client.products_properties().get_response()["properties"]) == 2
    later = client.products({"sinceId": 1070}).get_response()["products"]
    assert [product["id"] for product in later][:2] == [1071, 1072]
    assert client.stores_edit({"code": "annex", "name": "Annex"}).get_status_code() == 201
    assert client.stores_edit({"code": "annex", "active": False}).get_status_code() == 200
    assert client.sites_edit({"code": "shop-us", "name": "US"}).get_status_code() == 200
    assert client.sites_edit({"code": "mars", "name": "Mars"}).get_status_code() == 400
    assert client.sites().get_response()["sites"]["shop-us"]["name"] == "US"
    assert client.system_info().get_response()["systemVersion"]
    for name, key in (
        ("statuses", "statuses"), ("status_groups", "statusGroups"), ("units", "units"),
        ("product_statuses", "productStatuses"), ("price_types", "priceTypes"),
    ):  # fmt: skip
        assert getattr(client, name)().get_response()[key]


FULL_ORDER: dict[str, Any] = {
    "externalId": "F-1", "number": "F1", "createdAt": "2025-12-24 18:30:00", "status": "assembling",
    "statusComment": "on the table", "orderType": "eshop-individual", "orderMethod": "phone",
    "firstName": "Søren", "lastName": "Ågård", "phone": "+4520123456", "email": "s@example.com",
    "managerId": 28, "customerComment": "ring twice", "managerComment": "old friend",
    "contragent": {"contragentType": "legal-entity", "legalName": "Ågård ApS", "INN": "7707083893"},
    "discountManualAmount": 5, "discountManualPercent": 10,
    "weight": 750, "length": 300, "width": 200, "height": 100,
    "shipmentStore": "wherefour", "shipmentDate": "2026-01-06",
    "delivery": {
        "code": "courier", "cost": 12.5, "netCost": 9.75, "date": "2026-01-07",
        "time": {"from": "10:00", "to": "14:00"}, "address": {"city": "Århus", "index": "8000"},
    },
    "customFields": {"gift": True, "wrapping": "red"},
}  # fmt: skip
FULL_ITEM: dict[str, Any] = {
    "externalIds": [{"code": "shop", "value": "1"}], "quantity": 3, "initialPrice": 20,
    "purchasePrice": 8.5, "discountManualAmount": 2, "comment": "ground for filter",
    "properties": {"grind": {"code": "grind", "name": "Grind", "value": "filter"}},
}  # fmt: skip
PAYMENT = {
    "externalId": "P-1", "type": "bank-card", "status": "paid", "amount": 56.1,
    "paidAt": "2025-12-24 18:31:00", "comment": "by link",
}  # fmt: skip


def test_the_client_writes_a_full_order_reads_it_back_and_edits_it(client: Any) -> None:
    """§7.1, §7.3 to §7.5, §7.8: what is written is read; only what is edited changes."""
    sent = {
        **FULL_ORDER, "items": [{"offer": {"externalId": SKU}, **FULL_ITEM}], "payments": [PAYMENT],
    }  # fmt: skip
    created = client.order_create(sent, "shop-us")
    assert created.get_status_code() == 201
    order = client.order("F-1", site="shop-us").get_response()["order"]
    assert order == created.get_response()["order"]
    assert {name: order[name] for name in FULL_ORDER} == FULL_ORDER
    (item,) = order["items"]
    assert {name: item[name] for name in FULL_ITEM} == FULL_ITEM
    assert item["offer"]["externalId"] == SKU
    ((key, payment),) = order["payments"].items()
    assert payment == {"id": int(key), **PAYMENT}
    # Three of 20 less 2 are 54; less 10 percent and 5 they are 43.6, and 12.5 for the way.
    assert (order["summ"], order["totalSumm"], order["prepaySum"]) == (43.6, 56.1, 56.1)
    assert order["fullPaidAt"] == PAYMENT["paidAt"]

    edit = {
        "externalId": "F-1", "discountManualAmount": 0, "customFields": {"wrapping": "blue"},
        "delivery": {"cost": 10}, "items": [{"id": item["id"], "quantity": 2}],
    }  # fmt: skip
    assert client.order_edit(edit, site="shop-us").get_status_code() == 200
    edited = client.order("F-1", site="shop-us").get_response()["order"]
    (changed,) = edited["items"]
    expected = {
        **order, "discountManualAmount": 0, "summ": 32.4, "totalSumm": 42.4, "purchaseSumm": 17,
        "customFields": {"gift": True, "wrapping": "blue"},
        "delivery": {**order["delivery"], "cost": 10}, "items": [changed],
    }  # fmt: skip
    assert edited == expected
    assert {name: changed[name] for name in FULL_ITEM} == {**FULL_ITEM, "quantity": 2}
    history = client.orders_history({"orderExternalId": "F-1"}).get_response()["history"]
    assert [record["field"] for record in history] == [
        "status", "discount_manual_amount", "delivery_cost", "custom_wrapping",
        "order_product.quantity", "order_product.discount_total", "order_product.summ",
    ]  # fmt: skip
    again = client.order_edit({**edited, "externalId": "F-1"}, site="shop-us").get_response()
    assert again["order"] == edited
    more = client.orders_history({"sinceId": history[-1]["id"]}).get_response()["history"]
    assert more == []


def test_the_client_uploads_the_same_full_order_and_names_it_anew(client: Any) -> None:
    """§7.10, §7.11: orders/upload keeps what orders/create keeps."""
    sent = {
        **FULL_ORDER, "items": [{"offer": {"externalId": SKU}, **FULL_ITEM}], "payments": [PAYMENT],
    }  # fmt: skip
    (order,) = client.orders_upload([sent], "shop-us").get_response()["orders"]
    assert {name: order[name] for name in FULL_ORDER} == FULL_ORDER
    fixed = client.orders_fix_external_ids([{"id": order["id"], "externalId": "F-2"}])
    assert (fixed.get_status_code(), fixed.get_response()) == (200, {"success": True})
    renamed = client.order("F-2", site="shop-us").get_response()["order"]
    assert renamed == {**order, "externalId": "F-2"}
