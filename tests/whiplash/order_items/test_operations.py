"""Lines of orders as records of their own. Source: docs/reference/whiplash.md §2.5, §3.2, §4."""

from typing import Any

import pytest

from tests.whiplash.conftest import NOT_FOUND, SKU, Lash
from tests.whiplash.support import TEE, act, count, lines, newest_transaction, order, reload


def test_a_line_is_listed_under_its_order_alone(lash: Lash) -> None:
    """§4: list_order_items, get_order_item; order_id is mandatory."""
    made = order(lash, {SKU: 1, TEE: 2})
    order(lash, {SKU: 1})
    rows = lash.get("/order_items", order_id=made["id"], order_by="id")
    assert rows == made["order_items"]
    assert lash.get(f"/order_items/{rows[1]['id']}") == rows[1]
    for query in ("?order_id=99999", "?order_id=x"):
        assert lash.send("GET", f"/order_items{query}", 422).json() == NOT_FOUND
    for query in ("", "?order_id="):
        refused = lash.send("GET", f"/order_items{query}", 422).json()
        assert refused["error"] == "Record not found: order_id is missing: it says whose lines"
    assert lash.send("GET", "/order_items/99999", 422).json() == NOT_FOUND


def test_a_line_is_added_with_a_price_and_the_shops_id(lash: Lash) -> None:
    """§4: create_order_item, get_order_item_by_originator; an unknown id is null."""
    made = order(lash, {SKU: 1})
    body = {
        "order_id": made["id"], "item_id": lash.item(TEE)["id"], "quantity": "2",
        "price": "88.0", "originator_id": "order_1-item_1", "description": "A tee",
    }  # fmt: skip
    line = lash.send("POST", "/order_items", json={"order_item": body}).json()
    shown = {name: line[name] for name in ("price", "quantity", "description", "available")}
    assert shown == {"price": "88.0", "quantity": 2, "description": "A tee", "available": True}
    assert lash.get("/order_items/originator/order_1-item_1") == line
    assert lash.get("/order_items/originator/nobody") is None
    assert newest_transaction(lash, TEE)[:2] == (-2, f"Added items to Order {made['id']}, -2")


def test_a_line_is_moved_to_another_order(lash: Lash) -> None:
    """§4: update_order_item with an order_id; an unknown target is no record."""
    first, second = order(lash, {SKU: 1, TEE: 2}), order(lash)
    path = f"/order_items/{first['order_items'][1]['id']}"
    assert lash.send("PUT", path, 422, json={"order_id": 99999}).json() == NOT_FOUND
    nowhere = lash.send("PUT", path, 422, json={"order_id": None}).json()
    assert nowhere["error"] == "Record not found: order_id is missing"
    before = count(lash, TEE)
    lash.send("PUT", path, 204, json={"order_id": second["id"], "quantity": 3})
    assert lines(reload(lash, first)) == [(SKU, 1)]
    assert lines(reload(lash, second)) == [(TEE, 3)]
    assert newest_transaction(lash, TEE) == (
        -3,
        f"Added items to Order {second['id']}, -3",
        before - 1,
    )


def test_every_operation_on_one_line_takes_the_shops_id(lash: Lash) -> None:
    """§2.2.

    They are update_order_item_by_originator, delete_order_item_by_originator,
    separate_order_item_by_originator and separate_order_item_by_originator_by_put.
    """
    item = lash.item(SKU)["id"]
    made = order(lash, order_items=[{"item_id": item, "originator_id": n} for n in "abcd"])
    lash.send("PUT", "/order_items/originator/a", 204, json={"quantity": 4})
    lash.send("DELETE", "/order_items/originator/b", 204)
    one = lash.send("POST", "/order_items/originator/c/separate").json()
    two = lash.send("PUT", "/order_items/originator/d/separate").json()
    assert lines(reload(lash, made)) == [(SKU, 4)]
    assert len({made["id"], one["order_id"], two["order_id"]}) == 3
    assert lash.send("DELETE", "/order_items/originator/b", 422).json() == NOT_FOUND


@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_a_line_is_separated_into_an_order_of_its_own(lash: Lash, method: str) -> None:
    """§4, §10.12: separate_order_item, separate_order_item_by_put; the address is the same."""
    made = order(lash, {SKU: 1, TEE: 2}, originator_id="R5", shipping_city="Ypsilanti")
    before, line = count(lash, TEE), made["order_items"][1]
    shown = lash.send(method, f"/order_items/{line['id']}/separate").json()
    other = lash.get(f"/orders/{shown['order_id']}")
    assert (lines(reload(lash, made)), lines(other)) == ([(SKU, 1)], [(TEE, 2)])
    assert (other["shipping_name"], other["shipping_city"]) == ("Ada", "Ypsilanti")
    assert (other["originator_id"], other["proto_originator_id"]) == (None, "R5")
    assert (other["status"], count(lash, TEE)) == (100, before)
    lash.send(method, f"/order_items/{line['id']}/separate", 422)


def test_units_of_a_deleted_line_return(lash: Lash) -> None:
    """§4, §2.5: delete_order_item."""
    made = order(lash, {SKU: 3})
    lash.send("DELETE", f"/order_items/{made['order_items'][0]['id']}", 204)
    assert newest_transaction(lash, SKU)[:2] == (3, f"Removed items from Order {made['id']}, + 3")
    assert reload(lash, made)["order_items"] == []


@pytest.mark.parametrize("ended", ["cancel", "shipped"])
def test_lines_of_an_ended_order_cannot_change(lash: Lash, ended: str) -> None:
    """§3.2: items_updateable is false for cancelled and shipped orders."""
    made = order(lash, {SKU: 1, TEE: 1})
    if ended == "shipped":
        lash.event("process_order", order_id=made["id"], status="shipped")
        lash.send("PUT", f"/orders/{made['id']}", 422, json={"gift": True})
    else:
        act(lash, made, ended)
    body, seen = {"order_id": made["id"], "item_id": lash.item(TEE)["id"]}, reload(lash, made)
    path = f"/order_items/{made['order_items'][0]['id']}"
    lash.send("POST", "/order_items", 422, json=body)
    lash.send("PUT", path, 422, json={"quantity": 2})
    lash.send("DELETE", path, 422)
    lash.send("POST", f"{path}/separate", 422)
    assert reload(lash, made) == seen


@pytest.mark.parametrize("quantity", [0, -1, 1.5, "two", 10**7])
def test_a_quantity_is_a_whole_number_of_at_least_one(lash: Lash, quantity: Any) -> None:
    """§1.4: integers for quantities."""
    line = {"item_id": lash.item(SKU)["id"], "quantity": quantity}
    lash.send("POST", "/orders", 422, json={"order_items": [line]})
    assert lash.get("/orders/count") == 0


def test_changed_lines_unpack_a_packed_order(lash: Lash) -> None:
    """§3.2, §3.4: below status 300; the goods return and the order gets its status anew."""
    made = order(lash, {SKU: 3})
    lash.event("process_order", order_id=made["id"], status="packed")
    line = made["order_items"][0]["id"]
    lash.send("PUT", f"/order_items/{line}", 204, json={"quantity": 1})
    seen = reload(lash, made)
    assert (seen["status"], seen["batched"], seen["order_items"][0]["packed"]) == (100, False, 0)
    assert lash.get(f"/orders/{made['id']}/packages") == []
    level = lash.quantities(lash.item(SKU))["Ann Arbor"]
    assert level == (33, 32, 32)
