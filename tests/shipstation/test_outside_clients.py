"""Clients of somebody else, unmodified: asyncshipstation and shipstation-api-wrapper.

Source: docs/reference/channels.md §7. Each is given a base URL and the account's credentials.
"""

import asyncio
import base64
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import AsyncShipStation
import httpx
import pytest
from shipstation_api_wrapper.api import ShipStationClient
from shipstation_api_wrapper.filter import ShipStationOrderFilter
from stocktake import SIMULATORS
from stocktake.vendors.shipstation.access import API_KEY, API_SECRET
from stocktake.web.sandbox import Sandbox

from tests.shipstation.conftest import ADDRESS, NOW, SKU, order
from tests.support import Listening

# Its types say which of two shapes an answer has; here answers are the JSON that they are.
ASYNC: Any = AsyncShipStation


@pytest.fixture
def served() -> Iterator[Listening]:
    with (
        Sandbox(SIMULATORS, seed_set="catalogue", now=NOW) as sandbox,
        sandbox.listening() as url,
    ):
        yield Listening(sandbox, url)


@asynccontextmanager
async def connected(served: Listening) -> AsyncIterator[Any]:
    """Connect as its readme does, with V1 keys and our address."""
    config = ASYNC.common.base.ConnectionConfig(
        version="v1", v1_endpoint=served.env["SHIPSTATION_BASE_URL"]
    )
    connection = ASYNC.ShipStationConnection(v1_key=API_KEY, v1_secret=API_SECRET, config=config)
    await connection.start("v1")
    try:
        yield connection
    finally:
        await connection.close("v1")


def post(served: Listening, path: str, body: dict[str, Any]) -> Any:
    """Send a request of our own; return the JSON."""
    url = served.env["SHIPSTATION_BASE_URL"] + path
    answer = httpx.post(url, json=body, auth=(API_KEY, API_SECRET))
    assert answer.status_code == 200, answer.text
    return answer.json()


# asyncshipstation


def test_asyncshipstation_lists_creates_and_replaces_orders(served: Listening) -> None:
    """§7: create_orders, list_orders."""

    async def work() -> None:
        async with connected(served) as connection:
            rows = [order("SO1"), order("SO2"), {"orderNumber": "SO3"}]
            status, made = await ASYNC.OrderPortal.create_or_update_orders(connection, rows)
            assert (status, made["hasErrors"]) == (200, True)
            assert [each["success"] for each in made["results"]] == [True, True, False]
            status, page = await ASYNC.OrderPortal.where(
                connection, orderStatus="awaiting_shipment", sortBy="ModifyDate", sortDir="DESC",
                modifyDateStart="2026-03-02 00:00:00", pageSize=500,
            )  # fmt: skip
            assert (status, page["total"], page["pages"]) == (200, 2, 1)
            assert [each["orderNumber"] for each in page["orders"]] == ["SO2", "SO1"]
            status, one = await ASYNC.OrderPortal.create_order(
                connection, "SO1", "on_hold", ADDRESS, ADDRESS,
                orderKey="swappa-SO1", orderDate="2026-03-02T01:00:00.0000000",
            )  # fmt: skip
            assert (status, one["orderStatus"], one["items"]) == (200, "on_hold", [])
            assert one["orderId"] == made["results"][0]["orderId"]

    asyncio.run(work())


def test_asyncshipstation_buys_a_label_without_a_package_code(served: Listening) -> None:
    """§4.2, §7: create_label_for_order."""
    sold = served.event("shipstation", "import_order", marketplace="Amazon", order_number="A-1",
                        items=[{"sku": SKU}])  # fmt: skip

    async def work() -> None:
        async with connected(served) as connection:
            status, label = await ASYNC.OrderPortal.create_label(
                connection, sold["order_id"], "stamps_com", "usps_priority_mail", "none",
                "2026-03-02", weight={"value": 9, "units": "ounces"},
            )  # fmt: skip
            assert status == 200
            assert base64.b64decode(label["labelData"]).startswith(b"%PDF")
            assert label["trackingNumber"].startswith("9400")

    asyncio.run(work())


