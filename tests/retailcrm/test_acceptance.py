"""The acceptance scenarios, one test each: docs/reference/warehouse-module.md §9.

Scenarios 2 to 8, 10, 12 and 13 are played by the official client, PyPI retailcrm 5.3.0 unmodified,
on a real socket; 1 and 9 also as raw requests, and what other public clients send (§11.3) beside
it. 11 is this whole file.
"""

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
import retailcrm

from tests.receivers import receiving
from tests.retailcrm.support import EUROPEAN, NEWEST, SKU, WAREHOUSE
from tests.support import Listening

NOT_LOADED = "Order is not loaded"
DISABLED = "is not available when the external warehouse system is disabled"
DATE = "Change the shipment date is prohibited for shipped order."
STORE = "Change the shipment store is prohibited for shipped order."
MISSING = '"apiKey" is missing.'
SHIPMENT = {"shipped": True, "shipmentStore": "wherefour", "shipmentDate": "2026-01-05"}
INVENTORIES = "/api/v5/store/inventories"


@dataclass(frozen=True)
class Account:
    """The official client with both keys, and a client of raw requests beside it."""

    first: Any
    second: Any
    key: str
    raw: httpx.Client

    def order(self, external_id: str) -> dict[str, Any]:
        """Return an order of shop-us."""
        return dict(self.first.order(external_id, site="shop-us").get_response()["order"])

    def ship(self, external_id: str, **changes: Any) -> Any:
        """Report a shipment of an order of shop-us."""
        return self.first.order_edit(
            {"externalId": external_id, **SHIPMENT, **changes}, site="shop-us"
        )

    def since(self, record_id: int) -> list[dict[str, Any]]:
        """Return the history after a record."""
        return list(self.first.orders_history({"sinceId": record_id}).get_response()["history"])


@pytest.fixture
def account(listening: Listening) -> Iterator[Account]:
    """An account that holds one order of two, externalId A-1; its history is one record."""
    env = listening.env
    url, key = env["RETAILCRM_BASE_URL"], env["RETAILCRM_API_KEY"]
    first, second = retailcrm.v5(url, key), retailcrm.v5(url, env["RETAILCRM_API_KEY_SECOND"])
    items = [{"offer": {"externalId": SKU}, "quantity": 2}]
    assert first.order_create({"externalId": "A-1", "items": items}, "shop-us").is_successful()
    with httpx.Client(base_url=url) as raw:
        yield Account(first, second, key, raw)


@pytest.fixture
def registered(account: Account) -> Account:
    """The same with a registered warehouse."""
    assert account.first.integration_module_edit({**WAREHOUSE, "code": "wh-1"}).is_successful()
    return account


def refusal(response: Any) -> tuple[int, str]:
    return response.get_status_code(), response.get_error_msg()


def test_scenario_1_versions_and_credentials_with_the_key_in_header_query_and_body(
    account: Account,
) -> None:
    """§1.1, §1.2: missing is 400, wrong is 403."""
    raw, key = account.raw, {"X-API-KEY": account.key}
    for path in ("/api/api-versions", "/api/credentials"):
        by_header, by_query = raw.get(path, headers=key), raw.get(f"{path}?apiKey={account.key}")
        assert by_header.json() == by_query.json()
        assert by_header.json()["success"] is True
        missing = raw.get(path)
        assert (missing.status_code, missing.json()["errorMsg"]) == (400, MISSING)
        wrong = raw.get(path, headers={"X-API-KEY": "nope"})
        assert (wrong.status_code, wrong.json()["errorMsg"]) == (403, 'Wrong "apiKey" value.')
    body = {"apiKey": account.key, "site": "shop-us", "order": "{}", "by": "externalId"}
    assert raw.post("/api/v5/orders/A-1/edit", data=body).status_code == 200
    assert raw.post("/api/v5/orders/A-1/edit", data=body | {"apiKey": "nope"}).status_code == 403
    assert account.first.api_versions().get_response()["versions"] == ["5.0"]
    assert account.first.api_credentials().get_response()["siteAccess"] == "access_full"
    keyless = retailcrm.v5(str(raw.base_url).rstrip("/"), None).api_credentials()
    assert refusal(keyless) == (400, MISSING)


