"""Somebody who has the official client, a server of their own and docs/retailcrm.md, no more.

Source: docs/reference/warehouse-module.md §1.7, §2.1, §3, §10, §11.1.
"""

import json
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
import retailcrm
from stocktake import SIMULATORS
from stocktake.web.sandbox import Sandbox

from tests.receivers import Receiver, receiving
from tests.support import Listening

MODULE = {
    "code": "acme-wms",
    "integrationCode": "acme-wms",
    "name": "Acme WMS",
    "clientId": "tenant-7",
    "active": True,
    "integrations": {
        "store": {
            "actions": [
                {"code": "inventoriesUpload", "url": "/crm/stock", "callPoints": ["onOrder"]}
            ]
        }
    },
}


@pytest.fixture
def server() -> Iterator[Listening]:
    """What `stocktake serve --seed-set busy` serves, on a free port."""
    with Sandbox(SIMULATORS, seed_set="busy") as sandbox, sandbox.listening() as url:
        yield Listening(sandbox, url)


@pytest.fixture
def warehouse() -> Iterator[Receiver]:
    """The user's own server: it answers with seven of whatever it is asked for."""

    def answer(fields: dict[str, str]) -> tuple[int, Any]:
        asked = json.loads(fields["inventoriesUpload"])["offers"]
        stores = [{"code": "wherefour", "available": 7}]
        return 200, {
            "success": True,
            "offers": [{"id": offer["id"], "stores": stores} for offer in asked],
        }

    with receiving() as receiver:
        receiver.answer = answer
        yield receiver


@pytest.fixture
def client(server: Listening) -> Any:
    env = server.env
    return retailcrm.v5(env["RETAILCRM_BASE_URL"], env["RETAILCRM_API_KEY"])


def pages(read: Callable[[int], Any], key: str) -> list[list[dict[str, Any]]]:
    """Read a list to its end, as clients do: until the last page that `pagination` names."""
    found: list[list[dict[str, Any]]] = []
    while True:
        answer = read(len(found) + 1)
        assert answer.is_successful(), answer.get_response()
        found.append(answer.get_response()[key])
        if len(found) >= answer.get_response()["pagination"]["totalPageCount"]:
            return found


def test_a_module_with_a_call_point_is_called_by_itself_at_a_new_order(
    server: Listening, client: Any, warehouse: Receiver
) -> None:
    """§3, §10: the user's own word, and no request of the control plane after it is given."""
    registered = client.integration_module_edit({**MODULE, "baseUrl": warehouse.url})
    assert registered.get_status_code() == 201
    given = httpx.put(
        f"{server.url}/_sim/quirks/retailcrm.call_points",
        json={"value": {"onOrder": ["order_created"]}},
    )
    assert given.status_code == 200
    sku = client.inventories().get_response()["offers"][5]["externalId"]
    order = {"externalId": "web-1", "items": [{"offer": {"externalId": sku}, "quantity": 2}]}
    created = client.order_create(order, "shop-us")
    assert created.get_status_code() == 201
    server.deliver()
    assert warehouse.paths == ["/crm/stock"]
    assert warehouse.forms[0]["clientId"] == "tenant-7"
    assert [offer["externalId"] for offer in warehouse.wanted()[0]["offers"]] == [sku]
    (offer,) = client.inventories(
        {"offerExternalId": [sku], "sites": ["shop-us"], "details": 1}
    ).get_response()["offers"]
    shown = {stock["store"]: stock["quantity"] for stock in offer["stores"]}
    assert shown["wherefour"] == 7
    client.order_edit({"externalId": "web-1", "status": "assembling"}, site="shop-us")
    server.deliver()
    assert len(warehouse.forms) == 1


def test_the_client_reads_every_page_of_a_busy_account(client: Any) -> None:
    """§1.7: each list has several at its default size, and each row stands on one of them."""
    for read, key in (
        (lambda n: client.orders(page=n), "orders"),
        (lambda n: client.orders_history(page=n), "history"),
        (lambda n: client.packs(page=n), "packs"),
        (lambda n: client.packs_history(page=n), "history"),
        (lambda n: client.products(page=n), "products"),
        (lambda n: client.products_properties(page=n), "properties"),
        (lambda n: client.product_groups(page=n), "productGroup"),
        (lambda n: client.inventories(page=n), "offers"),
    ):
        found = pages(read, key)
        assert len(found) > 1, key
        assert all(len(page) == 20 for page in found[:-1])
        names = [row.get("id", row.get("code")) for page in found for row in page]
        assert len(names) == len(set(names))


def test_the_client_follows_the_history_by_its_last_id(client: Any) -> None:
    """§7.8: as clients do, and no record is met twice or left out."""
    seen: list[int] = []
    while True:
        answer = client.orders_history({"sinceId": seen[-1] if seen else 0}).get_response()
        seen += [record["id"] for record in answer["history"]]
        if answer["pagination"]["totalPageCount"] <= 1:
            break
    assert seen == list(range(1, len(seen) + 1))
    assert len(seen) > 200
