"""Web hooks: subscribed, listed, deleted. Source: docs/reference/channels.md §4.4.

subscribe_webhook, list_webhooks, delete_webhook.
"""

import pytest

from tests.shipstation.conftest import Ship

URL = "http://127.0.0.1:9/hook"


def test_a_hook_is_listed_in_pascal_case(ship: Ship) -> None:
    """§4.4: unlike the rest."""
    made = ship.post("/webhooks/subscribe", target_url=URL, event="SHIP_NOTIFY", store_id=12,
                     friendly_name="Mine")  # fmt: skip
    assert list(made) == ["id"]
    assert ship.get("/webhooks") == {
        "webhooks": [
            {
                "IsLabelAPIHook": False, "WebHookID": made["id"], "SellerID": 100500,
                "StoreID": 12, "HookType": "SHIP_NOTIFY", "MessageFormat": "Json", "Url": URL,
                "Name": "Mine", "BulkCopyBatchID": None, "BulkCopyRecordID": None, "Active": True,
                "WebhookLogs": [], "Seller": None, "Store": None,
            }
        ]
    }  # fmt: skip


def test_a_hook_of_all_stores_has_no_store(ship: Ship) -> None:
    """§4.4: clients send null for what they leave out."""
    body = {"target_url": URL, "event": "ORDER_NOTIFY", "store_id": None, "friendly_name": None}
    ship.post("/webhooks/subscribe", **body)
    assert ship.get("/webhooks")["webhooks"][0]["StoreID"] is None


@pytest.mark.parametrize(
    ("field", "value"),
    [("target_url", "nowhere"), ("target_url", "ftp://127.0.0.1/x"), ("target_url", ""),
     ("target_url", "http://"), ("target_url", "http://[::1"), ("event", "SHIPPED"),
     ("store_id", 99), ("store_id", "first")],
)  # fmt: skip
def test_a_hook_needs_an_address_an_event_and_a_store_that_exists(
    ship: Ship, field: str, value: object
) -> None:
    """§4.4, §4.5."""
    body = {"target_url": URL, "event": "SHIP_NOTIFY", field: value}
    state = ship.post("/webhooks/subscribe", 400, **body)["ModelState"]
    assert list(state) == [f"apiOrder.{field}"]


def test_deleting_answers_an_object_and_what_waits_is_not_sent(ship: Ship) -> None:
    """§4.4: clients read JSON of every answer."""
    made = ship.post("/webhooks/subscribe", target_url=URL, event="ORDER_NOTIFY")["id"]
    ship.create("SO1")
    assert ship.send("DELETE", f"/webhooks/{made}").json() == {}
    ship.send("DELETE", f"/webhooks/{made}", 404)
    ship.sandbox.advance("1m")
    (entry,) = ship.sandbox.callbacks()
    assert (entry["state"], entry["attempts"]) == ("failed", [])
    assert "deleted" in entry["reason"]