def test_scenario_2_ship_before_registering(account: Account) -> None:
    """§7.6: refused, the order unchanged, no history."""
    before = account.order("A-1")
    answer = account.ship("A-1")
    assert refusal(answer) == (400, NOT_LOADED)
    assert any(DISABLED in text for text in answer.get_errors().values())
    assert account.order("A-1") == before
    assert account.since(1) == []


def test_scenario_3_register_a_warehouse(account: Account) -> None:
    """§2: 201, then 200; shown without clientId."""
    module = {**WAREHOUSE, "code": "wh-1"}
    answers = [account.first.integration_module_edit(module) for _ in range(2)]
    assert [answer.get_status_code() for answer in answers] == [201, 200]
    shown = account.first.integration_module("wh-1").get_response()["integrationModule"]
    assert "clientId" not in shown
    assert (shown["code"], shown["active"], shown["name"]) == ("wh-1", True, WAREHOUSE["name"])


def test_scenario_4_ship_by_external_id(registered: Account) -> None:
    """§7.6, §7.8: three fields, three records; status and leftovers untouched."""
    offers = [{"externalId": SKU, "stores": [{"code": "wherefour", "available": 9}]}]
    registered.first.inventories_upload(offers, "shop-us")
    assert registered.ship("A-1").get_status_code() == 200
    order = registered.order("A-1")
    assert {name: order[name] for name in SHIPMENT} == SHIPMENT
    assert order["status"] == "new"
    left = registered.first.inventories({"offerExternalId": SKU}).get_response()["offers"]
    assert [offer["quantity"] for offer in left] == [9]
    mine = registered.since(1)
    theirs = registered.second.orders_history({"sinceId": 1}).get_response()["history"]
    fields = ["shipment_store", "shipment_date", "shipped"]
    assert [record["field"] for record in mine] == fields
    assert [record["field"] for record in theirs] == fields
    assert {record["apiKey"]["current"] for record in mine} == {True}
    assert {record["apiKey"]["current"] for record in theirs} == {False}


def test_scenario_5_repeat_and_change_a_shipment(registered: Account) -> None:
    """§7.6: a repeat changes nothing, date and store cannot change, shipped:false is allowed."""
    registered.ship("A-1")
    assert registered.ship("A-1").get_status_code() == 200
    assert len(registered.since(4)) == 0
    later = registered.ship("A-1", shipmentDate="2026-01-09")
    assert refusal(later) == (400, NOT_LOADED)
    assert list(later.get_errors().values()) == [DATE]
    elsewhere = registered.ship("A-1", shipmentStore="whiplash")
    assert refusal(elsewhere) == (400, NOT_LOADED)
    assert list(elsewhere.get_errors().values()) == [STORE]
    assert registered.ship("A-1", shipped=False).get_status_code() == 200
    assert registered.order("A-1")["shipped"] is False


def test_scenario_6_deactivate_the_module(registered: Account) -> None:
    """§2.1, §7.6: nothing ships any more."""
    registered.first.integration_module_edit({"code": "wh-1", "active": False})
    answer = registered.ship("A-1")
    assert refusal(answer) == (400, NOT_LOADED)
    assert any(DISABLED in text for text in answer.get_errors().values())


def test_scenario_7_unknown_store_unknown_order_and_no_site(registered: Account) -> None:
    """§1.3, §7.5, §7.6."""
    answer = registered.ship("A-1", shipmentStore="nowhere")
    assert refusal(answer) == (400, NOT_LOADED)
    text = '"Store" with "code"="nowhere" does not exist.'
    assert answer.get_errors() == {"shipmentStore": text}
    assert refusal(registered.ship("A-9")) == (404, "Not found")
    siteless = registered.first.order_edit({"externalId": "A-1", **SHIPMENT})
    assert refusal(siteless) == (400, "Parameter 'site' is missing")


