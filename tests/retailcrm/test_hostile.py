"""Nothing that a client sends ends in a 500: docs/reference/warehouse-module.md §1.4 to §1.9."""

import json
from typing import Any

import pytest
from stocktake.vendors.retailcrm import SIMULATOR
from stocktake.web.documents import read_document
from stocktake.web.sandbox import Sandbox

from tests.retailcrm.support import SKU, Crm

HUGE = 10**40
DEEP: Any = None
for _ in range(60):
    DEEP = {"a": [DEEP]}

VALUES = [
    HUGE, -HUGE, 2**63, -(2**63), 1e308, 0.1 + 0.2, "\x00", "a\x00b", "\U0001f980", "9" * 400,
    [], {}, [[]], {"": None}, None, True, "", " ", DEEP, "2026-13-45", "0001-01-01", "9999-12-31",
]  # fmt: skip
SCHEMAS = read_document(SIMULATOR.apis[0].document)["components"]["schemas"]
ORDER_FIELDS = (*SCHEMAS["OrderInput"]["properties"], "unknown")
DELIVERY_FIELDS = (*SCHEMAS["OrderInput"]["properties"]["delivery"]["properties"], "unknown")
ITEM_FIELDS = (*SCHEMAS["ItemInput"]["properties"], "unknown")
PAYMENT_FIELDS = (*SCHEMAS["PaymentInput"]["properties"], "unknown")


def check_settled(answer: Any) -> None:
    """Check that an answer is a success or a refusal in the vendor's envelope."""
    assert answer.status in (200, 201, 400, 404), answer.text
    assert answer.json()["success"] is (answer.status < 400)


@pytest.mark.parametrize("field", ORDER_FIELDS)
def test_no_field_of_an_order_breaks_the_server(crm: Crm, field: str) -> None:
    """Create and edit, by id and by externalId."""
    order_id = crm.create().json()["id"]
    crm.register()
    for value in VALUES:
        check_settled(crm.create({field: value}))
        check_settled(crm.edit(order_id, **{field: value}))
    check_settled(crm.get(f"/v5/orders/{order_id}", by="id"))


@pytest.mark.parametrize("name", ITEM_FIELDS)
def test_no_field_of_an_item_breaks_the_server(crm: Crm, name: str) -> None:
    """Items, and the identifiers of their offer."""
    for value in VALUES:
        items = [{"offer": {"externalId": SKU}, name: value}]
        check_settled(crm.create({"items": items, "discountManualPercent": 7}))
        check_settled(crm.create({"items": [{"offer": {"id": value, "xmlId": value}}]}))
    check_settled(crm.get("/v5/orders"))


@pytest.mark.parametrize("name", DELIVERY_FIELDS)
def test_no_field_of_a_delivery_breaks_the_server(crm: Crm, name: str) -> None:
    """Create and edit, then what is stored is shown and its history too."""
    order_id = crm.create().json()["id"]
    for value in VALUES:
        check_settled(crm.create({"delivery": {name: value}}))
        check_settled(crm.edit(order_id, delivery={name: value}))
    check_settled(crm.get("/v5/orders/history"))


@pytest.mark.parametrize("name", PAYMENT_FIELDS)
def test_no_field_of_a_payment_breaks_the_server(crm: Crm, name: str) -> None:
    """Create and edit, as a list and as an object."""
    order_id = crm.create({"payments": [{"externalId": "P"}]}).json()["id"]
    for value in VALUES:
        check_settled(crm.create({"payments": {"": {name: value}}}))
        check_settled(crm.edit(order_id, payments=[{"externalId": "P", name: value}]))
    check_settled(crm.get("/v5/orders/history"))


@pytest.mark.parametrize("name", ["customFields", "contragent", "source"])
def test_nothing_inside_a_map_breaks_the_server(crm: Crm, name: str) -> None:
    """Keys and values of any kind; the history shows each."""
    order_id = crm.create().json()["id"]
    for value in VALUES:
        edit: dict[str, Any] = {name: {"x": value, str(value)[:300]: 1}}
        check_settled(crm.edit(order_id, **edit))
    check_settled(crm.get("/v5/orders/history"))
    check_settled(crm.get(f"/v5/orders/{order_id}", by="id"))


@pytest.mark.parametrize("name", ["id", "externalId", "xmlId", "stores"])
def test_no_row_of_an_upload_breaks_the_server(crm: Crm, name: str) -> None:
    """Identifiers, stores, numbers."""
    stores = [{"code": "wherefour", "available": 1}]
    for value in VALUES:
        check_settled(crm.upload([{"stores": stores, name: value}]))
        row = {"code": value, "available": value, "purchasePrice": value}
        check_settled(crm.upload([{"externalId": SKU, "stores": [row]}]))
        check_settled(crm.post("/v5/store/inventories/upload", offers=value, site="shop-us"))


@pytest.mark.parametrize(
    "name", ["code", "name", "active", "actions", "availableCountries", "integrations"]
)
def test_no_field_of_a_module_breaks_the_server(crm: Crm, name: str) -> None:
    """Registering, then reading the module back."""
    for value in VALUES:
        sent = {"name": "x", "integrationCode": "wh", name: value}
        check_settled(crm.post("/v5/integration-modules/wh-1/edit", integrationModule=sent))
        check_settled(crm.register(integrations={"store": value, "other": value}))
        check_settled(
            crm.register(integrations={"store": {"actions": [{"code": value, "url": value}]}})
        )
        check_settled(crm.get("/v5/integration-modules/wh-1"))


