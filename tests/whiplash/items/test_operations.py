"""Items: created, read, changed, deactivated, and found by the shop's id.

Source: docs/reference/whiplash.md §1.4, §2.1 to §2.4, §10.
"""

from typing import Any

from tests.whiplash.conftest import ITEMS, NOT_FOUND, SKU, Lash

NOW = "2026-01-05T04:00:00-05:00"
KEYS = {
    "id", "available", "created_at", "currency", "description", "height", "image_file_name",
    "image_originator_url", "image_updated_at", "is_bundle", "length", "media_mail",
    "notify_originator_inventory", "packaging", "price", "quantity", "returnable", "scancode",
    "sku", "street_date", "tariff_number", "title", "updated_at", "vendor", "weight",
    "wholesale_cost", "width", "category", "misc", "originators",
}  # fmt: skip


def test_get_item_shows_the_documented_item_as_documented(lash: Lash) -> None:
    """§2.1, §1.4: decimals are strings, times Eastern to the second, with summer time."""
    assert lash.get("/items/1234") == {
        "id": 1234, "available": True, "created_at": "2013-04-25T14:21:11-04:00",
        "currency": "USD", "description": "A small poster for tests", "height": "0.5",
        "image_file_name": None,
        "image_originator_url": "http://shop.example/images/test-item.png",
        "image_updated_at": None, "is_bundle": False, "length": "7.0", "media_mail": False,
        "notify_originator_inventory": None, "packaging": False, "price": "10.0", "quantity": 14,
        "returnable": True, "scancode": "123456", "sku": "TESTSKU", "street_date": None,
        "tariff_number": "0406.20.90.20", "title": "Test Item",
        "updated_at": "2013-08-30T15:01:52-04:00", "vendor": "Test Vendor", "weight": "0.305",
        "wholesale_cost": None, "width": "7.0", "category": "poster", "misc": None,
        "originators": [
            {"group_id": "11223344", "original_id": "265512888", "provider": "api"}
        ],
    }  # fmt: skip
    assert {frozenset(row) for row in lash.get("/items", limit=250)} == {frozenset(KEYS)}


def test_create_item_answers_200_without_originators_but_get_item_shows_them(lash: Lash) -> None:
    """§1.3, §2.2, §10 (3, 4): written as originator_id and group_id, read as a list."""
    body = {
        "title": "New poster", "sku": "NEW", "description": "A2", "price": 12.5,
        "currency": "EUR", "wholesale_cost": "4", "street_date": "2026-03-01", "returnable": None,
        "media_mail": True, "category": "poster", "misc": "note", "weight": "0.5",
        "originator_id": "shop-7", "group_id": "posters", "image_originator_url": "http://i/7",
    }  # fmt: skip
    made = lash.send("POST", "/items", json=body).json()
    assert set(made) == KEYS - {"originators"}
    assert (made["price"], made["wholesale_cost"], made["weight"]) == ("12.5", "4.0", "0.5")
    assert (made["street_date"], made["returnable"], made["quantity"]) == ("2026-03-01", None, 0)
    assert (made["available"], made["packaging"], made["is_bundle"]) == (True, False, False)
    assert made["created_at"] == made["updated_at"] == NOW
    shown = lash.get(f"/items/{made['id']}")
    originators = [{"group_id": "posters", "original_id": "shop-7", "provider": "api"}]
    assert shown == made | {"originators": originators}


def test_the_defaults_of_a_new_item(lash: Lash) -> None:
    """§2.3: the currency is USD; title, SKU and originator may be absent (§10, 5)."""
    made = lash.create(misc="nothing else", currency=None, available=None, price="")
    assert (made["title"], made["sku"], made["price"]) == (None, None, None)
    assert (made["currency"], made["available"], made["originators"]) == ("USD", True, [])


def test_a_client_may_name_its_provider(lash: Lash) -> None:
    """§2.3, §1.1: the Magento plugin names itself in a header."""
    headers = {"Provider": "magento"}
    body = {"title": "M", "originator_id": 77}
    made = lash.send("POST", "/items", json=body, headers=headers).json()
    lash.send("PUT", f"/items/{made['id']}", 204, json={"originator_id": "other"})
    assert lash.get(f"/items/{made['id']}")["originators"] == [
        {"group_id": None, "original_id": "77", "provider": "magento"},
        {"group_id": None, "original_id": "other", "provider": "api"},
    ]


def test_update_item_answers_204_and_nothing(lash: Lash) -> None:
    """§1.3, §10 (1): the reason phrase "OK" is a slip; fields that are absent stay."""
    before = lash.get("/items/1234")
    answer = lash.send("PUT", "/items/1234", 204, json={"title": "Better", "returnable": ""})
    assert answer.body == b""
    changed = {"title": "Better", "returnable": None, "updated_at": NOW}
    assert lash.get("/items/1234") == before | changed


def test_a_put_that_changes_nothing_leaves_updated_at_alone(lash: Lash) -> None:
    """§2.3: clients that poll by updated_at see changes only."""
    before = lash.get("/items/1234")
    for body in ({"title": before["title"]}, {"originator_id": "265512888"}, {"nonsense": 1}):
        lash.send("PUT", "/items/1234", 204, json=body)
    assert lash.get("/items/1234") == before
    lash.send("PUT", "/items/1234", 204, json={"originator_id": "another", "group_id": None})
    after = lash.get("/items/1234")
    assert after["originators"] == [
        {"group_id": None, "original_id": "another", "provider": "api"}
    ]  # fmt: skip
    assert after["updated_at"] == NOW