def test_scenario_8_upload_leftovers(account: Account) -> None:
    """§4.2: 250 are accepted, 251 write nothing; unknown offers are not an error, flat rows are."""

    def rows(skus: list[str]) -> list[dict[str, Any]]:
        stores = [{"code": "wherefour", "available": 3}]
        return [{"externalId": sku, "stores": stores} for sku in skus]

    def left() -> float:
        (offer,) = account.first.inventories({"offerExternalId": SKU}).get_response()["offers"]
        return float(offer["quantity"])

    upload = account.first.inventories_upload
    assert upload(rows([SKU] * 251), "shop-us").get_status_code() == 400
    assert left() == 0
    assert upload(rows([SKU] * 250), "shop-us").get_response()["processedOffersCount"] == 250
    assert left() == 3
    partly = upload(rows([SKU, "nobody"]), "shop-us")
    assert partly.get_status_code() == 200
    assert partly.get_response()["notFoundOffers"] == [{"externalId": "nobody"}]
    flat = upload([{"externalId": SKU, "available": 1}], "shop-us")
    assert flat.get_status_code() == 400


def test_scenario_9_read_leftovers(account: Account) -> None:
    """§1.4, §1.7, §4.1."""
    stores = [{"code": "wherefour", "available": 3}, {"code": "whiplash", "available": 4.5}]
    account.first.inventories_upload([{"externalId": SKU, "stores": stores}], "shop-us")
    (plain,) = account.first.inventories({"offerExternalId": SKU}).get_response()["offers"]
    assert "stores" not in plain
    filters = {"offerExternalId": SKU, "details": True}
    (whole,) = account.first.inventories(filters, 250).get_response()["offers"]
    assert whole["quantity"] == sum(one["quantity"] for one in whole["stores"]) == 7.5
    assert {one["store"] for one in whole["stores"]} == {"wherefour", "whiplash"}
    assert account.first.inventories(limit=30).get_status_code() == 400
    assert account.first.inventories(limit=250, page=9).get_response()["offers"] == []

    def ids(query: str) -> list[int]:
        answer = account.raw.get(f"{INVENTORIES}?{query}", headers={"X-API-KEY": account.key})
        return [offer["id"] for offer in answer.json()["offers"]]

    assert ids("filter=None&limit=100") == sorted(range(NEWEST - 99, NEWEST + 1), reverse=True)
    assert ids("filter[ids][0]=1001&filter[ids][1]=1003") == [1003, 1001]
    assert ids("filter[ids][]=1001&filter[ids][]=1003") == [1003, 1001]


def test_scenario_10_the_callback_for_leftovers(listening: Listening, account: Account) -> None:
    """§3: a good answer changes stock; five seconds, 500, HTML or a refusal change nothing."""
    action = {"code": "inventoriesUpload", "url": "/stock", "callPoints": ["any"]}
    rows = [{"externalId": SKU, "stores": [{"code": "wherefour", "available": 4}]}]
    wrong = [{"externalId": SKU, "stores": [{"code": "wherefour", "available": 9}]}]

    def ask() -> tuple[str | None, float]:
        listening.sandbox.event("retailcrm", "request_inventories", module="wh-1")
        (offer,) = account.first.inventories({"offerExternalId": SKU}).get_response()["offers"]
        return listening.sandbox.callbacks()[-1]["reason"], offer["quantity"]

    with receiving() as receiver:
        integrations = {"store": {"actions": [action]}}
        module = {
            **WAREHOUSE,
            "code": "wh-1",
            "baseUrl": receiver.url,
            "integrations": integrations,
        }
        assert account.first.integration_module_edit(module).get_status_code() == 201
        receiver.says({"success": True, "offers": rows})
        assert ask() == (None, 4)
        (form,) = receiver.forms
        assert (form["clientId"], receiver.paths) == (WAREHOUSE["clientId"], ["/stock"])
        assert SKU in {offer["externalId"] for offer in receiver.wanted()[0]["offers"]}
        receiver.says({"success": True, "offers": wrong}, 500)
        assert ask() == ("answered 500", 4)
        receiver.says("<html></html>")
        reason, left = ask()
        assert ((reason or "").split(":")[0], left) == ("not JSON", 4)
        receiver.says({"success": False, "errorMsg": "later", "offers": wrong})
        assert ask() == ("success is not true: later", 4)
        enough = threading.Event()
        receiver.answer = lambda fields: (200, {"success": enough.wait(30), "offers": wrong})
        began = time.monotonic()
        assert ask() == ("no answer within 5 s", 4)
        assert 4.9 < time.monotonic() - began < 20
        enough.set()