def test_asyncshipstation_reads_stores_and_hooks(served: Listening) -> None:
    """§7: it cannot subscribe with V1 keys alone."""
    subscribe = {"target_url": "http://127.0.0.1:9/", "event": "SHIP_NOTIFY"}
    hook = post(served, "/webhooks/subscribe", subscribe)["id"]

    async def work() -> None:
        async with connected(served) as connection:
            status, stores = await ASYNC.StorePortal.all(connection, showInactive=True)
            assert (status, [each["storeId"] for each in stores]) == (200, [11, 12])
            status, answer = await ASYNC.V1WebhookPortal.all(connection)
            assert [each["WebHookID"] for each in answer["webhooks"]] == [hook]
            assert await ASYNC.V1WebhookPortal.unsubscribe(connection, hook) == (200, {})
            status, refused = await ASYNC.V1WebhookPortal.subscribe(
                connection, "SHIP_NOTIFY", "http://127.0.0.1:9/"
            )
            assert status >= 400
            assert "errors" in refused

    asyncio.run(work())


def test_asyncshipstation_takes_every_failure_for_its_own_500(served: Listening) -> None:
    """§7: a text 429 too."""
    served.sandbox.set_quirk("shipstation.rate_limit", "on")

    async def work() -> None:
        async with connected(served) as connection:
            statuses = [(await ASYNC.OrderPortal.where(connection))[0] for _ in range(41)]
            assert statuses == [200] * 40 + [500]

    asyncio.run(work())


# shipstation-api-wrapper


@pytest.fixture
def wrapper(served: Listening) -> ShipStationClient:
    """The client, given ready base64."""
    key = base64.b64encode(f"{API_KEY}:{API_SECRET}".encode()).decode()
    return ShipStationClient(key, base_url=served.env["SHIPSTATION_BASE_URL"])


def create(served: Listening, number: str) -> Any:
    return post(served, "/orders/createorder", order(number, internalNotes="first"))


def test_the_wrapper_finds_orders_holds_one_and_adds_a_note(
    served: Listening, wrapper: ShipStationClient
) -> None:
    """§7: it reads, merges and sends back the whole order."""
    made = create(served, "SO1")
    create(served, "SO10")
    assert wrapper.orders.get_by_id(made["orderId"]).json() == made
    assert wrapper.orders.get_by_number("SO1").json()["total"] == 2  # a prefix
    wanted = ShipStationOrderFilter()
    wanted.add_order_status_filter("awaiting_shipment")
    wanted.add_date_filter("2026-03-02", "2026-03-03", "modify")
    assert wrapper.orders.list_with_filter(wanted).json()["total"] == 2
    noted = wrapper.orders.add_note("second", dict(made)).json()
    assert (noted["orderId"], noted["internalNotes"]) == (made["orderId"], " second first")
    assert noted["items"] == [made["items"][0] | {"modifyDate": noted["items"][0]["modifyDate"]}]
    saturday = wrapper.orders.activate_saturday_delivery(noted, True).json()
    assert saturday["advancedOptions"]["saturdayDelivery"] is True
    assert wrapper.orders.hold(made["orderId"], "2026-03-09").json()["success"] is True
    assert wrapper.orders.get_by_id(made["orderId"]).json()["orderStatus"] == "on_hold"


def test_the_wrappers_list_of_shipments_reads_orders(
    served: Listening, wrapper: ShipStationClient
) -> None:
    """§7."""
    create(served, "SO1")
    assert list(wrapper.shipments.list().json())[0] == "orders"


def test_a_client_that_waits_by_the_reset_header_is_served(wrapper: ShipStationClient) -> None:
    """§4.1: the header is in seconds, on every answer."""
    answer = wrapper.orders.list()
    assert int(answer.headers["X-Rate-Limit-Reset"]) <= 60
    assert answer.headers["X-Rate-Limit-Remaining"] == "40"
