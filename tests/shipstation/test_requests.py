"""How requests may be spelled. Source: docs/reference/channels.md §4.1, §4.2, §4.3, §7."""

import pytest

from tests.shipstation.conftest import Ship


@pytest.mark.parametrize(
    "path", ["/orders", "/orders/", "/ORDERS", "/Orders/List", "/orders/list/"]
)
def test_a_path_is_in_any_case_with_or_without_a_slash_and_list_is_an_alias(
    ship: Ship, path: str
) -> None:
    """§4.1, §4.2, §7: list_orders."""
    ship.create("SO1")
    assert [row["orderNumber"] for row in ship.get(path)["orders"]] == ["SO1"]


def test_names_and_choices_of_parameters_are_in_any_case(ship: Ship) -> None:
    """§4.4: the vendor's own pointers say storeID where its pages say storeId."""
    for number in ("SO1", "SO2"):
        ship.create(number)
    assert ship.numbers(SORTBY="orderdate", sortdir="desc") == ["SO2", "SO1"]
    assert ship.numbers(storeID="11", OrderStatus="AWAITING_SHIPMENT") == ["SO1", "SO2"]
    assert ship.numbers(storeID="12") == []


def test_a_parameter_without_a_value_is_one_that_was_left_out(ship: Ship) -> None:
    """§4.2."""
    ship.create("SO1")
    assert ship.numbers(storeId="", orderStatus="", modifyDateStart="", page="") == ["SO1"]


def test_unknown_parameters_and_headers_are_ignored_and_named_in_the_journal(ship: Ship) -> None:
    """§7 (e)."""
    ship.create("SO1")
    assert ship.numbers(tagId="7") == ["SO1"]
    assert ship.ignored() == ["tagId"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("POST", "/orders/markshipped", 404),
        ("POST", "/stores/refresh", 404),
        ("GET", "/stores/refresh", 404),
        ("GET", "/stores/refreshstore", 405),
        ("GET", "/orders/createorder", 405),
        ("POST", "/orders/17", 405),
        ("POST", "/orders/somewhere", 404),
        ("DELETE", "/webhooks/first", 404),
        ("PUT", "/webhooks/subscribe", 405),
        ("GET", "/v2/shipments", 404),
    ],
)
def test_a_path_that_no_page_has_is_404_and_another_method_405(
    ship: Ship, method: str, path: str, status: int
) -> None:
    """§4.2, §4.3: what clients also try."""
    body = {"orderId": 1, "carrierCode": "ups"}
    answer = ship.send(method, path, status, json=body if method == "POST" else None)
    assert list(answer.json()) == ["Message"]


def test_the_wrong_name_of_one_client_works_where_the_quirk_says_so(ship: Ship) -> None:
    """§4.2: mark_order_shipped, shipstation.mark_shipped_alias."""
    made = ship.create("SO1")
    ship.sandbox.set_quirk("shipstation.mark_shipped_alias", True)
    body = {"orderId": made["orderId"], "carrierCode": "ups", "trackingNumber": "1Z"}
    assert ship.post("/orders/markshipped", **body)["orderNumber"] == "SO1"
    assert ship.order(made["orderId"])["orderStatus"] == "shipped"