def test_strict_mode_requires_what_the_pages_require(lash: Lash) -> None:
    """§2.3, §10 (5): whiplash.strict; the live service took items without title."""
    lash.create(title="A", originator_id="taken")
    lash.create(originator_id="taken")
    lash.sandbox.set_quirk("whiplash.strict", True)
    for body in ({"sku": "x"}, {"title": " "}, {"title": None}):
        said = lash.send("POST", "/items", 422, json=body).json()
        assert said["errors"] == {"title": ["can't be blank"]}
    said = lash.send("POST", "/items", 422, json={"title": "B", "originator_id": "taken"}).json()
    assert said["errors"] == {"originator_id": ["has already been taken"]}
    lash.send("PUT", "/items/1234", 422, json={"originator_id": "taken"})
    lash.send("PUT", "/items/1234", 204, json={"originator_id": "265512888"})
    lash.send("PUT", "/items/1234", 204, json={"sku": "x"})


def test_an_invalid_date_becomes_null(lash: Lash) -> None:
    """§2.3: a decision, as Rails reads dates."""
    for text, day in (("2026-05-01 08:00", "2026-05-01"), ("soon", None), ("2026-13-01", None)):
        lash.send("PUT", "/items/1234", 204, json={"street_date": text})
        assert lash.get("/items/1234")["street_date"] == day


def test_every_operation_on_one_item_takes_the_shops_id(lash: Lash) -> None:
    """§2.2: get_item_by_originator, update_item_by_originator, delete_item_by_originator."""
    made = lash.create(title="X", originator_id="shop/7 & co")
    path = "/items/originator/shop%2F7%20%26%20co"
    assert lash.get(path) == lash.get(f"{path}.json") == made
    assert lash.send("PUT", path, 204, json={"title": "Y"}).body == b""
    assert lash.get(f"{path}/")["title"] == "Y"
    # list_item_transactions_by_originator, list_warehouse_quantities_by_originator
    assert [row["description"] for row in lash.get(f"{path}/transactions.json")] == [
        "Opening Balance"
    ]
    assert [row["quantity"] for row in lash.get(f"{path}/warehouse_quantities")] == [0, 0]
    lash.send("DELETE", f"{path}.json", 204)
    assert lash.get(path) is None


def test_an_unknown_originator_id_is_null_for_a_get_and_422_otherwise(lash: Lash) -> None:
    """§2.2: `originator(id) || create`, says a client."""
    answer = lash.send("GET", "/items/originator/nobody")
    assert (answer.body, answer.headers["content-type"]) == (b"null", "application/json")
    for method, path in (
        ("PUT", ""), ("DELETE", ""), ("GET", "/transactions"), ("GET", "/warehouse_quantities"),
    ):  # fmt: skip
        body = {"json": {"title": "x"}} if method == "PUT" else {}
        answer = lash.send(method, f"/items/originator/nobody{path}", 422, **body)
        assert answer.json() == NOT_FOUND


def test_an_originator_id_of_two_items_finds_the_newest_active_one(lash: Lash) -> None:
    """§2.3: the live spec makes "ZZZ123" again after deactivating it, every time it runs."""
    first, second = (lash.create(title=t, originator_id="ZZZ123") for t in "AB")
    assert lash.get("/items/originator/ZZZ123")["id"] == second["id"]
    lash.send("DELETE", f"/items/{second['id']}", 204)
    assert lash.get("/items/originator/ZZZ123")["id"] == first["id"]


def test_delete_item_deactivates(lash: Lash) -> None:
    """§2.4: it leaves all lists, its id still finds it, and it can be changed; again is 204."""
    item = lash.item("TEE-ALDER-XL")
    path = f"/items/{item['id']}"
    history = lash.transactions(item)
    assert lash.send("DELETE", path, 204).body == b""
    lists: list[tuple[str, dict[str, Any]]] = [
        ("/items", {"limit": 250}), ("/items/sku", {"sku": item["sku"]}),
        ("/items/sku/TEE-ALDER-XL", {}), ("/items/group/tee-alder", {}), ("/items/inbound", {}),
    ]  # fmt: skip
    for where, query in lists:
        assert item["id"] not in lash.ids(where, **query), where
    assert lash.get("/items/count") == ITEMS - 1
    assert lash.get(f"/items/originator/{item['originators'][0]['original_id']}") is None
    assert lash.get(path) == item | {"updated_at": NOW}
    assert lash.transactions(item) == history
    lash.send("DELETE", path, 204)
    lash.send("PUT", path, 204, json={"misc": "kept for the books"})
    assert lash.get(path)["misc"] == "kept for the books"


def test_the_referee_sees_nothing_sellable_of_a_deactivated_item(lash: Lash) -> None:
    """§2.4, duty D1: no list shows it any more."""
    item = lash.item(SKU)
    sold = "SELECT sum(sellable) AS n FROM v_stock WHERE simulator = 'whiplash' AND sku = ?"
    assert lash.world(sold, SKU) == [{"n": item["quantity"] * 1_000_000}]
    lash.send("DELETE", f"/items/{item['id']}", 204)
    assert lash.world(sold, SKU) == [{"n": 0}]