def test_scenario_11_the_requests_of_a_public_node_client(registered: Account) -> None:
    """§11.3: the key in the query of a POST, JSON with a string of JSON inside, `by` in it."""
    raw, key = registered.raw, f"apiKey={registered.key}"
    query = "filter%5Bids%5D%5B0%5D=1003&filter%5Bdetails%5D=1&page=1&limit=100"
    headers = {"accept": "application/json", "content-length": "0"}
    read = raw.get(f"{INVENTORIES}?{key}&{query}", headers=headers)
    assert [offer["stores"] for offer in read.json()["offers"]] == [[]]
    offers = json.dumps([{"externalId": SKU, "stores": [{"code": "wherefour", "available": 5}]}])
    sent = raw.post(f"{INVENTORIES}/upload?{key}", json={"site": "shop-us", "offers": offers})
    assert sent.json() == {"success": True, "processedOffersCount": 1}
    edit = {"site": "shop-us", "by": "externalId", "order": json.dumps(SHIPMENT)}
    assert raw.post(f"/api/v5/orders/A-1/edit?{key}", json=edit).json()["order"]["shipped"] is True


def test_scenario_11_the_requests_of_a_public_python_client(account: Account) -> None:
    """§11.3: every page by appending &page=N to a URL that already has a page."""
    address = f"{INVENTORIES}?apiKey={account.key}&limit=50&page=1"
    seen: list[int] = []
    for page in (1, 2, 3):
        answer = account.raw.get(f"{address}&page={page}").json()
        rows = next(v for k, v in answer.items() if k not in ("success", "pagination"))
        seen += [row["id"] for row in rows]
    assert sorted(seen) == list(range(1001, NEWEST + 1))


def test_scenario_12_history_to_the_end_with_both_keys(registered: Account) -> None:
    """§7.8: sinceId is exclusive; a client goes on while there is more than one page."""
    for number in range(24):
        sku, site = ((SKU, "shop-us"), (EUROPEAN, "shop-eu"))[number % 2]
        order = {"externalId": f"B-{number}", "items": [{"offer": {"externalId": sku}}]}
        assert registered.first.order_create(order, site).get_status_code() == 201
    registered.ship("A-1")
    for client, expected in ((registered.first, 28), (registered.second, 16)):
        seen = [0]
        pages = 2
        while pages > 1:
            answer = client.orders_history({"sinceId": seen[-1]}).get_response()
            pages = answer["pagination"]["totalPageCount"]
            assert answer["pagination"]["totalCount"] == expected - len(seen) + 1
            seen += [record["id"] for record in answer["history"]]
        assert len(seen) == expected + 1
        assert seen == sorted(set(seen))


def test_scenario_13_the_eleventh_call_of_a_second(listening: Listening, account: Account) -> None:
    """§1.8: 503 in JSON, so that the client can read it."""
    listening.sandbox.advance("1s")
    listening.sandbox.set_quirk("retailcrm.rate_limit", 10)
    codes = [account.first.stores().get_status_code() for _ in range(10)]
    assert codes == [200] * 10
    assert refusal(account.first.stores()) == (503, "Rate limit exceeded")