@pytest.mark.parametrize("name", ["id", "externalId", "xmlId", "site", "prices"])
def test_no_row_of_prices_breaks_the_server(crm: Crm, name: str) -> None:
    """Identifiers, shops, types of price, numbers."""
    prices = [{"code": "base", "price": 1}]
    for value in VALUES:
        row = {"code": "base", "price": value, "remove": value}
        for sent in ({"prices": prices, name: value}, {"xmlId": SKU, "prices": [row]}):
            check_settled(crm.post("/v5/store/prices/upload", prices=[sent]))
        row = {"code": value, "price": 1}
        sent = {"xmlId": SKU, "prices": [row]}
        check_settled(crm.post("/v5/store/prices/upload", prices=[sent]))


@pytest.mark.parametrize(
    "name", ["code", "name", "type", "inventoryType", "active", "address", "phone", "workTime"]
)
def test_no_field_of_a_store_breaks_the_server(crm: Crm, name: str) -> None:
    """Creating, changing, then reading the store back."""
    for value in VALUES:
        sent = {"name": "Annex", name: value}
        check_settled(crm.post("/v5/reference/stores/annex/edit", store=sent))
        check_settled(crm.get("/v5/reference/stores"))
        check_settled(crm.post("/v5/reference/sites/shop-us/edit", site={name: value}))
        check_settled(crm.get("/v5/reference/sites"))


@pytest.mark.parametrize(
    "name", ["itemId", "store", "quantity", "purchasePrice", "shipmentDate", "invoiceNumber"]
)
def test_no_field_of_a_pack_breaks_the_server(crm: Crm, name: str) -> None:
    """Creating and changing, then reading the pack back."""
    crm.put(SKU, 100)
    item = crm.create().json()["order"]["items"][0]["id"]
    pack = {"itemId": item, "store": "wherefour", "quantity": 1}
    crm.post("/v5/orders/packs/create", pack=pack)
    for value in VALUES:
        check_settled(crm.post("/v5/orders/packs/create", pack={**pack, name: value}))
        check_settled(crm.post("/v5/orders/packs/1001/edit", pack={name: value}))
        check_settled(crm.get("/v5/orders/packs"))
        check_settled(crm.get("/v5/orders/packs/history"))


@pytest.mark.parametrize("field", ORDER_FIELDS)
def test_no_row_of_an_order_upload_breaks_the_server(crm: Crm, field: str) -> None:
    """One bad order among others; 460 is an answer like any other."""
    for value in VALUES:
        for orders in ([{field: value}, value], [{field: value}]):
            answer = crm.post("/v5/orders/upload", orders=orders, site="shop-us")
            if answer.status != 460:
                check_settled(answer)


@pytest.mark.parametrize(
    "path",
    [
        "/v5/store/inventories", "/v5/store/products", "/v5/orders/history", "/v5/orders/1",
        "/v5/orders", "/v5/orders/statuses", "/v5/orders/packs", "/v5/orders/packs/history",
        "/v5/store/product-groups", "/v5/store/products/properties",
    ],
)  # fmt: skip
def test_no_query_breaks_the_server(crm: Crm, path: str) -> None:
    """Every filter with every hostile value, and brackets that make no sense."""
    names = (
        "limit", "page", "by", "site", "filter", "filter[ids][]", "filter[ids][0]", "filter[",
        "filter[ids][x]", "filter[]", "filter[[ids]]", "filter[details]", "filter[sinceId]",
        "filter[name]", "filter[startDate]", "filter[orderId]", "filter[minPrice]",
        "filter[sinceUpdatedAt]", "filter[sites][]", "filter[offerExternalId]", "ids[]",
        "externalIds[0]", "filter[properties][a]", "filter[properties]", "filter[customer]",
        "filter[createdAtTo]", "filter[createdAtFrom]", "filter[shipmentDateTo]", "filter[groups]",
        "filter[maxPrice]", "filter[product]", "filter[customerId]", "filter[maxLevel]",
        "filter[catalogs][]", "sort[offersCount]", "filter[itemId]", "filter[endDate]",
    )  # fmt: skip
    for name in names:
        for value in ("%00", "%ff%fe", "9" * 60, "-1", "1e999", "9999-12-31%2023:59:59", "[]", ""):
            check_settled(crm.get(path, f"{name}={value}"))


@pytest.mark.parametrize("name", ["\x00", "%", "9" * 500, "ü", " ", "..", "history "])
def test_no_path_breaks_the_server(crm: Crm, name: str) -> None:
    """An order or module of any name is unknown."""
    for by in ("id", "externalId"):
        check_settled(crm.get(f"/v5/orders/{name}", by=by, site="shop-us"))
        check_settled(crm.edit(name, by=by, firstName="x"))
    check_settled(crm.get(f"/v5/integration-modules/{name}"))


@pytest.mark.parametrize(
    "body",
    [
        b"\xff\xfe", b"{", b"[]", b"5", b"null", b'"x"', b'{"offers": 1', b"{}" * 3,
        b'{"offers": "\\ud800"}', json.dumps({"offers": [DEEP]}).encode(), b"[" * 5000,
        b'{"offers": [{"externalId": "\\u0000", "stores": [{"code": 1, "available": NaN}]}]}',
        b'{"site": {"a": 1}, "offers": []}', b'{"site": 5, "offers": [{}]}', b'{"apiKey": [1]}',
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "media",
    [
        "application/json",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "",
    ],
)
def test_no_body_breaks_the_server(sandbox: Sandbox, crm: Crm, body: bytes, media: str) -> None:
    """Broken encodings and shapes, under every content type."""
    headers = {"X-API-KEY": crm.key} | ({"content-type": media} if media else {})
    for path in (
        "store/inventories/upload", "orders/create", "integration-modules/x/edit",
        "store/prices/upload", "orders/upload", "orders/packs/create", "reference/stores/x/edit",
    ):  # fmt: skip
        target = f"/retailcrm/api/v5/{path}"
        check_settled(sandbox.request("POST", target, data=body, headers=headers))
