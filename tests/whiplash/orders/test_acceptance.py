"""The official client's acceptance steps for orders, over HTTP; they passed on the live sandbox.

Source: docs/reference/whiplash.md §11, §1.5, §3.2.
"""

import re
from typing import Any

import httpx
import pytest

from tests.support import Listening

Client = httpx.Client


@pytest.fixture
def client(listening: Listening) -> Any:
    """A client with the key, on a real socket, whose paths end in `.json`."""
    env = listening.env
    with Client(
        base_url=env["WHIPLASH_BASE_URL"], headers={"X-API-KEY": env["WHIPLASH_API_KEY"]}
    ) as made:
        yield made


def create(client: Client, **body: Any) -> dict[str, Any]:
    answer = client.post("/orders.json", json={"shipping_name": "Bob", **body})
    assert answer.status_code == 200, answer.text
    made: dict[str, Any] = answer.json()
    return made


def test_an_order_is_paused_released_cancelled_and_uncancelled(client: Client) -> None:
    """§11, §3.2: 100, 90, 100, 40, 100; each step answers an empty 204."""
    made = create(client, originator_id="AAA001", shipping_zip=48103)
    assert (made["status"], made["shipping_zip"]) == (100, "48103")
    for verb, status, name in (
        ("pause", 90, "Paused"),
        ("release", 100, "Processing"),
        ("cancel", 40, "Cancelled"),
        ("uncancel", 100, "Processing"),
    ):
        answer = client.put(f"/orders/{made['id']}/{verb}.json")
        assert (answer.status_code, answer.content) == (204, b"")
        seen = client.get(f"/orders/{made['id']}.json").json()
        assert (seen["status"], seen["status_name"]) == (status, name)


def test_counts_since_an_id_go_from_zero_to_one(client: Client) -> None:
    """§11, §1.5: strictly greater, a bare number."""
    last = create(client)["id"]
    query = {"since_id": last}
    assert client.get("/orders/count.json", params=query).json() == 0
    made = create(client)
    assert client.get("/orders/count.json", params=query).json() == 1
    assert [o["id"] for o in client.get("/orders.json", params=query).json()] == [made["id"]]


def test_orders_are_filtered_by_their_attributes(client: Client) -> None:
    """§11, §1.5: `shipping_country=TZ`, statuses as numbers or names."""
    made = create(client, shipping_country="TZ")
    rows = client.get("/orders.json", params={"shipping_country": "TZ"}).json()
    assert [row["id"] for row in rows] == [made["id"]]
    assert client.get("/orders/count.json", params={"status": 100}).json() == 1
    assert client.get("/orders/count.json", params={"status": "cancelled"}).json() == 0


def test_an_order_is_found_by_its_originator_id_or_is_null(client: Client) -> None:
    """§11, §3.2: "No order found with given Originator ID" is a null."""
    made = create(client, originator_id="AAA002")
    assert client.get("/orders/originator/AAA002.json").json() == made
    answer = client.get("/orders/originator/AAA003.json")
    assert (answer.status_code, answer.json()) == (200, None)


def test_an_order_is_changed_by_sending_the_whole_of_it_back(client: Client) -> None:
    """§11, §3.2: ActiveResource echoes the object, its lines too."""
    item = client.post("/items.json", json={"sku": "AAA"}).json()
    made = create(client, order_items=[{"item_id": item["id"], "quantity": 1}])
    answer = client.put(f"/orders/{made['id']}.json", json={**made, "shipping_name": "Eve"})
    assert answer.status_code == 204
    seen = client.get(f"/orders/{made['id']}.json").json()
    assert seen == {**made, "shipping_name": "Eve", "updated_at": seen["updated_at"]}


def test_lines_are_created_changed_and_deleted(client: Client) -> None:
    """§11, §4: without an order or an item the record is not found."""
    item, made = client.post("/items.json", json={"sku": "AAA"}).json(), create(client)
    line = {"order_id": made["id"], "item_id": item["id"], "quantity": 2}
    for missing in ("order_id", "item_id"):
        refused = client.post("/order_items.json", json={**line, missing: None})
        assert refused.status_code == 422
        assert re.match("record.*not.*found", refused.json()["error"], re.I)
    added = client.post("/order_items.json", json=line).json()
    path = f"/order_items/{added['id']}.json"
    assert client.put(path, json={"order_id": 99999}).status_code == 422
    assert client.put(path, json={"quantity": 5}).status_code == 204
    assert client.get(path).json()["quantity"] == 5
    rows = client.get("/order_items.json", params={"order_id": made["id"]}).json()
    assert [row["id"] for row in rows] == [added["id"]]
    assert client.delete(path).status_code == 204
    assert client.get(path).status_code == 422
