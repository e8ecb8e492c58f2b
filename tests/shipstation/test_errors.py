"""Error bodies. Source: docs/reference/channels.md §4.1, §4.2, §4.5."""

import pytest

from tests.shipstation.conftest import Ship, order


def test_what_a_body_lacks_is_named_by_field(ship: Ship) -> None:
    """§4.5."""
    body = order()
    del body["shipTo"], body["orderDate"]
    answer = ship.post("/orders/createorder", 400, **body)
    assert answer == {
        "Message": "The request is invalid.",
        "ModelState": {
            "apiOrder.orderDate": ["The orderDate field is required."],
            "apiOrder.shipTo": ["The shipTo field is required."],
        },
    }


def test_a_body_that_cannot_be_read_is_the_fault_of_the_whole(ship: Ship) -> None:
    """§4.5."""
    headers = {"Content-Type": "application/json"}
    answer = ship.send("POST", "/orders/createorder", 400, data=b"{", headers=headers).json()
    assert list(answer["ModelState"]) == ["apiOrder"]


def test_a_value_that_is_none_is_named_by_where_it_stands(ship: Ship) -> None:
    """§4.5."""
    body = order(items=[{"quantity": "many"}])
    state = ship.post("/orders/createorder", 400, **body)["ModelState"]
    assert state == {"apiOrder.items.0.quantity": ["The value 'many' is not valid for quantity."]}


def test_without_an_active_manual_store_an_order_is_answered_500(ship: Ship) -> None:
    """§4.5: the framework's own exception, for a mistake of the client's."""
    ship.event("switch_store", store_id=11, active=False)
    answer = ship.create("SO1", 500)
    assert answer["Message"] == "An error has occurred."
    assert answer["ExceptionMessage"].startswith("Object reference not set to an instance")
    rows = ship.send("POST", "/orders/createorders", json=[order("SO1")]).json()
    assert (rows["hasErrors"], rows["results"][0]["success"]) == (True, False)
    ship.event("switch_store", store_id=11, active=True)
    ship.create("SO1")


@pytest.mark.parametrize("path", ["/orders/1", "/orders/999999999"])
def test_an_unknown_record_has_a_small_m(ship: Ship, path: str) -> None:
    """§4.2."""
    assert list(ship.send("GET", path, 404).json()) == ["message"]


def test_one_bad_order_turns_its_whole_page_into_500(ship: Ship) -> None:
    """§4.5: a client that halves the page finds it."""
    made = [ship.create(f"SO{n}")["orderId"] for n in range(4)]
    ship.sandbox.fault("shipstation", "list_orders", "poison", row=made[2], key="orderId", times=9)
    ship.send("GET", "/orders", 500)
    assert ship.numbers(pageSize=2) == ["SO0", "SO1"]
    ship.send("GET", "/orders?pageSize=2&page=2", 500)
    assert ship.numbers(pageSize=1, page=4) == ["SO3"]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 429, 500, 502, 503])
def test_every_status_can_be_planted(ship: Ship, status: int) -> None:
    """§4.5."""
    ship.sandbox.fault("shipstation", "list_orders", "status", status=status)
    assert ship.send("GET", "/orders", status).text
