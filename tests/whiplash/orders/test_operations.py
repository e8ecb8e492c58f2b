"""Orders created, read and changed: create_order, get_order, update_order and the rest.

Source: docs/reference/whiplash.md §1, §2.2, §3.1, §3.2.
"""

from typing import Any

import pytest

from tests.whiplash.conftest import NOT_FOUND, SKU, Lash
from tests.whiplash.support import TEE, TEE_L, act, count, newest_transaction, order, reload


@pytest.mark.parametrize("key", ["order_items", "order_items_attributes"])
@pytest.mark.parametrize("wrapped", [False, True])
def test_an_order_may_be_flat_or_wrapped_with_lines_under_either_name(
    lash: Lash, key: str, wrapped: bool
) -> None:
    """§1.1, §3.2: create_order answers 200 with the object, lines and all."""
    item = lash.item(SKU)
    body = {"shipping_name": "Ada", key: [{"item_id": item["id"], "quantity": 2}], "colour": 1}
    made = lash.send("POST", "/orders", json={"order": body} if wrapped else body).json()
    (line,) = made["order_items"]
    assert (line["item_id"], line["quantity"], line["price"]) == (item["id"], 2, "0.0")
    assert (line["sku"], line["description"]) == (SKU, "Camp Mug, 12 oz")
    assert reload(lash, made) == made


def test_an_order_may_be_a_form(lash: Lash) -> None:
    """§1.1: brackets, as HTTParty sends them; lines may be numbered from anywhere."""
    item = lash.item(SKU)
    form = {
        "order[originator_id]": "F1",
        "order[gift]": "true",
        "order[order_items_attributes][7][item_id]": str(item["id"]),
        "order[order_items_attributes][7][quantity]": "3",
    }
    made = lash.send("POST", "/orders", form=form).json()
    assert (made["originator_id"], made["gift"]) == ("F1", True)
    assert [line["quantity"] for line in made["order_items"]] == [3]


def test_a_line_may_name_its_item_by_the_shops_id(lash: Lash) -> None:
    """§3.2: item_originator_id; for an unknown item no order is created."""
    item = lash.create(sku="NEW", originator_id="shop-1")
    made = order(lash, order_items=[{"item_originator_id": "shop-1"}])
    assert [line["item_id"] for line in made["order_items"]] == [item["id"]]
    for line in ({"item_originator_id": "shop-2"}, {"item_id": 99999}):
        answer = lash.send("POST", "/orders", 422, json={"order_items": [line]})
        assert answer.json() == NOT_FOUND
    assert lash.get("/orders/count") == 1


@pytest.mark.parametrize("path", ["/orders", "/order_items"])
def test_a_line_with_a_sku_alone_is_refused_and_the_message_names_the_fix(
    lash: Lash, path: str
) -> None:
    """§3.2, §4: nothing says that a SKU finds an item; with an id it is only the line's text."""
    line = {"sku": SKU, "quantity": 1}
    body = {"order_items": [line]} if path == "/orders" else line | {"order_id": order(lash)["id"]}
    before = lash.get("/orders/count")
    refused = lash.send("POST", path, 422, json=body).json()
    assert refused["error"] == (
        "Record not found: a line finds its item by item_id or item_originator_id, not by sku;"
        " GET /api/items/sku/{sku} shows the item_id"
    )
    assert refused["errors"] == {"base": [refused["error"]]}
    assert lash.get("/orders/count") == before
    fixed = {"item_id": lash.item(SKU)["id"], "sku": "the shop's own", "quantity": 1}
    (made,) = order(lash, order_items=[fixed])["order_items"]
    assert (made["item_id"], made["sku"]) == (fixed["item_id"], "the shop's own")


@pytest.mark.parametrize(
    ("path", "body", "lacks"),
    [
        ("/orders", {"order_items": [{"quantity": 1}]}, "needs item_id or item_originator_id"),
        ("/order_items", {"item_id": 1234}, "order_id is missing"),
        ("/shipnotices", {"shipnotice_items": [{"sku": SKU}]}, "finds its item by item_id, not"),
        ("/bundle_items", {"item_id": 1234, "quantity": 1}, "bundle_id is missing"),
        ("/bundle_items", {"bundle_id": 1234, "quantity": 1}, "item_id is missing"),
    ],
)
def test_what_names_no_record_at_all_is_told_which_name_is_missing(
    lash: Lash, path: str, body: dict[str, Any], lacks: str
) -> None:
    """§1.3: the gem looks for `record not found` in the text."""
    refused = lash.send("POST", path, 422, json=body).json()["error"]
    assert refused.startswith("Record not found: ")
    assert lacks in refused


def test_an_originator_id_guards_against_ordering_twice(lash: Lash) -> None:
    """§1.3: 422, even when the first order was cancelled; no stock is taken."""
    made = order(lash, {SKU: 1}, originator_id="R7")
    act(lash, made, "cancel")
    before = count(lash, SKU)
    item = {"item_id": lash.item(SKU)["id"], "quantity": 1}
    body = {"originator_id": "R7", "order_items": [item]}
    answer = lash.send("POST", "/orders", 422, json=body).json()
    assert answer["errors"] == {"originator_id": ["has already been taken"]}
    other = order(lash, originator_id="R8")
    lash.send("PUT", f"/orders/{other['id']}", 422, json={"originator_id": "R7"})
    assert count(lash, SKU) == before


