"""Items: shape, create, read, change, deactivate, and how they are found.

Source: docs/reference/whiplash.md §1.4, §2.1 to §2.4, §10.
"""

from typing import Any

import pytest

from tests.whiplash.conftest import ITEMS, NOT_FOUND, SKU, Lash

NOW = "2026-01-05T04:00:00-05:00"
KEYS = {
    "id", "available", "created_at", "currency", "description", "height", "image_file_name",
    "image_originator_url", "image_updated_at", "is_bundle", "length", "media_mail",
    "notify_originator_inventory", "packaging", "price", "quantity", "returnable", "scancode",
    "sku", "street_date", "tariff_number", "title", "updated_at", "vendor", "weight",
    "wholesale_cost", "width", "category", "misc", "originators",
}  # fmt: skip


def test_get_item_shows_the_documented_one_as_documented(lash: Lash) -> None:
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


def test_create_item_answers_200_without_originators_and_reading_has_them(lash: Lash) -> None:
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
    """§2.3: currency is USD; no title, no SKU is no mistake (§10, 5); no originator, none."""
    made = lash.create(misc="nothing else", currency=None, available=None, price="")
    assert (made["title"], made["sku"], made["price"]) == (None, None, None)
    assert (made["currency"], made["available"], made["originators"]) == ("USD", True, [])


def test_the_provider_of_an_originator_is_who_says_so(lash: Lash) -> None:
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
    """§1.3, §10 (1): the reason phrase "OK" is a slip; what is not named stays."""
    before = lash.get("/items/1234")
    answer = lash.send("PUT", "/items/1234", 204, json={"title": "Better", "returnable": ""})
    assert answer.body == b""
    changed = {"title": "Better", "returnable": None, "updated_at": NOW}
    assert lash.get("/items/1234") == before | changed


def test_a_put_that_changes_nothing_leaves_the_time_alone(lash: Lash) -> None:
    """§2.3: polling by updated_at sees changes only."""
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


def test_strict_mode_asks_for_what_the_pages_ask_for(lash: Lash) -> None:
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


def test_a_date_that_is_none_is_null(lash: Lash) -> None:
    """§2.3: a decision, as Rails reads dates."""
    for text, day in (("2026-05-01 08:00", "2026-05-01"), ("soon", None), ("2026-13-01", None)):
        lash.send("PUT", "/items/1234", 204, json={"street_date": text})
        assert lash.get("/items/1234")["street_date"] == day


# By the shop's id


def test_every_single_item_method_takes_the_id_of_the_shop(lash: Lash) -> None:
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


def test_an_unknown_originator_is_null_to_a_get_and_422_to_the_rest(lash: Lash) -> None:
    """§2.2: `originator(id) || create`, says a client."""
    answer = lash.send("GET", "/items/originator/nobody")
    assert (answer.body, answer.headers["content-type"]) == (b"null", "application/json")
    for method, path in (
        ("PUT", ""), ("DELETE", ""), ("GET", "/transactions"), ("GET", "/warehouse_quantities"),
    ):  # fmt: skip
        body = {"json": {"title": "x"}} if method == "PUT" else {}
        answer = lash.send(method, f"/items/originator/nobody{path}", 422, **body)
        assert answer.json() == NOT_FOUND


def test_an_originator_id_that_two_items_have_finds_the_newest_active_one(lash: Lash) -> None:
    """§2.3: the live spec makes "ZZZ123" again after deactivating it, every time it runs."""
    first, second = (lash.create(title=t, originator_id="ZZZ123") for t in "AB")
    assert lash.get("/items/originator/ZZZ123")["id"] == second["id"]
    lash.send("DELETE", f"/items/{second['id']}", 204)
    assert lash.get("/items/originator/ZZZ123")["id"] == first["id"]


# By SKU, group and place


@pytest.mark.parametrize(
    ("path", "sku"),
    [
        ("TEE:RIDGE:S", "TEE:RIDGE:S"),
        ("POSTER%2FDAWN.18x24", "POSTER/DAWN.18x24"),
        ("POSTER/DAWN.18x24.json", "POSTER/DAWN.18x24"),
        ("ZINE-04.json", "ZINE-04.json"),
        ("ZINE-04.json.json", "ZINE-04.json"),
        ("MUG.CAMP.12OZ/", "MUG.CAMP.12OZ"),
    ],
)
def test_list_items_by_sku_takes_whatever_a_sku_holds(lash: Lash, path: str, sku: str) -> None:
    """§2.2: as given first, then without `.json`."""
    assert [row["sku"] for row in lash.get(f"//items/sku/{path}")] == [sku]
    # find_items_by_sku
    assert [row["sku"] for row in lash.get("/items/sku.json", sku=sku)] == [sku]


