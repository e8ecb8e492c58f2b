"""Every spelling of a request on a real socket: docs/reference/warehouse-module.md §1.2 to §1.6."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from stocktake.vendors.retailcrm.access import FULL_KEY

from tests.retailcrm.support import OFFERS, SKU
from tests.support import Listening

LIST = "/api/v5/store/inventories"
CREATE = "/api/v5/orders/create"
ORDER = {"externalId": "A-1", "items": [{"offer": {"externalId": SKU}, "quantity": "2"}]}
KEY = {"X-API-KEY": FULL_KEY}


@pytest.fixture
def http(listening: Listening) -> Iterator[httpx.Client]:
    """A client that sends exactly what the test gives it."""
    with httpx.Client(base_url=f"{listening.url}/retailcrm") as client:
        yield client


def settled(answer: httpx.Response) -> Any:
    """Return the body of an answer, which is always JSON."""
    assert answer.headers["content-type"] == "application/json"
    assert answer.json()["success"] is (answer.status_code < 400)
    return answer.json()


@pytest.mark.parametrize("where", ["header", "query", "form", "multipart", "json", "json in query"])
def test_the_key_is_found_where_clients_put_it(http: httpx.Client, where: str) -> None:
    """§1.2: each with the kind of body that its client sends (§1.5)."""
    text = json.dumps(ORDER)
    form, query = {"site": "shop-us", "order": text}, {"apiKey": FULL_KEY}
    ways: dict[str, dict[str, Any]] = {
        "header": {"data": form, "headers": KEY},
        "query": {"data": form, "params": query},
        "form": {"data": {**form, **query}},
        "multipart": {"files": {name: (None, value) for name, value in {**form, **query}.items()}},
        "json": {"json": {**form, **query}},
        "json in query": {"json": {"site": "shop-us", "order": ORDER}, "params": query},
    }
    sent = ways[where]
    answer = http.post(CREATE, **sent)
    assert answer.status_code == 201
    assert settled(answer)["order"]["items"][0]["quantity"] == 2


@pytest.mark.parametrize(
    "form",
    [
        [("order[externalId]", "A-1"), ("order[items][0][offer][externalId]", SKU)],
        [("order[externalId]", "A-1"), ("order[items][][offer][externalId]", SKU)],
        [("order", '{"externalId": "A-1", "items": [{"offer": {"xmlId": "COF-HUILA-340"}}]}')],
        [("order", r'{"externalId":"A\u002d1","items":[{"offer":{"id":1003}}]}')],
    ],
)  # fmt: skip
def test_a_structure_is_read_in_every_spelling(
    http: httpx.Client, form: list[tuple[str, str]]
) -> None:
    """§1.5: brackets, a string of JSON, escaped JSON."""
    fields = dict([*form, ("site", "shop-us")])
    order = settled(http.post(CREATE, data=fields, headers=KEY))["order"]
    assert (order["externalId"], order["items"][0]["offer"]["externalId"]) == ("A-1", SKU)


@pytest.mark.parametrize("multipart", [False, True])
@pytest.mark.parametrize("place", ["", "0", "inventoriesUpload"])
def test_a_module_is_registered_in_the_words_of_the_vendors_page(
    http: httpx.Client, place: str, multipart: bool
) -> None:
    """§1.5, §2.1: `integrationModule[integrations][store][actions][][callPoints]`."""
    actions = f"integrationModule[integrations][store][actions][{place}]"
    form = {
        "integrationModule[code]": "wh-1", "integrationModule[name]": "W",
        "integrationModule[baseUrl]": "http://127.0.0.1:9", "integrationModule[clientId]": "c",
        f"{actions}[code]": "inventoriesUpload", f"{actions}[url]": "/stock",
        f"{actions}[callPoints][]": "order",
    }  # fmt: skip
    files = {name: (None, value) for name, value in form.items()}
    sent: dict[str, Any] = {"files": files} if multipart else {"data": form}
    path = "/api/v5/integration-modules/wh-1"
    assert http.post(f"{path}/edit", headers=KEY, **sent).status_code == 201
    module = settled(http.get(path, headers=KEY))["integrationModule"]
    assert module["integrations"]["store"]["actions"] == [
        {"code": "inventoriesUpload", "url": "/stock", "callPoints": ["order"]}
    ]


@pytest.mark.parametrize(
    "query",
    [
        "filter[ids][]=1003&filter[ids][]=1001",
        "filter[ids][0]=1003&filter[ids][1]=1001",
        "filter[ids][7]=1003&filter[ids][3]=1001",
        "filter%5Bids%5D%5B%5D=1003&filter%5Bids%5D%5B%5D=1001",
        "filter%5bids%5d%5b0%5d=1003&filter%5bids%5d%5b1%5d=1001",
        "filter[ids]=1003&filter[ids]=1001",
        "filter=None&filter[ids][]=1003&filter[ids][]=1001",
        "filter[ids][]=1003&filter[ids][]=1001&cms_source=woo&module_version=1",
    ],
)
def test_a_list_of_the_query_is_read_in_every_spelling(http: httpx.Client, query: str) -> None:
    """§1.4."""
    answer = settled(http.get(f"{LIST}?{query}", headers=KEY))
    assert [offer["id"] for offer in answer["offers"]] == [1003, 1001]


@pytest.mark.parametrize("query", ["filter=None", "filter=", "filter=[]", "", "filter[]=None"])
def test_a_scalar_filter_filters_nothing(http: httpx.Client, query: str) -> None:
    """§1.4: what the official client sends."""
    answer = settled(http.get(f"{LIST}?{query}&limit=20&page=1", headers=KEY))
    assert answer["pagination"]["totalCount"] == OFFERS


@pytest.mark.parametrize(
    ("word", "shown"),
    [("1", True), ("true", True), ("True", True), ("0", False), ("false", False), ("False", False)],
)
def test_a_boolean_is_read_in_every_spelling(http: httpx.Client, word: str, shown: bool) -> None:
    """§1.4."""
    answer = settled(http.get(f"{LIST}?filter[details]={word}", headers=KEY))
    assert ("stores" in answer["offers"][0]) is shown


def test_the_last_of_doubled_scalars_wins(http: httpx.Client) -> None:
    """§1.4: in the query and in a form."""
    answer = settled(http.get(f"{LIST}?page=1&limit=20&limit=50&page=2", headers=KEY))
    assert (answer["pagination"]["limit"], answer["pagination"]["currentPage"]) == (50, 2)
    keys = f"apiKey=nope&apiKey={FULL_KEY}"
    assert http.get(f"{LIST}?{keys}").status_code == 200
    body = f"site=shop-eu&site=shop-us&order={json.dumps(ORDER)}"
    headers = {**KEY, "content-type": "application/x-www-form-urlencoded"}
    order = settled(http.post(CREATE, content=body, headers=headers))["order"]
    assert order["site"] == "shop-us"


def test_a_property_filter_is_sent_as_a_nested_map(http: httpx.Client) -> None:
    """§1.4: filter[properties][color]=red."""
    for query in (
        "filter[properties][pack_size]=12",
        "filter%5Bproperties%5D%5Bpack_size%5D=12",
    ):
        answer = settled(http.get(f"/api/v5/store/products?{query}", headers=KEY))
        assert [found["externalId"] for found in answer["products"]] == ["CHK-CAN-CS12"]


def test_loose_types_are_coerced(http: httpx.Client) -> None:
    """§1.5: the official 1C client sends numbers and booleans as strings."""
    offers = [{"externalId": SKU, "stores": [
        {"code": "wherefour", "available": "10", "purchasePrice": "1.5"},
    ]}]  # fmt: skip
    form = {"site": "shop-us", "offers": json.dumps(offers)}
    assert settled(http.post(f"{LIST}/upload", data=form, headers=KEY))["processedOffersCount"] == 1
    (offer,) = settled(http.get(f"{LIST}?filter[offerExternalId]={SKU}", headers=KEY))["offers"]
    assert (offer["quantity"], offer["purchasePrice"]) == (10, 1.5)


def test_an_external_id_may_hold_anything_but_a_slash(http: httpx.Client) -> None:
    """§1.6."""
    form = {"site": "shop-us", "order": json.dumps({"externalId": "A 1 #%ü/x"})}
    assert http.post(CREATE, data=form, headers=KEY).status_code == 201
    form["order"] = json.dumps({"externalId": "A 1 #%ü"})
    assert http.post(CREATE, data=form, headers=KEY).status_code == 201
    path = "/api/v5/orders/A%201%20%23%25%C3%BC"
    assert settled(http.get(f"{path}?site=shop-us", headers=KEY))["success"] is True
    lost = http.get(f"{path}/x?site=shop-us", headers=KEY)
    assert (lost.status_code, settled(lost)["errorMsg"]) == (404, "API method not found")


def test_a_get_with_an_empty_body_is_answered(http: httpx.Client) -> None:
    """§1.5: content-length: 0, and a content type without content."""
    headers = {**KEY, "content-length": "0", "content-type": "application/json"}
    assert settled(http.get(LIST, headers=headers))["success"] is True


def test_nulls_are_left_out_and_numbers_are_plain(http: httpx.Client) -> None:
    """§1: the only nulls are those of the history's oldValue and newValue."""
    form = {"site": "shop-us", "order": json.dumps(ORDER)}
    assert b"null" not in http.post(CREATE, data=form, headers=KEY).content
    history = http.get("/api/v5/orders/history", headers=KEY)
    assert history.content.count(b"null") == 1
    assert settled(history)["history"][0]["oldValue"] is None
    for path in ("orders", "store/products", "store/inventories", "reference/stores"):
        assert b"null" not in http.get(f"/api/v5/{path}", headers=KEY).content