def test_lines_with_an_id_are_changed_and_others_ignored(lash: Lash) -> None:
    """§3.2: update_order adds no lines; transactions show the difference."""
    made = order(lash, {SKU: 3, TEE: 1})
    foreign = order(lash, {TEE_L: 1})["order_items"][0]
    first, second = made["order_items"]
    item = lash.item(TEE)["id"]
    lines = [
        {**first, "quantity": 5},
        {**second, "price": "2.5"},
        {"item_id": item, "quantity": 1},
        {**foreign, "quantity": 9},
    ]
    lash.send("PUT", f"/orders/{made['id']}", 204, json={"order_items": lines})
    seen = reload(lash, made)["order_items"]
    assert [(row["quantity"], row["price"]) for row in seen] == [(5, "0.0"), (1, "2.5")]
    assert newest_transaction(lash, SKU)[:2] == (-2, f"Added items to Order {made['id']}, -2")
    lash.send("PUT", f"/orders/{made['id']}", 204, json={"order_items": [first]})
    assert newest_transaction(lash, SKU)[:2] == (2, f"Removed items from Order {made['id']}, + 2")


def test_fields_that_only_the_warehouse_writes_are_ignored(lash: Lash) -> None:
    """§3.2: status, tracking, dates."""
    made = order(lash)
    body = {"status": 300, "tracking": ["1Z"], "shipped_on": "2020-01-01", "id": 5}
    lash.send("PUT", f"/orders/{made['id']}", 204, json=body)
    assert reload(lash, made) == made


def test_a_country_may_be_a_code_or_a_name(lash: Lash) -> None:
    """§3.2: shown as sent, with the code beside it when it is known."""
    seen = [order(lash, shipping_country=name) for name in ("us", "United Kingdom", "Atlantis")]
    shown = [(o["shipping_country"], o["shipping_country_iso2"]) for o in seen]
    assert shown == [("us", "US"), ("United Kingdom", "GB"), ("Atlantis", None)]


@pytest.mark.parametrize("given", [{"shop_warehouse_id": 2}, {"shop_warehouse_ids": [2]}])
def test_a_shop_may_name_the_warehouse(lash: Lash, given: dict[str, Any]) -> None:
    """§3.2: one or several, shown as a list; one that the merchant may not use is refused."""
    made = order(lash, {SKU: 1}, **given)
    assert (made["shop_warehouse_ids"], made["warehouse_id"]) == ([2], 2)
    wrong = {"shop_warehouse_id": 4}
    answer = lash.send("POST", "/orders", 422, json=wrong).json()
    assert answer["errors"] == {"shop_warehouse_ids": ["is invalid"]}
    lash.send("PUT", f"/orders/{made['id']}", 204, json={"shop_warehouse_ids": [1]})
    assert reload(lash, made)["warehouse_id"] == 1


def test_every_operation_on_one_order_takes_the_shops_id(lash: Lash) -> None:
    """§2.2.

    They are get_order_by_originator, update_order_by_originator, pause_order_by_originator,
    release_order_by_originator, cancel_order_by_originator, uncancel_order_by_originator and
    list_order_packages_by_originator; for an unknown originator id there is no record.
    """
    made = order(lash, originator_id="shop/1 %2F")
    path = "/orders/originator/shop/1%20%252F"
    assert lash.get(path) == made
    lash.send("PUT", path, 204, json={"gift": True})
    for verb, status in (("pause", 90), ("release", 100), ("cancel", 40), ("uncancel", 100)):
        lash.send("PUT", f"{path}/{verb}.json", 204)
        assert reload(lash, made)["status"] == status
    assert reload(lash, made)["gift"] is True
    assert lash.get(f"{path}/packages") == []
    assert lash.send("PUT", "/orders/originator/x/pause", 422).json() == NOT_FOUND
    assert lash.send("PUT", "/orders/originator/x", 422, json={}).json() == NOT_FOUND


def test_an_order_is_never_deleted(lash: Lash) -> None:
    """§3.2: 404; there is only cancel_order."""
    made = order(lash)
    lash.send("DELETE", f"/orders/{made['id']}", 404)
    lash.send("DELETE", f"/orders/originator/{made['originator_id']}", 404)
    assert reload(lash, made) == made


@pytest.mark.parametrize("verb", ["", "/pause", "/release", "/cancel", "/uncancel"])
def test_an_unknown_order_is_record_not_found(lash: Lash, verb: str) -> None:
    """§1.3: another merchant's order is unknown, too.

    Operations: get_order, update_order, pause_order, release_order, cancel_order, uncancel_order,
    list_order_packages.
    """
    made = order(lash)
    other = lash.other_merchant()
    for who, number in ((lash, 99999), (other, made["id"])):
        assert who.send("PUT", f"/orders/{number}{verb}", 422, json={}).json() == NOT_FOUND
        assert who.send("GET", f"/orders/{number}/packages", 422).json() == NOT_FOUND
        assert who.send("GET", f"/orders/{number}", 422).json() == NOT_FOUND
    assert other.get("/orders") == []