@pytest.mark.parametrize("sku", ["100%25", "a%252Fb", "50% off", "x/transactions"])
def test_signs_of_percent_in_a_sku_are_its_own(lash: Lash, sku: str) -> None:
    """§2.2."""
    made = lash.create(sku=sku)
    assert lash.item(sku) == made


def test_a_sku_that_nobody_has_is_an_empty_list_and_one_may_be_on_two(lash: Lash) -> None:
    """§2.2, §2.3: the first is the one changed last."""
    assert lash.get("/items/sku/NOBODY") == lash.get("/items/sku") == []
    both = lash.get("/items/sku/STKR-LOGO-3")
    assert len(both) == 2
    lash.send("PUT", f"/items/{both[1]['id']}", 204, json={"misc": "touched"})
    assert [row["id"] for row in lash.get("/items/sku/STKR-LOGO-3")] == [
        both[1]["id"], both[0]["id"],
    ]  # fmt: skip
    assert len(lash.get("/items/sku/STKR-LOGO-3", limit=1, page=2)) == 1


def test_list_items_by_group_shows_the_sizes_of_a_shirt(lash: Lash) -> None:
    """§2.2."""
    rows = lash.get("/items/group/tee-alder.json", order_by="sku")
    assert [row["sku"] for row in rows] == [f"TEE-ALDER-{size}" for size in ("L", "M", "S", "XL")]
    assert {row["originators"][0]["group_id"] for row in rows} == {"tee-alder"}
    assert lash.get("/items/group/nobody") == []


def test_list_inbound_items_are_those_on_an_open_notice(lash: Lash) -> None:
    """§2.2, §5.3: distinct, still to come, neither a draft nor given up."""
    assert {row["sku"] for row in lash.get("/items/inbound")} == {
        "POSTER-TOUR-2026", "TEE-ALDER-XL",
    }  # fmt: skip
    mug = lash.item(SKU)
    stamps = {"created_at": 0, "updated_at": 0}
    for status, shown in ((100, True), (250, True), (300, False), (50, False), (105, False)):
        notice = lash.insert(
            "shipnotice", customer_id=1, warehouse_id=1, status=status, sender="S", **stamps
        )
        line = {"shipnotice_id": notice, "item_id": mug["id"], "quantity": 3, **stamps}
        lines = [lash.insert("shipnotice_item", **line, quantity_good=good) for good in (1, 3)]
        assert (mug["id"] in lash.ids("/items/inbound")) is shown, status
        world = lash.sandbox.world()
        with world.turn(tick=False):
            for made in lines:
                world.run("DELETE FROM whiplash_shipnotice_item WHERE id = ?", (made,))


def test_list_bundles_are_the_wholes_and_list_items_in_bundles_the_parts(lash: Lash) -> None:
    """§2.2, §10 (14): /items/bundle_items is no list of bundle items."""
    wholes = lash.get("/items/bundle_items")
    assert {row["sku"] for row in wholes} == {"BDL-CAMP-KIT", "BDL-PIN-5"}
    assert all(row["is_bundle"] for row in wholes)
    parts = {"TEE-ALDER-M", "MUG.CAMP.12OZ", "PIN-LEAF", "TOTE-MARKET"}
    assert {row["sku"] for row in lash.get("/items/in_bundles")} == parts
    kit = next(row for row in wholes if row["sku"] == "BDL-CAMP-KIT")
    lash.send("DELETE", f"/items/{kit['id']}", 204)
    assert {row["sku"] for row in lash.get("/items/in_bundles")} == {"PIN-LEAF", "TOTE-MARKET"}


# Deactivation


def test_delete_item_deactivates(lash: Lash) -> None:
    """§2.4: no list has it, its id still finds it; again is 204, and it can be changed."""
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


def test_a_deactivated_item_promises_nothing_to_the_referee(lash: Lash) -> None:
    """§2.4, duty D1: no program can find it any more."""
    item = lash.item(SKU)
    sold = "SELECT sum(sellable) AS n FROM v_stock WHERE simulator = 'whiplash' AND sku = ?"
    assert lash.world(sold, SKU) == [{"n": item["quantity"] * 1_000_000}]
    lash.send("DELETE", f"/items/{item['id']}", 204)
    assert lash.world(sold, SKU) == [{"n": 0}]
