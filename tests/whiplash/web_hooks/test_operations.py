"""Web hooks registered, listed and deleted. Source: docs/reference/whiplash.md §1.3, §8.1, §11.

Operations: list_web_hooks, get_web_hook, create_web_hook, delete_web_hook.
"""

from typing import Any

import pytest

from tests.whiplash.conftest import NOT_FOUND, Lash

SHIPPED = "order.shipped"


def test_a_hook_is_created_read_listed_and_deleted(lash: Lash) -> None:
    """§8.1, §11: the fields of the documented object, 200, then 204."""
    body = {"url": "http://shop.example/hook", "format": "json", "event_name": SHIPPED}
    made = lash.send("POST", "/web_hooks", json=body).json()
    assert made == {
        "id": made["id"], "active": True, "failed_attempts": 0, **body, "provider": "api",
        "originator_id": None, "group_id": None,
    }  # fmt: skip
    assert lash.get(f"/web_hooks/{made['id']}") == made
    assert lash.get("/web_hooks") == [made]
    assert lash.send("DELETE", f"/web_hooks/{made['id']}", 204).body == b""
    assert lash.get("/web_hooks") == []


@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_an_unknown_hook_is_422_record_not_found(lash: Lash, method: str) -> None:
    """§8.1, §1.3."""
    assert lash.send(method, "/web_hooks/999999", 422).json() == NOT_FOUND


def test_hooks_are_listed_by_provider_and_group(lash: Lash) -> None:
    """§8.1."""
    body = {"url": "http://shop.example/hook", "event_name": SHIPPED}
    own = lash.send("POST", "/web_hooks", json=body | {"group_id": "g"}).json()
    magento = {"Provider": "magento"}
    theirs = lash.send("POST", "/web_hooks", json=body, headers=magento).json()
    assert own["format"] == "json"
    assert lash.ids("/web_hooks", provider="magento") == [theirs["id"]]
    assert lash.ids("/web_hooks", group_id="g") == [own["id"]]
    assert lash.ids("/web_hooks", since_id=own["id"]) == [theirs["id"]]
    assert lash.other_merchant().get("/web_hooks") == []


@pytest.mark.parametrize(
    ("change", "errors"),
    [
        ({"url": None}, {"url": ["can't be blank"]}),
        ({"url": "shop.example"}, {"url": ["is invalid"]}),
        ({"url": "http://[shop.example/"}, {"url": ["is invalid"]}),
        ({"event_name": ""}, {"event_name": ["can't be blank"]}),
        ({"format": "xml"}, {"format": ["is not included in the list"]}),
    ],
)
def test_a_hook_requires_a_url_an_event_and_json(
    lash: Lash, change: dict[str, Any], errors: dict[str, Any]
) -> None:
    """§8.1, §1.3; of the two formats only JSON is simulated (§1.1)."""
    body = {"url": "http://shop.example/hook", "format": "json", "event_name": SHIPPED} | change
    assert lash.send("POST", "/web_hooks", 422, json=body).json()["errors"] == errors


def test_an_unknown_event_is_stored_except_in_strict_mode(lash: Lash) -> None:
    """§8.1: three names are shown, more may exist."""
    body = {"url": "http://shop.example/hook", "event_name": "order.created"}
    assert lash.send("POST", "/web_hooks", json=body).json()["event_name"] == "order.created"
    lash.sandbox.world().set_quirk("whiplash.strict", True)
    assert "event_name" in lash.send("POST", "/web_hooks", 422, json=body).json()["errors"]
